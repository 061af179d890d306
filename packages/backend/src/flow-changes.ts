import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Wakes those who wait for a flow's change in this process; other processes are seen by looking again. */
export interface FlowChanges {
  changed(fid: string): void;
  /** Resolves at a change of this flow here, or after `ms`. */
  wait(fid: string, ms: number, signal: AbortSignal): Promise<void>;
}

/** For one process. Other processes' changes are seen when a wait is over. */
export const createFlowChanges = (): FlowChanges => {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    changed: (fid) => void emitter.emit(fid),
    async wait(fid, ms, signal) {
      const over = new AbortController();
      const stop = (): void => over.abort();
      emitter.once(fid, stop);
      try {
        // Aborted means woken or hung up; both are ordinary ends of a wait.
        await delay(ms, undefined, { signal: AbortSignal.any([over.signal, signal]) }).catch(() => undefined);
      } finally {
        emitter.off(fid, stop);
      }
    },
  };
};
