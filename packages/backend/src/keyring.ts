import { VaultError } from './vault-error.ts';

/** A master key and the name under which rows remember it. */
interface MasterKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const example =
  'an example: CONNECT_KEYS=k2:<new>,k1:<old>, each key 32 random bytes as base64 (connect-backend keys generate makes one)';

const absent =
  'CONNECT_KEYS is missing; its keys seal what is stored. Make a first one with connect-backend keys generate, and set CONNECT_KEYS to it.';

/**
 * Reads a keyring such as `k2:<base64>,k1:<base64>`, newest first: names of 1 to 16 letters, digits, `-` and `_`, and
 * 32 bytes each. Throws a `VaultError` with one line per fault. A line never repeats what may be key material.
 */
export const parseKeyring = (text: string): readonly [MasterKey, ...MasterKey[]] => {
  if (text.trim() === '') throw new VaultError('keyring_invalid', absent);
  const entries = text.split(',').map((entry) => entry.trim());
  const keys: MasterKey[] = [];
  const faults: string[] = [];
  entries.forEach((entry, index) => {
    const read = readEntry(entry, keys);
    if (typeof read === 'string') faults.push(`CONNECT_KEYS: entry ${index + 1} of ${entries.length} ${read}; ${example}.`);
    else keys.push(read);
  });
  const [newest, ...older] = keys;
  if (faults.length > 0 || newest === undefined) throw new VaultError('keyring_invalid', faults.join('\n'));
  return [newest, ...older];
};

/** The entry's key, or what is wrong with it. */
const readEntry = (entry: string, before: readonly MasterKey[]): MasterKey | string => {
  if (entry === '') return 'is empty';
  const colon = entry.indexOf(':');
  if (colon === -1) return 'has no name: write it as name:key';
  const id = entry.slice(0, colon);
  // Not repeated in the sentence: where the two halves are swapped, this is the key.
  if (!/^[A-Za-z0-9_-]{1,16}$/.test(id)) return 'has a name that is not 1 to 16 letters, digits, "-" and "_"';
  const encoded = entry.slice(colon + 1).trim();
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(encoded)) return `("${id}") has a key that is not base64`;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== 32) return `("${id}") has a key of ${bytes.length} bytes instead of 32`;
  if (bytes.every((byte) => byte === bytes[0])) return `("${id}") has a key that is not random`;
  if (before.some((other) => other.id === id)) return `("${id}") has the name of an earlier one`;
  const same = before.find((other) => other.bytes.equals(bytes));
  if (same) return `("${id}") has the same key as "${same.id}"`;
  return { id, bytes };
};
