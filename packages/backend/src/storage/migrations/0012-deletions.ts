import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/**
 * What a request to delete has to find: whose accounts somebody is choosing from, and when was consented to what is still to be
 * ended at its platform. What tells repeated requests apart no longer tells anybody whose account it was.
 */
export const deletions = async (db: Kysely<unknown>, { key, text, number, tableEnd }: ColumnTypes): Promise<void> => {
  // By each id that the route (`platform`) knows the accounts by.
  await sql`create table flow_accounts (
    route ${key} not null,
    id ${key} not null,
    fid ${key} not null references flows (fid) on delete cascade,
    consented_at ${number} not null,
    primary key (route, id, fid)
  ) ${tableEnd}`.execute(db);
  await sql`create index accounts_of_flow on flow_accounts (fid)`.execute(db);

  await sql`alter table revocations add column consented_at ${number} not null default 0`.execute(db);
  await sql`update revocations set consented_at = coalesce((select connections.consented_at from connections
    where connections.id = revocations.connection), created_at)`.execute(db);

  await sql`alter table deletions add column routes ${text} not null default '[]'`.execute(db);
  await sql`alter table deletions add column connected_since ${number} not null default 0`.execute(db);
  await sql`update deletions set request_hash = code`.execute(db);
  await sql`create index deletions_with_ids on deletions (sender) where account_ids is not null`.execute(db);
};
