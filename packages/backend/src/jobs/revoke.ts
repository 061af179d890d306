import type { Context } from '../context.ts';
import { revocationLease, type Revocations } from '../revocations.ts';
import type { Job } from './job.ts';

/** Ends access at the platforms that did not confirm it at once, or that a process which died had still to tell. */
export const revokeJob = ({ storage, platforms }: Context, revocations: Revocations): Job => ({
  name: 'revoke',
  lease: revocationLease,
  every: 15_000,
  concurrency: 4,
  async claim(now, lease) {
    const row = await storage.claimRevocation([...platforms.keys()], now, lease);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      extend: (next) => storage.extendRevocation(row.id, next),
      work: async () => void (await revocations.attempt(row, lease.id)),
      release: async (dueAt) => void (await storage.settleRevocation(row.id, lease.id, { dueAt })),
    };
  },
});
