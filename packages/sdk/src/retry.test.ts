import { afterEach, expect, test, vi } from 'vitest';
import { createClient, isConnectError, type ConnectClient, type SessionInput } from './index.ts';
import { useMocks } from './mock-backend.test.fixture.ts';
import { fixtures } from './mocks/index.ts';

const origin = 'https://connect.example';
const apiKey = 'key_of_the_test';
const { mocks } = useMocks({ origin });
const connect = createClient({ origin, apiKey, retryDelayMs: () => 0 });
const input = { workspace: 'northlight', platforms: ['instagram'], sharedBy: { name: 'Maya', email: 'maya@northlight.example' } };
const session: SessionInput = { workspace: 'northlight', actor: input.sharedBy, can: ['links:read'] };
const id = 'lnk_00000000000000000000';

afterEach(() => {
  vi.useRealTimers();
});

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'succeeded';
  } catch (error) {
    return isConnectError(error) ? error.code : String(error);
  }
};

/** A client whose every request is answered with a status, and how many it sent. */
const answered = (status: number, headers: Record<string, string> = {}) => {
  const sent: Request[] = [];
  const client = createClient({
    origin,
    apiKey,
    retryDelayMs: () => 0,
    fetch: (request) => {
      sent.push(request);
      return new Response(null, { status, headers });
    },
  });
  return { client, sent };
};

const calls: Record<string, [(client: ConnectClient) => Promise<unknown>, number]> = {
  'workspaces.put': [(client) => client.workspaces.put('northlight', { name: 'Northlight' }), 3],
  'workspaces.get': [(client) => client.workspaces.get('northlight'), 3],
  'links.create': [(client) => client.links.create(input), 3],
  'links.list': [(client) => client.links.list({ workspace: 'northlight' }), 3],
  'links.get': [(client) => client.links.get(id), 3],
  'links.update': [(client) => client.links.update(id, { paused: true }), 1],
  'links.reveal': [(client) => client.links.reveal(id), 1],
  'links.rotate': [(client) => client.links.rotate(id), 1],
  'links.revoke': [(client) => client.links.revoke(id), 3],
  'connections.list': [(client) => client.connections.list({ workspace: 'northlight' }), 3],
  'connections.get': [(client) => client.connections.get('con_1'), 3],
  'connections.getAccessToken': [(client) => client.connections.getAccessToken('con_1'), 3],
  'connections.approve': [(client) => client.connections.approve('con_1'), 3],
  'connections.reject': [(client) => client.connections.reject('con_1'), 3],
  'connections.disconnect': [(client) => client.connections.disconnect('con_1'), 3],
  'links.activity': [(client) => client.links.activity(id), 3],
  'sessions.create': [(client) => client.sessions.create(session), 3],
  'sessions.revoke': [(client) => client.sessions.revoke('ses_1'), 3],
  'events.list': [(client) => client.events.list({ workspace: 'northlight' }), 3],
  'webhooks.create': [(client) => client.webhooks.create({ url: 'https://app.example/webhooks' }), 3],
  'webhooks.list': [(client) => client.webhooks.list(), 3],
  'webhooks.get': [(client) => client.webhooks.get('whe_1'), 3],
  'webhooks.update': [(client) => client.webhooks.update('whe_1', { disabled: false }), 1],
  'webhooks.rotate': [(client) => client.webhooks.rotate('whe_1'), 1],
  'webhooks.delete': [(client) => client.webhooks.delete('whe_1'), 3],
  'webhooks.deliveries': [(client) => client.webhooks.deliveries('whe_1'), 3],
  'webhooks.redeliver': [(client) => client.webhooks.redeliver('whd_1'), 1],
  'webhooks.redeliverSince': [(client) => client.webhooks.redeliverSince('whe_1', { since: '2026-11-20T00:00:00.000Z' }), 1],
};

test.each(Object.entries(calls))('%s is sent as often as is harmless when the backend is away', async (_, [call, times]) => {
  const { client, sent } = answered(503);
  await expect(codeOf(call(client))).resolves.toBe('invalid_response');
  expect(sent).toHaveLength(times);
});

test('the table above has every method of the client', () => {
  const methods = Object.entries(connect).flatMap(([noun, group]) => Object.keys(group).map((method) => `${noun}.${method}`));
  expect(Object.keys(calls).toSorted()).toEqual(methods.filter((name) => !/\.(?:all|follow)$/.test(name)).toSorted());
});

test.each([408, 429, 500, 502, 503, 504])('status %d passes, so the call is sent again', async (status) => {
  const { client, sent } = answered(status);
  await codeOf(client.links.get(id));
  expect(sent).toHaveLength(3);
});

test.each([400, 401, 402, 403, 404, 409, 413, 415, 422, 501])(
  'status %d stays, so the call is not sent again',
  async (status) => {
    const { client, sent } = answered(status, { 'retry-after': '0' });
    await codeOf(client.links.get(id));
    expect(sent).toHaveLength(1);
  },
);

test('a creation that fails on the way is sent again under the same key, and makes one link', async () => {
  mocks.addWorkspace();
  mocks.failNext('links.create', 'internal_error');
  mocks.failNext('links.create', 'network_error');
  const link = await connect.links.create(input);
  expect(link.status).toBe('active');
  const keys = mocks.requests.map(({ idempotencyKey }) => idempotencyKey);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect((await connect.links.list({ workspace: 'northlight' })).data).toHaveLength(1);
});

test('every creation has a key of its own', async () => {
  mocks.addWorkspace();
  await Promise.all([connect.links.create(input), connect.links.create(input)]);
  expect(new Set(mocks.requests.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
});

test('a key of the caller’s own makes a call repeatable over a restart', async () => {
  mocks.addWorkspace();
  const first = await connect.links.create(input, { idempotencyKey: 'order-17' });
  const again = await connect.links.create(input, { idempotencyKey: 'order-17' });
  expect(again).toEqual(first);
  const other = { ...input, description: 'Another one' };
  expect(await codeOf(connect.links.create(other, { idempotencyKey: 'order-17' }))).toBe('idempotency_conflict');
});

test.each(['', 'a b', 'a\nb', 'ä', 'x'.repeat(256)])('the key %j cannot be sent', async (idempotencyKey) => {
  expect(await codeOf(connect.links.create(input, { idempotencyKey }))).toBe('invalid_input');
  expect(mocks.requests).toEqual([]);
});

test('the body is sent whole each time', async () => {
  mocks.addWorkspace();
  mocks.failNext('workspaces.put', 'internal_error', { times: 2 });
  await connect.workspaces.put('northlight', { name: 'Northlight' });
  expect(mocks.requests.map(({ body }) => body)).toEqual([
    { name: 'Northlight' },
    { name: 'Northlight' },
    { name: 'Northlight' },
  ]);
});

test('a call gives up after its retries, with the last refusal', async () => {
  mocks.failNext('workspaces.get', 'internal_error', { times: 2 });
  mocks.failNext('workspaces.get', 'rate_limited', { retryAfter: 0 });
  expect(await codeOf(connect.workspaces.get('northlight'))).toBe('rate_limited');
  expect(mocks.requests).toHaveLength(3);
});

test('how often is the integrator’s to say, and the delay is asked for before each retry', async () => {
  const attempts: number[] = [];
  const retryDelayMs = (attempt: number) => {
    attempts.push(attempt);
    return 0;
  };
  mocks.failNext('workspaces.get', 'internal_error', { times: 9 });
  await codeOf(createClient({ origin, apiKey, retries: 4, retryDelayMs }).workspaces.get('northlight'));
  expect(attempts).toEqual([1, 2, 3, 4]);
  expect(mocks.requests).toHaveLength(5);
  await codeOf(createClient({ origin, apiKey, retries: 0 }).workspaces.get('northlight'));
  expect(mocks.requests).toHaveLength(6);
});

test('a refusal of which the backend says when it ends is waited for so long, not shorter and not longer', async () => {
  vi.useFakeTimers();
  let sent = 0;
  const client = createClient({
    origin,
    apiKey,
    timeoutMs: 100_000,
    fetch: () => {
      sent += 1;
      if (sent > 1) return Response.json(fixtures.link({ id }));
      return new Response(null, { status: 429, headers: { 'retry-after': '7' } });
    },
  });
  const call = client.links.get(id);
  await vi.advanceTimersByTimeAsync(6_999);
  expect(sent).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toBe(2);
  await expect(call).resolves.toMatchObject({ id });
});

test('a date is understood as well as a number of seconds', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-20T14:00:00Z') });
  let sent = 0;
  const client = createClient({
    origin,
    apiKey,
    fetch: () => {
      sent += 1;
      return new Response(null, { status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 14:00:09 GMT' } });
    },
    retries: 1,
  });
  const call = codeOf(client.links.get(id));
  await vi.advanceTimersByTimeAsync(8_999);
  expect(sent).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toBe(2);
  await call;
});

test('a wait of more than half a minute is left to the caller, who is told it', async () => {
  const { client, sent } = answered(429, { 'retry-after': '3600' });
  await expect(client.links.get(id)).rejects.toMatchObject({ status: 429, retryAfterMs: 3_600_000 });
  expect(sent).toHaveLength(1);
});

test.each(['soon', '-1', ''])('a Retry-After of %j is none', async (text) => {
  const { client, sent } = answered(429, { 'retry-after': text });
  await expect(client.links.get(id)).rejects.toMatchObject({ retryAfterMs: undefined });
  expect(sent).toHaveLength(3);
});

test('without a word of the backend, waits double and are spread', async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const at: number[] = [];
  const start = Date.now();
  const client = createClient({
    origin,
    apiKey,
    retries: 7,
    fetch: () => {
      at.push(Date.now() - start);
      return new Response(null, { status: 503 });
    },
  });
  const call = codeOf(client.links.get(id));
  await vi.advanceTimersByTimeAsync(60_000);
  await call;
  vi.mocked(Math.random).mockRestore();
  expect(at.slice(1).map((time, index) => time - (at[index] ?? 0))).toEqual([225, 450, 900, 1800, 3600, 6000, 6000]);
});

test('a timeout is tried again, each attempt with its own limit', async () => {
  vi.useFakeTimers();
  let sent = 0;
  const client = createClient({
    origin,
    apiKey,
    timeoutMs: 1000,
    retryDelayMs: () => 0,
    fetch: () => {
      sent += 1;
      return sent > 2 ? Response.json(fixtures.link({ id })) : new Promise<Response>(() => undefined);
    },
  });
  const call = client.links.get(id);
  await vi.advanceTimersByTimeAsync(3000);
  await expect(call).resolves.toMatchObject({ id });
});
