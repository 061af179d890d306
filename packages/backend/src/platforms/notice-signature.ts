import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether this is the HMAC-SHA256 of these bytes, in a time that does not tell where it differs. */
export const isSignature = (signature: Uint8Array, secret: string, ...signed: readonly (string | Uint8Array)[]): boolean => {
  const hmac = createHmac('sha256', secret);
  for (const part of signed) hmac.update(part);
  const expected = hmac.digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
};

/** ms by which a platform's clock and ours may differ. */
export const clockTolerance = 5 * 60_000;

/** The bytes as text; `undefined` where they are not well-formed UTF-8. */
export const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The only thing that can be wrong with bytes.
    return undefined;
  }
};
