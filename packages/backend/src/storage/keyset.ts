import { sql, type RawBuilder } from 'kysely';
import type { Position } from './position.ts';

/** Rows that come after `position` in a list, newest first. One comparison of pairs, which an index answers. */
export const before = (table: 'links' | 'connections' | 'webhook_endpoints' | 'webhook_deliveries', { createdAt, id }: Position): RawBuilder<boolean> =>
  sql`(${sql.ref(`${table}.created_at`)}, ${sql.ref(`${table}.id`)}) < (${createdAt}, ${id})`;
