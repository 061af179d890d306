import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/** By which platform's login an account came, where it can come by several; and flows that wait for a choice of accounts, or repair one. */
export const routes = async (db: Kysely<unknown>, { key, number }: ColumnTypes): Promise<void> => {
  await sql`alter table connections add column route ${key} not null default ''`.execute(db);
  await sql`update connections set route = platform`.execute(db);
  await sql`alter table flows add column choosing ${number} not null default 0`.execute(db);
  await sql`alter table flows add column repairs ${key}`.execute(db);
};
