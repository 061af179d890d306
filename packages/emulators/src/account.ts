import { motifs, type Motif } from './motif.ts';

/** Somebody who has an account in the emulated world: the same people on every platform. */
export interface Account {
  /** The name by which tests and the control API know the account; it stays when the username changes. */
  readonly key: string;
  username: string;
  name?: string;
  kind: 'business' | 'creator' | 'personal';
  /** Instagram's professional-account id, as digits: above 2^53. */
  readonly id: string;
  /** BCP 47 tag of the display name. */
  language: string;
  biography: string;
  website?: string;
  followers: number;
  following: number;
  posts: number;
  likes: number;
  verified: boolean;
  /** What the account's picture shows; `null`: it has no picture. */
  picture: Motif | null;
  /** What the pages say about a person, who has no kind and no followers. */
  readonly about?: string;
  /** The code that the second step of the login accepts, for accounts that have one. */
  twoFactorCode?: string;
}

/** What {@link Account}s are made of; the key is the username at the start. */
export type AccountSeed = Omit<Account, 'key' | 'about'>;

/** What the pages call an account: people by their name, all others by their handle. */
export function callName({ about, name, username }: Account): string {
  return about === undefined ? `@${username}` : (name ?? username);
}

const professionalId = /^1784\d{13}$/;

/** Copies the seeds, so that a test can rename an account without renaming it for others. */
export function createAccounts(seeds: readonly AccountSeed[]): Account[] {
  const accounts = seeds.map((seed) => ({ ...seed, key: seed.username }));
  for (const { key, id, picture } of accounts) {
    if (!professionalId.test(id)) throw new TypeError(`Account "${key}": id must be 17 digits that begin with 1784, not "${id}"`);
    if (picture !== null && !motifs.includes(picture)) throw new TypeError(`Account "${key}": there is no picture "${picture}"`);
  }
  for (const field of ['key', 'id'] as const) {
    if (new Set(accounts.map((account) => account[field])).size < accounts.length) {
      throw new TypeError(`Two accounts have the same ${field}`);
    }
  }
  return accounts;
}
