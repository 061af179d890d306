import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** When a link got its secret. Of older links it is not known; 0 is before everything. */
export const linkSecretAt = async (db: Kysely<unknown>, { number }: ColumnTypes): Promise<void> => {
  await sql`alter table links add column secret_at ${number} not null default 0`.execute(db);
};
