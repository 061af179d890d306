import { expect, onTestFinished, test } from 'vitest';
import type { Log } from './context.ts';
import { createSharedClock, type MachineClock } from './shared-clock.ts';

const second = 1000;
const hour = 3_600_000;
const begun = Date.UTC(2026, 10, 21, 12);

/** A machine that has run for a while, the database that it asks, and what its log says. */
const createStage = () => {
  /** The right time, and how long an answer of the database takes; ms. */
  let passed = 0;
  const database = { ahead: 0, takes: 0, isAway: false, hasClock: true };
  const machine = { ahead: 0 };
  const wakers: (() => void)[] = [];
  const own: MachineClock = {
    now: () => begun + passed + machine.ahead,
    elapsed: () => 777.25 + passed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve());
        wakers.push(() => {
          passed += ms;
          resolve();
        });
      }),
  };
  const warned: unknown[][] = [];
  const log: Log = { info: () => undefined, warn: (...said: unknown[]) => void warned.push(said), error: () => undefined };
  const storage = {
    async time() {
      if (database.isAway) throw new Error('The database is away.');
      if (!database.hasClock) return undefined;
      const time = begun + passed + database.ahead;
      passed += database.takes;
      return time;
    },
  };
  const clock = createSharedClock(log, own);
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  return {
    database,
    machine,
    warned,
    wakers,
    stop: () => stopping.abort(),
    pass: (ms: number) => void (passed += ms),
    meet: () => clock.meet(storage),
    keep: () => clock.keep(storage, stopping.signal),
    /** Lets the time until the next look go by, and the look be over. */
    async look() {
      const slept = wakers.length;
      wakers.at(-1)?.();
      await expect.poll(() => wakers.length).toBe(slept + 1);
    },
    /** By how many ms it differs from the right time. */
    off: () => clock.now() - (begun + passed),
    now: clock.now,
  };
};

test('before it has met the database, and where that has no clock of its own, it is the machine’s', async () => {
  const { database, keep, machine, meet, off, warned, wakers } = createStage();
  machine.ahead = 7;
  expect(off()).toBe(7);
  database.hasClock = false;
  await meet();
  keep();
  expect(off()).toBe(7);
  machine.ahead = hour;
  expect(off()).toBe(hour);
  expect(wakers).toEqual([]);
  expect(warned).toEqual([]);
});

test('it is the database’s from then on, in whole milliseconds, whatever the machine’s is set to', async () => {
  const { database, machine, meet, now, off, pass } = createStage();
  database.ahead = -40;
  machine.ahead = 3 * hour;
  await meet();
  expect(off()).toBe(-40);
  machine.ahead = -hour;
  pass(5 * second);
  expect(off()).toBe(-40);
  expect(Number.isInteger(now())).toBe(true);
});

test('it follows the database’s every ten seconds, and a slow answer moves it only where it cannot be right', async () => {
  const { database, keep, look, meet, off } = createStage();
  await meet();
  keep();
  database.takes = 4 * second;
  await look();
  expect(off()).toBe(0);
  // Up to three seconds of the four may be the way back.
  database.ahead = 3 * second;
  await look();
  expect(off()).toBe(0);
  database.ahead = 60 * second;
  await look();
  expect(off()).toBe(56 * second);
  database.takes = 0;
  await look();
  expect(off()).toBe(60 * second);
  database.ahead = 0;
  await look();
  expect(Math.abs(off())).toBeLessThanOrEqual(1);
});

test('a first answer that is slow leaves it in the middle of what may be', async () => {
  const { database, meet, off } = createStage();
  database.takes = 2 * second;
  await meet();
  expect(off()).toBe(-second);
});

test('the log says by how much the machine’s differs from two seconds on, and again every hour', async () => {
  const { database, keep, look, machine, meet, pass, warned } = createStage();
  machine.ahead = 2 * second;
  await meet();
  keep();
  // By a slow answer nobody can tell.
  machine.ahead = -3 * second;
  database.takes = 2 * second;
  await look();
  machine.ahead = 2 * second;
  database.takes = 0;
  await look();
  expect(warned).toEqual([]);
  machine.ahead = -180 * second;
  await look();
  await look();
  expect(warned).toEqual([[{ aheadSeconds: -180 }, expect.stringContaining('have both set by NTP') as string]]);
  machine.ahead = 90 * second;
  pass(hour);
  await look();
  expect(warned.slice(1)).toEqual([[{ aheadSeconds: 90 }, expect.any(String) as string]]);
});

test('while the database does not answer time goes on, the log says so once, and what it says later counts', async () => {
  const { database, keep, look, meet, off, warned } = createStage();
  await meet();
  keep();
  database.isAway = true;
  await look();
  await look();
  expect(off()).toBe(0);
  expect(warned.map(([, message]) => message)).toEqual(['The database did not tell its time; it is asked again every ten seconds.']);
  database.isAway = false;
  database.ahead = 90 * second;
  await look();
  expect(off()).toBe(90 * second);
  database.isAway = true;
  await look();
  expect(warned).toHaveLength(3);
});

test('it stops looking when it is told to; a first look without an answer is refused', async () => {
  const { database, keep, look, meet, stop, wakers } = createStage();
  database.isAway = true;
  await expect(meet()).rejects.toThrow('away');
  database.isAway = false;
  await meet();
  keep();
  await look();
  stop();
  await new Promise(setImmediate);
  expect(wakers).toHaveLength(2);
});
