import { randomBytes } from 'node:crypto';
import { optionsFromEnvironment } from './environment.ts';
import { parseKeyring } from './keyring.ts';
import { countSealed, countsInWords, keyStates, type KeyPlace } from './keys.ts';
import { ConfigurationError } from './options.ts';
import { sealedKinds } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';
import { createVault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** What the command is given: its words after `keys`, the environment, and where it writes. */
export interface KeysCommand {
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
  status          what each key has sealed, and which can go`;

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

/** The keyring as it is set; throws a `ConfigurationError`. */
const ringOf = (env: KeysCommand['env']): string => {
  const keys = env['CONNECT_KEYS'] ?? '';
  try {
    parseKeyring(keys);
    return keys;
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    throw new ConfigurationError(cause.message.split('\n'));
  }
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
    throw new ConfigurationError([`CONNECT_KEYS has no key "${name}"; it has ${entries.map(nameOf).join(', ')}, such as: keys rotate ${nameOf(entries.at(-1) ?? '')}.`]);
  }
  out([known, ...entries.filter((entry) => entry !== known)].join(','));
  say(`Set CONNECT_KEYS to this and restart. "${nameOf(known)}" then seals, the others still open, and what they have sealed is`);
  say('sealed anew in the background. Several processes: put a new key at the end everywhere first, then move it to the front');
  say('(keys rotate <name>), so that none meets a key that it does not know. "keys status" says when an old one can go.');
  return 0;
};

const status = async ({ env, out, say, now = Date.now }: KeysCommand): Promise<number> => {
  const vault = createVault(ringOf(env));
  const { database } = optionsFromEnvironment(env);
  const storage = typeof database === 'string' ? await openStorage(database) : database;
  try {
    await storage.migrate();
    let faults = 0;
    let waiting = 0;
    for (const { id, place } of await keyStates({ storage, vault, now })) {
      const counts = await countSealed({ storage }, id);
      const isEmpty = sealedKinds.every((kind) => counts[kind] === 0);
      const end = place === 'opens' && isEmpty ? '; it can go' : '';
      out(`${id}: ${places[place]}; has sealed ${countsInWords(counts)}${end}`);
      if ((place === 'missing' || place === 'wrong') && !isEmpty) faults += 1;
      if (place === 'opens') waiting += sealedKinds.reduce((sum, kind) => sum + counts[kind], 0);
    }
    if (faults > 0) say('Connect does not start like this. Put the keys that are missing, or wrong, back into CONNECT_KEYS.');
    else if (waiting > 0) say(`${waiting} texts still wait to be sealed anew; "serve" and "work" do it in the background.`);
    return faults > 0 ? 1 : 0;
  } finally {
    await storage.close();
  }
};

/** `connect-backend keys …`; answers with the process's exit code. Throws a `ConfigurationError` for a keyring that is none. */
export const keysCommand = async (command: KeysCommand): Promise<number> => {
  switch (command.words[0]) {
    case 'generate':
      return generate(command);
    case 'rotate':
      return rotate(command);
    case 'status':
      return status(command);
    default:
      command.say(usage);
      return 2;
  }
};
