import type { Context } from '../context.ts';
import { maySealAnew } from '../keys.ts';
import { resealAll } from '../resealing.ts';
import type { Job } from './job.ts';
import { periodicJob } from './periodic.ts';

const hour = 60 * 60_000;

/**
 * Seals anew what older keys have sealed, so that they can go. Named by the newest key: a new one is due at once. As long as
 * the database knows older keys it looks again, because another process may still have been sealing with one of them.
 */
export const resealJob = (context: Context): Job => {
  const { storage, vault, log } = context;
  const [newest] = vault.keyIds;
  return periodicJob(context, {
    name: `reseal:${newest}`,
    interval: hour,
    async work({ lost, stopping }) {
      if ((await storage.sealingKeys()).length < 2 || !(await maySealAnew(context))) return;
      const { resealed, left } = await resealAll(context, () => lost.aborted || stopping.aborted);
      if (resealed + left > 0) log.info({ key: newest, resealed, left }, 'Everything that could be was sealed with the newest key.');
    },
  });
};
