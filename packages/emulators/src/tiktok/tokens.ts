import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { random } from '../ids.ts';
import type { AccountOf, Memory } from '../memory.ts';
import type { TikTokSettings } from './settings.ts';

/** What one consent gave to one app. */
export interface TikTokGrant {
  readonly clientId: string;
  readonly account: Account;
  readonly requested: readonly string[];
  readonly granted: readonly string[];
  /** Set when the app was removed, revoked or locked out: every token of the grant is dead. */
  ended: boolean;
}

interface Token {
  readonly text: string;
  readonly grant: TikTokGrant;
  expiresAt: number;
  spent?: boolean;
}

export interface TokenPair {
  readonly access: Token;
  readonly refresh: Token;
}

export interface TikTokTokens {
  /** Remembers a consent, and ends older ones of the same account and app where the settings say so. */
  grant(of: Omit<TikTokGrant, 'ended'>): TikTokGrant;
  issue(grant: TikTokGrant): TokenPair;
  /** The next pair for a refresh token; `undefined` if it is no good (any more), or another app's. */
  refresh(text: string, clientId: string): TokenPair | undefined;
  /** The grant behind an access token that is alive. */
  grantOf(text: string): TikTokGrant | undefined;
  /** Ends the grants of an account, for every app or for one; answers with the apps that have lost one. */
  end(account: Account, clientId?: string): ReadonlySet<string>;
  expire(account: Account, tokens: 'access' | 'all'): void;
  forget(): void;
  save(): Memory;
  /** Takes back what `save` told; grants of accounts that are not known are dropped, with their tokens. */
  load(memory: Memory, accountOf: AccountOf): void;
}

/** A grant as it is saved: with the account's key, and its place in the list as the name by which its tokens know it. */
type SavedGrant = Omit<TikTokGrant, 'account'> & { readonly account: string };
type SavedToken = Omit<Token, 'grant'> & { readonly grant: number };

const seconds = 1000;
const lives = {
  '2026': { access: 7_200 * seconds, refresh: 15_552_000 * seconds },
  legacy: { access: 86_400 * seconds, refresh: 31_536_000 * seconds },
} as const;

export function createTokens(clock: Clock, settings: Readonly<TikTokSettings>): TikTokTokens {
  const grants = new Set<TikTokGrant>();
  const access = new Map<string, Token>();
  const refresh = new Map<string, Token>();
  const life = () => lives[settings.tokenProfile];

  function mint(store: Map<string, Token>, prefix: string, grant: TikTokGrant, expiresAt: number): Token {
    const token: Token = { text: `${prefix}.${random(48)}`, grant, expiresAt };
    store.set(token.text, token);
    return token;
  }
  const mintAccess = (grant: TikTokGrant) => mint(access, 'act', grant, clock.now() + life().access);
  const alive = (token: Token | undefined): token is Token =>
    token !== undefined && !token.grant.ended && !token.spent && token.expiresAt > clock.now();

  function end(account: Account, clientId?: string): ReadonlySet<string> {
    const ended = new Set<string>();
    for (const grant of grants) {
      if (grant.ended || grant.account !== account || (clientId !== undefined && grant.clientId !== clientId)) continue;
      grant.ended = true;
      ended.add(grant.clientId);
    }
    return ended;
  }

  return {
    grant(of) {
      if (settings.reconsent === 'tokens-die') end(of.account, of.clientId);
      const grant = { ...of, ended: false };
      grants.add(grant);
      return grant;
    },
    issue: (grant) => ({ access: mintAccess(grant), refresh: mint(refresh, 'rft', grant, clock.now() + life().refresh) }),
    refresh(text, clientId) {
      const old = refresh.get(text);
      if (!alive(old) || old.grant.clientId !== clientId) return undefined;
      const { grant } = old;
      const strict = settings.tokenProfile === '2026';
      if (!strict && settings.legacyRotation === 'keeps') return { access: mintAccess(grant), refresh: old };
      old.spent = strict;
      const expiresAt = settings.refreshLife === 'restarts' ? clock.now() + life().refresh : old.expiresAt;
      return { access: mintAccess(grant), refresh: mint(refresh, 'rft', grant, expiresAt) };
    },
    grantOf(text) {
      const token = access.get(text);
      return alive(token) ? token.grant : undefined;
    },
    end,
    expire(account, tokens) {
      const stores = tokens === 'all' ? [access, refresh] : [access];
      for (const token of stores.flatMap((store) => [...store.values()])) {
        if (token.grant.account === account) token.expiresAt = Math.min(token.expiresAt, clock.now());
      }
    },
    forget() {
      for (const store of [grants, access, refresh]) store.clear();
    },
    save() {
      const places = new Map([...grants].map((grant, place) => [grant, place]));
      const saved = (store: Map<string, Token>) =>
        [...store.values()].map((token): SavedToken => ({ ...token, grant: places.get(token.grant) ?? -1 }));
      return {
        grants: [...grants].map((grant): SavedGrant => ({ ...grant, account: grant.account.key })),
        access: saved(access),
        refresh: saved(refresh),
      };
    },
    load(memory, accountOf) {
      const known = (memory['grants'] as readonly SavedGrant[]).map((saved) => {
        const account = accountOf(saved.account);
        return account && { ...saved, account };
      });
      for (const grant of known) if (grant !== undefined) grants.add(grant);
      for (const [store, name] of [[access, 'access'], [refresh, 'refresh']] as const) {
        for (const saved of memory[name] as readonly SavedToken[]) {
          const grant = known[saved.grant];
          if (grant !== undefined) store.set(saved.text, { ...saved, grant });
        }
      }
    },
  };
}
