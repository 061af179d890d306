import { limits } from './limits.ts';

/**
 * Whether plain http is tolerable for this URL: only on the names that a browser itself treats as this machine
 * (https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy), for development.
 */
export const isLoopback = (url: URL): boolean =>
  url.hostname === 'localhost' || url.hostname.endsWith('.localhost') || url.hostname === '127.0.0.1';

/**
 * The URL parser forgives missing or surplus slashes, backslashes, spaces and control characters, so that one text can
 * mean another host than the one a person reads: https://url.spec.whatwg.org/#concept-basic-url-parser
 */
const strict = /^https?:\/\/[^/\\\s\p{Cc}][^\\\s\p{Cc}]*$/iu;

/** An https URL, or an http one of this machine, without credentials; `undefined` where the text is neither. */
export const parseAddress = (text: string): URL | undefined => {
  if (text.length > limits.url || !strict.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // `*` is a legal host character, but nobody's name: https://url.spec.whatwg.org/#forbidden-host-code-point
  if (url.username !== '' || url.password !== '' || url.hostname.includes('*')) return undefined;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && isLoopback(url) ? url : undefined;
};
