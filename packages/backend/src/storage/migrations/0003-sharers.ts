import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** The sharer's side: sessions, who did what, expected accounts, approval, slots and search. */
export const sharers = async (db: Kysely<unknown>, { key, text, number, tableEnd }: ColumnTypes): Promise<void> => {
  await sql`create table sessions (
    id ${key} primary key,
    workspace ${key} not null references workspaces (id),
    token_hash ${key} not null unique,
    actor_name ${text} not null,
    actor_email ${text} not null,
    can ${text} not null,
    created_at ${number} not null,
    expires_at ${number} not null,
    revoked_at ${number}
  ) ${tableEnd}`.execute(db);

  await sql`alter table links add column expected_accounts ${text} not null default '[]'`.execute(db);
  await sql`alter table links add column requires_approval ${number} not null default 0`.execute(db);
  await sql`alter table links add column slot ${key}`.execute(db);
  await sql`alter table links add column search_text ${text} not null default ''`.execute(db);
  // As links.ts puts it together; SQLite lowers ASCII letters only, which the link's next change mends.
  await sql`update links set search_text = lower(
    coalesce(client_name, '') || ' ' || coalesce(description, '') || ' ' || shared_by_name || ' ' || shared_by_email)`.execute(db);
  // Two sharers who open the same page at once make one link.
  await sql`create unique index links_by_slot on links (workspace, slot) where slot is not null and revoked_at is null`.execute(db);

  await sql`alter table flows add column accepts_other ${text}`.execute(db);

  await sql`alter table events add column actor ${text}`.execute(db);
  await sql`create index events_of_link on events (workspace, link, seq) where link is not null`.execute(db);
};
