import { invalidField } from './problem.ts';
import type { Position } from './storage/port.ts';

/** A place in a list as opaque text. */
const encodeCursor = ({ createdAt, id }: Position): string => Buffer.from(`${createdAt}.${id}`).toString('base64url');

/** The place that a cursor names. Refuses what was not made by `encodeCursor`. */
export const decodeCursor = (cursor: string): Position => {
  const match = /^(\d{1,15})\.([A-Za-z0-9_]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) throw invalidField('cursor', 'Must be a nextCursor of an earlier answer.');
  return { createdAt: Number(match[1]), id: match[2] };
};

/** One page of rows that were read with one more than `limit`. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
  item: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { data: shown.map(item), nextCursor: rows.length > limit && last ? encodeCursor(position(last)) : null };
};
