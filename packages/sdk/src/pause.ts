/** Waits; whoever ends the signal does not wait, and hears of it from the next request. */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    // Timers take no more than 2³¹ − 1 ms, and would not wait at all for more.
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done);
  });
