import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** When a receipt stopped speaking of its connection, because somebody connected the account anew. */
export const receipts = async (db: Kysely<unknown>, { number }: ColumnTypes): Promise<void> => {
  await sql`alter table receipts add column over_at ${number}`.execute(db);
};
