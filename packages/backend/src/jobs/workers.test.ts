import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createConnect } from '../connect.ts';
import type { ConnectionRow, Storage } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';
import { cannedServer } from '../testing/canned-server.ts';
import { insertDue } from './due-connections.test.fixture.ts';
import { rotatingPlatform, startRotatingPlatform } from './rotating-platform.test.fixture.ts';
import { databases, end, keys, saying, startWorkers } from './workers.test.fixture.ts';

const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
/** What one process works on at a time. */
const atOnce = 8;

const connectAt = (database: string, origin: string, now: () => number) =>
  createConnect({
    origin: 'http://localhost:4401',
    productName: 'Brightline',
    apiKeys: ['ck_worker_000000000000000000'],
    keys,
    database,
    platforms: [rotatingPlatform(origin, now)],
    now,
  });

const startPlatform = async () => {
  const platform = await startRotatingPlatform();
  onTestFinished(() => platform.close());
  return platform;
};

/** A database with connections that are due. */
const withDue = async (url: string, count: number, platform = 'rotating'): Promise<{ storage: Storage; rows: ConnectionRow[] }> => {
  // Tables, and the keyring by which the rows are sealed.
  await (await connectAt(url, 'http://127.0.0.1:9', Date.now)).close();
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  return { storage, rows: await insertDue(storage, keys, count, platform) };
};

const eventsOf = async (storage: Storage, { workspace, id }: ConnectionRow): Promise<string[]> =>
  (await storage.events({ workspace, after: 0, limit: 1000 })).filter(({ connection }) => connection === id).map(({ type }) => type);

/** Another process, which finds what the dead one has left, at this time. */
const runDue = async (url: string, origin: string, at: number): Promise<void> => {
  const connect = await connectAt(url, origin, () => at);
  await connect.jobs.runDue();
  await connect.close();
};

describe.each(Object.entries(databases))('%s', (_name, create) => {
  test('three processes on one database refresh each due connection once, and end in order', { timeout: 480_000 }, async () => {
    const platform = await startPlatform();
    const url = await create();
    const { storage, rows } = await withDue(url, 60);
    const workers = await startWorkers(3, url, { origin: platform.origin });
    const refreshed = async () => (await Promise.all(rows.map((row) => eventsOf(storage, row)))).flat().length;
    await expect.poll(refreshed, { timeout: 120_000 }).toBe(rows.length);
    expect(await workers.stop()).toEqual([0, 0, 0]);
    expect(platform.log.map(({ brought }) => brought).toSorted()).toEqual(rows.map(({ id }) => `${id}/0`).toSorted());
    for (const row of rows) {
      const after = await storage.connection(row.id);
      expect(after).toMatchObject({ status: 'active', refreshAttemptAt: null, refreshLeaseUntil: null, refreshLeaseBy: null });
      expect(after?.refreshDueAt).toBeGreaterThan(Date.now());
    }
  });

  test('where one of three processes is killed, the others do what is due, and say what became of what it had in hand', { timeout: 480_000 }, async () => {
    const platform = await startPlatform();
    const url = await create();
    const { storage, rows } = await withDue(url, 40);
    platform.hold();
    const workers = await startWorkers(3, url, { origin: platform.origin });
    await expect.poll(() => platform.log.length, { timeout: 120_000 }).toBe(3 * atOnce);
    await workers.kill(0);
    platform.release();
    const told = async () => (await Promise.all(rows.map((row) => eventsOf(storage, row)))).flat();
    await expect.poll(async () => (await told()).length, { timeout: 120_000 }).toBe(rows.length - atOnce);
    // Not before its leases have ended: it might only be slow.
    expect(platform.log).toHaveLength(rows.length);
    workers.pass(31_000);
    await expect.poll(async () => (await told()).length, { timeout: 120_000 }).toBe(rows.length);
    expect(await workers.stop()).toEqual([0, 0]);
    const left = new Set(platform.log.filter(({ granted }) => !granted).map(({ account }) => account));
    expect(left.size).toBe(atOnce);
    expect(platform.log).toHaveLength(rows.length + atOnce);
    expect(new Set(platform.log.map(({ brought }) => brought))).toEqual(new Set(rows.map(({ id }) => `${id}/0`)));
    for (const row of rows) {
      const outcome = left.has(row.id)
        ? { status: 'needs_reconnect', reason: 'refresh_outcome_unknown', tokensSealed: null }
        : { status: 'active', reason: 'connected' };
      expect(await storage.connection(row.id)).toMatchObject({ ...outcome, refreshAttemptAt: null, refreshLeaseBy: null });
      expect(await eventsOf(storage, row)).toEqual([left.has(row.id) ? 'connection.needs_reconnect' : 'connection.refreshed']);
    }
  });

  test('killed while the platform answers, the connection says that the outcome is unknown', async () => {
    const platform = await startPlatform();
    const url = await create();
    const { storage, rows } = await withDue(url, 1);
    const [row] = rows;
    if (row === undefined) throw new Error('There is no connection.');
    platform.hold();
    const workers = await startWorkers(1, url, { origin: platform.origin });
    await expect.poll(() => platform.log.length).toBe(1);
    await workers.kill(0);
    platform.release();
    // Not while the dead one's lease lasts: it might only be slow.
    await runDue(url, platform.origin, workers.begun);
    expect(await storage.connection(row.id)).toMatchObject({ status: 'active', refreshLeaseBy: expect.any(String) as string });
    await runDue(url, platform.origin, workers.begun + 45_000);
    expect(await storage.connection(row.id)).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_outcome_unknown' });
  });
});

test('the command works apart from serving: `serve` with CONNECT_JOBS=off leaves what is due to `work`, which ends when told to', async () => {
  const platform = await cannedServer((_request, response) => {
    const answer = { access_token: 'act.new', expires_in: 7200, refresh_token: 'rft.new', refresh_expires_in: 15_552_000, open_id: 'o' };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  onTestFinished(() => platform.close());
  const url = await databases.SQLite();
  const { storage, rows } = await withDue(url, 1, 'tiktok');
  const [row] = rows;
  if (row === undefined) throw new Error('There is no connection.');
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    CONNECT_ORIGIN: 'http://localhost:4401',
    CONNECT_PRODUCT_NAME: 'Brightline',
    CONNECT_API_KEYS: 'ck_worker_000000000000000000',
    CONNECT_KEYS: keys,
    CONNECT_JOBS: 'off',
    DATABASE_URL: url,
    TIKTOK_CLIENT_ID: 'key',
    TIKTOK_CLIENT_SECRET: 'secret',
    TIKTOK_TOKEN_URL: `${platform.origin}/v2/oauth/token/`,
    TIKTOK_API_URL: platform.origin,
  };
  const command = (name: string) =>
    spawn(process.execPath, ['--conditions=@connect/source', bin, name], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const serving = command('serve');
  await saying(serving, '"jobs":false');
  expect(await end(serving, 'SIGTERM')).toBe(0);
  expect(platform.received).toEqual([]);
  const working = command('work');
  await saying(working, 'Connect works in the background.');
  await expect.poll(() => eventsOf(storage, row)).toEqual(['connection.refreshed']);
  expect(await end(working, 'SIGTERM')).toBe(0);
  expect(platform.received).toHaveLength(1);
  expect(await storage.connection(row.id)).toMatchObject({ status: 'active', refreshLeaseBy: null, refreshAttemptAt: null });
});
