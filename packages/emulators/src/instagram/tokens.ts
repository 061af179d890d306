import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { random } from '../ids.ts';

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
}

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
  };
}
