import { invalidField } from './problem.ts';

/** A place among a workspace's events, after the one with this number, as opaque text. */
export const encodeEventCursor = (workspace: string, seq: number): string =>
  Buffer.from(`${seq}.${workspace}`).toString('base64url');

/**
 * The number that a cursor names. Refuses what was not made for this workspace, and a number after `last`: from there,
 * events would be missed that are still to come.
 */
export const decodeEventCursor = (cursor: string, workspace: string, last = Number.MAX_SAFE_INTEGER): number => {
  const match = /^(\d{1,15})\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  const seq = Number(match?.[1]);
  if (match?.[2] === workspace && seq <= last) return seq;
  throw invalidField('cursor', 'Must be a nextCursor of an earlier answer for the same workspace, or left out to begin anew.');
};
