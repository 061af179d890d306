import { createClient, verifyWebhook, type WebhookEndpointWithSecret } from '@connect/sdk';
import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { schedule } from './deliveries.ts';
import type { Storage } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend, type TestBackend } from './testing/backend.ts';
import { cannedServer, type CannedServer, type ReceivedRequest } from './testing/canned-server.ts';
import { insertWorkspace, newEvent } from './testing/storage/rows.ts';

const begin = Date.now();
const day = 86_400_000;
const hour = 3_600_000;
const minute = 60_000;
let now = begin;
let storage: Storage;
let backend: TestBackend;
let receiver: CannedServer;
/** What the receiver answers, and with which headers. */
let answer: (count: number) => readonly [status: number, headers?: Record<string, string>];
let logged: unknown[];
let workspace: string;

const log = () => {
  const keep = (...line: unknown[]): void => void logged.push(line);
  return { info: keep, warn: keep, error: keep };
};

beforeEach(async () => {
  now = begin;
  logged = [];
  answer = () => [204];
  receiver = await cannedServer((_request, response) => {
    const [status, headers] = answer(receiver.received.length);
    response.writeHead(status, headers).end();
  });
  storage = await openStorage('sqlite::memory:');
  backend = await createTestBackend({ database: storage, now: () => now, allowedHosts: [receiver.host], log: log() });
  workspace = (await insertWorkspace(storage)).id;
});

afterEach(async () => {
  await backend.close();
  await storage.close();
  await receiver.close();
});

const client = () => createClient({ origin: backend.origin, apiKey: backend.apiKey, retries: 0, fetch: (request) => backend.fetch(request) });

const endpointAt = (path = '/hook?token=in-the-address', input: object = {}): Promise<WebhookEndpointWithSecret> =>
  client().webhooks.create({ url: `${receiver.origin}${path}`, ...input });

const happen = (part: Parameters<typeof newEvent>[0] = {}) =>
  storage.write(workspace, (tx) => tx.append(newEvent({ createdAt: now, data: { handle: '@größe' }, ...part })));

const run = () => backend.connect.jobs.runDue();

const headersOf = ({ headers }: ReceivedRequest) => ({
  'webhook-id': String(headers['webhook-id']),
  'webhook-timestamp': String(headers['webhook-timestamp']),
  'webhook-signature': String(headers['webhook-signature']),
});

const received = (index: number): ReceivedRequest => {
  const request = receiver.received.at(index);
  if (request === undefined) throw new Error('Nothing has arrived.');
  return request;
};

const deliveriesOf = async (id: string) => (await client().webhooks.deliveries(id)).data;

/** Makes the attempts to this endpoint that become due in so many ms, each on time. */
const tryFor = async (id: string, ms: number): Promise<void> => {
  const end = now + ms;
  for (;;) {
    const due = Math.min(...(await deliveriesOf(id)).map(({ nextAttemptAt }) => (nextAttemptAt === null ? Infinity : Date.parse(nextAttemptAt))));
    if (due > end) break;
    now = Math.max(now, due);
    await run();
  }
  now = end;
};

test('an event arrives once, verified by standardwebhooks, by svix and by verifyWebhook', async () => {
  const { id, secret } = await endpointAt();
  const event = await happen();
  await run();
  await run();
  expect(receiver.received).toHaveLength(1);
  const request = received(0);
  expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
  const headers = headersOf(request);
  const shown = (await client().events.list({ workspace })).data[0];
  expect(new Webhook(secret).verify(request.body, headers)).toEqual(shown);
  expect(() => new Svix(secret).verify(request.body, headers)).not.toThrow();
  await expect(verifyWebhook({ headers, body: request.body }, { secret })).resolves.toEqual(shown);
  expect(shown?.id).toBe(event?.id);
  expect(await deliveriesOf(id)).toMatchObject([
    { id: headers['webhook-id'], event: event?.id, status: 'delivered', attempts: 1, responseStatus: 204, failure: null, nextAttemptAt: null },
  ]);
});

test('only chosen types and workspaces are told', async () => {
  const other = (await insertWorkspace(storage)).id;
  await endpointAt('/own', { workspace, types: ['link.revoked'] });
  await endpointAt('/other', { workspace: other });
  await happen();
  await happen({ type: 'link.revoked' });
  await run();
  expect(receiver.received.map(({ url }) => url.pathname)).toEqual(['/own']);
});

test('a failed delivery is tried again by the schedule, under one id and freshly signed, until it is given up and its endpoint disabled', async () => {
  const { id, secret } = await endpointAt('/hook', { types: ['link.created'] });
  const watcher = await endpointAt('/watcher', { types: ['webhook.disabled'] });
  answer = () => [500];
  await happen();
  for (const [index, wait] of schedule.entries()) {
    await run();
    expect(receiver.received).toHaveLength(index + 1);
    const [delivery] = await deliveriesOf(id);
    const due = Date.parse(delivery?.nextAttemptAt ?? '');
    expect(delivery).toMatchObject({ status: 'pending', attempts: index + 1, responseStatus: 500, failure: 'bad_status' });
    expect(due - now).toBeGreaterThanOrEqual(wait);
    expect(due - now).toBeLessThanOrEqual(wait * 1.2);
    now = due - 1;
    await run();
    expect(receiver.received).toHaveLength(index + 1);
    now = due;
    const headers = headersOf(received(-1));
    await expect(verifyWebhook({ headers, body: received(-1).body }, { secret, now: () => Number(headers['webhook-timestamp']) * 1000 })).resolves.toMatchObject({ type: 'link.created' });
  }
  answer = (count) => [count === schedule.length + 1 ? 500 : 204];
  await run();
  const hooks = receiver.received.filter(({ url }) => url.pathname === '/hook');
  expect(hooks).toHaveLength(schedule.length + 1);
  expect(new Set(hooks.map((request) => headersOf(request)['webhook-id'])).size).toBe(1);
  expect(new Set(hooks.map((request) => headersOf(request)['webhook-timestamp'])).size).toBe(schedule.length + 1);
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'failed', attempts: 10, nextAttemptAt: null }]);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: true, disabledReason: 'failing', failingSince: new Date(begin).toISOString() });
  const told = receiver.received.filter(({ url }) => url.pathname === '/watcher');
  expect(told.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { type: 'webhook.disabled', actor: { kind: 'connect' }, data: { endpoint: id, reason: 'failing' } },
  ]);
  expect(watcher.id).not.toBe(id);
});

test('an endpoint of all workspaces that was disabled is the operator’s to see: in the log at once and every day, and in the list', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  const own = await endpointAt('/own', { types: ['link.created'], workspace });
  answer = () => [410];
  await happen();
  await run();
  const facts = () => logged.flatMap((line) => line as Readonly<Record<string, unknown>>[]);
  const told = () => facts().filter(({ endpoint, reason }) => endpoint === id && reason !== undefined);
  expect(told()).toEqual([{ endpoint: id, workspace: null, eventIn: workspace, reason: 'gone' }]);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: true, disabledReason: 'gone' });
  const days = [[0.7, 1], [0.7, 2], [1.3, 3]] as const;
  for (const [later, count] of days) {
    now += later * day;
    await run();
    expect(told()).toHaveLength(count);
  }
  expect(told().at(-1)).toEqual({ endpoint: id, reason: 'gone', since: new Date(begin).toISOString() });
  expect(JSON.stringify(logged)).toContain(own.id);
  await client().webhooks.update(id, { disabled: false });
  now += 2 * day;
  await run();
  expect(told()).toHaveLength(3);
});

test('one success ends the count of days, and an endpoint that is enabled again gets what it missed when asked', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  answer = (count) => [count === 2 ? 204 : 500];
  await happen();
  await run();
  now += 2 * day;
  await run();
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ failingSince: null, disabled: false });
  await happen();
  await run();
  await tryFor(id, 2 * day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false });
  await tryFor(id, 2 * day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: true });
  const missed = await happen();
  answer = () => [200];
  const before = receiver.received.length;
  await run();
  expect(receiver.received).toHaveLength(before);
  const since = new Date(begin).toISOString();
  await expect(client().webhooks.redeliverSince(id, { since })).rejects.toMatchObject({ code: 'conflict' });
  await expect(client().webhooks.update(id, { disabled: false })).resolves.toMatchObject({ disabledReason: null, failingSince: null });
  await expect(client().webhooks.redeliverSince(id, { since })).resolves.toEqual({ count: 2 });
  await run();
  expect(receiver.received).toHaveLength(before + 2);
  expect(receiver.received.slice(before).map(({ body }) => (JSON.parse(body) as { id: string }).id)).toContain(missed?.id);
  await expect(client().webhooks.redeliverSince(id, { since, delivered: true })).resolves.toEqual({ count: 3 });
  await run();
  expect(receiver.received).toHaveLength(before + 5);
});

test('one delivery is sent again under its own id', async () => {
  const { id } = await endpointAt();
  await happen();
  await run();
  const [delivery] = await deliveriesOf(id);
  await expect(client().webhooks.redeliver(delivery?.id ?? '')).resolves.toMatchObject({ id: delivery?.id, status: 'pending', attempts: 0 });
  await run();
  expect(receiver.received.map((request) => headersOf(request)['webhook-id'])).toEqual([delivery?.id, delivery?.id]);
});

test('an endpoint that answers 410 is disabled at once, and 429 says when to come back', async () => {
  const gone = await endpointAt('/gone', { types: ['link.created'] });
  answer = () => [410];
  await happen();
  await run();
  await expect(client().webhooks.get(gone.id)).resolves.toMatchObject({ disabled: true, disabledReason: 'gone' });
  const busy = await endpointAt('/busy', { types: ['link.revoked'] });
  answer = () => [429, { 'retry-after': '3600' }];
  await happen({ type: 'link.revoked' });
  await run();
  const [delivery] = await deliveriesOf(busy.id);
  expect(Date.parse(delivery?.nextAttemptAt ?? '') - now).toBe(3_600_000);
});

test('while a secret is replaced both sign, and a day later the new one alone', async () => {
  const { id, secret } = await endpointAt();
  const rotated = await client().webhooks.rotate(id);
  const options = { now: () => now };
  await happen();
  await run();
  const parts = () => ({ headers: headersOf(received(-1)), body: received(-1).body });
  for (const one of [secret, rotated.secret]) await expect(verifyWebhook(parts(), { secret: one, ...options })).resolves.toBeDefined();
  now += day + 1;
  await happen();
  await run();
  await expect(verifyWebhook(parts(), { secret: rotated.secret, ...options })).resolves.toBeDefined();
  await expect(verifyWebhook(parts(), { secret, ...options })).rejects.toMatchObject({ code: 'webhook_signature_invalid' });
  const twice = [await client().webhooks.rotate(id), await client().webhooks.rotate(id)];
  await happen();
  await run();
  // A rotation whose answer was lost is done again: the receiver may have only what was the newest before.
  for (const { secret: one } of [rotated, ...twice]) await expect(verifyWebhook(parts(), { secret: one, ...options })).resolves.toBeDefined();
});

test('each secret signs for a day after it was replaced, however often and when others are; nine of them at most', async () => {
  const { id, secret } = await endpointAt();
  const options = { now: () => now };
  const signs = async (one: string): Promise<boolean> => {
    await happen();
    await run();
    const parts = { headers: headersOf(received(-1)), body: received(-1).body };
    return verifyWebhook(parts, { secret: one, ...options }).then(
      () => true,
      () => false,
    );
  };
  const second = await client().webhooks.rotate(id);
  now += day / 2;
  const third = await client().webhooks.rotate(id);
  expect([await signs(secret), await signs(second.secret), await signs(third.secret)]).toEqual([true, true, true]);
  now += day / 2;
  expect([await signs(secret), await signs(second.secret), await signs(third.secret)]).toEqual([false, true, true]);
  now += day / 2;
  expect([await signs(second.secret), await signs(third.secret)]).toEqual([false, true]);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ previousSecretUntil: null });
  for (let count = 0; count < 9; count += 1) await client().webhooks.rotate(id);
  expect(await signs(third.secret)).toBe(true);
  await client().webhooks.rotate(id);
  expect(await signs(third.secret)).toBe(false);
});

test.each([
  ['https://127.0.0.1/', 'refused_address'],
  ['https://10.1.2.3/', 'refused_address'],
  ['https://169.254.169.254/latest/meta-data', 'refused_address'],
  ['https://[::ffff:127.0.0.1]/', 'refused_address'],
  ['https://localhost/', 'refused_address'],
  ['http://localhost:1/', 'refused_host'],
])('%s is not called: %s', async (url, failure) => {
  // Registered when the operator still allowed it.
  const { id } = await endpointAt();
  await storage.updateWebhookEndpoint(id, { url });
  await happen();
  await run();
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'pending', attempts: 1, failure, responseStatus: null }]);
});

test('a redirect is not followed, and an answer without end is not read', async () => {
  const { id } = await endpointAt();
  answer = () => [307, { location: `${receiver.origin}/elsewhere` }];
  await happen();
  await run();
  expect(receiver.received).toHaveLength(1);
  expect(await deliveriesOf(id)).toMatchObject([{ failure: 'redirected' }]);
  const flood = await cannedServer((_request, response) => response.end('x'.repeat(100_000)));
  const other = await createTestBackend({ database: storage, now: () => now, allowedHosts: [flood.host] });
  const { id: flooding } = await client().webhooks.create({ url: flood.origin });
  await happen();
  await other.connect.jobs.runDue();
  expect(await deliveriesOf(flooding)).toMatchObject([{ failure: 'too_large' }]);
  await other.close();
  await flood.close();
});

test('an endpoint that is deleted hears nothing more, and the same request makes one endpoint', async () => {
  const { webhooks } = client();
  const input = { url: `${receiver.origin}/hook` };
  const both = await Promise.all([webhooks.create(input, { idempotencyKey: 'k' }), webhooks.create(input, { idempotencyKey: 'k' })]);
  expect(both[0]).toEqual(both[1]);
  await expect(webhooks.create({ ...input, types: ['link.created'] }, { idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'idempotency_conflict' });
  await happen();
  await webhooks.delete(both[0].id);
  await webhooks.delete(both[0].id);
  await run();
  expect(receiver.received).toEqual([]);
  for (let count = 0; count < 20; count += 1) await webhooks.create(input);
  await expect(webhooks.create(input)).rejects.toMatchObject({ code: 'conflict' });
});

test('secrets and addresses are in no log and no event, and lists never tell a secret', async () => {
  const { id, secret } = await endpointAt();
  const rotated = await client().webhooks.rotate(id);
  answer = () => [410];
  await happen();
  await run();
  const events = await client().events.list({ workspace });
  const lists = [await client().webhooks.list(), await client().webhooks.get(id), await deliveriesOf(id)];
  for (const one of [secret, rotated.secret]) {
    expect(JSON.stringify([logged, events, lists])).not.toContain(one.slice(6));
    expect(JSON.stringify(await storage.webhookEndpoint(id))).not.toContain(one.slice(6));
  }
  expect(JSON.stringify([logged, events])).not.toContain('in-the-address');
  expect(logged).not.toEqual([]);
});

test('what cannot be signed is given up and says so, and goes out when the secret is a new one', async () => {
  const { id } = await endpointAt();
  const other = await endpointAt('/other', { types: ['link.revoked'] });
  // Sealed for another endpoint, it does not open here: as where its key is gone.
  await storage.updateWebhookEndpoint(id, { secretSealed: (await storage.webhookEndpoint(other.id))?.secretSealed ?? '' });
  await happen();
  await run();
  now += 7 * day;
  await run();
  expect(receiver.received).toEqual([]);
  const [delivery] = await deliveriesOf(id);
  expect(delivery).toMatchObject({ status: 'failed', attempts: 0, failure: 'secret_unreadable', nextAttemptAt: null, responseStatus: null });
  const told = (logged as [{ delivery?: string; endpoint?: string }, string][]).filter(([facts]) => facts.delivery === delivery?.id);
  expect(told).toMatchObject([[{ endpoint: id }, expect.stringContaining('rotate the secret')]]);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false, failingSince: null });

  const { secret } = await client().webhooks.rotate(id);
  await client().webhooks.redeliver(delivery?.id ?? '');
  await run();
  const parts = { headers: headersOf(received(-1)), body: received(-1).body };
  await expect(verifyWebhook(parts, { secret, now: () => now })).resolves.toBeDefined();
  expect(parts.headers['webhook-signature'].split(' ')).toHaveLength(1);
});

test('an endpoint is not disabled for days of failure when something has arrived there meanwhile', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  const failing = { disabled: false, failingSince: expect.any(String) as string };
  answer = () => [500];
  await happen();
  await run();
  // While the request is under way another one arrives.
  await storage.updateWebhookEndpoint(id, { failingSince: now - 4 * day });
  now += minute;
  answer = () => {
    void storage.updateWebhookEndpoint(id, { failingSince: null });
    return [500];
  };
  await run();
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ ...failing, failingSince: new Date(now).toISOString() });
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'pending', attempts: 2 }]);

  // In the very last moment, before it is committed.
  await storage.updateWebhookEndpoint(id, { failingSince: now - 4 * day });
  now += 10 * minute;
  answer = () => [500];
  const late = new Proxy(storage, {
    get(target, name) {
      const value = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      if (name !== 'write') return value.bind(target);
      return async (...given: unknown[]) => {
        await storage.updateWebhookEndpoint(id, { failingSince: now - day });
        return value.apply(target, given);
      };
    },
  });
  const other = await createTestBackend({ database: late, now: () => now, allowedHosts: [receiver.host] });
  await other.runDue();
  await other.close();
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ ...failing, failingSince: new Date(now - day).toISOString() });
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'pending', attempts: 3 }]);
  expect((await client().events.list({ workspace, types: 'webhook.disabled' })).data).toEqual([]);
});

test('an endpoint that was given another address is not disabled for what failed at the former one', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  answer = () => [500];
  await happen();
  await run();
  await tryFor(id, 2.9 * day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false, failingSince: new Date(begin).toISOString() });
  await expect(client().webhooks.update(id, { url: `${receiver.origin}/hook` })).resolves.toMatchObject({ failingSince: expect.any(String) as string });
  await expect(client().webhooks.update(id, { url: `${receiver.origin}/repaired` })).resolves.toMatchObject({ failingSince: null });
  await happen();
  await run();
  expect(received(-1).url.pathname).toBe('/repaired');
  await tryFor(id, 2.9 * day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false, failingSince: new Date(begin + 2.9 * day).toISOString() });
  await tryFor(id, day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: true, disabledReason: 'failing' });
});

test('what an address answers after the endpoint was given another one does not count for that', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  answer = () => {
    void storage.updateWebhookEndpoint(id, { url: `${receiver.origin}/repaired` });
    return [410];
  };
  await happen();
  await run();
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false, failingSince: null });
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'pending', attempts: 1, responseStatus: 410 }]);
  answer = () => [204];
  await tryFor(id, minute);
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
});

test('days in which Connect itself made no attempt do not disable an endpoint, days of attempts do', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  answer = () => [500];
  await happen();
  await run();
  now += 3.1 * day;
  await run();
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false, failingSince: new Date(now).toISOString() });
  // Five minutes pass, in which it waits, and then five hours in which it does not.
  now += 5 * hour;
  await run();
  const { failingSince } = await client().webhooks.get(id);
  expect(now - Date.parse(failingSince ?? '')).toBeLessThanOrEqual(6 * minute);
  expect(now - Date.parse(failingSince ?? '')).toBeGreaterThanOrEqual(5 * minute);
  await tryFor(id, 2.9 * day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false });
  await tryFor(id, day);
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: true, disabledReason: 'failing' });
});

test('an endpoint that there was nothing to send to for days is not disabled by the next failure', async () => {
  const { id } = await endpointAt('/hook', { types: ['link.created'] });
  answer = () => [500];
  await happen();
  await run();
  await storage.updateWebhookEndpoint(id, { failingSince: now - hour, lastFailedAt: now });
  const [first] = await deliveriesOf(id);
  await client().webhooks.update(id, { disabled: true });
  await storage.updateWebhookEndpoint(id, { disabledAt: null, disabledReason: null });
  expect((await deliveriesOf(id))[0]).toMatchObject({ id: first?.id, status: 'skipped' });
  now += 4 * day;
  await happen();
  await run();
  await expect(client().webhooks.get(id)).resolves.toMatchObject({ disabled: false, failingSince: new Date(now - hour).toISOString() });
});
