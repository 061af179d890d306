import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Log } from './context.ts';
import type { Storage } from './storage/port.ts';

/** ms between two looks at the database's clock. */
const every = 10_000;

/** ms by which this machine's own clock may differ from the database's until the log says so, and between saying it again. */
const told = { from: 2_000, again: 60 * 60_000 } as const;

/** What a machine knows of time by itself. */
export interface MachineClock extends Clock {
  /** ms since some moment, whatever its clock is set to meanwhile. */
  elapsed(): number;
}

const thisMachine: MachineClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async sleep(ms, signal) {
    // Nobody waits for the next look: it keeps no process alive. Aborted means stopped, an ordinary end of a wait.
    await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  },
};

type TimedStorage = Pick<Storage, 'time'>;

export interface SharedClock {
  /** ms since 1970: by this machine's clock until `meet`, then by the database's, where it has one of its own. */
  now(): number;
  /** Looks at the database's clock for the first time. Rejects where the database does not answer. */
  meet(storage: TimedStorage): Promise<void>;
  /**
   * Looks at it again every ten seconds, until `stopping`; not where none was met. Between two looks time goes on as it does on
   * this machine, whatever its clock is set to.
   */
  keep(storage: TimedStorage, stopping: AbortSignal): void;
}

/**
 * The time that all processes on one database go by, however their machines' clocks are set: who holds a row, and until when,
 * is written by one of them and judged by another.
 */
export const createSharedClock = (log: Log, machine: MachineClock = thisMachine): SharedClock => {
  /** The database's time when this machine's `elapsed` was 0. */
  let origin: number | undefined;
  let toldAt = -Infinity;
  let isSilent = false;

  /** Where this machine's clock is not among the times that it may be by the database's. */
  const tell = (earliest: number, latest: number): void => {
    const at = machine.now();
    const ahead = Math.max(at - latest, 0) + Math.min(at - earliest, 0);
    if (Math.abs(ahead) <= told.from || machine.elapsed() - toldAt < told.again) return;
    toldAt = machine.elapsed();
    log.warn(
      { aheadSeconds: Math.round(ahead / 1000) },
      'This machine’s clock and the database’s differ. Connect goes by the database’s; have both set by NTP, because platforms and receivers of webhooks go by the right time.',
    );
  };

  const meet = async (storage: TimedStorage): Promise<void> => {
    const asked = machine.elapsed();
    const time = await storage.time();
    const answered = machine.elapsed();
    if (time === undefined) return;
    // It was read at some moment between the question and the answer, and is up to a millisecond later than it says. A slow
    // answer says little: what is known by now is moved only where it cannot be.
    const [lowest, highest] = [time - answered, time + 1 - asked];
    origin = origin === undefined ? (lowest + highest) / 2 : Math.min(Math.max(origin, lowest), highest);
    tell(time, highest + answered);
  };

  const keep = async (storage: TimedStorage, stopping: AbortSignal): Promise<void> => {
    while (origin !== undefined) {
      await machine.sleep(every, stopping);
      if (stopping.aborted) return;
      try {
        await meet(storage);
        isSilent = false;
      } catch (cause) {
        if (!isSilent) log.warn({ err: cause }, 'The database did not tell its time; it is asked again every ten seconds.');
        isSilent = true;
      }
    }
  };

  return {
    now: () => (origin === undefined ? machine.now() : Math.floor(machine.elapsed() + origin)),
    meet,
    keep: (storage, stopping) => void keep(storage, stopping),
  };
};
