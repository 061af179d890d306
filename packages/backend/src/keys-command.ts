import { randomBytes } from 'node:crypto';
import { ConfigurationError } from './configuration-error.ts';
import { optionsFromEnvironment } from './environment.ts';
import { parseKeyring } from './keyring.ts';
import { countSealed, countsInWords, keyStates, otherFront, type KeyPlace, type KeyState } from './keys.ts';
import { sealedKinds, type Storage } from './storage/port.ts';
import { StorageError } from './storage/storage-error.ts';
import { openStorage } from './storage/storage.ts';
import { createVault, type Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** What the command is given: its words after `keys`, the environment, and where it writes. */
interface KeysCommand {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For what a program reads: a key, a keyring. */
  readonly out: (line: string) => void;
  /** For people. */
  readonly say: (line: string) => void;
  readonly now?: () => number;
}

const usage = `connect-backend keys <command>

  generate        a new key, for CONNECT_KEYS
  rotate          CONNECT_KEYS with a new key in front; the old ones still open
  rotate <name>   CONNECT_KEYS with this key of it in front
  status          what each key has sealed, and which can go; changes nothing

It reads CONNECT_KEYS, and status also DATABASE_URL, both as the server has them.
`;

const places: Readonly<Record<KeyPlace, string>> = {
  seals: 'the newest, seals',
  opens: 'opens',
  missing: 'MISSING from CONNECT_KEYS',
  wrong: 'WRONG: another key has this name',
};

/** A key under a name by the day, such as `k20261121`, that none of these has. */
const newKey = (taken: readonly string[], now: number): string => {
  const day = `k${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`;
  const names = Array.from({ length: taken.length + 1 }, (_, index) => (index === 0 ? day : `${day}-${index + 1}`));
  const name = names.find((each) => !taken.includes(each)) ?? day;
  return `${name}:${randomBytes(32).toString('base64')}`;
};

const entriesOf = (keys: string): readonly string[] => keys.split(',').map((entry) => entry.trim());
const nameOf = (entry: string): string => entry.slice(0, entry.indexOf(':'));

/** A word of the command line, where it can be no key that somebody has put there by mistake. */
const shown = (word: string): string => (/^[\w-]{1,16}$/.test(word) ? `"${word}"` : 'a word that may be a secret');

/** What is wrong, as sentences, and with what: nothing of the keys themselves. */
const faultsOf = (cause: unknown): readonly string[] => {
  if (cause instanceof ConfigurationError) return cause.faults;
  if (cause instanceof VaultError) return cause.message.split('\n');
  if (cause instanceof StorageError) return [cause.message];
  throw cause;
};

/** The keyring as it is set; throws a `VaultError`. */
const ringOf = (env: KeysCommand['env']): string => {
  const keys = env['CONNECT_KEYS'] ?? '';
  parseKeyring(keys);
  return keys;
};

const generate = ({ env, out, say, now = Date.now }: KeysCommand): number => {
  const taken = env['CONNECT_KEYS'] ? entriesOf(ringOf(env)).map(nameOf) : [];
  out(newKey(taken, now()));
  say('A new key. Keep it where you keep secrets: without it nobody can read what it has sealed.');
  return 0;
};

const rotate = ({ words, env, out, say, now = Date.now }: KeysCommand): number => {
  const entries = entriesOf(ringOf(env));
  const name = words[1];
  const known = name === undefined ? newKey(entries.map(nameOf), now()) : entries.find((entry) => nameOf(entry) === name);
  if (known === undefined) {
    const names = entries.map(nameOf);
    throw new ConfigurationError([
      `CONNECT_KEYS has no key ${shown(name ?? '')}; it has ${names.join(', ')}, such as: keys rotate ${names.at(-1) ?? ''}.`,
    ]);
  }
  out([known, ...entries.filter((entry) => entry !== known)].join(','));
  say(`Set CONNECT_KEYS to this and restart. "${nameOf(known)}" then seals, the others still open, and what they have sealed is`);
  say('sealed anew in the background. Several processes: put a new key at the end everywhere first, then move it to the front');
  say('(keys rotate <name>), so that none meets a key that it does not know. "keys status" says when an old one can go.');
  return 0;
};

/** Where the tables should be, without a password. */
const addressOf = (database: string): string => {
  if (database.startsWith('sqlite:')) return database;
  const { protocol, host, pathname } = new URL(database);
  return `${protocol}//${host}${pathname}`;
};

const noTables = (env: KeysCommand['env'], database: string): ConfigurationError =>
  new ConfigurationError([
    env['DATABASE_URL']
      ? `There are no tables at ${addressOf(database)}; is DATABASE_URL the server’s?`
      : `There are no tables at ${addressOf(database)}, and DATABASE_URL is not set. Set it to the server’s.`,
  ]);

/** The server's storage as it is: neither made nor brought up to date, since it may be that of an older version that runs. */
const openServers = async (env: KeysCommand['env']): Promise<Storage> => {
  const { database } = optionsFromEnvironment(env);
  if (typeof database !== 'string') return database;
  const storage = await openStorage(database, { create: false }).catch((cause: unknown) => {
    throw cause instanceof StorageError && cause.code === 'missing' ? noTables(env, database) : cause;
  });
  try {
    const tables = await storage.tables();
    if (tables === 'none') throw noTables(env, database);
    if (tables === 'older') {
      const advice = 'Ask with the version that the server runs, or bring them up to date first (connect-backend migrate).';
      throw new ConfigurationError([`The tables at ${addressOf(database)} are those of an older version. ${advice}`]);
    }
    return storage;
  } catch (cause) {
    await storage.close();
    throw cause;
  }
};

/** What is to be done about a key that seals nothing, or nothing yet. */
const adviceOn = ({ id, place, use }: KeyState): string => {
  if (use === 'unknown') return '; no server has been started with it yet';
  if (place !== 'opens') return '';
  return use === 'never' ? `; not used yet: "keys rotate ${id}" puts it in front` : '; it can go';
};

const whoSealsAnew = async (storage: Storage, vault: Vault): Promise<string> => {
  const other = await otherFront({ storage, vault });
  if (other === undefined) return '"serve" and "work" do it in the background.';
  return `the process that was started last has "${other}" in front. Restart "serve" and "work" with these CONNECT_KEYS, and they do it in the background.`;
};

const status = async ({ env, out, say, now = Date.now }: KeysCommand): Promise<number> => {
  const vault = createVault(ringOf(env));
  const storage = await openServers(env);
  try {
    let faults = 0;
    let waiting = 0;
    for (const key of await keyStates({ storage, vault, now })) {
      const counts = await countSealed({ storage }, key.id);
      const isEmpty = sealedKinds.every((kind) => counts[kind] === 0);
      const isFault = !isEmpty && (key.place === 'missing' || key.place === 'wrong');
      const place = key.place === 'missing' && isEmpty ? 'not in CONNECT_KEYS, and not needed' : places[key.place];
      out(`${key.id}: ${place}; has sealed ${countsInWords(counts)}${isEmpty ? adviceOn(key) : ''}`);
      if (isFault) faults += 1;
      if (key.place === 'opens') waiting += sealedKinds.reduce((sum, kind) => sum + counts[kind], 0);
    }
    if (faults > 0) say('Connect does not start like this. Put the keys that are missing, or wrong, back into CONNECT_KEYS.');
    else if (waiting > 0) say(`${waiting} texts still wait to be sealed anew; ${await whoSealsAnew(storage, vault)}`);
    return faults > 0 ? 1 : 0;
  } finally {
    await storage.close();
  }
};

/** Each command, and how many words it may have after its own. */
const commands: Readonly<Record<string, { readonly most: number; readonly work: (command: KeysCommand) => number | Promise<number> }>> = {
  generate: { most: 0, work: generate },
  rotate: { most: 1, work: rotate },
  status: { most: 0, work: status },
};

/** `connect-backend keys …`; answers with the process's exit code, and says what is wrong. */
export const keysCommand = async (given: KeysCommand): Promise<number> => {
  const { words, say } = given;
  const [name] = words;
  if (name === undefined || words.some((word) => word === '--help' || word === '-h')) {
    say(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    say(`connect-backend keys has no command ${shown(name)}.\n\n${usage}`);
    return 2;
  }
  const [extra] = words.slice(1 + command.most);
  if (extra !== undefined) {
    say(`connect-backend keys ${name} takes ${command.most === 0 ? 'no more words' : 'one more word at most'}, and this has ${shown(extra)}.\n\n${usage}`);
    return 2;
  }
  try {
    return await command.work(given);
  } catch (cause) {
    for (const fault of faultsOf(cause)) say(fault);
    return 1;
  }
};
