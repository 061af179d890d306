import type { Context } from '../context.ts';
import type { Deliveries } from '../deliveries.ts';
import type { Job } from './job.ts';

/** Deliveries that are under way to one endpoint at a time, in all processes: a slow one holds up none but its own. */
const perEndpoint = 4;

/** Sends what is due to webhook endpoints. Its name is what `wake` calls it by. */
export const deliverJob = ({ storage }: Context, deliveries: Deliveries): Job => ({
  name: 'deliver',
  // Four times what an attempt may take.
  lease: 60_000,
  every: 2_000,
  concurrency: 16,
  async claim(now, lease) {
    const row = await storage.claimDelivery(now, lease, perEndpoint);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      extend: (next) => storage.extendDelivery(row.id, next),
      work: () => deliveries.attempt(row, lease.id),
      release: async (dueAt) => void (await storage.settleDelivery(row.id, lease.id, { dueAt })),
    };
  },
});
