import type { Context } from '../context.ts';
import { otherFront } from '../keys.ts';
import { resealAll } from '../resealing.ts';
import type { Job } from './job.ts';
import { periodicJob } from './periodic.ts';

const hour = 60 * 60_000;

/**
 * Seals anew what other keys have sealed, so that they can go. Named by the key in front and by when it was put there (`since`):
 * a turn is due at once, also one back. As long as the database knows other keys it looks again, because another process may
 * still have been sealing with one of them.
 */
export const resealJob = (context: Context, since: number): Job => {
  const { storage, vault, log } = context;
  const [newest] = vault.keyIds;
  return periodicJob(context, {
    name: `reseal:${newest}:${since}`,
    interval: hour,
    async work({ lost, stopping }) {
      if ((await storage.sealingKeys()).length < 2) return;
      const other = await otherFront(context);
      if (other !== undefined) {
        const say = 'Nothing is sealed anew here: a process was started since with another key in front. Give all of them the same CONNECT_KEYS.';
        log.warn({ key: newest, other }, say);
        return;
      }
      const { resealed, left } = await resealAll(context, () => lost.aborted || stopping.aborted);
      if (resealed + left > 0) log.info({ key: newest, resealed, left }, 'Everything that could be was sealed with the newest key.');
    },
  });
};
