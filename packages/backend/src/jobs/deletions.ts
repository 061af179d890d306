import { everyMinute } from '../background.ts';
import type { Context } from '../context.ts';
import type { Deletions } from '../deletions.ts';
import type { Job } from './job.ts';
import { periodicJob } from './periodic.ts';

/** Carries out requests to delete that were recorded and then interrupted. */
export const deletionsJob = (context: Context, deletions: Deletions): Job =>
  periodicJob(context, {
    name: everyMinute,
    interval: 60_000,
    work: async () => void (await deletions.finishAll()),
  });
