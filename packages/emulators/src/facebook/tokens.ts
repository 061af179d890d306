import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { random } from '../ids.ts';
import { inventions } from '../inventions.ts';
import type { AccountOf } from '../memory.ts';

/** An access token as Facebook remembers it. */
export interface FacebookToken {
  readonly text: string;
  readonly kind: 'user' | 'system-user' | 'page';
  readonly life: 'short' | 'long' | 'endless';
  readonly clientId: string;
  readonly account: Account;
  /** The Page that a Page token stands for. */
  readonly pageId?: string;
  readonly issuedAt: number;
  /** `null`: it does not end by time. */
  expiresAt: number | null;
  /** Why it died before its time. */
  ended?: 'removed' | 'password';
}

export interface FacebookTokens {
  issue(life: FacebookToken['life'], of: Pick<FacebookToken, 'kind' | 'clientId' | 'account'>): FacebookToken;
  /** The Page's token that belongs to a user's token: it ends with it, or not at all if that one is long-lived. */
  forPage(user: FacebookToken, pageId: string): FacebookToken;
  find(text: string): FacebookToken | undefined;
  /** All tokens of an account, or those that one app holds. */
  of(account: Account, clientId?: string): FacebookToken[];
  forget(): void;
  save(): readonly SavedToken[];
  load(saved: readonly SavedToken[], accountOf: AccountOf): void;
}

/** A token as it is saved: with the account's key. */
export type SavedToken = Omit<FacebookToken, 'account'> & { readonly account: string };

/** How long a token lives, in seconds. */
export const lifeSeconds = inventions.facebookTokenLife.value;

export function createTokens(clock: Clock): FacebookTokens {
  const tokens = new Map<string, FacebookToken>();

  function mint(of: Omit<FacebookToken, 'text' | 'issuedAt'>): FacebookToken {
    const token: FacebookToken = { ...of, text: `EAA${random(90).replace(/[-_]/g, 'Z')}`, issuedAt: clock.now() };
    tokens.set(token.text, token);
    return token;
  }

  return {
    issue(life, { kind, clientId, account }) {
      const expiresAt = life === 'endless' ? null : clock.now() + lifeSeconds[life] * 1000;
      return mint({ kind, life, clientId, account, expiresAt });
    },
    forPage({ clientId, account, life, expiresAt }, pageId) {
      const wanted = life === 'short' ? expiresAt : null;
      for (const token of tokens.values()) {
        const same = token.pageId === pageId && token.clientId === clientId && token.account === account;
        if (same && !token.ended && token.expiresAt === wanted) return token;
      }
      return mint({ kind: 'page', life: life === 'short' ? 'short' : 'endless', clientId, account, pageId, expiresAt: wanted });
    },
    find: (text) => tokens.get(text),
    of: (account, clientId) =>
      [...tokens.values()].filter(
        (token) => token.account === account && (clientId === undefined || token.clientId === clientId),
      ),
    forget: () => tokens.clear(),
    save: () => [...tokens.values()].map((token) => ({ ...token, account: token.account.key })),
    load(saved, accountOf) {
      for (const token of saved) {
        const account = accountOf(token.account);
        if (account !== undefined) tokens.set(token.text, { ...token, account });
      }
    },
  };
}
