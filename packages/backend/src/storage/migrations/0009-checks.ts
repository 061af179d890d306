import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** When the platform last took a connection's access token. */
export const checks = async (db: Kysely<unknown>, { number }: ColumnTypes): Promise<void> => {
  await sql`alter table connections add column checked_at ${number} not null default 0`.execute(db);
  await sql`update connections set checked_at = connected_at`.execute(db);
  await sql`create index connections_by_check on connections (checked_at) where status = 'active'`.execute(db);
};
