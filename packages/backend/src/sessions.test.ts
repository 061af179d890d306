import { createClient, isConnectError } from '@connect/sdk';
import { abilities, type SessionInput } from '@connect/sdk/contract';
import { beforeEach, afterEach, expect, test } from 'vitest';
import { createTestBackend, type TestBackend } from './testing/backend.ts';
import { openStorage } from './storage/storage.ts';
import type { Storage } from './storage/port.ts';

const maya = { name: 'Maya Chen', email: 'Maya@northlight.example' };
const input: SessionInput = { workspace: 'northlight', actor: maya, can: ['links:read', 'links:write'] };

let storage: Storage;
let backend: TestBackend;
let clock: number;

const client = (apiKey = backend.apiKey) =>
  createClient({ origin: backend.origin, apiKey, fetch: (request) => backend.fetch(request), retries: 0 });

/** A request as a page would send it. */
const withToken = (token: string, method = 'GET', path = '/v1/links?workspace=northlight', init: RequestInit = {}) =>
  backend.fetch(`${backend.origin}${path}`, {
    method,
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
  });

beforeEach(async () => {
  clock = Date.parse('2026-11-20T12:00:00Z');
  storage = await openStorage('sqlite::memory:');
  backend = await createTestBackend({ database: storage, now: () => clock });
  await client().workspaces.put('northlight', { name: 'Northlight Studio' });
});
afterEach(async () => {
  await backend.close();
  await storage.close();
});

test('a session carries all that a page needs, and its token is kept nowhere', async () => {
  const session = await client().sessions.create({ ...input, expiresIn: 60 });
  expect(session).toMatchObject({
    workspace: 'northlight',
    actor: maya,
    can: ['links:read', 'links:write'],
    origin: backend.origin,
    createdAt: '2026-11-20T12:00:00.000Z',
    expiresAt: '2026-11-20T12:01:00.000Z',
  });
  expect(session.token).toMatch(/^ct_[A-Za-z0-9_-]{43}$/);
  expect(JSON.stringify(await storage.session(session.id))).not.toContain(session.token.slice(3));
  expect((await withToken(session.token)).status).toBe(200);
});

test('a session lasts an hour unless it says less, and is over to the millisecond', async () => {
  const { token, expiresAt } = await client().sessions.create(input);
  expect(expiresAt).toBe('2026-11-20T13:00:00.000Z');
  clock += 3_599_999;
  expect((await withToken(token)).status).toBe(200);
  clock += 1;
  const refused = await withToken(token);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'unauthorized', detail: expect.stringContaining('ended at') as string });
});

test('a session cannot be made with too long a life, no or unknown abilities, or one twice', async () => {
  for (const [change, field] of [
    [{ expiresIn: 3601 }, 'expiresIn'],
    [{ expiresIn: 59 }, 'expiresIn'],
    [{ expiresIn: 60.5 }, 'expiresIn'],
    [{ can: [] }, 'can'],
    [{ can: ['links:read', 'links:read'] }, 'can'],
    [{ can: ['connections:token'] }, 'can[0]'],
    [{ actor: { name: 'Maya', email: 'maya' } }, 'actor.email'],
  ] as const) {
    const error: unknown = await client().sessions.create({ ...input, ...change } as SessionInput).catch((cause: unknown) => cause);
    expect(isConnectError(error, 'invalid_request') && error.errors?.map((each) => each.field)).toEqual([field]);
  }
});

test('a revoked session is refused at the very next request; revoking again changes nothing', async () => {
  const [one, other] = [await client().sessions.create(input), await client().sessions.create(input)];
  await client().sessions.revoke(one.id);
  clock += 1;
  await client().sessions.revoke(one.id);
  expect((await storage.session(one.id))?.revokedAt).toBe(clock - 1);
  const refused = await withToken(one.token);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('was revoked') as string });
  expect((await withToken(other.token)).status).toBe(200);
});

test('one request for a session that is sent again makes a new token and ends the first, every time', async () => {
  const create = () => client().sessions.create(input, { idempotencyKey: 'page-42' });
  const sessions = [await create(), await create(), await create()];
  expect(new Set(sessions.flatMap(({ id, token }) => [id, token])).size).toBe(6);
  const statuses = await Promise.all(sessions.map(async ({ token }) => (await withToken(token)).status));
  expect(statuses).toEqual([401, 401, 200]);
});

test('of the same request sent many times at once, one session is left', async () => {
  const create = () => client().sessions.create(input, { idempotencyKey: 'page-42' });
  const sessions = await Promise.all([create(), create(), create(), create()]);
  const statuses = await Promise.all(sessions.map(async ({ token }) => (await withToken(token)).status));
  expect(statuses.toSorted()).toEqual([200, 401, 401, 401]);
});

test('a key of another request makes no session and ends none', async () => {
  const { token } = await client().sessions.create(input, { idempotencyKey: 'page-42' });
  const other = client().sessions.create({ ...input, can: [...abilities] }, { idempotencyKey: 'page-42' });
  await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' });
  expect((await withToken(token)).status).toBe(200);
});

test('what a person tries again with a renewed session is still the same request', async () => {
  const create = async (email: string) => {
    const { token } = await client().sessions.create({ ...input, actor: { ...maya, email } });
    const body = JSON.stringify({ workspace: 'northlight', platforms: ['instagram'] });
    const made = await withToken(token, 'POST', '/v1/links', { body, headers: { 'idempotency-key': 'form-1' } });
    return ((await made.json()) as { id: string }).id;
  };
  const first = await create('Maya@northlight.example');
  expect(await create('maya@northlight.example')).toBe(first);
  expect(await create('tom@northlight.example')).not.toBe(first);
});

test('a link is shared by the person of the session, whatever the request says', async () => {
  const { token } = await client().sessions.create(input);
  const sharedBy = { name: 'Somebody Else', email: 'else@northlight.example' };
  const body = JSON.stringify({ workspace: 'northlight', platforms: ['instagram'], sharedBy });
  expect(await (await withToken(token, 'POST', '/v1/links', { body })).json()).toMatchObject({ sharedBy: maya });
});

test('a link without subscription takes a key, and a session is told so', async () => {
  const { token } = await client().sessions.create(input);
  const body = JSON.stringify({ workspace: 'northlight', platforms: ['instagram'], requiresSubscription: false });
  expect(await (await withToken(token, 'POST', '/v1/links', { body })).json()).toMatchObject({
    code: 'forbidden',
    detail: expect.stringContaining('API key') as string,
  });
});

test('a session reads its workspace’s name, brand and plan, and none of its settings', async () => {
  await client().workspaces.put('northlight', {
    name: 'Northlight Studio',
    embedOrigins: ['https://app.northlight.example'],
    returnUrls: ['https://northlight.example/'],
    subscription: { status: 'inactive', planName: 'Studio', upgradeUrl: 'https://northlight.example/plans' },
  });
  const { token } = await client().sessions.create({ ...input, can: ['events:read'] });
  const seen = (await (await withToken(token, 'GET', '/v1/workspaces/northlight')).json()) as Record<string, unknown>;
  expect(seen).toMatchObject({
    name: 'Northlight Studio',
    subscription: { status: 'inactive', planName: 'Studio', upgradeUrl: 'https://northlight.example/plans' },
    platforms: [{ id: 'instagram' }, { id: 'tiktok' }],
  });
  expect(Object.keys(seen)).not.toContain('embedOrigins');
  expect(Object.keys(seen)).not.toContain('returnUrls');
  expect(seen['takesReturnUrls']).toBe(true);
  expect(await client().workspaces.get('northlight')).toMatchObject({ embedOrigins: ['https://app.northlight.example'] });
});

test('guessing tokens is limited like guessing keys; using one is not, nor is having one that is over', async () => {
  const { token } = await client().sessions.create(input);
  const over = await client().sessions.create(input);
  await client().sessions.revoke(over.id);
  for (let count = 0; count < 70; count += 1) {
    expect((await withToken(token)).status).toBe(200);
    expect((await withToken(over.token)).status).toBe(401);
  }
  const guesses = Array.from({ length: 61 }, (_, index) => withToken(`ct_${String(index).padStart(43, 'A')}`));
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(60);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  expect((await withToken('ck_a_key_of_somebody_else_000000')).status).toBe(429);
  expect((await withToken(token)).status).toBe(200);
});
