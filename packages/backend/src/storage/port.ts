/**
 * What the product keeps. Two dialects stand behind it (sqlite.ts, postgres.ts) with the same queries.
 * Times are ms since 1970, ids and secrets' hashes are text. Reads see what was committed; every change that is
 * recorded as an event happens in `write`, which holds the workspace's row, so that events are numbered in the order
 * of their commits, without gaps, and a cap cannot be passed by two at once.
 */
import type {
  Ability,
  ActorKind,
  ConnectionReason,
  ConnectionStatus,
  DeliveryFailure,
  DeliveryStatus,
  DisabledReason,
  EventType,
  FlowStatus,
  LinkStatus,
  MismatchRule,
  RefusalCode,
} from '@connect/sdk/contract';
import type { DeletionClaims, DeletionReads } from './deletion-port.ts';
import type { SealingClaims, SealingReads } from './sealing-port.ts';

export type { DeletionRow } from './deletion-port.ts';
export { sealedKinds, type SealedKind, type SealingKeyRow } from './sealing-port.ts';

/** The right of one worker to work on a row that is due, until it ends. Who holds it is told by its id, not by its time. */
export interface Lease {
  /** Random; another one for each claim. */
  readonly id: string;
  readonly until: number;
}

export interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
  readonly logoUrl: string | null;
  /** Our own copy of the logo. */
  readonly logoPicture: string | null;
  readonly accentColor: string | null;
  readonly subscriptionStatus: 'active' | 'inactive';
  readonly upgradeUrl: string | null;
  readonly planName: string | null;
  readonly embedOrigins: readonly string[];
  readonly returnUrls: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The account that a link is meant for, at one of its platforms. */
export interface ExpectedAccount {
  readonly platform: string;
  /** As the sharer wrote it, always with `@`. */
  readonly handle: string;
  readonly onMismatch: MismatchRule;
}

export interface LinkRow {
  readonly id: string;
  readonly workspace: string;
  /** SHA-256 of the secret, base64url. Unique. */
  readonly secretHash: string;
  readonly secretSealed: string;
  /** When it got this secret: made, or last rotated. */
  readonly secretAt: number;
  readonly platforms: readonly string[];
  readonly sharedByName: string;
  readonly sharedByEmail: string;
  readonly description: string | null;
  readonly clientName: string | null;
  readonly returnUrl: string | null;
  readonly expiresAt: number | null;
  readonly maxConnections: number | null;
  readonly expectedAccounts: readonly ExpectedAccount[];
  readonly requiresApproval: boolean;
  readonly requiresSubscription: boolean;
  /** Unique in its workspace among links that are not revoked. */
  readonly slot: string | null;
  /** What lists are searched by, in lower case. */
  readonly searchText: string;
  readonly locale: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly pausedAt: number | null;
  readonly revokedAt: number | null;
  readonly lastOpenedAt: number | null;
  readonly lastUsedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A link and the number of its connections that are not disconnected. */
export interface CountedLink {
  readonly link: LinkRow;
  readonly connectionCount: number;
}

export interface FlowRow {
  /** `cf_…`, chosen by the browser. */
  readonly fid: string;
  readonly link: string;
  readonly workspace: string;
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
  readonly tokensSealed: string | null;
  readonly accessExpiresAt: number | null;
  readonly refreshDueAt: number | null;
  /** A refresh holds it until then. */
  readonly refreshLeaseUntil: number | null;
  /** The id of that refresh's lease. */
  readonly refreshLeaseBy: string | null;
  /** Set before a refresh is sent and cleared with its outcome: still set means that the outcome is unknown. */
  readonly refreshAttemptAt: number | null;
  /** How many refreshes in a row the platform has not answered, or not yet allowed. */
  readonly refreshFailures: number;
  readonly lastUsedAt: number | null;
  readonly connectedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ReceiptRow {
  /** SHA-256 of the receipt's secret, base64url. */
  readonly hash: string;
  /** Key of the keyring from which the secret is derived. */
  readonly keyId: string;
  readonly connection: string;
  readonly link: string;
  readonly fid: string;
  readonly createdAt: number;
}

export interface SessionRow {
  readonly id: string;
  readonly workspace: string;
  /** SHA-256 of the token, base64url. Unique. */
  readonly tokenHash: string;
  readonly actorName: string;
  readonly actorEmail: string;
  readonly can: readonly Ability[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export interface PictureRow {
  readonly id: string;
  readonly workspace: string;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly bytes: Uint8Array;
  readonly createdAt: number;
}

/** Who did something. Name and e-mail address are a sharer's. */
export interface Actor {
  readonly kind: ActorKind;
  readonly name: string | null;
  readonly email: string | null;
}

export interface EventRow {
  readonly id: string;
  readonly workspace: string;
  /** 1, 2, 3 … within the workspace, in the order of commits. */
  readonly seq: number;
  readonly type: EventType;
  readonly link: string | null;
  readonly connection: string | null;
  readonly fid: string | null;
  /** `null` for events of older versions, which did not say. */
  readonly actor: Actor | null;
  /** Small facts for people who read the activity; never a secret. */
  readonly data: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export type NewEvent = Omit<EventRow, 'id' | 'seq' | 'workspace' | 'actor'> & { readonly actor: Actor };

export interface IdempotencyRow {
  readonly principal: string;
  readonly workspace: string;
  readonly operation: string;
  readonly key: string;
  /** SHA-256 of the request's body, base64url. */
  readonly requestHash: string;
  readonly resource: string;
  readonly createdAt: number;
}

/** An address that is told of events. */
export interface WebhookEndpointRow {
  readonly id: string;
  /** `null`: it hears of all workspaces. */
  readonly workspace: string | null;
  readonly url: string;
  /** `null`: every type. */
  readonly types: readonly EventType[] | null;
  readonly description: string | null;
  readonly secretSealed: string;
  /** The secret before, which signs too until `previousUntil`. */
  readonly previousSealed: string | null;
  readonly previousUntil: number | null;
  /** Since when every attempt has failed. */
  readonly failingSince: number | null;
  readonly disabledAt: number | null;
  readonly disabledReason: DisabledReason | null;
  /** SHA-256 of the idempotency key and whose it is, base64url. Unique. */
  readonly createKey: string | null;
  /** SHA-256 of the request that made it, base64url. */
  readonly requestHash: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One event on its way to one endpoint. Written with the event itself. */
export interface WebhookDeliveryRow {
  readonly id: string;
  readonly endpoint: string;
  readonly workspace: string;
  /** The event's id, and its number in the workspace. */
  readonly event: string;
  readonly seq: number;
  readonly type: EventType;
  readonly status: DeliveryStatus;
  /** Since it was made or last sent again. */
  readonly attempts: number;
  /** `null`: nothing is to be done. */
  readonly dueAt: number | null;
  readonly leaseId: string | null;
  readonly leaseUntil: number | null;
  readonly lastAttemptAt: number | null;
  readonly responseStatus: number | null;
  readonly failure: DeliveryFailure | null;
  readonly durationMs: number | null;
  readonly deliveredAt: number | null;
  readonly createdAt: number;
}

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
  readonly after?: Position;
  readonly limit: number;
}

export interface WebhookDeliveryFilter {
  readonly endpoint: string;
  readonly status?: DeliveryStatus;
  readonly after?: Position;
  readonly limit: number;
}

/** Which deliveries of an endpoint are to be sent again. */
export interface Redelivery {
  readonly endpoint: string;
  /** Those of events from then on. */
  readonly since: number;
  readonly statuses: readonly DeliveryStatus[];
  /** When they are due. */
  readonly dueAt: number;
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
  /** Codes whose confirmation was due then or earlier: only the code goes, its flow stays. */
  readonly codesUntil: number;
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
}

/** What can be read at any time. */
export interface Reads extends DeletionReads, SealingReads {
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
  connection(id: string): Promise<ConnectionRow | undefined>;
  connectionByAccount(workspace: string, platform: string, accountId: string): Promise<ConnectionRow | undefined>;
  /** Whether another connection than `except`, in any workspace, is alive by this route for one of these account ids. */
  isAccountConnected(route: string, accountIds: readonly string[], except: string | null): Promise<boolean>;
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
  /** How many endpoints hear of this workspace alone; with `null`, of all. */
  countWebhookEndpoints(workspace: string | null): Promise<number>;
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
export interface Writes extends Reads {
  insertLink(row: LinkRow): Promise<void>;
  updateLink(id: string, change: LinkChange): Promise<void>;
  insertSession(row: SessionRow): Promise<void>;
  updateSession(id: string, change: SessionChange): Promise<void>;
  insertConnection(row: ConnectionRow): Promise<void>;
  updateConnection(id: string, change: ConnectionChange): Promise<void>;
  /**
   * Forgets whose account a connection that has ended was: ids, names and picture, its receipts, and the handle in its
   * events. The row, the events and their order stay.
   */
  eraseConnection(id: string, reason: ConnectionReason, at: number): Promise<void>;
  insertReceipt(row: ReceiptRow): Promise<void>;
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

export interface Storage extends Reads, DeletionClaims, SealingClaims {
  /** Brings the tables up to date. Safe to run from several processes at once. */
  migrate(): Promise<void>;
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
   * Claims the right to refresh the active connection of one of these platforms that has been due longest (`refreshDueAt`)
   * and that nobody has at `now`; `undefined` where there is none.
   */
  claimDueRefresh(platforms: readonly string[], now: number, lease: Lease): Promise<ConnectionRow | undefined>;
  /** Makes the lease of that id last until `lease.until`; `false` where the connection has another one by now, or none. */
  extendRefresh(connection: string, lease: Lease): Promise<boolean>;
  /**
   * Records, before a refresh is sent, that it will be: `refreshAttemptAt`, and due, so that somebody looks after it if
   * nothing more is heard. `false`, and nothing recorded, where the connection has not this lease.
   */
  recordRefreshAttempt(connection: string, leaseId: string, at: number): Promise<boolean>;
  /** Gives the lease of that id back; the connection is due at `dueAt`. Nothing, where it has another one, or none. */
  releaseRefresh(connection: string, leaseId: string, dueAt: number | null): Promise<void>;
  /** Claims work of this name that is done from time to time, by one at a time. The first time it is due at once. */
  claimPeriodic(name: string, now: number, lease: Lease): Promise<boolean>;
  /** As `extendRefresh`. */
  extendPeriodic(name: string, lease: Lease): Promise<boolean>;
  /** Gives the lease of that id back; the work is due again at `dueAt`. `false` where it has another one by now. */
  releasePeriodic(name: string, leaseId: string, dueAt: number): Promise<boolean>;
  /**
   * Deletes what nobody needs any longer, at most `limit` rows of each kind, and forgets codes that nobody has confirmed.
   * How many rows that were.
   */
  sweep(leftovers: Leftovers, limit: number): Promise<number>;
  /** Records use without an event; an earlier time than the recorded one changes nothing. */
  touchConnection(id: string, usedAt: number): Promise<void>;
  /** Rejects with `conflict` where another one was made under its key. */
  insertWebhookEndpoint(row: WebhookEndpointRow): Promise<void>;
  /**
   * Changes an endpoint where the guard holds; the changed row, or `undefined`. One that becomes disabled takes what nobody is
   * sending just now out of the way: `skipped`.
   */
  updateWebhookEndpoint(id: string, change: WebhookEndpointChange, guard?: WebhookEndpointGuard): Promise<WebhookEndpointRow | undefined>;
  /** Deletes an endpoint and its deliveries; `false` where there was none. */
  deleteWebhookEndpoint(id: string): Promise<boolean>;
  /**
   * Claims the delivery that has been due longest, that nobody holds at `now`, and to whose endpoint fewer than `perEndpoint`
   * are under way; `undefined` where there is none.
   */
  claimDelivery(now: number, lease: Lease, perEndpoint: number): Promise<WebhookDeliveryRow | undefined>;
  /** As `extendRefresh`. */
  extendDelivery(id: string, lease: Lease): Promise<boolean>;
  /** Records what became of it and gives the lease of that id back; `false` where it has another one by now, or none. */
  settleDelivery(id: string, leaseId: string, change: WebhookDeliveryChange): Promise<boolean>;
  /** Makes deliveries due as if they were new, each under its id; those that are under way stay. How many they are. */
  redeliver(redelivery: Redelivery): Promise<number>;
  /** As `redeliver`, one by its id: the row, or `undefined` where there is none or it is being sent at `dueAt`. */
  redeliverOne(id: string, dueAt: number): Promise<WebhookDeliveryRow | undefined>;
  /** Deletes deliveries of before then that nothing is to be done for, at most `limit`. How many that were. */
  sweepDeliveries(before: number, limit: number): Promise<number>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
