import type { Checks } from '../checks.ts';
import { refreshLease } from '../claimed-connection.ts';
import type { Context } from '../context.ts';
import type { Job } from './job.ts';

/** Asks platforms whether tokens still work that nobody has asked about for `interval` ms. */
export const checkJob = ({ storage, platforms }: Context, checks: Checks, interval: number): Job => ({
  name: 'check',
  lease: refreshLease,
  every: Math.min(30_000, Math.ceil(interval / 4)),
  concurrency: 4,
  async claim(now, lease) {
    const row = await storage.claimDueCheck([...platforms.keys()], now - interval, now, lease);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      extend: (next) => storage.extendRefresh(row.id, next),
      async work({ lost }) {
        await checks.check({ row, leaseId: lease.id, lost }, interval);
      },
      release: (dueAt) => storage.releaseCheck(row.id, lease.id, { checkedAt: dueAt - interval }),
    };
  },
});
