import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Log } from './context.ts';
import type { Lease } from './storage/port.ts';

/** A lease for whoever claims something at `now`, of `ms`. */
export const newLease = (now: number, ms: number): Lease => ({ id: randomUUID(), until: now + ms });

interface HeldLease {
  readonly lease: Lease;
  /** How long the lease lasts each time, in ms. */
  readonly ms: number;
  /** `false` where somebody else has it by now. */
  readonly extend: (lease: Lease) => Promise<boolean>;
}

/**
 * Does `work` while a heartbeat extends its lease, every third of it. `lost` is aborted when the row is somebody else's by
 * now, or may be, because the database has not answered for as long as the lease lasted.
 */
export const withHeartbeat = async <T>(
  { lease, ms, extend }: HeldLease,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> => {
  const lost = new AbortController();
  const over = new AbortController();
  let { until } = lease;
  const beat = async (): Promise<void> => {
    const next = { id: lease.id, until: clock.now() + ms };
    try {
      if (await extend(next)) until = next.until;
      else lost.abort();
    } catch (cause) {
      log.warn({ reason: cause instanceof Error ? cause.message : 'unknown' }, 'A lease could not be extended.');
      if (clock.now() >= until) lost.abort();
    }
  };
  const beating = (async (): Promise<void> => {
    for (;;) {
      await clock.sleep(Math.floor(ms / 3), over.signal);
      if (over.signal.aborted || lost.signal.aborted) return;
      await beat();
    }
  })();
  try {
    return await work(lost.signal);
  } finally {
    over.abort();
    await beating;
  }
};
