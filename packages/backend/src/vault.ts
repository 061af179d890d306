import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { parseKeyring } from './keyring.ts';
import { readSealed, sealedStart, sealedVersion, writeSealed } from './sealed-text.ts';
import { VaultError } from './vault-error.ts';

/** Seals what must be read again, and derives secrets that need not be stored at all. */
export interface Vault {
  /** Names of the keys, newest first. */
  readonly keyIds: readonly [string, ...string[]];
  /**
   * Seals a text with the newest key. `context` names the row that it is for, such as `connection:con_…`; only with the
   * same context can it be opened, so that one row's sealed text is worth nothing in another. The answer is ASCII without
   * spaces.
   */
  seal(plaintext: string, context: string): string;
  /**
   * Opens a sealed text. Throws a `VaultError`: `not_sealed`, `unknown_key`, or `cannot_open` where the text, its context
   * or its key is another than when it was sealed.
   */
  open(sealed: string, context: string): string;
  /**
   * 32 bytes that belong to this purpose (`label`), this `context` and this key, the newest unless named; always the same.
   * Throws `unknown_key`.
   */
  derive(label: string, context: string, keyId?: string): Buffer;
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * A vault over a keyring, newest first: `k2:<base64>,k1:<base64>`. To rotate, put a new key in front and keep the old ones
 * for as long as rows name them. Throws a `VaultError` `keyring_invalid` with one line per fault.
 *
 * AES-256-GCM with random nonces: one key may seal 2³² texts (NIST SP 800-38D, 8.3); rotate long before.
 */
export const createVault = (keys: string): Vault => {
  const ring = parseKeyring(keys);
  const [newest] = ring;
  const byId = new Map(ring.map(({ id, bytes }) => [id, { master: bytes, sealing: subkey(bytes, ['seal']) }]));

  const named = (id: string): { master: Buffer; sealing: Buffer } => {
    const key = byId.get(id);
    if (key === undefined) {
      const sentence = `This needs the key "${id}", which CONNECT_KEYS does not hold. Put it back, at the end of the list.`;
      throw new VaultError('unknown_key', sentence, id);
    }
    return key;
  };

  return {
    keyIds: [newest.id, ...ring.slice(1).map(({ id }) => id)],

    seal(plaintext, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', named(newest.id).sealing, nonce, { authTagLength: tagBytes });
      cipher.setAAD(associated(newest.id, context));
      const body = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return writeSealed(newest.id, body);
    },

    open(sealed, context) {
      const { keyId, body } = read(sealed);
      const { sealing } = named(keyId);
      const end = body.length - tagBytes;
      const decipher = createDecipheriv('aes-256-gcm', sealing, body.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(associated(keyId, context));
      decipher.setAuthTag(body.subarray(end));
      try {
        return Buffer.concat([decipher.update(body.subarray(nonceBytes, end)), decipher.final()]).toString('utf8');
      } catch {
        // The cause says only that the tag does not match, and nothing else can go wrong here.
        const reasons = 'it was changed, it is of another row, or another key now has that name';
        throw new VaultError('cannot_open', `A text sealed with the key "${keyId}" cannot be opened: ${reasons}.`, keyId);
      }
    },

    derive(label, context, keyId = newest.id) {
      return subkey(named(keyId).master, ['derive', label, context]);
    },
  };
};

/**
 * A key of its own for each purpose (RFC 5869), so that no master key is used with two algorithms. The purpose is hashed
 * because Node bounds HKDF's `info` at 1,024 bytes, and as JSON, so that no two purposes are written alike.
 */
const subkey = (master: Buffer, purpose: readonly string[]): Buffer =>
  Buffer.from(hkdfSync('sha256', master, 'connect/vault/1', createHash('sha256').update(JSON.stringify(purpose)).digest(), 32));

/** Neither the version nor a key's name holds a dot, so two different triples never read the same. */
const associated = (keyId: string, context: string): Buffer => Buffer.from(`${sealedStart(keyId)}${context}`);

const read = (sealed: string): { readonly keyId: string; readonly body: Buffer } => {
  const parts = readSealed(sealed);
  if (parts === undefined || parts.body.length < nonceBytes + tagBytes) {
    throw new VaultError('not_sealed', `This is not a sealed text: one begins with "${sealedVersion}.", a key's name and a dot.`);
  }
  return parts;
};
