import { setTimeout as delay } from 'node:timers/promises';

/** Time, as work in the background sees it. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Waits by the machine's own time, whatever `now` says. */
export const clockOf = (now: () => number): Clock => ({
  now,
  async sleep(ms, signal) {
    // Aborted means woken or stopped; both are ordinary ends of a wait.
    await delay(ms, undefined, { signal }).catch(() => undefined);
  },
});
