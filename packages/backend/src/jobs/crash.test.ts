import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient } from '@connect/sdk';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Storage } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';
import { createTestBackend } from '../testing/backend.ts';
import { cannedServer } from '../testing/canned-server.ts';
import { insertWorkspace, newEvent } from '../testing/storage/rows.ts';
import { crashPoints, nameOf, type CrashPoint } from './crash-points.test.fixture.ts';
import { insertDue } from './due-connections.test.fixture.ts';
import { rotatingPlatform, startRotatingPlatform } from './rotating-platform.test.fixture.ts';
import { databases, keys } from './workers.test.fixture.ts';

const apiKey = 'ck_test_000000000000000000000000';
const crashing = fileURLToPath(new URL('./crashing.test.fixture.ts', import.meta.url));
const minute = 60_000;
/** Processes that are let die at the same time. */
const atOnce = 3;

/** What the processes have compiled, so that each of them starts in half the time. */
const compiled = mkdtempSync(join(tmpdir(), 'connect-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

const open = async (url: string): Promise<Storage> => {
  const storage = await openStorage(url);
  await storage.migrate();
  onTestFinished(() => storage.close());
  return storage;
};

/** A process as the crashing one is, here, on a storage that is watched, and at a time of its own. */
const processOn = async (database: Storage, origin: string, host: string, now: () => number = Date.now) => {
  const options = { database, keys, platforms: [rotatingPlatform(origin, now)], allowedHosts: [host], now };
  const backend = await createTestBackend(options);
  return {
    work: () => backend.runDue(),
    ask: async (path: string, body?: object) => {
      const headers = { authorization: `Bearer ${backend.apiKey}`, 'content-type': 'application/json' };
      return backend.fetch(`${backend.origin}${path}`, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) });
    },
    client: createClient({ origin: backend.origin, apiKey, retries: 0, fetch: (request) => backend.fetch(request) }),
    close: () => backend.close(),
  };
};

/** Starts a process with these arguments, and kills it when it is at its point. */
const die = async (...words: readonly string[]): Promise<void> => {
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child = spawn(process.execPath, ['--conditions=@connect/source', crashing, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'here') throw new Error(`The process has gone by its point: ${words.join(' ')}`);
    child.kill('SIGKILL');
  }
  const [, signal] = await closed;
  if (signal !== 'SIGKILL') throw new Error(`The process ended by itself: ${faults}`);
};

/** What came of each point, by its name. */
const atEach = async <T>(points: readonly CrashPoint[], outcome: (point: string) => Promise<T>): Promise<Record<string, T>> => {
  const found: Record<string, T> = {};
  const left = points.map(nameOf);
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) found[name] = await outcome(name);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
};

const expected = <T>(points: readonly CrashPoint[], outcome: (point: CrashPoint) => T): Record<string, T> =>
  Object.fromEntries(points.map((point) => [nameOf(point), outcome(point)]));

describe.each(Object.entries(databases))('%s', (_name, create) => {
  describe.each([
    ['in the background', 'claimDueRefresh'],
    ['for whoever asks for the token', 'claimRefresh'],
  ] as const)('a rotating refresh %s', (_way, claim) => {
    /** A connection that is due, and how a process gets to work on it. */
    const stage = async () => {
      const platform = await startRotatingPlatform();
      onTestFinished(() => platform.close());
      const url = await create();
      const storage = await open(url);
      // The keyring by which the rows are sealed.
      await (await processOn(storage, platform.origin, 'nowhere')).close();
      const [row] = await insertDue(storage, keys, 1);
      if (row === undefined) throw new Error('There is no connection.');
      return { platform, url, storage, row, asked: claim === 'claimRefresh' ? `/v1/connections/${row.id}/token` : '' };
    };

    test('that is killed at any point is not lost, or said to be within a minute', { timeout: 480_000 }, async () => {
      const { platform, storage, asked } = await stage();
      const points = await crashPoints(storage, claim, async (watched) => {
        const { work, ask, close } = await processOn(watched, platform.origin, 'nowhere');
        await (asked === '' ? work() : ask(asked));
        await close();
      }, () => platform.log.length);
      expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining([claim, 'recordRefreshAttempt', 'write', 'write.append']));
      expect(platform.log).toHaveLength(1);

      const outcomes = await atEach(points, async (point) => {
        const it = await stage();
        await die(it.url, keys, it.platform.origin, 'nowhere', claim, point, it.asked);
        // A process that is started at once finds it within a minute: a lease of half a minute, and its look every few seconds.
        const { work, close } = await processOn(it.storage, it.platform.origin, 'nowhere', () => Date.now() + 45_000);
        await work();
        await work();
        await close();
        const after = await it.storage.connection(it.row.id);
        const events = await it.storage.events({ workspace: it.row.workspace, after: 0, limit: 1000 });
        return {
          status: after?.status,
          reason: after?.reason,
          hasTokens: after?.tokensSealed !== null,
          isHeld: after?.refreshLeaseBy !== null || after.refreshAttemptAt !== null,
          events: events.filter(({ connection }) => connection === it.row.id).map(({ type }) => type),
          // How often the platform was brought the token, and granted it.
          sent: it.platform.log.map(({ brought, granted }) => `${brought.replace(it.row.id, '')} ${granted}`),
        };
      });
      const refreshed = {
        status: 'active',
        reason: 'connected',
        hasTokens: true,
        isHeld: false,
        events: ['connection.refreshed'],
        sent: ['/0 true'],
      };
      // The platform has answered and we have not committed: the one window that nobody can close.
      const lost = {
        status: 'needs_reconnect',
        reason: 'refresh_outcome_unknown',
        hasTokens: false,
        isHeld: false,
        events: ['connection.needs_reconnect'],
        sent: ['/0 true', '/0 false'],
      };
      const isInWindow = ({ name, when }: CrashPoint): boolean => name.startsWith('write.') || (name === 'write' && when === 'before');
      expect(points.filter(isInWindow).length).toBeGreaterThan(1);
      expect(outcomes).toEqual(expected(points, (point) => (isInWindow(point) ? lost : refreshed)));
    });
  });

  describe('a delivery', () => {
    /** An event on its way to an endpoint that answers so, one status after the other, the last one for ever. */
    const stage = async (statuses: readonly number[]) => {
      const receiver = await cannedServer((_request, response) => {
        response.writeHead(statuses[Math.min(receiver.received.length, statuses.length) - 1] ?? 204).end();
      });
      onTestFinished(() => receiver.close());
      const url = await create();
      const storage = await open(url);
      const begin = Date.now();
      const { client, close } = await processOn(storage, 'http://127.0.0.1:9', receiver.host);
      const endpoint = await client.webhooks.create({ url: receiver.origin, types: ['link.created'] });
      await close();
      const { id: workspace } = await insertWorkspace(storage);
      await storage.write(workspace, (tx) => tx.append(newEvent({ createdAt: begin })));
      return { receiver, url, storage, workspace, endpoint: endpoint.id };
    };

    test.each([
      ['is taken', [204], 'delivered', 2],
      ['is refused at first', [500, 204], 'delivered', 3],
      ['makes its endpoint go', [410], 'failed', 2],
    ] as const)('that %s and is killed at any point loses nothing, and comes twice under one id', { timeout: 480_000 }, async (_what, statuses, status, most) => {
      const { receiver, storage } = await stage(statuses);
      const points = await crashPoints(storage, 'claimDelivery', async (watched) => {
        const { work, close } = await processOn(watched, 'http://127.0.0.1:9', receiver.host);
        await work();
        await close();
      }, () => receiver.received.length);
      expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining(['claimDelivery', status === 'failed' ? 'write.append' : 'settleDelivery']));
      expect(receiver.received).toHaveLength(1);

      const outcomes = await atEach(points, async (point) => {
        const it = await stage(statuses);
        await die(it.url, keys, 'http://127.0.0.1:9', it.receiver.host, 'claimDelivery', point);
        let later = 3 * minute;
        const { work, client, close } = await processOn(it.storage, 'http://127.0.0.1:9', it.receiver.host, () => Date.now() + later);
        await work();
        later += 10 * minute;
        await work();
        const [delivery] = (await client.webhooks.deliveries(it.endpoint)).data;
        const { disabledReason } = await client.webhooks.get(it.endpoint);
        const events = await client.events.list({ workspace: it.workspace, limit: 100 });
        await close();
        const arrived = it.receiver.received.map(({ headers }) => headers['webhook-id']);
        return {
          status: delivery?.status,
          disabledReason,
          isOne: arrived.length > 0 && arrived.every((id) => id === delivery?.id),
          isOften: arrived.length > most,
          events: events.data.map(({ type }) => type),
        };
      });
      const goes = status === 'failed';
      expect(outcomes).toEqual(
        expected(points, () => ({
          status,
          disabledReason: goes ? 'gone' : null,
          isOne: true,
          isOften: false,
          events: ['link.created', ...(goes ? ['webhook.disabled'] : [])],
        })),
      );
    });
  });

  test('a change that is killed at any point is there with its event and its delivery, or not at all', { timeout: 480_000 }, async () => {
    const stage = async () => {
      const receiver = await cannedServer((_request, response) => void response.writeHead(204).end());
      onTestFinished(() => receiver.close());
      const url = await create();
      const storage = await open(url);
      const { client, close } = await processOn(storage, 'http://127.0.0.1:9', receiver.host);
      const endpoint = await client.webhooks.create({ url: receiver.origin });
      await close();
      const { id: workspace } = await insertWorkspace(storage);
      const sharedBy = { name: 'Maya', email: 'maya@shop.example' };
      return { receiver, url, storage, workspace, endpoint: endpoint.id, input: { workspace, platforms: ['rotating'], sharedBy } };
    };
    const { input, receiver, storage } = await stage();
    const points = await crashPoints(storage, 'write', async (watched) => {
      const { ask, close } = await processOn(watched, 'http://127.0.0.1:9', receiver.host);
      expect((await ask('/v1/links', input)).status).toBe(201);
      await close();
    }, () => 0);
    expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining(['write', 'write.insertLink', 'write.append']));

    const outcomes = await atEach(points, async (point) => {
      const it = await stage();
      await die(it.url, keys, 'http://127.0.0.1:9', it.receiver.host, 'write', point, '/v1/links', JSON.stringify(it.input));
      const { client, work, close } = await processOn(it.storage, 'http://127.0.0.1:9', it.receiver.host, () => Date.now() + minute);
      await work();
      const links = await client.links.list({ workspace: it.workspace });
      const events = await client.events.list({ workspace: it.workspace, limit: 100 });
      const deliveries = await client.webhooks.deliveries(it.endpoint);
      await close();
      return [links.data.length, events.data.length, deliveries.data.length, it.receiver.received.length];
    });
    const isCommitted = ({ name, when }: CrashPoint): boolean => !name.startsWith('write.') && !(name === 'write' && when === 'before');
    expect(outcomes).toEqual(expected(points, (point) => (isCommitted(point) ? [1, 1, 1, 1] : [0, 0, 0, 0])));
  });
});
