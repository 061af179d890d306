import type { ConnectionRevocation } from '@connect/sdk/contract';
import type { Lease } from './lease.ts';

/** Access that nobody here uses any longer and that is still to be ended at its platform. Gone when it has been. */
export interface RevocationRow {
  readonly id: string;
  /** The platform by whose login it was given. */
  readonly route: string;
  /** The ids by which that platform knows the accounts that it opens, and whose consent it is. */
  readonly accountIds: readonly string[];
  /** The connection that it was for; `null` where none came of it. */
  readonly connection: string | null;
  readonly tokensSealed: string;
  /** When the person agreed to it. */
  readonly consentedAt: number;
  /** How often the platform has not confirmed it. */
  readonly failures: number;
  readonly dueAt: number;
  readonly leaseId: string | null;
  readonly leaseUntil: number | null;
  readonly createdAt: number;
}

/** A part of `Reads`. */
export interface RevocationReads {
  /** Whether somebody is just ending an access by this route to one of these accounts. */
  isRevoking(route: string, accountIds: readonly string[], now: number): Promise<boolean>;
  /** How many there are by these routes of these accounts, which were consented to before `before`. */
  revocationCount(routes: readonly string[], accountIds: readonly string[], before: number): Promise<number>;
}

/** A part of `Writes`. */
export interface RevocationWrites {
  insertRevocation(row: RevocationRow): Promise<void>;
}

/** A part of `Storage`. */
export interface RevocationClaims extends RevocationWrites {
  /** Claims the revocation by one of these routes that has been due longest and that nobody holds at `now`. */
  claimRevocation(routes: readonly string[], now: number, lease: Lease): Promise<RevocationRow | undefined>;
  /** As `extendRefresh`. */
  extendRevocation(id: string, lease: Lease): Promise<boolean>;
  /** Records what the platform has issued on the way, before it is used; only in the place of `from`. */
  renewRevocation(id: string, from: string, to: string): Promise<boolean>;
  /** Gives the lease of that id back; it is tried again at `dueAt`. `false` where it has another one by now, or none. */
  settleRevocation(id: string, leaseId: string, change: Pick<RevocationRow, 'dueAt'> & Partial<Pick<RevocationRow, 'failures'>>): Promise<boolean>;
  /**
   * Forgets what is done, or given up, and records with its connection what became of it, where that waits for it still: not
   * one that was connected again. So it is with others of the same accounts that the access was kept for until now, unless it
   * is kept once more. `false`, and nothing recorded, where it has another lease by now, or none.
   */
  finishRevocation(id: string, leaseId: string, outcome: Exclude<ConnectionRevocation, 'pending'>): Promise<boolean>;
  /** Lets nobody claim before `until` what is to be ended by this route of these accounts, where nobody has it at `now`. */
  postponeRevocations(route: string, accountIds: readonly string[], now: number, until: number): Promise<void>;
  /**
   * Forgets those that `revocationCount` counts, and records `revoked` with all connections of these accounts that have ended and
   * were consented to before `before`: the platform has ended the access by itself.
   */
  dropRevocations(routes: readonly string[], accountIds: readonly string[], before: number): Promise<void>;
}
