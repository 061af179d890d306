/**
 * What the product keeps. Two dialects stand behind it (sqlite.ts, postgres.ts) with the same queries.
 * Times are ms since 1970, ids and secrets' hashes are text. Reads see what was committed; every change that is
 * recorded as an event happens in `write`, which holds the workspace's row, so that events are numbered in the order
 * of their commits, without gaps, and a cap cannot be passed by two at once.
 *
 * What is claimed, or changes by itself, has a port of its own, which is a part of this one.
 */
import type { EventType, LinkStatus } from '@connect/sdk/contract';
import type { ConnectionClaims, ConnectionReads, ConnectionWrites } from './connection-port.ts';
import type { DeletionClaims, DeletionReads } from './deletion-port.ts';
import type { FlowClaims, FlowReads, FlowWrites } from './flow-port.ts';
import type { Patch } from './patch.ts';
import type { PeriodicClaims } from './periodic-port.ts';
import type { Position } from './position.ts';
import type { RevocationClaims, RevocationReads, RevocationWrites } from './revocation-port.ts';
import type { CountedLink, EventRow, IdempotencyRow, LinkRow, NewEvent, PictureRow, ReceiptRow, SessionRow, WorkspaceRow } from './rows.ts';
import type { SealingClaims, SealingReads } from './sealing-port.ts';
import type { WebhookDeliveryClaims, WebhookDeliveryReads, WebhookDeliveryWrites } from './webhook-delivery-port.ts';
import type { WebhookEndpointClaims, WebhookEndpointReads, WebhookEndpointWrites } from './webhook-endpoint-port.ts';

export type { CheckChange, ConnectionChange, ConnectionFilter, ConnectionRow } from './connection-port.ts';
export type { DeletionRow } from './deletion-port.ts';
export type { ChoiceAccounts, FlowChange, FlowGuard, FlowRow } from './flow-port.ts';
export type { Lease } from './lease.ts';
export type { Position } from './position.ts';
export type { RevocationRow } from './revocation-port.ts';
export type {
  Actor,
  CountedLink,
  EventRow,
  ExpectedAccount,
  IdempotencyRow,
  LinkRow,
  NewEvent,
  PictureRow,
  ReceiptRow,
  SessionRow,
  WorkspaceRow,
} from './rows.ts';
export { sealedKinds, type SealedKind, type SealingKeyRow } from './sealing-port.ts';
export type { DeliveryRoom, Redelivery, WebhookDeliveryChange, WebhookDeliveryFilter, WebhookDeliveryRow } from './webhook-delivery-port.ts';
export type { WebhookEndpointChange, WebhookEndpointFilter, WebhookEndpointGuard, WebhookEndpointRow } from './webhook-endpoint-port.ts';

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

export type LinkChange = Patch<LinkRow, 'id' | 'workspace' | 'createdAt' | 'platforms' | 'slot'>;
export type SessionChange = Pick<SessionRow, 'revokedAt'>;

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

/** What can be read at any time. */
export interface Reads
  extends ConnectionReads, DeletionReads, FlowReads, RevocationReads, SealingReads, WebhookDeliveryReads, WebhookEndpointReads {
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
  receipt(hash: string): Promise<ReceiptRow | undefined>;
  receiptsOfFlow(fid: string): Promise<readonly ReceiptRow[]>;
  picture(id: string): Promise<PictureRow | undefined>;
  idempotency(principal: string, workspace: string, operation: string, key: string): Promise<IdempotencyRow | undefined>;
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
export interface Writes
  extends Reads, ConnectionWrites, FlowWrites, RevocationWrites, WebhookDeliveryWrites, WebhookEndpointWrites {
  insertLink(row: LinkRow): Promise<void>;
  updateLink(id: string, change: LinkChange): Promise<void>;
  insertSession(row: SessionRow): Promise<void>;
  updateSession(id: string, change: SessionChange): Promise<void>;
  insertReceipt(row: ReceiptRow): Promise<void>;
  /** Makes the receipts that a connection has so far such that are over. */
  endReceipts(connection: string, at: number): Promise<void>;
  insertPicture(row: PictureRow): Promise<void>;
  deletePicture(id: string): Promise<void>;
  updateWorkspace(id: string, change: Partial<Omit<WorkspaceRow, 'id' | 'createdAt'>>): Promise<void>;
  insertIdempotency(row: IdempotencyRow): Promise<void>;
  /** Makes a key stand for another resource from now on. */
  repointIdempotency(row: Pick<IdempotencyRow, 'principal' | 'workspace' | 'operation' | 'key' | 'resource'>): Promise<void>;
  /** Records an event under the workspace's next number, and what is on its way to endpoints with it. */
  append(event: NewEvent): Promise<EventRow>;
}

export interface Storage
  extends
    Reads,
    ConnectionClaims,
    DeletionClaims,
    FlowClaims,
    PeriodicClaims,
    RevocationClaims,
    SealingClaims,
    WebhookDeliveryClaims,
    WebhookEndpointClaims {
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
  /**
   * Deletes what nobody needs any longer, at most `limit` rows of each kind, and forgets codes that nobody has confirmed.
   * How many rows that were.
   */
  sweep(leftovers: Leftovers, limit: number): Promise<number>;
  /** ms since 1970 by the database's own clock, which all processes share; `undefined` where it has none but the machine's. */
  time(): Promise<number | undefined>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
