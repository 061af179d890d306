import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/**
 * When a receipt stopped speaking of its connection, because somebody connected the account anew. Of what was connected before this
 * was kept, the events tell it.
 */
export const receipts = async (db: Kysely<unknown>, { number }: ColumnTypes): Promise<void> => {
  await sql`alter table receipts add column over_at ${number}`.execute(db);
  await sql`update receipts set over_at = (
    select min(events.created_at) from connections
    join events on events.workspace = connections.workspace and events.connection = connections.id
    where connections.id = receipts.connection and events.created_at > receipts.created_at and (
      events.type = 'connection.connected' or (events.type = 'connection.reconnected' and events.link <> receipts.link)
    )
  )`.execute(db);
};
