import type { Clock } from './clock.ts';
import type { Context } from './context.ts';

/** Work that is due every minute, whatever else there is to do: whoever works in the background does it too. */
export const everyMinute = 'deletions';

/** ms that it may lie there until one has to think that nobody works. */
const patience = 5 * 60_000;

export interface Background {
  /**
   * Since when (ms since 1970) work lies there that nobody takes up, neither this process nor another one on the database;
   * `undefined` where somebody does, and in this process's first five minutes.
   */
  lateSince(): Promise<number | undefined>;
  /** Warns in the log, every five minutes, while nobody works. Until `stopping`. */
  watch(): void;
}

/** Whether anybody does the work in the background. */
export const createBackground = (
  { storage, now, log }: Pick<Context, 'storage' | 'now' | 'log'>,
  clock: Clock,
  stopping: AbortSignal,
): Background => {
  const begun = now();

  const lateSince = async (): Promise<number | undefined> => {
    const since = (await storage.periodicFreeSince(everyMinute)) ?? begun;
    // After a standstill of everything it takes a moment until somebody works again.
    return now() - Math.max(since, begun) < patience ? undefined : since;
  };

  const look = async (): Promise<void> => {
    const since = await lateSince();
    if (since === undefined) return;
    log.warn(
      { since: new Date(since).toISOString() },
      'Nobody does the work in the background: no token is renewed, no webhook delivered. Run `connect-backend work`, or `serve` without CONNECT_JOBS=off.',
    );
  };

  const watching = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(patience, stopping);
      if (stopping.aborted) return;
      await look().catch((cause: unknown) => log.warn({ err: cause }, 'The database did not say whether anybody works in the background.'));
    }
  };

  return { lateSince, watch: () => void watching() };
};
