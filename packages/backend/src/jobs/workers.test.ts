import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createConnect } from '../connect.ts';
import { sealTokens } from '../sealed-tokens.ts';
import { newId } from '../secrets.ts';
import type { ConnectionRow, Storage } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';
import { cannedServer } from '../testing/canned-server.ts';
import { createSchema } from '../testing/postgres-schema.ts';
import { insertConnections, insertLink } from '../testing/storage/rows.ts';
import { createVault } from '../vault.ts';
import { rotatingPlatform, startRotatingPlatform } from './rotating-platform.test.fixture.ts';

const keys = `test:${Buffer.alloc(32, 'connect worker test').toString('base64')}`;
const minute = 60_000;
const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
const worker = fileURLToPath(new URL('./worker.test.fixture.ts', import.meta.url));

const databases: Readonly<Record<string, () => Promise<string>>> = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-workers-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return `sqlite:${join(folder, 'connect.db')}`;
  },
  PostgreSQL: async () => {
    const schema = await createSchema();
    onTestFinished(() => schema.drop());
    return schema.url;
  },
};

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

/** A database with connections of the rotating platform that are due since a minute ago. */
const withDue = async (url: string, count: number, platform = 'rotating'): Promise<{ storage: Storage; rows: ConnectionRow[] }> => {
  // Tables, and the keyring by which the rows are sealed.
  await (await connectAt(url, 'http://127.0.0.1:9', Date.now)).close();
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  const link = await insertLink(storage, { platforms: [platform] });
  const at = Date.now();
  const parts = Array.from({ length: count }, () => {
    const id = newId('con');
    const tokens = {
      accessToken: `access-${id}`,
      accessExpiresAt: at + 19 * minute,
      refreshToken: `${id}/0`,
      refreshExpiresAt: null,
      obtainedAt: at - 41 * minute,
    };
    const row = { id, platform, accessExpiresAt: tokens.accessExpiresAt, refreshDueAt: at - minute };
    return { ...row, tokensSealed: sealTokens(createVault(keys), id, tokens) };
  });
  return { storage, rows: await insertConnections(storage, link, ...parts) };
};

/** Resolves when a process has said this. */
const saying = async (child: ChildProcess, awaited: string): Promise<void> => {
  let faults = '';
  child.stderr?.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('Nobody listens to the process.');
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(awaited)) return;
  throw new Error(`The process ended by itself: ${faults}`);
};

/** Starts a process, which dies at its place, or works until it is told to end. Resolves when it has started, or is there. */
const start = async (url: string, origin: string, place: readonly string[] = []): Promise<ChildProcess> => {
  const command = ['--conditions=@connect/source', worker, url, origin, keys, ...place];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  await saying(child, place.length > 0 ? 'here' : 'started');
  return child;
};

const end = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
  const gone = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await gone)[0];
};

const eventsOf = async (storage: Storage, { workspace, id }: ConnectionRow): Promise<string[]> =>
  (await storage.events({ workspace, after: 0, limit: 1000 })).filter(({ connection }) => connection === id).map(({ type }) => type);

/** Another process, which finds what the dead one has left, `later` than now. */
const runDue = async (url: string, origin: string, later: number): Promise<void> => {
  const connect = await connectAt(url, origin, () => Date.now() + later);
  await connect.jobs.runDue();
  await connect.close();
};

describe.each(Object.entries(databases))('%s', (_name, create) => {
  test('three processes on one database refresh each due connection once, and end in order', { timeout: 60_000 }, async () => {
    const platform = await startPlatform();
    const url = await create();
    const { storage, rows } = await withDue(url, 60);
    const workers = await Promise.all([1, 2, 3].map(() => start(url, platform.origin)));
    const refreshed = async () => (await Promise.all(rows.map((row) => eventsOf(storage, row)))).flat().length;
    await expect.poll(refreshed, { timeout: 45_000 }).toBe(rows.length);
    expect(await Promise.all(workers.map((child) => end(child, 'SIGTERM')))).toEqual([0, 0, 0]);
    expect(platform.log.map(({ brought }) => brought).toSorted()).toEqual(rows.map(({ id }) => `${id}/0`).toSorted());
    for (const row of rows) {
      const after = await storage.connection(row.id);
      expect(after).toMatchObject({ status: 'active', refreshAttemptAt: null, refreshLeaseUntil: null, refreshLeaseBy: null });
      expect(after?.refreshDueAt).toBeGreaterThan(Date.now());
    }
  });

  /** Where a process dies, and what is found by the next one within a minute. */
  const places = [
    ['before it claims', ['before', 'claimDueRefresh'], 'refreshed'],
    ['when it has claimed', ['after', 'claimDueRefresh'], 'refreshed'],
    ['before it records its attempt', ['before', 'recordRefreshAttempt'], 'refreshed'],
    ['when the attempt is recorded, before it is sent', ['after', 'recordRefreshAttempt'], 'refreshed'],
    ['when the answer is there, before it is committed', ['before', 'write'], 'unknown'],
    ['when all is committed', ['after', 'write'], 'refreshed'],
  ] as const;

  test.each(places)('killed %s, a refresh is not lost, or said to be', async (_place, place, outcome) => {
    const platform = await startPlatform();
    const url = await create();
    const { storage, rows } = await withDue(url, 1);
    const [row] = rows;
    if (row === undefined) throw new Error('There is no connection.');
    await end(await start(url, platform.origin, place), 'SIGKILL');
    await runDue(url, platform.origin, 45_000);
    const after = await storage.connection(row.id);
    const granted = platform.log.filter((entry) => entry.granted);
    expect(granted).toHaveLength(1);
    if (outcome === 'refreshed') {
      expect(after).toMatchObject({ status: 'active', reason: 'connected', refreshAttemptAt: null });
      expect(platform.log).toEqual(granted);
      expect(await eventsOf(storage, row)).toEqual(['connection.refreshed']);
    } else {
      expect(after).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_outcome_unknown', tokensSealed: null });
      // One try with the old token, which the platform has spent; and no more after that.
      expect(platform.log.map(({ brought }) => brought)).toEqual([`${row.id}/0`, `${row.id}/0`]);
      expect(await eventsOf(storage, row)).toEqual(['connection.needs_reconnect']);
      await runDue(url, platform.origin, 90_000);
      expect(platform.log).toHaveLength(2);
    }
  });

  test('killed while the platform answers, the connection says that the outcome is unknown', async () => {
    const platform = await startPlatform();
    const url = await create();
    const { storage, rows } = await withDue(url, 1);
    const [row] = rows;
    if (row === undefined) throw new Error('There is no connection.');
    platform.answering.hold = true;
    const processed = platform.processed();
    const child = await start(url, platform.origin);
    await processed;
    await end(child, 'SIGKILL');
    platform.answering.hold = false;
    // Not while the dead one's lease lasts: it might only be slow.
    await runDue(url, platform.origin, 0);
    expect(await storage.connection(row.id)).toMatchObject({ status: 'active', refreshLeaseBy: expect.any(String) as string });
    await runDue(url, platform.origin, 45_000);
    expect(await storage.connection(row.id)).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_outcome_unknown' });
  });
});

test('the command works apart from serving: `serve` with CONNECT_JOBS=off leaves what is due to `work`, which ends when told to', async () => {
  const platform = await cannedServer((_request, response) => {
    const answer = { access_token: 'act.new', expires_in: 7200, refresh_token: 'rft.new', refresh_expires_in: 15_552_000, open_id: 'o' };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  onTestFinished(() => platform.close());
  const url = await (databases['SQLite'] as () => Promise<string>)();
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
  await expect.poll(() => eventsOf(storage, row), { timeout: 20_000 }).toEqual(['connection.refreshed']);
  expect(await end(working, 'SIGTERM')).toBe(0);
  expect(platform.received).toHaveLength(1);
  expect(await storage.connection(row.id)).toMatchObject({ status: 'active', refreshLeaseBy: null, refreshAttemptAt: null });
});
