import { createClient } from '@connect/sdk';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Storage } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend, type TestBackend } from './testing/backend.ts';
import { cannedServer, type CannedServer } from './testing/canned-server.ts';
import { insertWorkspace, newEvent } from './testing/storage/rows.ts';

const begin = Date.now();
const keys = ['ck_one_0000000000000000000000000', 'ck_other_00000000000000000000000'] as const;
let now = begin;
let storage: Storage;
let backend: TestBackend;
let receiver: CannedServer;
/** What a receiver does that takes its time. */
let hang: (response: ServerResponse) => boolean;
let workspace: string;

beforeEach(async () => {
  now = begin;
  hang = () => false;
  receiver = await cannedServer(({ url }, response) => {
    if (url.pathname !== '/slow' || !hang(response)) response.writeHead(204).end();
  });
  storage = await openStorage('sqlite::memory:');
  backend = await createTestBackend({ database: storage, apiKeys: keys, now: () => now, allowedHosts: [receiver.host] });
  workspace = (await insertWorkspace(storage)).id;
});

afterEach(async () => {
  vi.useRealTimers();
  await backend.close();
  await storage.close();
  await receiver.close();
});

const client = (apiKey: string = keys[0]) =>
  createClient({ origin: backend.origin, apiKey, retries: 0, fetch: (request) => backend.fetch(request) });

const happen = (times = 1, type: 'link.created' | 'link.revoked' = 'link.created') =>
  storage.write(workspace, async (tx) => {
    for (let count = 0; count < times; count += 1) await tx.append(newEvent({ createdAt: now, type }));
  });

/** Nothing that hangs is given up on, however long the machine takes for the rest. */
const standStill = (): unknown => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

const arrived = (path: string): number => receiver.received.filter(({ url }) => url.pathname === path).length;

test('an endpoint that does not answer keeps nobody else from hearing', async () => {
  const { webhooks } = client();
  const waiting: ServerResponse[] = [];
  hang = (response) => waiting.push(response) > 0;
  standStill();
  await webhooks.create({ url: `${receiver.origin}/slow`, types: ['link.created'] });
  await webhooks.create({ url: `${receiver.origin}/quick`, types: ['link.revoked'] });
  await happen(20);
  now += 1;
  await happen(1, 'link.revoked');
  backend.connect.jobs.start();
  await expect.poll(() => arrived('/slow')).toBe(4);
  await expect.poll(() => arrived('/quick')).toBe(1);
  expect(arrived('/slow')).toBe(4);
  hang = () => false;
  for (const response of waiting) response.writeHead(204).end();
  await expect.poll(() => arrived('/slow')).toBe(20);
});

test('many endpoints that do not answer keep nobody else from hearing, neither at first nor when they have failed', async () => {
  const { webhooks } = client();
  const waiting: ServerResponse[] = [];
  hang = (response) => waiting.push(response) > 0;
  standStill();
  const slow = await Promise.all(Array.from({ length: 20 }, (_, index) => webhooks.create({ url: `${receiver.origin}/slow?${index}`, workspace, types: ['link.created'] })));
  await webhooks.create({ url: `${receiver.origin}/quick`, types: ['link.revoked'] });
  await happen(10);
  backend.connect.jobs.start();
  // One to each: there is room for others.
  await expect.poll(() => arrived('/slow')).toBe(20);
  await happen(1, 'link.revoked');
  await expect.poll(() => arrived('/quick')).toBe(1);
  expect(arrived('/slow')).toBe(20);

  for (const { id } of slow) await storage.updateWebhookEndpoint(id, { failingSince: now });
  const other = await createTestBackend({ database: storage, apiKeys: keys, now: () => now, allowedHosts: [receiver.host] });
  onTestFinished(() => other.close());
  now += 60_001;
  // The first process has died, as it seems: what it held is due again, to each of the first sixteen.
  other.connect.jobs.start();
  await expect.poll(() => arrived('/slow')).toBe(36);
  await happen(2, 'link.revoked');
  await expect.poll(() => arrived('/quick')).toBe(3);
  expect(arrived('/slow')).toBe(36);
  hang = () => false;
  for (const response of waiting) response.writeHead(204).end();
});

test('no more endpoints are made than there may be, however many are asked for at once', async () => {
  const { webhooks } = client();
  for (const whose of [{ workspace }, {}]) {
    const made = await Promise.allSettled(Array.from({ length: 40 }, () => webhooks.create({ url: `${receiver.origin}/hook`, ...whose })));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const one of refused) expect(one).toMatchObject({ code: 'conflict', message: expect.stringContaining('Delete one first') as string });
  }
});

test('the last endpoint that there may be is made once by requests that are repeated at once', async () => {
  const { webhooks } = client();
  const input = { url: `${receiver.origin}/hook` };
  for (let count = 0; count < 19; count += 1) await webhooks.create(input);
  const all = await Promise.all(Array.from({ length: 5 }, () => webhooks.create(input, { idempotencyKey: 'k' })));
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
});

test('however many deliveries are sent again, others are answered meanwhile', async () => {
  const { webhooks } = client();
  const { id } = await webhooks.create({ url: `${receiver.origin}/hook` });
  await happen(1200);
  await webhooks.update(id, { disabled: true });
  await webhooks.update(id, { disabled: false });
  const order: string[] = [];
  const again = webhooks.redeliverSince(id, { since: new Date(begin).toISOString() }).then(({ count }) => order.push(`${count} again`));
  const other = (async () => {
    while ((await storage.webhookDeliveries({ endpoint: id, status: 'pending', limit: 1 })).length === 0) await new Promise(setImmediate);
    order.push('other');
  })();
  await Promise.all([again, other]);
  expect(order).toEqual(['other', '1200 again']);
  expect(await storage.webhookDeliveries({ endpoint: id, status: 'skipped', limit: 1 })).toEqual([]);
});

test('what a process held when it died is not sent to an endpoint that was disabled since', async () => {
  const { webhooks } = client();
  const { id } = await webhooks.create({ url: `${receiver.origin}/hook` });
  await happen();
  expect(await storage.claimDelivery(now, { id: 'of the dead', until: now + 60_000 }, { perEndpoint: 4, toFailing: 4 }, '')).toBeDefined();
  await webhooks.update(id, { disabled: true });
  now += 60_001;
  await backend.runDue();
  expect(receiver.received).toEqual([]);
  expect((await webhooks.deliveries(id)).data).toMatchObject([{ status: 'skipped', attempts: 0, nextAttemptAt: null }]);
});

test('nothing is sent again to an endpoint that is disabled, neither one delivery nor all, nor what happens meanwhile', async () => {
  const { webhooks } = client();
  const { id } = await webhooks.create({ url: `${receiver.origin}/hook` });
  await happen();
  await backend.runDue();
  const [delivery] = (await webhooks.deliveries(id)).data;
  await webhooks.update(id, { disabled: true });
  const refused = { code: 'conflict', message: expect.stringContaining('is disabled') as string };
  await expect(webhooks.redeliver(delivery?.id ?? '')).rejects.toMatchObject(refused);
  await expect(webhooks.redeliverSince(id, { since: new Date(begin).toISOString(), delivered: true })).rejects.toMatchObject(refused);
  await happen();
  await backend.runDue();
  expect(receiver.received).toHaveLength(1);
});

test('an Idempotency-Key is its caller’s own: another key’s is told neither the endpoint nor its secret', async () => {
  const input = { url: `${receiver.origin}/hook` };
  const [mine, theirs] = [await client().webhooks.create(input, { idempotencyKey: 'k' }), await client(keys[1]).webhooks.create(input, { idempotencyKey: 'k' })];
  expect(theirs.id).not.toBe(mine.id);
  expect(theirs.secret).not.toBe(mine.secret);
  expect(await client().webhooks.create(input, { idempotencyKey: 'k' })).toEqual(mine);
});

test.each([
  ['https://10.0.0.1/hook', 'Must be on a public address, which 10.0.0.1 is not. The operator can allow it: CONNECT_ALLOWED_HOSTS=10.0.0.1:443.'],
  ['https://2130706433:8443/', 'Must be on a public address, which 127.0.0.1 is not. The operator can allow it: CONNECT_ALLOWED_HOSTS=127.0.0.1:8443.'],
  ['http://127.0.0.1:4400/', 'Must be on a public address, which 127.0.0.1 is not. The operator can allow it: CONNECT_ALLOWED_HOSTS=127.0.0.1:4400.'],
  ['https://169.254.169.254/latest/meta-data', 'Must be on a public address, which 169.254.169.254 is not.'],
  ['https://[fd00:ec2::254]/', 'Must be on a public address, which [fd00:ec2::254] is not.'],
  ['https://[::ffff:10.0.0.1]/', 'Must be on a public address'],
  ['https://example.com:0/', 'Must have a port that can be called, and 0 is none; leave it out for 443.'],
  ['https://example.com/\u202Egnp.exe', 'Must not contain invisible or text-direction characters; write them encoded, such as %E2%80%AE.'],
  ['https://exam\u200Bple.com/', 'Must not contain invisible or text-direction characters'],
])('%s is refused where it is registered, with the reason, and not only when it is called', async (url, sentence) => {
  const { webhooks } = client();
  const refused = { code: 'invalid_request', errors: [{ field: 'url', message: expect.stringContaining(sentence) as string }] };
  await expect(webhooks.create({ url })).rejects.toMatchObject(refused);
  const { id } = await webhooks.create({ url: 'https://8.8.8.8/hook' });
  await expect(webhooks.update(id, { url })).rejects.toMatchObject(refused);
  await expect(webhooks.get(id)).resolves.toMatchObject({ url: 'https://8.8.8.8/hook' });
  expect((await webhooks.list()).data).toHaveLength(1);
});

test('an address that is not public can be registered where the operator allows it, and what it was may stay', async () => {
  const allowedHosts = ['10.0.0.1:8443', '[fd00::1]'];
  const other = await createTestBackend({ database: storage, apiKeys: keys, now: () => now, allowedHosts });
  onTestFinished(() => other.close());
  const { webhooks } = createClient({ origin: other.origin, apiKey: keys[0], retries: 0, fetch: (request) => other.fetch(request) });
  await webhooks.create({ url: 'https://[fd00::1]/hook' });
  const { id, url } = await webhooks.create({ url: 'https://10.0.0.1:8443/hook' });
  await expect(webhooks.create({ url: 'https://10.0.0.1/hook' })).rejects.toMatchObject({ code: 'invalid_request' });
  // Allowed no longer: what else of it is changed does not ask again.
  await expect(client().webhooks.update(id, { url, description: 'Inside' })).resolves.toMatchObject({ url, description: 'Inside' });
});
