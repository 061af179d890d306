import { ConfigurationError } from './configuration-error.ts';
import type { Context } from './context.ts';
import { tryToOpen } from './resealing.ts';
import { sealingKeyOf } from './sealed-text.ts';
import { sealedKinds, type SealedKind, type SealingKeyRow } from './storage/port.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

type Keeper = Pick<Context, 'storage' | 'vault' | 'now'>;

/** What a key has sealed, by kind. */
type SealedCounts = Readonly<Record<SealedKind, number>>;

const things: Readonly<Record<SealedKind, readonly [one: string, many: string]>> = {
  link: ['link’s address', 'links’ addresses'],
  tokens: ['connection’s tokens', 'connections’ tokens'],
  revocation: ['token that is still to be revoked', 'tokens that are still to be revoked'],
  verifier: ['attempt’s PKCE verifier', 'attempts’ PKCE verifiers'],
  code: ['unconfirmed code', 'unconfirmed codes'],
  webhook: ['webhook endpoint’s secret', 'webhook endpoints’ secrets'],
  former_webhook: ['former secret of a webhook endpoint', 'former secrets of webhook endpoints'],
};

/** `3 links’ addresses and 1 connection’s tokens`; `nothing` where there is nothing. */
export const countsInWords = (counts: SealedCounts): string => {
  const parts = sealedKinds.flatMap((kind) => (counts[kind] === 0 ? [] : `${counts[kind]} ${things[kind][counts[kind] === 1 ? 0 : 1]}`));
  return parts.length === 0 ? 'nothing' : new Intl.ListFormat('en').format(parts);
};

/** What this key has sealed. Reads everything that is sealed. */
export const countSealed = async ({ storage }: Pick<Keeper, 'storage'>, key: string): Promise<SealedCounts> => {
  const counts: (readonly [SealedKind, number])[] = [];
  for (const kind of sealedKinds) counts.push([kind, await storage.sealedCount(kind, key)]);
  return Object.fromEntries(counts) as SealedCounts;
};

/** Tells another key of the same name apart, and nothing of the key. */
const fingerprintOf = (vault: Vault, id: string): string => vault.derive('fingerprint', 'key', id).toString('base64url').slice(0, 22);

/** Names of keys that something here is sealed with, besides those that are known to have been used. */
const foundKeys = async ({ storage }: Pick<Keeper, 'storage'>, known: readonly string[]): Promise<readonly string[]> => {
  const found = [...known];
  for (const kind of sealedKinds) {
    for (;;) {
      const [row] = await storage.sealedWith({ kind, not: found, after: '', limit: 1 });
      if (row === undefined) break;
      found.push(sealingKeyOf(row.sealed));
    }
  }
  return found.slice(known.length);
};

/** The key that was put in front last, by whatever process; `undefined` where none ever was. */
const frontKey = (known: readonly SealingKeyRow[]): SealingKeyRow | undefined => {
  const fronts = known.filter(({ newestSince }) => newestSince !== null);
  const isLater = (one: SealingKeyRow, other: SealingKeyRow) => (one.newestSince ?? 0) - (other.newestSince ?? 0) || (one.id < other.id ? -1 : 1);
  return fronts.sort(isLater).at(-1);
};

/** The name of the key that a process was last started with in front, where that is another one than this keyring's. */
export const otherFront = async ({ storage, vault }: Pick<Keeper, 'storage' | 'vault'>): Promise<string | undefined> => {
  const front = frontKey(await storage.sealingKeys());
  return front === undefined || front.id === vault.keyIds[0] ? undefined : front.id;
};

/** Whether the key of this name opens what was sealed under it: one text of each kind is tried. */
const opens = async ({ storage, vault }: Pick<Keeper, 'storage' | 'vault'>, id: string, others: readonly string[]): Promise<boolean> => {
  for (const kind of sealedKinds) {
    const [row] = await storage.sealedWith({ kind, not: others.filter((other) => other !== id), after: '', limit: 1 });
    if (row === undefined || sealingKeyOf(row.sealed) !== id) continue;
    try {
      tryToOpen(vault, kind, row.id, row.sealed);
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      return false;
    }
  }
  return true;
};

/** How a key stands to this keyring: it seals, it only opens, it is not there, or another key has its name. */
export type KeyPlace = 'seals' | 'opens' | 'missing' | 'wrong';

export interface KeyState {
  readonly id: string;
  readonly place: KeyPlace;
  /** Whether it has ever stood first, and has sealed; `unknown`: no process on this database has had it. */
  readonly use: 'sealing' | 'never' | 'unknown';
}

/**
 * All keys of the keyring, and all that something here may be sealed with. Keys that the database knows are told apart by
 * their fingerprints, without reading what they have sealed; a database of before there were any is searched once.
 */
export const keyStates = async (keeper: Keeper): Promise<readonly KeyState[]> => {
  const { storage, vault } = keeper;
  const known = await storage.sealingKeys();
  const ids = known.map(({ id }) => id);
  const found = known.length > 0 ? [] : await foundKeys(keeper, []);
  const all = [...new Set([...vault.keyIds, ...ids, ...found])];
  const states: KeyState[] = [];
  const placeOf = async (id: string): Promise<KeyPlace> => {
    if (!vault.keyIds.includes(id)) return 'missing';
    if (!(await isRight(keeper, id, known, all))) return 'wrong';
    return id === vault.keyIds[0] ? 'seals' : 'opens';
  };
  const useOf = (id: string): KeyState['use'] => {
    const row = known.find((key) => key.id === id);
    if (row === undefined) return found.includes(id) ? 'sealing' : 'unknown';
    return row.newestSince === null ? 'never' : 'sealing';
  };
  for (const id of all) states.push({ id, place: await placeOf(id), use: useOf(id) });
  return states;
};

const isRight = (keeper: Keeper, id: string, known: readonly SealingKeyRow[], all: readonly string[]): Promise<boolean> => {
  const row = known.find((key) => key.id === id);
  return row === undefined ? opens(keeper, id, all) : Promise.resolve(row.fingerprint === fingerprintOf(keeper.vault, id));
};

/**
 * Makes sure that this keyring opens everything that is sealed here, and records its keys. The one in front of it is the one
 * from then on that everything is sealed with: whoever starts last decides, so that a key can be put back in front, and so
 * that two processes with different ones do not take turns in undoing each other's work. Answers since when that is.
 *
 * Throws a `ConfigurationError` that says which key is missing or wrong, and what nobody could read without it.
 */
export const admitKeys = async (keeper: Keeper): Promise<number> => {
  const { storage, vault, now } = keeper;
  const faults: string[] = [];
  const states = await keyStates(keeper);
  for (const { id, place } of states) {
    if (place === 'seals' || place === 'opens') continue;
    const counts = await countSealed(keeper, id);
    const isUnused = sealedKinds.every((kind) => counts[kind] === 0);
    if (isUnused) await storage.forgetKey(id);
    else if (place === 'missing') {
      faults.push(
        `CONNECT_KEYS lacks the key "${id}". Without it nobody can read ${countsInWords(counts)}. Put it back, at the end of the list, such as CONNECT_KEYS=<newest>,${id}:<its 32 bytes as base64>.`,
      );
    } else {
      faults.push(
        `CONNECT_KEYS has another key under the name "${id}" than the one that was used. With this one nobody can read ${countsInWords(counts)}. Put the former back, and give the new one a name of its own, such as CONNECT_KEYS=<new name>:<new>,${id}:<former>.`,
      );
    }
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  const at = now();
  const front = frontKey(await storage.sealingKeys());
  // Later than what is there, also where the clock of whoever was before went ahead.
  const turned = Math.max(at, (front?.newestSince ?? -1) + 1);
  const since = front?.id === vault.keyIds[0] ? (front.newestSince ?? at) : turned;
  for (const [place, id] of vault.keyIds.entries()) {
    // Of a key that has sealed before keys were recorded nobody knows since when.
    const before = states.some((state) => state.id === id && state.use === 'sealing') ? 0 : null;
    const newestSince = place === 0 ? since : before;
    await storage.registerKey({ id, fingerprint: fingerprintOf(vault, id), newestSince, createdAt: at });
  }
  return since;
};
