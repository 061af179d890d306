import { createHash } from 'node:crypto';

/** SHA-256 of what a request says, such as its body, base64url; the order of keys does not matter. */
export const fingerprint = (body: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(body, (_key, value: unknown) =>
        value !== null && typeof value === 'object' && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
          : value,
      ),
    )
    .digest('base64url');
