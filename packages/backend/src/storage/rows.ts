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
  MismatchRule,
  RefusalCode,
} from '@connect/sdk/contract';

// Rows as nouns see them: times are ms since 1970, ids and secrets' hashes are text.

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
  readonly lastUsedAt: number | null;
  readonly connectedAt: number;
  /** When the person last agreed, which its tokens are of. Notices of before then are not about them. */
  readonly consentedAt: number;
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
  /** As the flow's. */
  readonly linkSecretHash: string;
  readonly fid: string;
  readonly createdAt: number;
  /** When its connection ended for good or went over to another link: what came since is not this receipt's. */
  readonly overAt: number | null;
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
