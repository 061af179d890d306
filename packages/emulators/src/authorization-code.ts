import type { Account } from './account.ts';

/** A code as the platform remembers it. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly account: Account;
  readonly granted: readonly string[];
  readonly expiresAt: number;
  used: boolean;
}
