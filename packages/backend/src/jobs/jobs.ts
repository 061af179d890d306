import { backOff, jittered } from '../back-off.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../context.ts';
import { newLease, withHeartbeat } from '../lease.ts';
import type { Lease } from '../storage/port.ts';
import type { Claimed, Job } from './job.ts';

/** How delays grow, in ms: of a row whose work breaks, and of looking for work in a database that does not answer. */
const delays = { row: { first: 30_000, most: 60 * 60_000 }, look: { first: 1_000, most: 30_000 } } as const;

export interface Jobs {
  /** Begins to look for due rows and to work on them, until `stop`. */
  start(): void;
  /** Claims nothing more; resolves when all that is under way has been settled. Nothing starts again afterwards. */
  stop(): Promise<void>;
  /** Looks for due rows of this job now instead of at the next turn, in this process. */
  wake(name: string): void;
  /**
   * Works on everything that is due now, one row after the other, until nothing is left; how many rows that were. For
   * tests, and for whoever has a scheduler of their own.
   */
  runDue(): Promise<number>;
}

/** Runs jobs in this process, beside any number of others on the same database. */
export const createJobs = ({ clock, log }: { readonly clock: Clock; readonly log: Log }, all: readonly Job[]): Jobs => {
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  /** How often the work on a row broke in a row, and when last, by job and id. */
  const breaks = new Map<string, { readonly count: number; readonly at: number }>();
  const wakers = new Map<string, AbortController>();

  const claim = async (job: Job): Promise<{ claimed: Claimed; lease: Lease } | undefined> => {
    const lease = newLease(clock.now(), job.lease);
    const claimed = await job.claim(clock.now(), lease);
    return claimed && { claimed, lease };
  };

  /** How often it broke by now. Rows that have not come again by twice the longest delay are gone, or another process's. */
  const broke = (name: string): number => {
    const at = clock.now();
    for (const [other, last] of breaks) if (last.at < at - 2 * delays.row.most) breaks.delete(other);
    const count = (breaks.get(name)?.count ?? 0) + 1;
    breaks.set(name, { count, at });
    return count;
  };

  /** Never rejects: what breaks is logged, and its row is due again later. Where not even that can be written, when its lease ends. */
  const work = async (job: Job, claimed: Claimed, lease: Lease): Promise<void> => {
    const name = `${job.name} ${claimed.id}`;
    const extend = (next: Lease): Promise<boolean> => claimed.extend(next);
    try {
      await withHeartbeat({ lease, ms: job.lease, extend }, { clock, log }, (lost) =>
        claimed.work({ lost, stopping: stopping.signal }),
      );
      breaks.delete(name);
    } catch (cause) {
      const count = broke(name);
      log.error({ err: cause, job: job.name, id: claimed.id, count }, 'Work in the background broke; it is tried again later.');
      await claimed.release(clock.now() + backOff(count, delays.row)).catch((again: unknown) => {
        log.error({ err: again, job: job.name, id: claimed.id }, 'A row could not be released; its lease ends by itself.');
      });
    }
  };

  /** Waits, unless somebody calls. */
  const rest = (ms: number, woken: AbortSignal): Promise<void> => clock.sleep(ms, AbortSignal.any([woken, stopping.signal]));

  const loop = async (job: Job): Promise<void> => {
    const active = new Set<Promise<void>>();
    let faults = 0;
    while (!stopping.signal.aborted) {
      if (active.size >= job.concurrency) {
        await Promise.race(active);
        continue;
      }
      // Before it looks, so that nobody who calls while it does is missed.
      const waker = new AbortController();
      wakers.set(job.name, waker);
      try {
        const due = await claim(job);
        faults = 0;
        if (due === undefined) {
          await rest(jittered(job.every), waker.signal);
          continue;
        }
        const begun = work(job, due.claimed, due.lease).finally(() => {
          active.delete(begun);
          // What could not be claimed beside it, such as the next delivery to the same endpoint, need not wait any longer.
          wakers.get(job.name)?.abort();
        });
        active.add(begun);
      } catch (cause) {
        faults += 1;
        log.warn({ err: cause, job: job.name }, 'The database did not say what is due; it is asked again.');
        await rest(backOff(faults, delays.look), waker.signal);
      }
    }
    await Promise.all(active);
  };

  return {
    start() {
      if (running.length > 0 || stopping.signal.aborted) return;
      for (const job of all) running.push(loop(job));
    },

    async stop() {
      stopping.abort();
      await Promise.all(running);
    },

    wake: (name) => wakers.get(name)?.abort(),

    async runDue() {
      let count = 0;
      // What one job does may be due work for another.
      for (let before = -1; before < count; ) {
        before = count;
        for (const job of all) {
          while (!stopping.signal.aborted) {
            const due = await claim(job);
            if (due === undefined) break;
            await work(job, due.claimed, due.lease);
            count += 1;
          }
        }
      }
      return count;
    },
  };
};
