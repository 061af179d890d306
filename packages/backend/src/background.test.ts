import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBackground } from './background.ts';
import type { Clock } from './clock.ts';
import type { Log } from './context.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';

const minute = 60_000;
const begun = Date.UTC(2026, 10, 21, 12);

const createDatabase = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-background-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return `sqlite:${join(folder, 'connect.db')}`;
};

/** A process on this database, whose clock is told. */
const process = async (database: string, from = begun) => {
  let now = from;
  const backend = await createTestBackend({ database, now: () => now });
  onTestFinished(() => backend.close());
  return {
    async readiness(after: number) {
      now = begun + after * minute;
      const response = await backend.fetch(`${backend.origin}/readyz`);
      return { code: response.status, ...((await response.json()) as object) };
    },
    work(after: number) {
      now = begun + after * minute;
      return backend.runDue();
    },
  };
};

const onTime = { code: 200, status: 'ready', backgroundWork: 'on_time' };
/** 200 all the same, so that nobody takes the pages away for it. */
const late = { ...onTime, backgroundWork: 'late' };

test('/readyz says whether anybody on the database does the work in the background', async () => {
  const database = await createDatabase();
  const serving = await process(database);
  expect(await serving.readiness(0)).toEqual(onTime);
  expect(await serving.readiness(4.9)).toEqual(onTime);
  expect(await serving.readiness(5)).toEqual(late);
  // Another process takes it up, and dies.
  const working = await process(database, begun + 6 * minute);
  await working.work(6);
  expect(await serving.readiness(6)).toEqual(onTime);
  expect(await serving.readiness(11)).toEqual(onTime);
  expect(await serving.readiness(13)).toEqual(late);
  // Who starts after everything stood still gives the others time to start.
  const started = await process(database, begun + 600 * minute);
  expect(await started.readiness(600)).toEqual(onTime);
  expect(await started.readiness(605)).toEqual(late);
});

test('who watches warns every five minutes while nobody works, says so where the database does not answer, and ends', async () => {
  const storage = await openStorage('sqlite::memory:');
  await storage.migrate();
  let now = begun;
  const stopping = new AbortController();
  const wakers: (() => void)[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve());
        wakers.push(() => {
          now += ms;
          resolve();
        });
      }),
  };
  const warned: unknown[][] = [];
  const log: Log = { info: () => undefined, warn: (...said: unknown[]) => void warned.push(said), error: () => undefined };
  createBackground({ storage, now: () => now, log }, clock, stopping.signal).watch();
  /** Lets five minutes go by, and whatever is done then be done. */
  const pass = async (): Promise<void> => {
    const slept = wakers.length;
    wakers.at(-1)?.();
    await expect.poll(() => wakers.length).toBe(slept + 1);
  };
  await pass();
  await pass();
  expect(warned).toHaveLength(2);
  expect(warned[0]).toEqual([{ since: new Date(begun).toISOString() }, expect.stringContaining('connect-backend work') as string]);
  await storage.claimPeriodic('deletions', now, { id: 'a', until: now + minute });
  await pass();
  expect(warned).toHaveLength(2);
  await storage.close();
  await pass();
  expect(warned).toHaveLength(3);
  expect(warned[2]?.[1]).toBe('The database did not say whether anybody works in the background.');
  stopping.abort();
  expect(wakers).toHaveLength(5);
});
