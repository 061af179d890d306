import type { Account } from '../account.ts';

/** A Facebook Page. */
export interface PageSeed {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** BCP 47 tag of the name. */
  readonly language: string;
  /** Username of the Instagram account behind it; left out: there is none. */
  readonly instagram?: string;
}

/** A business portfolio, with the Pages that it owns and those that its clients share with it. */
export interface BusinessSeed {
  readonly id: string;
  readonly name: string;
  /** Ids of Pages. */
  readonly owns: readonly string[];
  readonly clients?: readonly string[];
}

/** Somebody with a Facebook login. */
export interface PersonSeed {
  /** The name by which tests and the control API know the person. */
  readonly username: string;
  readonly name: string;
  /** Never told to apps: each gets an id of its own for a person. */
  readonly id: string;
  readonly language: string;
  /** Ids of the Pages that the person manages. */
  readonly pages: readonly string[];
  /** Ids of the businesses that the person has a role in. */
  readonly businesses?: readonly string[];
  /** The code that the second step of the login accepts. */
  readonly twoFactorCode?: string;
}

/** Who and what there is at Facebook. */
export interface FacebookWorld {
  readonly people: readonly PersonSeed[];
  readonly pages: readonly PageSeed[];
  readonly businesses: readonly BusinessSeed[];
}

/** Looks things up. What an Instagram account is like is asked anew each time: it may have become a personal one. */
export interface Directory {
  pagesOf(person: Account): PageSeed[];
  businessesOf(person: Account): BusinessSeed[];
  page(id: string): PageSeed | undefined;
  /** The professional Instagram account behind a Page. */
  instagramOf(page: PageSeed): Account | undefined;
  /** The professional Instagram accounts behind the Pages of a person. */
  instagramsOf(person: Account): Account[];
  /** The businesses that have the Page, as their own or as a client's. */
  holders(page: PageSeed): BusinessSeed[];
}

/** Makes accounts of people, so that they can log in. Throws a TypeError for a world that does not hold together. */
export function createPeople(world: FacebookWorld): Account[] {
  const all = [...world.people, ...world.pages, ...world.businesses];
  const pages = new Set(world.pages.map(({ id }) => id));
  const businesses = new Set(world.businesses.map(({ id }) => id));
  const unsound = all.find(({ id }) => !/^\d{5,20}$/.test(id));
  if (unsound) throw new TypeError(`"${unsound.name}": id must be digits, not "${unsound.id}"`);
  if (new Set(all.map(({ id }) => id)).size < all.length) throw new TypeError('Two people, Pages or businesses have the same id');
  const used = [...world.people.flatMap((person) => person.pages), ...world.businesses.flatMap(pagesOf)];
  const roles = world.people.flatMap((person) => person.businesses ?? []);
  const lost = used.find((id) => !pages.has(id)) ?? roles.find((id) => !businesses.has(id));
  if (lost !== undefined) throw new TypeError(`There is no Page or business ${lost}, but somebody has it`);

  return world.people.map((person) => ({
    key: person.username,
    username: person.username,
    name: person.name,
    kind: 'personal',
    id: person.id,
    language: person.language,
    about: aboutPages(person, world.pages),
    biography: '',
    followers: 0,
    following: 0,
    posts: 0,
    likes: 0,
    verified: false,
    picture: null,
    ...(person.twoFactorCode !== undefined && { twoFactorCode: person.twoFactorCode }),
  }));
}

function aboutPages({ pages }: PersonSeed, all: readonly PageSeed[]): string {
  if (pages.length === 0) return 'no Pages';
  const behind = all.filter(({ id, instagram }) => pages.includes(id) && instagram !== undefined).length;
  if (pages.length === 1) return `1 Page, ${behind === 0 ? 'without' : 'with'} Instagram`;
  return `${pages.length} Pages, ${behind === 0 ? 'none' : behind} with Instagram`;
}

export function createDirectory({ people, pages, businesses }: FacebookWorld, accounts: readonly Account[]): Directory {
  const seedOf = ({ key }: Account) => people.find(({ username }) => username === key);
  const known = <T extends { readonly id: string }>(all: readonly T[], ids: readonly string[] = []) =>
    ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
  const directory: Directory = {
    pagesOf: (person) => known(pages, seedOf(person)?.pages),
    businessesOf: (person) => known(businesses, seedOf(person)?.businesses),
    page: (id) => pages.find((page) => page.id === id),
    instagramOf({ instagram }) {
      const account = accounts.find(({ key, about }) => about === undefined && key === instagram);
      return account?.kind === 'personal' ? undefined : account;
    },
    instagramsOf: (person) => directory.pagesOf(person).flatMap((page) => directory.instagramOf(page) ?? []),
    holders: ({ id }) => businesses.filter((business) => pagesOf(business).includes(id)),
  };
  return directory;
}

/** Ids of all Pages that a business has. */
function pagesOf({ owns, clients = [] }: BusinessSeed): string[] {
  return [...owns, ...clients];
}
