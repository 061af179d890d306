import { jittered } from '../back-off.ts';
import type { Context } from '../context.ts';
import type { Held, Job } from './job.ts';

/** Work that is done from time to time, by one process at a time, and not for a row of its own. */
interface Periodic {
  readonly name: string;
  /** ms from its end until it is due again, and up to a fifth more. */
  readonly interval: number;
  /** Does a part of the work after the other until nothing is left, `lost` or `stopping`. */
  readonly work: (held: Held) => Promise<void>;
}

/** A job whose due time is kept under its name. Cut short by `stopping`, it is due again at once. */
export const periodicJob = ({ storage, now }: Context, { name, interval, work }: Periodic): Job => ({
  name,
  lease: 60_000,
  every: 30_000,
  concurrency: 1,
  async claim(at, lease) {
    if (!(await storage.claimPeriodic(name, at, lease))) return undefined;
    const release = async (dueAt: number): Promise<void> => void (await storage.releasePeriodic(name, lease.id, dueAt));
    return {
      id: name,
      extend: (next) => storage.extendPeriodic(name, next),
      async work(held) {
        await work(held);
        await release(held.stopping.aborted ? now() : now() + jittered(interval));
      },
      release,
    };
  },
});
