import { limits } from '../contract/limits.ts';
import { refusedField } from './refused.ts';

/** One page of rows that are in the order of their making; newest first, and the cursor is the last row's id. */
export const pageOf = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  { cursor, limit = limits.pageDefault }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): { data: Row[]; nextCursor: string | null } => {
  const newest = rows.toReversed();
  const before = cursor === undefined ? -1 : newest.findIndex((row) => row.id === cursor);
  if (cursor !== undefined && before === -1) throw refusedField('cursor', 'Must be a nextCursor of an earlier answer.');
  const data = newest.slice(before + 1, before + 1 + limit);
  const more = before + 1 + limit < newest.length;
  return { data, nextCursor: more ? (data.at(-1)?.id ?? null) : null };
};
