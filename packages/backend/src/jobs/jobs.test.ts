import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../clock.ts';
import type { Log } from '../context.ts';
import type { Lease } from '../storage/port.ts';
import type { Held, Job } from './job.ts';
import { createJobs } from './jobs.ts';

/** Time that passes when it is told to, and wakes who sleeps. */
const fakeClock = () => {
  let time = 1_000_000;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const clock: Clock = {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { until: time + ms, wake: () => void (sleepers.delete(sleeper), resolve()) };
        sleepers.add(sleeper);
        if (signal.aborted) sleeper.wake();
        signal.addEventListener('abort', sleeper.wake, { once: true });
      }),
  };
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    settle,
    async pass(ms: number) {
      const until = time + ms;
      await settle();
      for (;;) {
        const [next] = [...sleepers].filter((sleeper) => sleeper.until <= until).toSorted((a, b) => a.until - b.until);
        if (next === undefined) break;
        time = Math.max(time, next.until);
        next.wake();
        await settle();
      }
      time = until;
    },
  };
};

interface Row {
  readonly id: string;
  dueAt: number | null;
  leaseId: string | null;
  leaseUntil: number;
}

/** A queue in memory, and work that goes on until it is told how it ended. */
const queue = (clock: Clock, more: Partial<Job> = {}) => {
  const rows: Row[] = [];
  const begun: string[] = [];
  const helds = new Map<string, Held>();
  const endings = new Map<string, (fault: Error | undefined) => void>();
  let looks = 0;
  const broken = { claim: false, extend: false };
  const own = (row: Row, lease: Pick<Lease, 'id'>): boolean => row.leaseId === lease.id;
  const job: Job = {
    name: 'test',
    lease: 30_000,
    every: 5_000,
    concurrency: 2,
    claim(now, lease) {
      looks += 1;
      if (broken.claim) return Promise.reject(new Error('The database is away.'));
      const row = rows.find(({ dueAt, leaseUntil }) => dueAt !== null && dueAt <= now && leaseUntil <= now);
      if (row === undefined) return Promise.resolve(undefined);
      Object.assign(row, { leaseId: lease.id, leaseUntil: lease.until });
      return Promise.resolve({
        id: row.id,
        extend(next) {
          if (broken.extend) return Promise.reject(new Error('The database is away.'));
          if (own(row, next)) row.leaseUntil = next.until;
          return Promise.resolve(own(row, next));
        },
        async work(held) {
          begun.push(row.id);
          helds.set(row.id, held);
          const fault = await new Promise<Error | undefined>((resolve) => endings.set(row.id, resolve));
          if (fault !== undefined) throw fault;
          if (own(row, lease)) Object.assign(row, { dueAt: null, leaseId: null, leaseUntil: 0 });
        },
        release(dueAt) {
          if (own(row, lease)) Object.assign(row, { dueAt, leaseId: null, leaseUntil: 0 });
          return Promise.resolve();
        },
      });
    },
    ...more,
  };
  return {
    job,
    begun,
    broken,
    looks: () => looks,
    row: (id: string): Row => rows.find((row) => row.id === id) ?? Promise.reject(new Error(id)) as never,
    held: (id: string) => helds.get(id),
    add: (...ids: string[]) => void rows.push(...ids.map((id) => ({ id, dueAt: clock.now(), leaseId: null, leaseUntil: 0 }))),
    end: (id: string, fault?: Error) => endings.get(id)?.(fault),
  };
};

const running = (more: Partial<Job> = {}) => {
  const { clock, pass, settle } = fakeClock();
  const work = queue(clock, more);
  const logged: string[] = [];
  const note = (_facts: object, message: string): void => void logged.push(message);
  const log: Log = { info: note, warn: note, error: note };
  const jobs = createJobs({ clock, log }, [work.job]);
  const stopAll = async (): Promise<void> => {
    const stopped = jobs.stop();
    for (const id of work.begun) work.end(id);
    await stopped;
  };
  onTestFinished(stopAll);
  return { ...work, clock, pass, settle, jobs, logged };
};

test('works on so many rows at a time as it may, and on the next when one is done', async () => {
  const { add, begun, end, jobs, settle } = running();
  add('a', 'b', 'c');
  jobs.start();
  await settle();
  expect(begun).toEqual(['a', 'b']);
  end('a');
  await settle();
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('looks from time to time where nothing is due, and at once when it is called', async () => {
  const { add, begun, jobs, looks, pass, settle } = running();
  jobs.start();
  await pass(4_999);
  expect(looks()).toBe(1);
  await pass(1_001);
  expect(looks()).toBe(2);
  add('a');
  await settle();
  expect(begun).toEqual([]);
  jobs.wake('other');
  await settle();
  expect(begun).toEqual([]);
  jobs.wake('test');
  await settle();
  expect(begun).toEqual(['a']);
});

test('a heartbeat keeps the row for as long as the work takes, and no longer', async () => {
  const { add, clock, end, jobs, pass, row, settle } = running();
  add('a');
  jobs.start();
  for (let minutes = 0; minutes < 5; minutes += 1) {
    await pass(60_000);
    expect(row('a').leaseUntil).toBeGreaterThan(clock.now() + 15_000);
  }
  end('a');
  await settle();
  expect(row('a')).toMatchObject({ dueAt: null, leaseId: null });
  await pass(60_000);
  expect(row('a')).toMatchObject({ dueAt: null, leaseId: null });
});

test('work is told when somebody else has its row, or may have it', async () => {
  const { add, broken, held, jobs, logged, pass, row, settle } = running();
  add('a', 'b');
  jobs.start();
  await settle();
  row('a').leaseId = 'another';
  await pass(10_001);
  expect([held('a')?.lost.aborted, held('b')?.lost.aborted]).toEqual([true, false]);
  broken.extend = true;
  await pass(20_000);
  expect(held('b')?.lost.aborted).toBe(false);
  await pass(20_000);
  expect(held('b')?.lost.aborted).toBe(true);
  expect(logged).toContain('A lease could not be extended.');
});

test('a row whose work breaks is due again, later each time, and holds up no other', async () => {
  const { add, begun, clock, end, jobs, logged, pass, row, settle } = running({ concurrency: 1 });
  add('a');
  jobs.start();
  await settle();
  const delays: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    end('a', new Error('It is broken.'));
    await settle();
    delays.push((row('a').dueAt ?? 0) - clock.now());
    expect(row('a').leaseId).toBeNull();
    await pass((row('a').dueAt ?? 0) - clock.now() + 6_001);
  }
  expect(begun).toHaveLength(10);
  for (const [index, delay] of delays.entries()) {
    const least = Math.min(3_600_000, 30_000 * 2 ** index);
    expect(delay).toBeGreaterThanOrEqual(least);
    expect(delay).toBeLessThanOrEqual(least * 1.2);
  }
  expect(new Set(logged)).toEqual(new Set(['Work in the background broke; it is tried again later.']));
  end('a', new Error('It is broken.'));
  await settle();
  add('b');
  await pass(6_001);
  expect(begun.at(-1)).toBe('b');
});

test('how often a row broke is forgotten when it has not come again for hours', async () => {
  const { add, clock, end, jobs, pass, row, settle } = running({ concurrency: 1, every: 600_000 });
  add('a');
  jobs.start();
  await settle();
  const breaks = async (): Promise<number> => {
    end('a', new Error('It is broken.'));
    await settle();
    return (row('a').dueAt ?? 0) - clock.now();
  };
  expect(await breaks()).toBeLessThanOrEqual(36_000);
  await pass(720_001);
  expect(await breaks()).toBeGreaterThanOrEqual(60_000);
  // Another process has it in between.
  row('a').dueAt = clock.now() + 3 * 3_600_000;
  await pass(3 * 3_600_000 + 720_001);
  expect(await breaks()).toBeLessThanOrEqual(36_000);
});

test('a database that is away is asked again, ever more rarely, until it is back', async () => {
  const { add, begun, broken, jobs, looks, pass } = running();
  broken.claim = true;
  jobs.start();
  await pass(60_000);
  expect(looks()).toBeGreaterThan(4);
  expect(looks()).toBeLessThan(9);
  broken.claim = false;
  add('a');
  await pass(36_000);
  expect(begun).toEqual(['a']);
});

test('when it stops, what is under way is told and brought to its end, and nothing more is begun', async () => {
  const { add, begun, end, held, jobs, pass, row, settle } = running({ concurrency: 1 });
  add('a', 'b');
  jobs.start();
  await settle();
  let stopped = false;
  const stopping = jobs.stop().then(() => (stopped = true));
  await settle();
  expect([stopped, held('a')?.stopping.aborted, held('a')?.lost.aborted]).toEqual([false, true, false]);
  end('a');
  await stopping;
  expect(row('a').dueAt).toBeNull();
  jobs.start();
  await pass(60_000);
  expect(begun).toEqual(['a']);
  expect(row('b').leaseId).toBeNull();
});

test('everything that is due can be done at once, without a loop', async () => {
  const { add, clock, end, jobs, row, settle } = running();
  add('a', 'b', 'c');
  row('c').dueAt = clock.now() + 1;
  const all = jobs.runDue();
  for (const id of ['a', 'b']) {
    await settle();
    end(id);
  }
  expect(await all).toBe(2);
  expect(await jobs.runDue()).toBe(0);
});

test('when it stops while it looks for more, what is under way is brought to its end, too', async () => {
  const { add, end, jobs, row, settle } = running();
  add('a');
  jobs.start();
  await settle();
  let stopped = false;
  const stopping = jobs.stop().then(() => (stopped = true));
  await settle();
  expect(stopped).toBe(false);
  end('a');
  await stopping;
  expect(row('a').dueAt).toBeNull();
});

test('what could not be claimed beside a row is looked for as soon as that is done', async () => {
  const { add, begun, end, jobs, looks, row, settle } = running();
  add('a', 'b');
  // As of an endpoint that gets one delivery at a time.
  row('b').leaseUntil = Infinity;
  jobs.start();
  await settle();
  expect([begun, looks()]).toEqual([['a'], 2]);
  row('b').leaseUntil = 0;
  end('a');
  await settle();
  expect(begun).toEqual(['a', 'b']);
});
