import type { Kysely } from 'kysely';
import type { Table } from './columns.ts';
import type { ConnectionRow, EventRow, FlowRow, IdempotencyRow, LinkRow, PictureRow, ReceiptRow, SessionRow, WorkspaceRow } from './port.ts';

/** The tables, as the newest migration leaves them. */
export interface Tables {
  /** `last_seq` is the number of the workspace's newest event. */
  readonly workspaces: Table<WorkspaceRow> & { readonly last_seq: number };
  readonly links: Table<LinkRow>;
  readonly flows: Table<FlowRow>;
  readonly connections: Table<ConnectionRow>;
  /** By each id that the platform knows the account by, `account_id` and `alt_ids`. */
  readonly account_ids: { readonly platform: string; readonly id: string; readonly connection: string };
  readonly sessions: Table<SessionRow>;
  readonly receipts: Table<ReceiptRow>;
  readonly pictures: Table<PictureRow>;
  readonly events: Table<EventRow>;
  readonly idempotency: Table<IdempotencyRow>;
}

/** The database, or a transaction in it. */
export type Db = Kysely<Tables>;
