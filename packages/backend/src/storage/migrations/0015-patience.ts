import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** Until when a platform is left alone about a connection, because it asked for that or did not answer. */
export const patience = async (db: Kysely<unknown>, { number }: ColumnTypes): Promise<void> => {
  await sql`alter table connections add column left_alone_until ${number}`.execute(db);
};
