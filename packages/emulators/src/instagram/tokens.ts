import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { random } from '../ids.ts';
import type { AccountOf, Memory } from '../memory.ts';

/** An access token as the platform remembers it. */
export interface InstagramToken {
  readonly text: string;
  readonly life: 'short' | 'long';
  readonly clientId: string;
  readonly account: Account;
  readonly granted: readonly string[];
  issuedAt: number;
  expiresAt: number;
  /** Why it died before its time. */
  ended?: 'removed' | 'password';
}

export interface InstagramTokens {
  issue(life: 'short' | 'long', of: Pick<InstagramToken, 'clientId' | 'account' | 'granted'>): InstagramToken;
  /** Gives the token another whole life, beginning now. */
  renew(token: InstagramToken): void;
  find(text: string): InstagramToken | undefined;
  /** All tokens of an account, or those that one app holds. */
  of(account: Account, clientId?: string): InstagramToken[];
  forget(): void;
  save(): Memory;
  /** Takes back what `save` told; tokens of accounts that are not known are dropped. */
  load(memory: Memory, accountOf: AccountOf): void;
}

/** A token as it is saved: with the account's key. */
type SavedToken = Omit<InstagramToken, 'account'> & { readonly account: string };

/** An hour, and 60 days less a few seconds: what the documents' samples show. */
export const tokenLifeSeconds = { short: 3600, long: 5_183_944 } as const;

export function createTokens(clock: Clock): InstagramTokens {
  const tokens = new Map<string, InstagramToken>();
  return {
    issue(life, { clientId, account, granted }) {
      const issuedAt = clock.now();
      const expiresAt = issuedAt + tokenLifeSeconds[life] * 1000;
      const token: InstagramToken = { text: `IGAA${random(90)}`, life, clientId, account, granted, issuedAt, expiresAt };
      tokens.set(token.text, token);
      return token;
    },
    renew(token) {
      token.issuedAt = clock.now();
      token.expiresAt = token.issuedAt + tokenLifeSeconds[token.life] * 1000;
    },
    find: (text) => tokens.get(text),
    of: (account, clientId) =>
      [...tokens.values()].filter(
        (token) => token.account === account && (clientId === undefined || token.clientId === clientId),
      ),
    forget: () => tokens.clear(),
    save: () => ({ tokens: [...tokens.values()].map((token): SavedToken => ({ ...token, account: token.account.key })) }),
    load(memory, accountOf) {
      for (const saved of memory['tokens'] as readonly SavedToken[]) {
        const account = accountOf(saved.account);
        if (account !== undefined) tokens.set(saved.text, { ...saved, account });
      }
    },
  };
}
