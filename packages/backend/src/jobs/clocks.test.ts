import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createConnect } from '../connect.ts';
import { openStorage } from '../storage/storage.ts';
import { insertDue } from './due-connections.test.fixture.ts';
import { rotatingPlatform, startRotatingPlatform } from './rotating-platform.test.fixture.ts';
import { databases, keys } from './workers.test.fixture.ts';

const fixture = fileURLToPath(new URL('./machine.test.fixture.ts', import.meta.url));
const apiKey = 'ck_clocks_000000000000000000';
const minute = 60_000;

/** A process whose machine's clock is off by this many ms, and what it has said so far. */
const startMachine = (ahead: number, url: string, origin: string) => {
  const command = ['--conditions=@connect/source', fixture, String(ahead), url, keys, origin, apiKey];
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  return {
    said,
    tell: (line: string) => void child.stdin.write(`${line}\n`),
    hears: (awaited: string) => expect.poll(() => said, { timeout: 60_000 }).toContainEqual(expect.stringContaining(awaited)),
  };
};

/** A connection that is due, in a database that machines with other clocks work on, at a platform where each token works once. */
const stage = async () => {
  const platform = await startRotatingPlatform();
  onTestFinished(() => platform.close());
  const url = await databases.PostgreSQL();
  // Tables, and the keyring by which the row is sealed.
  const first = await createConnect({
    origin: 'http://localhost:4401',
    productName: 'Brightline',
    apiKeys: [apiKey],
    keys,
    database: url,
    platforms: [rotatingPlatform(platform.origin, Date.now)],
  });
  await first.close();
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  const [row] = await insertDue(storage, keys, 1);
  if (row === undefined) throw new Error('There is no connection.');
  return {
    platform,
    id: row.id,
    machine: (ahead: number) => startMachine(ahead, url, platform.origin),
    connection: () => storage.connection(row.id),
    events: async () => (await storage.events({ workspace: row.workspace, after: 0, limit: 100 })).map(({ type }) => type),
  };
};

/** By how many ms the clocks of two machines are off at their start, and the other one's from then on. */
const clocks = [
  ['right', 'three minutes ahead', 0, 3 * minute, 3 * minute],
  ['three minutes behind', 'right', -3 * minute, 0, 0],
  ['right', 'set to three minutes ahead while it works', 0, 0, 3 * minute],
] as const;

test.each(clocks)('what a machine refreshes whose clock is %s, one whose clock is %s leaves alone', { timeout: 120_000 }, async (_one, _other, ...offsets) => {
  const { platform, id, machine, connection, events } = await stage();
  const [one, other] = [machine(offsets[0]), machine(offsets[1])];
  await Promise.all([one.hears('ready'), other.hears('ready')]);
  platform.hold();
  one.tell('work');
  await expect.poll(() => platform.log.length, { timeout: 60_000 }).toBe(1);
  other.tell(`set ${offsets[2]}`);
  for (const [told, done] of [['work', 'worked'], [`token ${id}`, 'answered 200']] as const) {
    other.tell(told);
    // Whoever asks the platform again gets no answer either.
    await expect.poll(() => platform.log.length > 1 || other.said.some((line) => line.startsWith(done)), { timeout: 60_000 }).toBe(true);
    expect(platform.log).toHaveLength(1);
  }
  expect(await events()).toEqual([]);
  platform.release();
  await one.hears('worked');
  expect(await connection()).toMatchObject({ status: 'active', refreshAttemptAt: null, refreshLeaseBy: null });
  expect(await events()).toEqual(['connection.refreshed']);
  expect(platform.log).toHaveLength(1);
});

test('a machine whose clock is off says so, by how much, and goes by the database’s', { timeout: 120_000 }, async () => {
  const { machine, connection } = await stage();
  const before = Date.now();
  const behind = machine(-3 * minute);
  await behind.hears('clock -180');
  behind.tell('work');
  await behind.hears('worked');
  // What it writes itself, and what its adapter makes of the platform's answer.
  const { checkedAt, accessExpiresAt } = (await connection()) ?? {};
  expect(checkedAt).toBeGreaterThanOrEqual(before - 1000);
  expect(accessExpiresAt).toBeGreaterThanOrEqual(before + 60 * minute - 1000);
  const right = machine(0);
  await right.hears('ready');
  expect(right.said).toEqual(['ready']);
});
