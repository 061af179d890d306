import type { OutboundRequest } from './port.ts';

/** Makes a text of a platform's fit for a log: without secrets, on one line, at most 300 characters (`short`: 64). */
export type Redact = (text: string, length?: 'short') => string;

/** Parameters that carry a secret, in queries and forms of all platforms. */
const secretNames = new Set([
  'access_token',
  'appsecret_proof',
  'client_secret',
  'code',
  'code_verifier',
  'fb_exchange_token',
  'input_token',
  'refresh_token',
  'state',
  'token',
]);

/** A long run of characters with a digit in it: a token, a code or a proof that was not ours to know. Scopes have none. */
const tokenLike = /(?=[\w.~!*%+/=-]*\d)[\w.~!*%+/=-]{24,}/g;

/** Codes and references of platforms may look like tokens, but none of them is as long. */
const tokenSized = /[\w.~!*%+/=-]{48,}/g;

/** A redactor that knows the secrets of one request, whether a platform repeats them plainly or encoded. */
export const redactorFor = ({ url, form = {}, headers = {} }: OutboundRequest): Redact => {
  const parameters = [...url.searchParams, ...Object.entries(form)].filter(([name]) => secretNames.has(name));
  const credentials = Object.entries(headers).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' ? [value.replace(/^\S+\s+/, '')] : [],
  );
  const secrets = [...parameters.map(([, value]) => value), ...credentials]
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), new URLSearchParams({ '': secret }).toString().slice(1)])
    .sort((one, other) => other.length - one.length);
  return (text, length) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, '[redacted]');
    // Shortened before the search for what looks like a token, so that a long answer cannot make it slow.
    clean = clean.slice(0, 1000);
    clean = clean.replace(length === undefined ? tokenLike : tokenSized, '[redacted]');
    return clean.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, length === 'short' ? 64 : 300);
  };
};
