import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** What platforms tell by themselves, and which keys have sealed what is here. */
export const notices = async (db: Kysely<unknown>, { key, text, number, tableEnd }: ColumnTypes): Promise<void> => {
  await sql`create table deletions (
    code ${key} primary key,
    request_hash ${key} not null unique,
    sender ${key} not null,
    account_ids ${text},
    occurred_at ${number} not null,
    found ${number} not null,
    received_at ${number} not null,
    done_at ${number}
  ) ${tableEnd}`.execute(db);
  await sql`create index deletions_to_do on deletions (received_at) where done_at is null`.execute(db);
  // What was recorded of a connection is found when its account is to be forgotten.
  await sql`create index events_of_connection on events (connection) where connection is not null`.execute(db);
  await sql`create index receipts_of_connection on receipts (connection)`.execute(db);

  await sql`create table sealing_keys (
    id ${key} primary key,
    fingerprint ${text} not null,
    newest_since ${number},
    created_at ${number} not null
  ) ${tableEnd}`.execute(db);
};
