import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** What became of the access of connections that have ended: so far it was told once, to whoever ended them. */
export const endedAccess = async (db: Kysely<unknown>, { text }: ColumnTypes): Promise<void> => {
  await sql`alter table connections add column revocation ${text}`.execute(db);
  await sql`update connections set revocation = 'revoked' where status = 'disconnected' and reason in
    ('removed_at_platform', 'account_deleted', 'account_age_changed', 'account_banned', 'app_revoked')`.execute(db);
  await sql`update connections set revocation = 'pending' where status = 'disconnected' and (id, route, consented_at) in
    (select connection, route, consented_at from revocations where connection is not null)`.execute(db);
};
