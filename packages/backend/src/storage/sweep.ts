import { sql } from 'kysely';
import type { Storage } from './port.ts';
import type { Db } from './schema.ts';

/** What such a flow holds is given back to the platform first. */
const chooses = sql`choosing = 1 and status = 'pending_confirm'`;

/** Deletes in small statements, so that nobody waits long for one of them. */
export const sweep =
  (db: Db): Storage['sweep'] =>
  async ({ flowsUntil, codesUntil, deletionIdsUntil, sessionsUntil, idempotencyUntil }, limit) => {
    const statements = [
      sql`update flows set code_sealed = null where fid in (
        select fid from flows where code_sealed is not null and confirm_expires_at <= ${codesUntil} and not (${chooses})
        limit ${limit})`,
      sql`update deletions set account_ids = null where code in (
        select code from deletions where account_ids is not null and done_at is not null and received_at <= ${deletionIdsUntil}
        limit ${limit})`,
      sql`delete from flows where fid in (
        select fid from flows where expires_at <= ${flowsUntil} and not (code_sealed is not null and ${chooses})
        order by expires_at limit ${limit})`,
      // Before the sessions, which they name.
      sql`delete from idempotency where (principal, workspace, operation, "key") in (
        select principal, workspace, operation, "key" from idempotency
        where created_at <= ${idempotencyUntil} order by created_at limit ${limit})`,
      sql`delete from sessions where id in (
        select id from sessions where expires_at <= ${sessionsUntil} order by expires_at limit ${limit})`,
    ];
    let rows = 0n;
    for (const statement of statements) rows += (await statement.execute(db)).numAffectedRows ?? 0n;
    return Number(rows);
  };
