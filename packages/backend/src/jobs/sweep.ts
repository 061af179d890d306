import type { Attempts } from '../attempts.ts';
import type { Context } from '../context.ts';
import { lifetimes } from '../flow-status.ts';
import type { Job } from './job.ts';
import { periodicJob } from './periodic.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long what has ended is kept, in ms. Events, links, connections and receipts are never swept. */
const kept = {
  /** From a flow's expiry: by then its page can no longer ask how it ended. */
  flow: lifetimes.result,
  /** From a request to delete: what was on its way from the platform then has arrived. */
  deletionIds: lifetimes.flow,
  /** From the first request that it came with. */
  idempotencyKey: day,
  /** From a session's expiry: longer than any key that stands for it. */
  session: 2 * day,
  /** From the event's time; what is still to be sent stays. */
  delivery: 30 * day,
} as const;

const rowsAtOnce = 500;

/**
 * Deletes what nobody can use any longer: flows, idempotency keys, sessions, old webhook deliveries, and codes that nobody
 * confirmed. Accounts that nobody has chosen from are given back to their platform.
 */
export const sweepJob = (context: Context, attempts: Attempts): Job =>
  periodicJob(context, {
    name: 'sweep',
    interval: 10 * minute,
    async work({ lost, stopping }) {
      const { storage, now } = context;
      let rows = 1;
      while (rows > 0 && !lost.aborted && !stopping.aborted) {
        const at = now();
        const leftovers = {
          flowsUntil: at - kept.flow,
          codesUntil: at,
          deletionIdsUntil: at - kept.deletionIds,
          sessionsUntil: at - kept.session,
          idempotencyUntil: at - kept.idempotencyKey,
        };
        rows = await attempts.endAbandoned(rowsAtOnce);
        rows += await storage.sweep(leftovers, rowsAtOnce);
        rows += await storage.sweepDeliveries(at - kept.delivery, rowsAtOnce);
      }
    },
  });
