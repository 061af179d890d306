import type { Kysely } from 'kysely';
import type { Table } from './columns.ts';
import type { ConnectionRow, DeletionRow, EventRow, FlowRow, IdempotencyRow, LinkRow, PictureRow, ReceiptRow, RevocationRow, SealingKeyRow, SessionRow, WebhookDeliveryRow, WebhookEndpointRow, WorkspaceRow } from './port.ts';

/** The tables, as the newest migration leaves them. */
export interface Tables {
  /** `last_seq` is the number of the workspace's newest event. */
  readonly workspaces: Table<WorkspaceRow> & { readonly last_seq: number };
  readonly links: Table<LinkRow>;
  readonly flows: Table<FlowRow>;
  /** By each id that its platform knows the accounts by that somebody chooses from in it. */
  readonly flow_accounts: { readonly route: string; readonly id: string; readonly fid: string; readonly consented_at: number };
  readonly connections: Table<ConnectionRow>;
  /** By each id that its route (`platform`) knows the account by, `account_id` and `alt_ids`. */
  readonly account_ids: { readonly platform: string; readonly id: string; readonly connection: string };
  readonly sessions: Table<SessionRow>;
  readonly receipts: Table<ReceiptRow>;
  readonly pictures: Table<PictureRow>;
  readonly events: Table<EventRow>;
  readonly idempotency: Table<IdempotencyRow>;
  readonly webhook_endpoints: Table<WebhookEndpointRow>;
  readonly webhook_deliveries: Table<WebhookDeliveryRow>;
  readonly deletions: Table<DeletionRow>;
  readonly revocations: Table<RevocationRow>;
  /** By each id that its route knows the accounts by. */
  readonly revocation_accounts: { readonly route: string; readonly id: string; readonly revocation: string };
  readonly sealing_keys: Table<SealingKeyRow>;
  /** Work that is done from time to time, by its name. */
  readonly periodic: {
    readonly name: string;
    readonly due_at: number;
    readonly lease_until: number | null;
    readonly lease_by: string | null;
  };
}

/** The database, or a transaction in it. */
export type Db = Kysely<Tables>;
