import { clockOf } from './clock.ts';
import type { Context } from './context.ts';
import { newLease, withHeartbeat } from './lease.ts';
import type { ConnectionRow } from './storage/port.ts';

/**
 * How long one refresh holds the connection, in ms; a heartbeat extends it. Short, because what a process leaves behind
 * that dies in the middle of a refresh is taken up when this is over.
 */
export const refreshLease = 30_000;

/** A connection that this process has claimed, to renew its tokens or to check them. */
export interface ClaimedConnection {
  readonly row: ConnectionRow;
  readonly leaseId: string;
  /** Aborted when somebody else has it by now. */
  readonly lost: AbortSignal;
}

/** Claims the connection for this work, which gives the claim back; `undefined` where somebody else is at it. */
export const withClaim = async <T>(
  { storage, now, log }: Context,
  id: string,
  work: (claimed: ClaimedConnection) => Promise<T>,
): Promise<T | undefined> => {
  const lease = newLease(now(), refreshLease);
  const row = await storage.claimRefresh(id, now(), lease);
  if (row === undefined) return undefined;
  const extend = (next: typeof lease): Promise<boolean> => storage.extendRefresh(id, next);
  return withHeartbeat({ lease, ms: refreshLease, extend }, { clock: clockOf(now), log }, (lost) =>
    work({ row, leaseId: lease.id, lost }),
  );
};
