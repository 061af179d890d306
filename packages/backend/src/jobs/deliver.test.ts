import { createClient } from '@connect/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStorage } from '../storage/storage.ts';
import { createTestBackend } from '../testing/backend.ts';
import { cannedServer } from '../testing/canned-server.ts';
import { insertWorkspace, newEvent } from '../testing/storage/rows.ts';
import { databases, keys, startWorkers } from './workers.test.fixture.ts';

/** Deliveries under way to one endpoint, in all processes, and in how many one process sends several to one. */
const [perEndpoint, atOnce] = [4, 16];

/** Some events that are on their way to some endpoints of a receiver, and what it has received. */
const onTheirWay = async (url: string, { events, endpoints = 1 }: { readonly events: number; readonly endpoints?: number }) => {
  /** Answers that wait to be sent; `undefined` where none has to. */
  let held: (() => void)[] | undefined;
  const receiver = await cannedServer((_request, response) => {
    const answer = (): void => void response.writeHead(204).end();
    if (held === undefined) answer();
    else held.push(answer);
  });
  onTestFinished(() => receiver.close());
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  const backend = await createTestBackend({ database: storage, keys, allowedHosts: [receiver.host] });
  onTestFinished(() => backend.close());
  const { webhooks } = createClient({ origin: backend.origin, apiKey: backend.apiKey, fetch: (request) => backend.fetch(request) });
  const made = await Promise.all(Array.from({ length: endpoints }, (_, index) => webhooks.create({ url: `${receiver.origin}/${index}` })));
  const { id: workspace } = await insertWorkspace(storage);
  await storage.write(workspace, async (tx) => {
    for (let count = 0; count < events; count += 1) await tx.append(newEvent({ createdAt: Date.now() }));
  });
  const deliveries = async () => (await Promise.all(made.map(async ({ id }) => (await webhooks.deliveries(id, { limit: 100 })).data))).flat();
  return {
    receiver,
    deliveries,
    delivered: async () => (await deliveries()).filter(({ status }) => status === 'delivered').length,
    ids: () => receiver.received.map(({ headers }) => String(headers['webhook-id'])),
    hold: () => void (held = []),
    release() {
      const waiting = held ?? [];
      held = undefined;
      waiting.forEach((answer) => answer());
    },
  };
};

describe.each(Object.entries(databases))('%s', (_name, create) => {
  test('several processes send each delivery once', { timeout: 480_000 }, async () => {
    const url = await create();
    const { receiver, delivered, ids } = await onTheirWay(url, { events: 40 });
    const workers = await startWorkers(3, url, { host: receiver.host });
    await expect.poll(delivered, { timeout: 120_000 }).toBe(40);
    expect(await workers.stop()).toEqual([0, 0, 0]);
    expect(ids()).toHaveLength(40);
    expect(new Set(ids()).size).toBe(40);
  });

  test('where one of three processes is killed, the others send what it had in hand once more, and everything else once', { timeout: 480_000 }, async () => {
    const url = await create();
    const all = 4 * atOnce;
    const { receiver, deliveries, delivered, ids, hold, release } = await onTheirWay(url, { events: perEndpoint, endpoints: all / perEndpoint });
    hold();
    const workers = await startWorkers(3, url, { host: receiver.host });
    await expect.poll(() => receiver.received.length, { timeout: 120_000 }).toBe(3 * atOnce);
    await workers.kill(0);
    release();
    await expect.poll(delivered, { timeout: 120_000 }).toBe(all - atOnce);
    // Not before its leases have ended: it might only be slow.
    expect(ids()).toHaveLength(all);
    workers.pass(61_000);
    await expect.poll(delivered, { timeout: 120_000 }).toBe(all);
    expect(await workers.stop()).toEqual([0, 0]);
    expect(ids()).toHaveLength(all + atOnce);
    expect(new Set(ids())).toEqual(new Set((await deliveries()).map(({ id }) => id)));
  });
});
