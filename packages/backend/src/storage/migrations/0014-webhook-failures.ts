import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** When an endpoint was last tried in vain, so that only days of trying disable it; and why a delivery failed, in words. */
export const webhookFailures = async (db: Kysely<unknown>, { text, number }: ColumnTypes): Promise<void> => {
  await sql`alter table webhook_endpoints add column last_failed_at ${number}`.execute(db);
  await sql`alter table webhook_deliveries add column failure_reason ${text}`.execute(db);
};
