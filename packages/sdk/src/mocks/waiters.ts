/** Who waits for a change of something, by its name. */
export interface Waiters {
  /** Waits until it changes (`true`), or until `ms` are over, the caller has gone or everything is let go (`false`). */
  wait(name: string, ms: number, signal: AbortSignal): Promise<boolean>;
  /** It has changed. */
  wake(name: string): void;
  /** Lets everybody go. */
  release(): void;
}

/** Nobody waits yet. */
export const createWaiters = (): Waiters => {
  const waiting = new Set<{ readonly name: string; readonly finish: (changed: boolean) => void }>();
  return {
    wait: (name, ms, signal) =>
      new Promise((resolve) => {
        const finish = (changed: boolean) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', give);
          waiting.delete(waiter);
          resolve(changed);
        };
        const give = () => finish(false);
        const timer = setTimeout(give, ms);
        const waiter = { name, finish };
        waiting.add(waiter);
        if (signal.aborted) give();
        else signal.addEventListener('abort', give);
      }),
    wake: (name) => waiting.forEach((waiter) => (waiter.name === name ? waiter.finish(true) : undefined)),
    release: () => waiting.forEach((waiter) => waiter.finish(false)),
  };
};
