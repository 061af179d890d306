import { clockOf } from './clock.ts';
import type { Context } from './context.ts';
import { newLease, withHeartbeat } from './lease.ts';
import { patience } from './patience.ts';
import type { ConnectionRow } from './storage/port.ts';

/**
 * How long one refresh holds the connection, in ms; a heartbeat extends it. Short, because what a process leaves behind
 * that dies in the middle of a refresh is taken up when this is over.
 */
export const refreshLease = 30_000;

/** How long somebody waits for a connection that others have claimed, and how often they look meanwhile, in ms. */
const waiting = { atMost: 15_000, look: 250 } as const;

/** A connection that this process has claimed, to renew its tokens or to check them. */
export interface ClaimedConnection {
  readonly row: ConnectionRow;
  readonly leaseId: string;
  /** Aborted when somebody else has it by now. */
  readonly lost: AbortSignal;
}

/** What work on a claimed connection came to: the connection as it is now. */
export interface Outcome {
  readonly row: ConnectionRow;
  /** The platform could not say, or is left alone because it could not a moment ago: it is left for later. */
  readonly isUnanswered?: true;
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

/**
 * As `withClaim`, but waits for whoever is at the connection, and gives it as it is when a look at it shows that the work is
 * not needed, or no longer, and as `isUnanswered` where its platform is to be left alone. `undefined` where somebody was at it
 * for 15 seconds.
 */
export const inTurn = async (
  context: Context,
  row: ConnectionRow,
  isNeeded: (current: ConnectionRow) => boolean,
  work: (claimed: ClaimedConnection) => Promise<Outcome>,
): Promise<Outcome | undefined> => {
  const clock = clockOf(context.now);
  const { signal } = new AbortController();
  const until = clock.now() + waiting.atMost;
  let current = row;
  while (isNeeded(current)) {
    if (patience(current, clock.now()) > 0) return { row: current, isUnanswered: true };
    const outcome = await withClaim(context, row.id, work);
    if (outcome !== undefined) return outcome;
    if (clock.now() >= until) return undefined;
    await clock.sleep(waiting.look, signal);
    current = (await context.storage.connection(row.id)) ?? current;
  }
  return { row: current };
};
