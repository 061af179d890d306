import type { DisabledReason, EventType } from '@connect/sdk/contract';
import type { Patch } from './patch.ts';
import type { Position } from './position.ts';

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
  /** Since when every attempt has failed, moved on by as long as none was made. */
  readonly failingSince: number | null;
  /** When an attempt has failed last; `null` where none has, since before this was recorded. */
  readonly lastFailedAt: number | null;
  readonly disabledAt: number | null;
  readonly disabledReason: DisabledReason | null;
  /** SHA-256 of the idempotency key and whose it is, base64url. Unique. */
  readonly createKey: string | null;
  /** SHA-256 of the request that made it, base64url. */
  readonly requestHash: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface WebhookEndpointFilter {
  /** Those that hear of it. */
  readonly workspace?: string;
  /** Those that hear of all. */
  readonly isForAll?: true;
  readonly after?: Position;
  readonly limit: number;
}

export type WebhookEndpointChange = Patch<WebhookEndpointRow, 'id' | 'workspace' | 'createdAt' | 'createKey' | 'requestHash'>;

/** Compare-and-set conditions of a change to a webhook endpoint. */
export interface WebhookEndpointGuard {
  readonly secretSealed?: string;
  /** Whether it is disabled. */
  readonly disabled?: boolean;
  readonly failingSince?: number | null;
}

/** A part of `Reads`. */
export interface WebhookEndpointReads {
  webhookEndpoint(id: string): Promise<WebhookEndpointRow | undefined>;
  /** The endpoint that was made under this idempotency key. */
  webhookEndpointByKey(createKey: string): Promise<WebhookEndpointRow | undefined>;
  /** Newest first, at most `limit` rows. */
  webhookEndpoints(filter: WebhookEndpointFilter): Promise<readonly WebhookEndpointRow[]>;
}

/** A part of `Writes`. */
export interface WebhookEndpointWrites {
  /** As the storage's own, within the transaction. */
  updateWebhookEndpoint(id: string, change: WebhookEndpointChange, guard?: WebhookEndpointGuard): Promise<WebhookEndpointRow | undefined>;
}

/** A part of `Storage`. */
export interface WebhookEndpointClaims {
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
}
