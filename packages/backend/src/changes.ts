import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Wakes those in this process who wait for a change of something: of a flow, by its fid, or of a workspace's events. */
export interface Changes {
  changed(key: string): void;
  /** How many wait for a change of it now. */
  waiting(key: string): number;
  /** Resolves at a change of it here, or after `ms`. */
  wait(key: string, ms: number, signal: AbortSignal): Promise<void>;
}

/** For one process. Other processes' changes are seen when a wait is over. */
export const createChanges = (): Changes => {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  // A workspace may be called `error`, a name that an emitter has its own use for.
  const nameOf = (key: string): string => `of ${key}`;
  return {
    changed: (key) => void emitter.emit(nameOf(key)),
    waiting: (key) => emitter.listenerCount(nameOf(key)),
    async wait(key, ms, signal) {
      const over = new AbortController();
      const stop = (): void => over.abort();
      emitter.once(nameOf(key), stop);
      try {
        // Aborted means woken or hung up; both are ordinary ends of a wait.
        await delay(ms, undefined, { signal: AbortSignal.any([over.signal, signal]) }).catch(() => undefined);
      } finally {
        emitter.off(nameOf(key), stop);
      }
    },
  };
};
