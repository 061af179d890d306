import type { FlowOutcome } from './message.ts';
import type { FlowWindow } from './window.ts';
import { sleep } from './wire.ts';

/**
 * Asks how a flow is doing until told to stop: held open by the server while the page is visible, not at all while it is
 * hidden, and at once when `now` is called, with the seconds for which that first question may be held.
 */
export const createPoll = (
  view: FlowWindow,
  /** Asks; the server may hold the question open for so many seconds. */
  ask: (wait: number, signal: AbortSignal) => Promise<FlowOutcome>,
  heard: (outcome: FlowOutcome) => void,
) => {
  let current: AbortController | undefined;
  let failures = 0;

  const stop = () => current?.abort();

  const now = async (wait: number) => {
    stop();
    const { signal } = (current = new AbortController());
    let quick = 0;
    for (;;) {
      const asked = view.Date.now();
      let pause: number;
      try {
        const outcome = await ask(wait, signal);
        if (signal.aborted) return;
        failures = 0;
        // Not held open although it might have been: then ask after 1, 1, 2, 2, 3, 3, … s, at most 5.
        if (wait && view.Date.now() - asked < 1e3) quick++;
        pause = Math.max(outcome.pollMs ?? 0, 1e3 * Math.min(5, (quick + 1) >> 1));
        heard(outcome);
      } catch {
        if (signal.aborted) return;
        pause = 1e3 * 2 ** failures++;
      }
      await sleep(view, Math.min(pause, 15e3));
      if (signal.aborted || view.document.hidden) return;
      wait = 20;
    }
  };

  return {
    now,
    stop,
    /** Whether the server seems to be out of reach from this page. */
    isCut: () => failures > 2 && view.navigator.onLine,
  };
};
