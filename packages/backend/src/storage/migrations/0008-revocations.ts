import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/**
 * Access that is still to be ended at its platform; which of a link's addresses somebody came through; and when a
 * connection's tokens were consented to, which for an account that goes on waiting is later than when it first came.
 */
export const revocations = async (db: Kysely<unknown>, { key, text, number, tableEnd }: ColumnTypes): Promise<void> => {
  await sql`create table revocations (
    id ${key} primary key,
    route ${key} not null,
    account_ids ${text} not null,
    connection ${key},
    tokens_sealed ${text} not null,
    failures ${number} not null,
    due_at ${number} not null,
    lease_id ${key},
    lease_until ${number},
    created_at ${number} not null
  ) ${tableEnd}`.execute(db);
  await sql`create index revocations_due on revocations (due_at)`.execute(db);
  // By each id that the route knows the accounts by.
  await sql`create table revocation_accounts (
    route ${key} not null,
    id ${key} not null,
    revocation ${key} not null references revocations (id) on delete cascade,
    primary key (route, id, revocation)
  ) ${tableEnd}`.execute(db);
  await sql`create index accounts_of_revocation on revocation_accounts (revocation)`.execute(db);

  for (const table of ['flows', 'receipts']) {
    const rows = sql.table(table);
    await sql`alter table ${rows} add column link_secret_hash ${key} not null default ''`.execute(db);
    await sql`update ${rows} set link_secret_hash = coalesce((select links.secret_hash from links
      where links.id = ${sql.ref(`${table}.link`)} and links.secret_at <= ${sql.ref(`${table}.created_at`)}), '')`.execute(db);
  }
  await sql`alter table connections add column consented_at ${number} not null default 0`.execute(db);
  await sql`update connections set consented_at = connected_at`.execute(db);
};
