import type { ConnectionReason, ConnectionRevocation, ConnectionStatus } from '@connect/sdk/contract';
import type { Lease } from './lease.ts';
import type { Patch } from './patch.ts';
import type { Position } from './position.ts';

/** An account that is, or was, connected to a workspace. */
export interface ConnectionRow {
  readonly id: string;
  readonly workspace: string;
  readonly link: string;
  /** The platform that the account is on. */
  readonly platform: string;
  /** The platform by whose login it last came: what its tokens, scopes and account ids are of. */
  readonly route: string;
  readonly accountId: string;
  readonly altIds: readonly string[];
  readonly handle: string;
  readonly displayName: string | null;
  readonly accountType: string | null;
  readonly picture: string | null;
  readonly scopesGranted: readonly string[];
  readonly scopesMissing: readonly string[];
  readonly status: ConnectionStatus;
  readonly reason: ConnectionReason;
  /** What became of its access at the platform, where it has ended; `null` also where an older version ended it. */
  readonly revocation: ConnectionRevocation | null;
  readonly tokensSealed: string | null;
  readonly accessExpiresAt: number | null;
  /** When there is something to do: renew the tokens, or, while it waits for approval, end it with them. */
  readonly refreshDueAt: number | null;
  /** A refresh holds it until then. */
  readonly refreshLeaseUntil: number | null;
  /** The id of that refresh's lease. */
  readonly refreshLeaseBy: string | null;
  /** Set before a refresh is sent and cleared with its outcome: still set means that the outcome is unknown. */
  readonly refreshAttemptAt: number | null;
  /** How many refreshes in a row the platform has not answered, or not yet allowed. */
  readonly refreshFailures: number;
  /** When the platform last took the access token: its issue, a renewal, a check. A check that could not be made counts as an earlier one. */
  readonly checkedAt: number;
  /** The platform is not asked about its tokens before then: it wanted to be left alone, or did not answer. `null`: at any time. */
  readonly leftAloneUntil: number | null;
  readonly lastUsedAt: number | null;
  readonly connectedAt: number;
  /** When the person last agreed, which its tokens are of. Notices of before then are not about them. */
  readonly consentedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ConnectionFilter {
  readonly workspace: string;
  readonly link?: string;
  readonly platform?: string;
  readonly status?: ConnectionStatus;
  /** Only those that are in their status for one of these reasons. */
  readonly reasons?: readonly ConnectionReason[];
  readonly after?: Position;
  readonly limit: number;
}

export type ConnectionChange = Patch<ConnectionRow, 'id' | 'workspace' | 'platform' | 'accountId' | 'createdAt'>;

/** What a check of a connection leaves behind. */
export type CheckChange = Partial<Pick<ConnectionRow, 'checkedAt' | 'leftAloneUntil'>>;

/** A part of `Reads`. */
export interface ConnectionReads {
  connection(id: string): Promise<ConnectionRow | undefined>;
  connectionByAccount(workspace: string, platform: string, accountId: string): Promise<ConnectionRow | undefined>;
  /** Whether a connection in any workspace has tokens that came by this route and are for one of these account ids. */
  isAccountConnected(route: string, accountIds: readonly string[]): Promise<boolean>;
  connections(filter: ConnectionFilter): Promise<readonly ConnectionRow[]>;
  /** Connections of any status, in every workspace, of an account that has one of these ids by one of these routes. */
  connectionsOfAccount(routes: readonly string[], accountIds: readonly string[]): Promise<readonly ConnectionRow[]>;
}

/** A part of `Writes`. */
export interface ConnectionWrites {
  insertConnection(row: ConnectionRow): Promise<void>;
  updateConnection(id: string, change: ConnectionChange): Promise<void>;
  /**
   * Forgets whose account a connection that has ended was: ids, names and picture, its receipts, and the handle in its
   * events. The row, the events and their order stay. `false` where that has been done before.
   */
  eraseConnection(id: string, reason: ConnectionReason, at: number): Promise<boolean>;
}

/** A part of `Storage`. */
export interface ConnectionClaims {
  /** Claims the right to refresh an active connection; the row, or `undefined` where another has it at `now`. */
  claimRefresh(connection: string, now: number, lease: Lease): Promise<ConnectionRow | undefined>;
  /**
   * Claims the right to refresh the connection of one of these platforms that has been due longest (`refreshDueAt`), active or
   * waiting for approval, and that nobody has at `now`; `undefined` where there is none.
   */
  claimDueRefresh(platforms: readonly string[], now: number, lease: Lease): Promise<ConnectionRow | undefined>;
  /**
   * Claims, with the lease of a refresh, the active connection of one of these platforms that has not been checked for
   * longest, and not since `before`, and that nobody has at `now`; `undefined` where there is none.
   */
  claimDueCheck(platforms: readonly string[], before: number, now: number, lease: Lease): Promise<ConnectionRow | undefined>;
  /** Makes the lease of that id last until `lease.until`; `false` where the connection has another one by now, or none. */
  extendRefresh(connection: string, lease: Lease): Promise<boolean>;
  /**
   * Records, before a refresh is sent, that it will be: `refreshAttemptAt`, and due, so that somebody looks after it if
   * nothing more is heard. `false`, and nothing recorded, where the connection has not this lease.
   */
  recordRefreshAttempt(connection: string, leaseId: string, at: number): Promise<boolean>;
  /** Gives the lease of that id back; the connection is due at `dueAt`. Nothing, where it has another one, or none. */
  releaseRefresh(connection: string, leaseId: string, dueAt: number | null): Promise<void>;
  /** Gives the lease of that id back, with what the check came to. Nothing, where the connection has another one, or none. */
  releaseCheck(connection: string, leaseId: string, change: CheckChange): Promise<void>;
  /** Records use without an event; an earlier time than the recorded one changes nothing. */
  touchConnection(id: string, usedAt: number): Promise<void>;
}
