import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** Work in the background: who holds a refresh, how often it failed, what is done from time to time, what is swept. */
export const jobs = async (db: Kysely<unknown>, { key, number, tableEnd }: ColumnTypes): Promise<void> => {
  await sql`alter table connections add column refresh_lease_by ${key}`.execute(db);
  await sql`alter table connections add column refresh_failures ${number} not null default 0`.execute(db);

  await sql`create table periodic (
    name ${key} primary key,
    due_at ${number} not null,
    lease_until ${number},
    lease_by ${key}
  ) ${tableEnd}`.execute(db);

  await sql`create index flows_by_code on flows (confirm_expires_at) where code_sealed is not null`.execute(db);
  await sql`create index sessions_by_expiry on sessions (expires_at)`.execute(db);
  await sql`create index idempotency_by_age on idempotency (created_at)`.execute(db);
};
