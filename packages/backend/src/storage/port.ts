/**
 * What the product keeps. Two dialects stand behind it (sqlite.ts, postgres.ts) with the same queries.
 * Times are ms since 1970, ids and secrets' hashes are text. Reads see what was committed; every change that is
 * recorded as an event happens in `write`, which holds the workspace's row, so that events are numbered in the order
 * of their commits, without gaps, and a cap cannot be passed by two at once.
 */
import type { ConnectionReason, ConnectionStatus, DeliveryStatus, EventType, LinkStatus } from '@connect/sdk/contract';
import type { DeletionClaims, DeletionReads } from './deletion-port.ts';
import type { Lease } from './lease.ts';
import type { RevocationClaims, RevocationReads, RevocationWrites } from './revocation-port.ts';
import type { SealingClaims, SealingReads } from './sealing-port.ts';
import type {
  ConnectionRow,
  CountedLink,
  EventRow,
  FlowRow,
  IdempotencyRow,
  LinkRow,
  NewEvent,
  PictureRow,
  ReceiptRow,
  SessionRow,
  WebhookDeliveryRow,
  WebhookEndpointRow,
  WorkspaceRow,
} from './rows.ts';

export type { DeletionRow } from './deletion-port.ts';
export type { Lease } from './lease.ts';
export type { RevocationRow } from './revocation-port.ts';
export { sealedKinds, type SealedKind, type SealingKeyRow } from './sealing-port.ts';
export type {
  Actor,
  ConnectionRow,
  CountedLink,
  EventRow,
  ExpectedAccount,
  FlowRow,
  IdempotencyRow,
  LinkRow,
  NewEvent,
  PictureRow,
  ReceiptRow,
  SessionRow,
  WebhookDeliveryRow,
  WebhookEndpointRow,
  WorkspaceRow,
} from './rows.ts';

/** Where a page of a list begins: after this row, newest first. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}

export interface LinkFilter {
  readonly workspace: string;
  /** A computed status, judged at `now`. */
  readonly status?: LinkStatus;
  readonly platform?: string;
  readonly slot?: string;
  /** Words in lower case, all of which its search text holds. */
  readonly words?: readonly string[];
  readonly after?: Position;
  readonly limit: number;
  readonly now: number;
}

export interface EventFilter {
  readonly workspace: string;
  /** Only events with a greater number. */
  readonly after: number;
  readonly types?: readonly EventType[];
  readonly limit: number;
}

/** A link's events, newest first. */
export interface ActivityFilter {
  readonly workspace: string;
  readonly link: string;
  /** Only events with a smaller number. */
  readonly before?: number;
  readonly limit: number;
}

export interface ConnectionFilter {
  readonly workspace: string;
  readonly link?: string;
  readonly platform?: string;
  readonly status?: ConnectionStatus;
  readonly after?: Position;
  readonly limit: number;
}

export interface WebhookEndpointFilter {
  /** Those that hear of it. */
  readonly workspace?: string;
  /** Those that hear of all. */
  readonly isForAll?: true;
  readonly after?: Position;
  readonly limit: number;
}

export interface WebhookDeliveryFilter {
  readonly endpoint: string;
  readonly status?: DeliveryStatus;
  readonly after?: Position;
  readonly limit: number;
}

/** Which deliveries of an endpoint are to be sent again, a part at a time, newest first. */
export interface Redelivery {
  readonly endpoint: string;
  /** Those of events from then on. */
  readonly since: number;
  readonly statuses: readonly DeliveryStatus[];
  /** When they are due. */
  readonly dueAt: number;
  /** Where the part before this one ended. */
  readonly after?: Position | undefined;
  /** How many are looked through, at most. */
  readonly limit: number;
}

/** How many deliveries are under way at a time, in all processes, before another one is claimed. */
export interface DeliveryRoom {
  /** To one endpoint. To one that is failing (`failingSince`), one. */
  readonly perEndpoint: number;
  /** To all endpoints together that are failing. */
  readonly toFailing: number;
}

type Patch<Row, Fixed extends keyof Row> = Partial<Omit<Row, Fixed>>;
export type LinkChange = Patch<LinkRow, 'id' | 'workspace' | 'createdAt' | 'platforms' | 'slot'>;
export type SessionChange = Pick<SessionRow, 'revokedAt'>;
export type FlowChange = Patch<FlowRow, 'fid' | 'link' | 'workspace' | 'createdAt' | 'seq'>;
export type ConnectionChange = Patch<ConnectionRow, 'id' | 'workspace' | 'platform' | 'accountId' | 'createdAt'>;

/** Rows from before each of these times are left over; ms since 1970. */
export interface Leftovers {
  /** Flows that expired then or earlier. */
  readonly flowsUntil: number;
  /** Codes whose confirmation was due then or earlier: only the code goes, its flow stays. What somebody chooses from stays, too. */
  readonly codesUntil: number;
  /** Requests to delete that are done and came then or earlier: only whose data it was goes. */
  readonly deletionIdsUntil: number;
  /** Sessions that expired then or earlier. */
  readonly sessionsUntil: number;
  /** Idempotency keys that came then or earlier. */
  readonly idempotencyUntil: number;
}

export type WebhookEndpointChange = Patch<WebhookEndpointRow, 'id' | 'workspace' | 'createdAt' | 'createKey' | 'requestHash'>;
/** What an attempt brought. The lease ends with it. */
export type WebhookDeliveryChange = Partial<
  Pick<
    WebhookDeliveryRow,
    'status' | 'attempts' | 'dueAt' | 'lastAttemptAt' | 'responseStatus' | 'failure' | 'durationMs' | 'deliveredAt'
  >
>;

/** Whose accounts a flow's choice is of. */
export interface ChoiceAccounts {
  readonly route: string;
  /** The ids by which that platform knows the accounts, and whose consent it is. */
  readonly accountIds: readonly string[];
  /** When the person agreed. */
  readonly consentedAt: number;
}

/** Compare-and-set conditions of a flow's change; it happens only where all hold. */
export interface FlowGuard {
  readonly seq?: number;
  readonly status?: readonly FlowRow['status'][];
}

/** Compare-and-set conditions of a change to a webhook endpoint. */
export interface WebhookEndpointGuard {
  readonly secretSealed?: string;
  /** Whether it is disabled. */
  readonly disabled?: boolean;
  readonly failingSince?: number | null;
}

/** What can be read at any time. */
export interface Reads extends DeletionReads, RevocationReads, SealingReads {
  workspace(id: string): Promise<WorkspaceRow | undefined>;
  link(id: string): Promise<CountedLink | undefined>;
  linkBySecret(secretHash: string): Promise<CountedLink | undefined>;
  /** Newest first, at most `limit` rows. */
  links(filter: LinkFilter): Promise<readonly CountedLink[]>;
  /** The link that has this slot in the workspace and is not revoked. */
  linkBySlot(workspace: string, slot: string): Promise<CountedLink | undefined>;
  /** What the sharer's side calls each of these links: its client, or else its description. */
  linkNames(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  session(id: string): Promise<SessionRow | undefined>;
  sessionByToken(tokenHash: string): Promise<SessionRow | undefined>;
  flow(fid: string): Promise<FlowRow | undefined>;
  /** The flow whose state is, or was last, this one. */
  flowByState(stateHash: string): Promise<FlowRow | undefined>;
  /** Flows whose choice of accounts was due at `until` or earlier and was never made, at most `limit`. */
  abandonedChoices(until: number, limit: number): Promise<readonly FlowRow[]>;
  /** Flows in which somebody chooses from one of these accounts, that came by one of these routes and were consented to before `before`. */
  choicesOfAccount(routes: readonly string[], accountIds: readonly string[], before: number): Promise<readonly FlowRow[]>;
  connection(id: string): Promise<ConnectionRow | undefined>;
  connectionByAccount(workspace: string, platform: string, accountId: string): Promise<ConnectionRow | undefined>;
  /** Whether a connection in any workspace has tokens that came by this route and are for one of these account ids. */
  isAccountConnected(route: string, accountIds: readonly string[]): Promise<boolean>;
  connections(filter: ConnectionFilter): Promise<readonly ConnectionRow[]>;
  /** Connections of any status, in every workspace, of an account that has one of these ids by one of these routes. */
  connectionsOfAccount(routes: readonly string[], accountIds: readonly string[]): Promise<readonly ConnectionRow[]>;
  receipt(hash: string): Promise<ReceiptRow | undefined>;
  receiptsOfFlow(fid: string): Promise<readonly ReceiptRow[]>;
  picture(id: string): Promise<PictureRow | undefined>;
  idempotency(principal: string, workspace: string, operation: string, key: string): Promise<IdempotencyRow | undefined>;
  webhookEndpoint(id: string): Promise<WebhookEndpointRow | undefined>;
  /** The endpoint that was made under this idempotency key. */
  webhookEndpointByKey(createKey: string): Promise<WebhookEndpointRow | undefined>;
  /** Newest first, at most `limit` rows. */
  webhookEndpoints(filter: WebhookEndpointFilter): Promise<readonly WebhookEndpointRow[]>;
  webhookDelivery(id: string): Promise<WebhookDeliveryRow | undefined>;
  /** Newest first, at most `limit` rows. */
  webhookDeliveries(filter: WebhookDeliveryFilter): Promise<readonly WebhookDeliveryRow[]>;
  /** In order, at most `limit` rows. */
  events(filter: EventFilter): Promise<readonly EventRow[]>;
  activity(filter: ActivityFilter): Promise<readonly EventRow[]>;
  /** The number of the workspace's newest event; 0 where there is none. */
  lastSeq(workspace: string): Promise<number>;
}

/**
 * Changes within one transaction that holds the workspace's row. A row of another workspace, and a change to a row that is
 * not there, is rejected with a `StorageError` (`misused`, `missing`); one whose identity exists already with `conflict`.
 */
export interface Writes extends Reads, RevocationWrites {
  insertLink(row: LinkRow): Promise<void>;
  updateLink(id: string, change: LinkChange): Promise<void>;
  insertSession(row: SessionRow): Promise<void>;
  updateSession(id: string, change: SessionChange): Promise<void>;
  insertConnection(row: ConnectionRow): Promise<void>;
  updateConnection(id: string, change: ConnectionChange): Promise<void>;
  /**
   * Forgets whose account a connection that has ended was: ids, names and picture, its receipts, and the handle in its
   * events. The row, the events and their order stay. `false` where that has been done before.
   */
  eraseConnection(id: string, reason: ConnectionReason, at: number): Promise<boolean>;
  /** Records whose accounts somebody chooses from in a flow, until its `choosing` is `false`. */
  insertChoiceAccounts(fid: string, accounts: ChoiceAccounts): Promise<void>;
  insertReceipt(row: ReceiptRow): Promise<void>;
  /** Makes the receipts that a connection has so far such that are over. */
  endReceipts(connection: string, at: number): Promise<void>;
  insertPicture(row: PictureRow): Promise<void>;
  deletePicture(id: string): Promise<void>;
  updateWorkspace(id: string, change: Partial<Omit<WorkspaceRow, 'id' | 'createdAt'>>): Promise<void>;
  /** As `Storage.updateFlow`, within the transaction. */
  updateFlow(fid: string, change: FlowChange, guard: FlowGuard): Promise<FlowRow | undefined>;
  insertIdempotency(row: IdempotencyRow): Promise<void>;
  /** Makes a key stand for another resource from now on. */
  repointIdempotency(row: Pick<IdempotencyRow, 'principal' | 'workspace' | 'operation' | 'key' | 'resource'>): Promise<void>;
  /** As the storage's own, within the transaction. */
  updateWebhookEndpoint(id: string, change: WebhookEndpointChange, guard?: WebhookEndpointGuard): Promise<WebhookEndpointRow | undefined>;
  settleDelivery(id: string, leaseId: string, change: WebhookDeliveryChange): Promise<boolean>;
  /** Records an event under the workspace's next number, and what is on its way to endpoints with it. */
  append(event: NewEvent): Promise<EventRow>;
}

export interface Storage extends Reads, DeletionClaims, RevocationClaims, SealingClaims {
  /** Brings the tables up to date. Safe to run from several processes at once. */
  migrate(): Promise<void>;
  /** How far the tables are, without changing anything: there are none of ours, those of an `older` version, or all. */
  tables(): Promise<'none' | 'older' | 'ready'>;
  /** Inserts the workspace, or does nothing where it exists. Tells whether it was new. */
  ensureWorkspace(row: WorkspaceRow): Promise<boolean>;
  /**
   * Runs `work` in one transaction that holds the workspace's row from the start; commits when it resolves, leaves
   * nothing when it rejects. It must not wait for the network, nor call the storage itself (which rejects with `misused`).
   * PostgreSQL may take a transaction back (deadlock, serialization failure); `work` is then run again, up to three times,
   * so it must have no effect but through `tx`. `undefined` where there is no such workspace.
   */
  write<T>(workspace: string, work: (tx: Writes) => Promise<T>): Promise<T | undefined>;
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
  /** Gives the lease of that id back; the connection was checked at `checkedAt`. Nothing, where it has another one, or none. */
  releaseCheck(connection: string, leaseId: string, checkedAt: number): Promise<void>;
  /** Claims work of this name that is done from time to time, by one at a time. The first time it is due at once. */
  claimPeriodic(name: string, now: number, lease: Lease): Promise<boolean>;
  /** As `extendRefresh`. */
  extendPeriodic(name: string, lease: Lease): Promise<boolean>;
  /** Gives the lease of that id back; the work is due again at `dueAt`. `false` where it has another one by now. */
  releasePeriodic(name: string, leaseId: string, dueAt: number): Promise<boolean>;
  /**
   * From when on work of this name could be, or could have been, claimed: its due time, or the end of its lease where that is
   * later. `undefined` where nobody has ever claimed it.
   */
  periodicFreeSince(name: string): Promise<number | undefined>;
  /**
   * Deletes what nobody needs any longer, at most `limit` rows of each kind, and forgets codes that nobody has confirmed.
   * How many rows that were.
   */
  sweep(leftovers: Leftovers, limit: number): Promise<number>;
  /** Records use without an event; an earlier time than the recorded one changes nothing. */
  touchConnection(id: string, usedAt: number): Promise<void>;
  /**
   * Inserts an endpoint; `false`, and nothing inserted, where `most` hear of its workspace alone already, or, where it hears of
   * all, of all. Rejects with `conflict` where another one was made under its key.
   */
  insertWebhookEndpoint(row: WebhookEndpointRow, most: number): Promise<boolean>;
  /**
   * Changes an endpoint where the guard holds; the changed row, or `undefined`. One that becomes disabled takes what nobody is
   * sending just now out of the way: `skipped`.
   */
  updateWebhookEndpoint(id: string, change: WebhookEndpointChange, guard?: WebhookEndpointGuard): Promise<WebhookEndpointRow | undefined>;
  /** Deletes an endpoint and its deliveries; `false` where there was none. */
  deleteWebhookEndpoint(id: string): Promise<boolean>;
  /**
   * Claims a delivery that is due and that nobody holds at `now`, of an endpoint that there is room for: the first one after
   * `after`, by its id and in a circle, so that whoever goes on from the endpoint of its last claim passes over none for
   * ever. Of that endpoint's deliveries, the one that has been due longest. `undefined` where there is none.
   */
  claimDelivery(now: number, lease: Lease, room: DeliveryRoom, after: string): Promise<WebhookDeliveryRow | undefined>;
  /** As `extendRefresh`. */
  extendDelivery(id: string, lease: Lease): Promise<boolean>;
  /** Records what became of it and gives the lease of that id back; `false` where it has another one by now, or none. */
  settleDelivery(id: string, leaseId: string, change: WebhookDeliveryChange): Promise<boolean>;
  /**
   * Makes deliveries due as if they were new, each under its id; those that are under way stay. How many they are, and where
   * the part ended; `undefined` where it was the last one.
   */
  redeliver(redelivery: Redelivery): Promise<{ readonly count: number; readonly last: Position | undefined }>;
  /** As `redeliver`, one by its id: the row, or `undefined` where there is none or it is being sent at `dueAt`. */
  redeliverOne(id: string, dueAt: number): Promise<WebhookDeliveryRow | undefined>;
  /** Deletes deliveries of before then that nothing is to be done for, at most `limit`. How many that were. */
  sweepDeliveries(before: number, limit: number): Promise<number>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
