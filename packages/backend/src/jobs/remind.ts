import type { Context } from '../context.ts';
import type { Webhooks } from '../webhooks.ts';
import type { Job } from './job.ts';
import { periodicJob } from './periodic.ts';

/** Says once a day in the log what the operator has to see to. */
export const remindJob = (context: Context, webhooks: Webhooks): Job =>
  periodicJob(context, {
    name: 'remind',
    interval: 24 * 60 * 60_000,
    work: () => webhooks.remind(),
  });
