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
  EventType,
  FlowStatus,
  LinkStatus,
  MismatchRule,
  RefusalCode,
} from '@connect/sdk/contract';

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
  /** A code that arrived in another browser, kept until somebody confirms. */
  readonly codeSealed: string | null;
  /** SHA-256 of the confirm cookie, base64url. */
  readonly confirmHash: string | null;
  readonly confirmExpiresAt: number | null;
  /** A refusal's code, in `denied`, `error`, `cancelled`, `expired`. */
  readonly errorCode: RefusalCode | null;
  /** What its sentence names, such as missing scopes or a handle. */
  readonly errorDetail: Readonly<Record<string, string | readonly string[]>> | null;
  /** The person chose to connect another account than the one that the link expects. */
  readonly acceptsOther: boolean;
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
  readonly platform: string;
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
  /** Set before a refresh is sent and cleared with its outcome: still set means that the outcome is unknown. */
  readonly refreshAttemptAt: number | null;
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

type Patch<Row, Fixed extends keyof Row> = Partial<Omit<Row, Fixed>>;
export type LinkChange = Patch<LinkRow, 'id' | 'workspace' | 'createdAt' | 'platforms' | 'slot'>;
export type SessionChange = Pick<SessionRow, 'revokedAt'>;
export type FlowChange = Patch<FlowRow, 'fid' | 'link' | 'workspace' | 'createdAt' | 'seq'>;
export type ConnectionChange = Patch<ConnectionRow, 'id' | 'workspace' | 'platform' | 'accountId' | 'createdAt'>;

/** Compare-and-set conditions of a flow's change; it happens only where all hold. */
export interface FlowGuard {
  readonly seq?: number;
  readonly status?: readonly FlowRow['status'][];
}

/** What can be read at any time. */
export interface Reads {
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
  /** Whether another connection than `except`, in any workspace, is alive for one of these account ids. */
  isAccountConnected(platform: string, accountIds: readonly string[], except: string | null): Promise<boolean>;
  connections(filter: ConnectionFilter): Promise<readonly ConnectionRow[]>;
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
export interface Writes extends Reads {
  insertLink(row: LinkRow): Promise<void>;
  updateLink(id: string, change: LinkChange): Promise<void>;
  insertSession(row: SessionRow): Promise<void>;
  updateSession(id: string, change: SessionChange): Promise<void>;
  insertConnection(row: ConnectionRow): Promise<void>;
  updateConnection(id: string, change: ConnectionChange): Promise<void>;
  insertReceipt(row: ReceiptRow): Promise<void>;
  insertPicture(row: PictureRow): Promise<void>;
  deletePicture(id: string): Promise<void>;
  updateWorkspace(id: string, change: Partial<Omit<WorkspaceRow, 'id' | 'createdAt'>>): Promise<void>;
  /** As `Storage.updateFlow`, within the transaction. */
  updateFlow(fid: string, change: FlowChange, guard: FlowGuard): Promise<FlowRow | undefined>;
  insertIdempotency(row: IdempotencyRow): Promise<void>;
  /** Makes a key stand for another resource from now on. */
  repointIdempotency(row: Pick<IdempotencyRow, 'principal' | 'workspace' | 'operation' | 'key' | 'resource'>): Promise<void>;
  /** Records an event under the workspace's next number. */
  append(event: NewEvent): Promise<EventRow>;
}

export interface Storage extends Reads {
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
  /** Claims the right to refresh an active connection until `until`; the row, or `undefined` where another has it at `now`. */
  claimRefresh(connection: string, now: number, until: number): Promise<ConnectionRow | undefined>;
  /** Records, before a refresh is sent, that it will be: `refreshAttemptAt`. */
  recordRefreshAttempt(connection: string, at: number): Promise<void>;
  /** Records use without an event; an earlier time than the recorded one changes nothing. */
  touchConnection(id: string, usedAt: number): Promise<void>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
