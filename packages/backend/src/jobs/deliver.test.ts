import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@connect/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStorage } from '../storage/storage.ts';
import { createTestBackend } from '../testing/backend.ts';
import { cannedServer } from '../testing/canned-server.ts';
import { createSchema } from '../testing/postgres-schema.ts';
import { insertWorkspace, newEvent } from '../testing/storage/rows.ts';

const worker = fileURLToPath(new URL('./deliver-worker.test.fixture.ts', import.meta.url));
const keys = `test:${Buffer.alloc(32, 'connect deliver test').toString('base64')}`;

const databases: Readonly<Record<string, () => Promise<string>>> = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-deliver-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return `sqlite:${join(folder, 'connect.db')}`;
  },
  PostgreSQL: async () => {
    const schema = await createSchema();
    onTestFinished(() => schema.drop());
    return schema.url;
  },
};

/** Some events that are on their way to a receiver, and what it has received. */
const onTheirWay = async (url: string, count: number, answer: (arrived: number) => number | undefined = () => 204) => {
  const receiver = await cannedServer((_request, response) => {
    const status = answer(receiver.received.length);
    if (status !== undefined) response.writeHead(status).end();
  });
  onTestFinished(() => receiver.close());
  let now = Date.now();
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  const backend = await createTestBackend({ database: storage, keys, allowedHosts: [receiver.host], now: () => now });
  onTestFinished(() => backend.close());
  const { webhooks } = createClient({ origin: backend.origin, apiKey: backend.apiKey, fetch: (request) => backend.fetch(request) });
  const { id } = await webhooks.create({ url: receiver.origin });
  const { id: workspace } = await insertWorkspace(storage);
  await storage.write(workspace, async (tx) => {
    for (let made = 0; made < count; made += 1) await tx.append(newEvent({ createdAt: now }));
  });
  return {
    receiver,
    deliveries: async () => (await webhooks.deliveries(id, { limit: 100 })).data,
    /** Another process goes on, when leases have ended. */
    goOn: async () => {
      now = Date.now() + 3 * 60_000;
      await backend.connect.jobs.runDue();
    },
    ids: () => receiver.received.map(({ headers }) => String(headers['webhook-id'])),
  };
};

const startWorker = (url: string, host: string, ...where: readonly string[]) => {
  const child = spawn(process.execPath, ['--conditions=@connect/source', worker, url, keys, host, ...where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  return { child, kill };
};

describe.each(Object.entries(databases))('%s', (_name, create) => {
  test.each([
    ['before', 'claimDelivery', 1],
    ['after', 'claimDelivery', 1],
    ['before', 'settleDelivery', 2],
    ['after', 'settleDelivery', 1],
  ])('a process that is killed %s %s loses no event, and what arrives twice has the same id', async (when, method, most) => {
    const url = await create();
    const { receiver, deliveries, goOn, ids } = await onTheirWay(url, 1);
    const { child, kill } = startWorker(url, receiver.host, when, method);
    await once(child.stdout, 'data');
    await kill();
    await goOn();
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: 'delivered' });
    expect(new Set(ids())).toEqual(new Set([delivery?.id]));
    expect(ids().length).toBeLessThanOrEqual(most);
  }, 60_000);

  test('a process that is killed while the receiver thinks loses no event', async () => {
    const url = await create();
    const { receiver, deliveries, goOn, ids } = await onTheirWay(url, 3, (arrived) => (arrived <= 3 ? undefined : 204));
    const { kill } = startWorker(url, receiver.host);
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(3);
    await kill();
    await goOn();
    const all = await deliveries();
    expect(all.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(ids().toSorted()).toEqual(all.flatMap(({ id }) => [id, id]).toSorted());
  }, 60_000);

  test('several processes send each delivery once', async () => {
    const url = await create();
    const { receiver, deliveries, ids } = await onTheirWay(url, 40);
    for (let count = 0; count < 3; count += 1) startWorker(url, receiver.host);
    await expect.poll(async () => (await deliveries()).filter(({ status }) => status === 'delivered').length, { timeout: 40_000 }).toBe(40);
    expect(ids()).toHaveLength(40);
    expect(new Set(ids()).size).toBe(40);
  }, 90_000);
});
