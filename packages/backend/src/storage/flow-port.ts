import type { FlowStatus, RefusalCode } from '@connect/sdk/contract';
import type { Patch } from './patch.ts';

/** One attempt by one browser to connect through a link. */
export interface FlowRow {
  /** `cf_…`, chosen by the browser. */
  readonly fid: string;
  readonly link: string;
  readonly workspace: string;
  /** Of the link's address by which the flow was begun: SHA-256 of its secret. Another one by now, and the flow attaches nothing. */
  readonly linkSecretHash: string;
  readonly platform: string;
  readonly status: Exclude<FlowStatus, 'none'>;
  readonly seq: number;
  readonly mode: 'popup' | 'redirect' | 'page';
  /** The origin that the launch page's opener claimed and the workspace allows. */
  readonly openerOrigin: string | null;
  /** Whether that opener answered the handshake. */
  readonly attested: boolean;
  /** SHA-256 of the binding cookie, base64url. */
  readonly bindHash: string;
  readonly returnUrl: string | null;
  /** SHA-256 of the state of the attempt that is under way; `null` once taken. Unique. */
  readonly stateHash: string | null;
  /** SHA-256 of the last state that was taken, so that a repeated callback finds its flow. */
  readonly takenHash: string | null;
  readonly verifierSealed: string | null;
  readonly redirectUri: string | null;
  readonly attemptExpiresAt: number | null;
  /** A code that arrived in another browser, kept until somebody confirms; with `choosing`, what somebody chooses from. */
  readonly codeSealed: string | null;
  /** Whether the flow, `pending_confirm`, waits until somebody has chosen among several accounts. */
  readonly choosing: boolean;
  /** SHA-256 of the confirm cookie, base64url. */
  readonly confirmHash: string | null;
  readonly confirmExpiresAt: number | null;
  /** A refusal's code, in `denied`, `error`, `cancelled`, `expired`. */
  readonly errorCode: RefusalCode | null;
  /** What its sentence names, such as missing scopes or a handle. */
  readonly errorDetail: Readonly<Record<string, string | readonly string[]>> | null;
  /** The handle of another account than the link expects, which the person chose to connect all the same. */
  readonly acceptsOther: string | null;
  /** The connection that the opened address asked to repair; no other account is taken. */
  readonly repairs: string | null;
  readonly connections: readonly string[];
  readonly deliveredAt: number | null;
  readonly expiresAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type FlowChange = Patch<FlowRow, 'fid' | 'link' | 'workspace' | 'createdAt' | 'seq'>;

/** Compare-and-set conditions of a flow's change; it happens only where all hold. */
export interface FlowGuard {
  readonly seq?: number;
  readonly status?: readonly FlowRow['status'][];
}

/** Whose accounts a flow's choice is of. */
export interface ChoiceAccounts {
  readonly route: string;
  /** The ids by which that platform knows the accounts, and whose consent it is. */
  readonly accountIds: readonly string[];
  /** When the person agreed. */
  readonly consentedAt: number;
}

/** A part of `Reads`. */
export interface FlowReads {
  flow(fid: string): Promise<FlowRow | undefined>;
  /** The flow whose state is, or was last, this one. */
  flowByState(stateHash: string): Promise<FlowRow | undefined>;
  /** Flows whose choice of accounts was due at `until` or earlier and was never made, at most `limit`. */
  abandonedChoices(until: number, limit: number): Promise<readonly FlowRow[]>;
  /** Flows in which somebody chooses from one of these accounts, that came by one of these routes and were consented to before `before`. */
  choicesOfAccount(routes: readonly string[], accountIds: readonly string[], before: number): Promise<readonly FlowRow[]>;
}

/** A part of `Writes`. */
export interface FlowWrites {
  /** Records whose accounts somebody chooses from in a flow, until its `choosing` is `false`. */
  insertChoiceAccounts(fid: string, accounts: ChoiceAccounts): Promise<void>;
  /** As `Storage.updateFlow`, within the transaction. */
  updateFlow(fid: string, change: FlowChange, guard: FlowGuard): Promise<FlowRow | undefined>;
}

/** A part of `Storage`. */
export interface FlowClaims {
  /** Inserts a flow, or gives the one that has this fid already. */
  insertFlow(row: FlowRow): Promise<{ readonly flow: FlowRow; readonly inserted: boolean }>;
  /** Changes a flow where the guard holds, adding 1 to `seq`; the changed row, or `undefined` where it did not hold. */
  updateFlow(fid: string, change: FlowChange, guard: FlowGuard): Promise<FlowRow | undefined>;
  /**
   * Records that the page which began a flow has heard of its end. Not news to that page: `seq` stays as it is. The row,
   * or `undefined` where the flow is at another `seq` by now, or was delivered before.
   */
  deliverFlow(fid: string, seq: number, at: number): Promise<FlowRow | undefined>;
  /**
   * Takes a state, once: clears it, keeps it as `takenHash`, adds 1 to `seq`. Only in status `at_platform`.
   * `undefined` where it is unknown, taken already, or its attempt has ended before `now`.
   */
  takeState(stateHash: string, now: number): Promise<FlowRow | undefined>;
}
