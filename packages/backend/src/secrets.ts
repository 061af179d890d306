import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret: the prefix, `_`, and 32 random bytes as base64url, such as `cl_4fX…` (256 bits; nothing to guess). */
export const newSecret = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`;

/**
 * SHA-256 of a secret, prefix included, as base64url: what is stored of it. Only for secrets of full entropy, which is
 * why it needs neither salt nor stretching; never for anything that a person has chosen.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export const equalHashes = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const idLength = 22;
/** Bytes from here on are dropped: 256 is no multiple of 62, so folding them in would favour the first letters. */
const fair = 256 - (256 % alphabet.length);

/**
 * A new id: the prefix, `_`, and 22 random letters and digits (131 bits), such as `lnk_7Gk…`. Public, and unique by
 * chance alone.
 */
export const newId = (prefix: string): string => {
  let text = '';
  while (text.length < idLength) {
    for (const byte of randomBytes(idLength + 8)) {
      if (byte < fair && text.length < idLength) text += alphabet[byte % alphabet.length];
    }
  }
  return `${prefix}_${text}`;
};
