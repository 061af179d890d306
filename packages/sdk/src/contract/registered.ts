import { parseAddress } from './address.ts';

/**
 * Whether an origin is on a workspace's list: exactly, or below a registered `https://*.host` (a label boundary, so
 * that `https://evil-app.example` is not below `https://*.app.example`).
 */
export const allowsOrigin = (registered: readonly string[], origin: string): boolean => {
  const url = parseAddress(origin);
  if (url === undefined || url.origin !== origin) return false;
  return registered.some((entry) =>
    entry.startsWith('https://*.')
      ? url.protocol === 'https:' && url.port === portOf(entry) && url.hostname.endsWith(`.${hostOf(entry)}`)
      : entry === origin,
  );
};

const hostOf = (wildcard: string): string => new URL(wildcard.replace('*.', '')).hostname;
const portOf = (wildcard: string): string => new URL(wildcard.replace('*.', '')).port;

/** Path spellings that two parsers could read as two different places. */
const ambiguous = /\/\/|\\|%2f|%5c|%00/i;

/**
 * The address to send a client back to, where the workspace's list has it; otherwise `undefined`. A registered URL that
 * ends in `/` stands for everything below it, any other for itself. Compared as parsed URLs; query and fragment are free.
 */
export const allowedReturnUrl = (registered: readonly string[], text: string | null | undefined): URL | undefined => {
  const url = text ? parseAddress(text) : undefined;
  if (url === undefined || ambiguous.test(url.pathname)) return undefined;
  const allowed = registered.some((entry) => {
    const base = new URL(entry);
    if (base.origin !== url.origin) return false;
    return base.pathname.endsWith('/') ? url.pathname.startsWith(base.pathname) : url.pathname === base.pathname;
  });
  return allowed ? url : undefined;
};
