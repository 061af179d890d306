import * as z from 'zod/mini';
import { parseAddress } from './address.ts';
import { limits } from './limits.ts';

const httpsMessage = `Must be an https URL of at most ${limits.url} characters, without credentials (http only on localhost).`;

/** An absolute https URL (http only on localhost), at most 2,048 characters. */
export const Address = z.string().check(z.refine<string>((text) => parseAddress(text) !== undefined, httpsMessage));

const isOrigin = (text: string): boolean => parseAddress(text)?.origin === text;

/** A name with a dot inside: `https://*.com` would be everybody. */
const isShared = (origin: string): boolean => /[^.]\.[^.]/.test(new URL(origin).hostname);

const isEmbedOrigin = (text: string): boolean => {
  const wildcard = /^https:\/\/\*\.([^/*]+)$/.exec(text);
  if (!wildcard) return isOrigin(text);
  const parent = `https://${wildcard[1]}`;
  return isOrigin(parent) && isShared(parent);
};

/**
 * An origin that may embed the link button, such as `https://app.example`, without a path or a slash at the end;
 * `https://*.app.example` stands for all its subdomains.
 */
export const EmbedOrigin = z
  .string()
  .check(
    z.refine<string>(
      isEmbedOrigin,
      'Must be an origin such as https://app.example, without a path and without a slash at the end.',
    ),
  );

/**
 * An address that clients may be sent back to. One that ends in `/` stands for everything below it,
 * any other for itself. Without query and fragment.
 */
export const ReturnUrl = z
  .string()
  .check(
    z.refine<string>(
      (text) => parseAddress(text) !== undefined && !/[?#]/.test(text),
      'Must be an https URL without query and fragment (http only on localhost).',
    ),
  );
