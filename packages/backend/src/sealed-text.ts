/** How a sealed text is written: this version of the format, the name of its key, and what the key has sealed; dots between them. */
export const sealedVersion = 's1';

/** What every text begins with that the key of this name has sealed. */
export const sealedStart = (keyId: string): string => `${sealedVersion}.${keyId}.`;

/** The name of the key that has sealed this text. */
export const sealingKeyOf = (sealed: string): string => sealed.split('.')[1] ?? '';

/** A sealed text of these parts. */
export const writeSealed = (keyId: string, body: Buffer): string => `${sealedStart(keyId)}${body.toString('base64url')}`;

/** The parts of a sealed text; `undefined` for any other text. */
export const readSealed = (sealed: string): { readonly keyId: string; readonly body: Buffer } | undefined => {
  const keyId = sealingKeyOf(sealed);
  const body = sealed.slice(sealedStart(keyId).length);
  const isSealed = /^[A-Za-z0-9_-]{1,16}$/.test(keyId) && sealed.startsWith(sealedStart(keyId)) && /^[A-Za-z0-9_-]+$/.test(body);
  return isSealed ? { keyId, body: Buffer.from(body, 'base64url') } : undefined;
};
