import type { Ability, ActorKind, EventType, MismatchRule } from '@connect/sdk/contract';

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
