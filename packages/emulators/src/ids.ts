import { createHash, randomBytes } from 'node:crypto';

/** An unguessable string of URL-safe characters, made of so many random bytes. */
export function random(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}

/**
 * The same decimal digits for the same parts: `prefix` filled up to `length` digits. The last digit is odd, so that a
 * number of 17 digits or more cannot survive a double (2^53 and above only every second integer is a double).
 */
export function decimalId(prefix: string, length: number, ...parts: string[]): string {
  const digits = length - prefix.length;
  const number = BigInt(`0x${digest(parts)}`) % 10n ** BigInt(digits);
  return prefix + (number | 1n).toString().padStart(digits, '0');
}

/** The same UUID-like string for the same parts. */
export function dashedId(...parts: string[]): string {
  return digest(parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function digest(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
