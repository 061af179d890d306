import type { Context } from '../context.ts';
import type { Deliveries } from '../deliveries.ts';
import type { Job } from './job.ts';

/** Rows that one process works on at a time: each of them is little more than a socket that waits. */
const concurrency = 64;

/** Deliveries that are under way to one endpoint at a time, in all processes: a slow one holds up none but its own. */
const perEndpoint = 4;

/** From here on a process sends each endpoint one at a time, so that many slow ones hold up none but their own either. */
const crowded = concurrency / 4;

/** Deliveries that are under way to all endpoints that are failing, in all processes, one to each. */
const toFailing = 16;

/** Sends what is due to webhook endpoints. Its name is what `wake` calls it by. */
export const deliverJob = ({ storage }: Context, deliveries: Deliveries): Job => {
  let underWay = 0;
  /** The endpoint of the last claim: each has its turn. */
  let last = '';
  return {
    name: 'deliver',
    // Four times what an attempt may take.
    lease: 60_000,
    every: 2_000,
    concurrency,
    async claim(now, lease) {
      const room = { perEndpoint: underWay < crowded ? perEndpoint : 1, toFailing };
      const row = await storage.claimDelivery(now, lease, room, last);
      if (row === undefined) return undefined;
      last = row.endpoint;
      return {
        id: row.id,
        extend: (next) => storage.extendDelivery(row.id, next),
        async work() {
          underWay += 1;
          await deliveries.attempt(row, lease.id).finally(() => (underWay -= 1));
        },
        release: async (dueAt) => void (await storage.settleDelivery(row.id, lease.id, { dueAt })),
      };
    },
  };
};
