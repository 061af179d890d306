import { connectItself } from '../caller.ts';
import { refreshLease } from '../claimed-connection.ts';
import type { Context } from '../context.ts';
import type { Endings } from '../endings.ts';
import type { LateExchanges } from '../late-exchanges.ts';
import type { Refreshes } from '../refreshes.ts';
import type { Job } from './job.ts';

/**
 * Renews tokens when their platform's good time for it has come, before anybody asks for them. What waits for approval is not
 * renewed, because nobody may use it; when its tokens end, so does the wait.
 */
export const refreshJob = ({ storage, platforms }: Context, refreshes: Refreshes, lateExchanges: LateExchanges, endings: Endings): Job => ({
  name: 'refresh',
  lease: refreshLease,
  every: 5_000,
  concurrency: 8,
  async claim(now, lease) {
    const row = await storage.claimDueRefresh([...platforms.keys()], now, lease);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      extend: (next) => storage.extendRefresh(row.id, next),
      async work({ lost }) {
        if (row.status === 'pending_approval') {
          if (await lateExchanges.lookAfter({ row, leaseId: lease.id, lost })) return;
          await endings.end(row.id, {
            type: 'connection.disconnected',
            reason: 'token_expired',
            actor: connectItself,
            only: ({ refreshLeaseBy }) => refreshLeaseBy === lease.id,
          });
          return;
        }
        await refreshes.renew({ row, leaseId: lease.id, lost });
      },
      release: (dueAt) => storage.releaseRefresh(row.id, lease.id, dueAt),
    };
  },
});
