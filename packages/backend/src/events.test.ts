import { createClient, createSessionClient } from '@connect/sdk';
import { eventTypes, type Ability, type Event } from '@connect/sdk/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventRow, Storage } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend, type TestBackend } from './testing/backend.ts';
import { connectionRow, newEvent } from './testing/storage/rows.ts';

const workspace = 'northlight';
const maya = { name: 'Maya Chen', email: 'maya@northlight.example' };
const link = { workspace, platforms: ['instagram'], sharedBy: maya };

let storage: Storage;
let backend: TestBackend;
let clock: number;

const client = (of = backend) =>
  createClient({ origin: of.origin, apiKey: of.apiKey, fetch: (request) => of.fetch(request), retries: 0 });

const sessionClient = async (can: Ability[], of = workspace) => {
  const session = await client().sessions.create({ workspace: of, actor: maya, can });
  return {
    id: session.id,
    ...createSessionClient({ session, fetch: (request) => backend.fetch(request), retries: 0, now: () => clock }),
  };
};

beforeEach(async () => {
  clock = Date.parse('2026-11-20T12:00:00Z');
  storage = await openStorage('sqlite::memory:');
  backend = await createTestBackend({ database: storage, now: () => clock });
  await client().workspaces.put(workspace, { name: 'Northlight Studio' });
});
afterEach(async () => {
  await backend.close();
  await storage.close();
});

const types = (events: readonly Event[]): string[] => events.map(({ type }) => type);

/** Lets everything happen that waits for nothing but its turn: a request looks, and begins to wait for news. */
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('events come complete and in order, page by page, and the last cursor goes on with what comes', async () => {
  const made = await client().links.create(link);
  await client().links.reveal(made.id);
  await client().links.rotate(made.id);
  const first = await client().events.list({ workspace, limit: 3 });
  expect(first).toMatchObject({ hasMore: true, data: [{ seq: 1, type: 'workspace.updated' }, { seq: 2 }, { seq: 3 }] });
  const second = await client().events.list({ workspace, limit: 3, cursor: first.nextCursor });
  expect([second.hasMore, types(second.data)]).toEqual([false, ['link.rotated']]);
  expect((await client().events.list({ workspace, cursor: second.nextCursor })).data).toEqual([]);
  await client().links.revoke(made.id);
  const later = await client().events.list({ workspace, cursor: second.nextCursor });
  expect(later.data).toMatchObject([{ seq: 5, type: 'link.revoked', link: made.id, workspace, createdAt: '2026-11-20T12:00:00.000Z' }]);
});

test('latest tells nothing of the past, only where what comes begins', async () => {
  const made = await client().links.create(link);
  const { data, nextCursor, hasMore } = await client().events.list({ workspace, cursor: 'latest' });
  expect([data, hasMore]).toEqual([[], false]);
  await client().links.revoke(made.id);
  expect(types((await client().events.list({ workspace, cursor: nextCursor })).data)).toEqual(['link.revoked']);
});

test('types leaves the others out, and the cursor passes over them', async () => {
  const made = await client().links.create(link);
  for (let count = 0; count < 5; count += 1) await client().links.reveal(made.id);
  const page = await client().events.list({ workspace, types: 'link.created,link.revoked', limit: 1 });
  expect([types(page.data), page.hasMore]).toEqual([['link.created'], false]);
  const all = await client().events.list({ workspace, cursor: page.nextCursor });
  expect(all.data).toEqual([]);
});

test('a cursor of another workspace, of the future, or of nobody’s making is refused', async () => {
  await client().workspaces.put('other', { name: 'Other' });
  await client().workspaces.put('other', { name: 'Other again' });
  const { nextCursor } = await client().events.list({ workspace: 'other' });
  const future = Buffer.from(`99.${workspace}`).toString('base64url');
  for (const cursor of [nextCursor, future, 'nonsense', 'LTE']) {
    await expect(client().events.list({ workspace, cursor })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'cursor' }],
    });
  }
});

test('whoever waits is answered at the first news of the workspace, whatever recorded it', async () => {
  const made = await client().links.create(link);
  const { nextCursor: cursor } = await client().events.list({ workspace, cursor: 'latest' });
  let answered = false;
  const waiting = client()
    .events.list({ workspace, cursor, wait: 25 })
    .finally(() => (answered = true));
  await settled();
  expect(answered).toBe(false);
  const opened = await backend.fetch(`${made.url}/opened`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
  expect(opened.ok).toBe(true);
  // By then nobody has looked again by the clock.
  await settled();
  expect(answered).toBe(true);
  expect(types((await waiting).data)).toEqual(['link.opened']);
});

test('whoever waits for a type sleeps on through others, and is answered when its time is over', async () => {
  const made = await client().links.create(link);
  const { nextCursor: cursor } = await client().events.list({ workspace, cursor: 'latest' });
  const ask = () => client().events.list({ workspace, cursor, types: 'link.revoked', wait: 10 });
  let answered = false;
  const waiting = ask().finally(() => (answered = true));
  await settled();
  await client().links.reveal(made.id);
  await settled();
  expect(answered).toBe(false);
  await client().links.revoke(made.id);
  expect(types((await waiting).data)).toEqual(['link.revoked']);

  const { nextCursor } = await client().events.list({ workspace, cursor: 'latest' });
  const inVain = client().events.list({ workspace, cursor: nextCursor, wait: 10 });
  await settled();
  clock += 10_000;
  expect(await inVain).toEqual({ data: [], nextCursor, hasMore: false });
});

test('news of another process on the same database is seen without being told', async () => {
  const elsewhere = await createTestBackend({ database: storage, now: () => clock });
  const { nextCursor: cursor } = await client().events.list({ workspace, cursor: 'latest' });
  const waiting = client().events.list({ workspace, cursor, wait: 25 });
  await settled();
  await client(elsewhere).links.create(link);
  expect(types((await waiting).data)).toEqual(['link.created']);
  await elsewhere.close();
});

test('whoever hangs up, or waits when the process stops, waits no longer', async () => {
  const { nextCursor: cursor } = await client().events.list({ workspace, cursor: 'latest' });
  const page = new AbortController();
  const ask = (signal?: AbortSignal) =>
    backend.fetch(`${backend.origin}/v1/events?workspace=${workspace}&cursor=${cursor}&wait=25`, {
      headers: { authorization: `Bearer ${backend.apiKey}` },
      ...(signal && { signal }),
    });
  const gone = ask(page.signal);
  await settled();
  page.abort();
  expect((await gone).status).toBe(200);
  const waiting = ask();
  await settled();
  backend.connect.stop();
  expect(await (await waiting).json()).toMatchObject({ data: [], nextCursor: cursor });
});

test('one workspace holds 200 requests open; the next one is answered at once, and other workspaces wait as before', async () => {
  await client().workspaces.put('other', { name: 'Other' });
  const ask = (of: string) => client().events.list({ workspace: of, cursor: 'latest', wait: 25 });
  let answered = 0;
  const held = Array.from({ length: 200 }, () => ask(workspace).finally(() => (answered += 1)));
  await settled();
  expect((await ask(workspace)).data).toEqual([]);
  expect(answered).toBe(0);
  let other = false;
  const elsewhere = ask('other').finally(() => (other = true));
  await settled();
  expect(other).toBe(false);
  backend.connect.stop();
  await Promise.all([...held, elsewhere]);
});

test('a session that is revoked, or ends, while it waits hears no more', async () => {
  const revoked = await sessionClient(['events:read']);
  const waiting = revoked.events.list({ workspace, cursor: 'latest', wait: 25 });
  const refused = expect(waiting).rejects.toMatchObject({ code: 'unauthorized' });
  await settled();
  await client().sessions.revoke(revoked.id);
  await refused;

  const ending = await sessionClient(['events:read']);
  const still = ending.events.list({ workspace, cursor: 'latest', wait: 25 });
  const over = expect(still).rejects.toMatchObject({ code: 'unauthorized' });
  await settled();
  clock += 3_600_000;
  await client().links.create(link);
  await over;
});

test('every change names who made it: the person of a session, the product of a key, the recipient', async () => {
  const sharer = await sessionClient(['links:read', 'links:write', 'links:reveal', 'connections:write', 'events:read']);
  const made = await sharer.links.create({ workspace, platforms: ['instagram'] });
  await sharer.links.update(made.id, { description: 'Spring', paused: true });
  await sharer.links.update(made.id, { paused: false });
  await sharer.links.reveal(made.id);
  const { url } = await sharer.links.rotate(made.id);
  await backend.fetch(`${url}/opened`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
  const connection = connectionRow({ id: made.id, workspace }, { tokensSealed: null });
  await storage.write(workspace, (tx) => tx.insertConnection(connection));
  await sharer.connections.disconnect(connection.id);
  await sharer.links.revoke(made.id);
  const { data } = await sharer.events.list({ workspace, limit: 100 });
  const mine = { kind: 'sharer', ...maya };
  const nobody = { name: null, email: null };
  expect(data.map(({ type, actor }) => [type, actor])).toEqual([
    ['workspace.updated', { kind: 'product', ...nobody }],
    ['link.created', mine],
    ['link.paused', mine],
    ['link.updated', mine],
    ['link.resumed', mine],
    ['link.revealed', mine],
    ['link.rotated', mine],
    ['link.opened', { kind: 'recipient', ...nobody }],
    ['connection.disconnected', mine],
    ['link.revoked', mine],
  ]);
  expect(data.find(({ type }) => type === 'connection.disconnected')?.data).toMatchObject({ reason: 'disconnected_by_sharer' });
  expect(JSON.stringify(data)).not.toMatch(/c[lstbo]_[A-Za-z0-9_-]{43}/);
});

test('an update names the fields that it changed, and one that changes nothing is no event', async () => {
  const made = await client().links.create({ ...link, description: 'Spring', metadata: { a: '1', b: '2' } });
  const { nextCursor: cursor } = await client().events.list({ workspace, cursor: 'latest' });
  await client().links.update(made.id, { description: 'Spring', metadata: { b: '2', a: '1' }, paused: false, requiresApproval: false });
  expect((await client().links.get(made.id)).updatedAt).toBe(made.updatedAt);
  await client().links.update(made.id, {
    description: 'Autumn',
    clientName: null,
    expiresAt: '2026-12-01T00:00:00.000Z',
    expectedAccounts: [{ platform: 'instagram', handle: 'harbourcoffee' }],
  });
  const { data } = await client().events.list({ workspace, cursor });
  expect(data.map(({ type, data: facts }) => [type, facts])).toEqual([
    ['link.updated', { fields: 'description,expiresAt,expectedAccounts' }],
  ]);
  clock = Date.parse('2026-12-02T00:00:00.000Z');
  const after = { expiresAt: '2026-12-01T00:00:00.000Z', description: 'Winter' };
  expect((await client().links.update(made.id, after)).description).toBe('Winter');
});

test('a link’s activity is its own, newest first, page by page', async () => {
  const made = await client().links.create(link);
  await client().links.create(link);
  for (let count = 0; count < 3; count += 1) await client().links.reveal(made.id);
  await client().links.revoke(made.id);
  const first = await client().links.activity(made.id, { limit: 2 });
  expect(types(first.data)).toEqual(['link.revoked', 'link.revealed']);
  // What happens meanwhile is newer than what was read, and moves nothing.
  await storage.write(workspace, (tx) => tx.append(newEvent({ type: 'link.opened', link: made.id })));
  const second = await client().links.activity(made.id, { limit: 3, cursor: first.nextCursor ?? '' });
  expect([types(second.data), second.nextCursor]).toEqual([['link.revealed', 'link.revealed', 'link.created'], null]);
  const { data } = await client().events.list({ workspace });
  expect(data).toContainEqual(first.data[0]);
});

test('events of versions that did not name an actor name the one that it must have been', async () => {
  const row = await storage.write(workspace, (tx) => tx.append(newEvent()));
  const old = await createTestBackend({
    database: {
      ...storage,
      lastSeq: () => Promise.resolve(eventTypes.length),
      events: () =>
        Promise.resolve(eventTypes.map((type, index): EventRow => ({ ...(row as EventRow), seq: index + 1, type, actor: null }))),
    },
  });
  const { data } = await client(old).events.list({ workspace, limit: 100 });
  const kinds = Object.fromEntries(data.map(({ type, actor }) => [type, actor.kind]));
  expect(kinds).toMatchObject({
    'workspace.updated': 'product',
    'link.revoked': 'product',
    'link.opened': 'recipient',
    'flow.failed': 'recipient',
    'connection.connected': 'recipient',
    'connection.refreshed': 'connect',
    'connection.needs_reconnect': 'connect',
    'connection.disconnected': 'product',
  });
  await old.close();
});

test('that an endpoint was disabled is told to keys alone: it may be one of the whole product, and no session sees any', async () => {
  await storage.write(workspace, async (tx) => {
    await tx.append(newEvent({ type: 'webhook.disabled', data: { endpoint: 'whe_of_the_product', reason: 'gone' }, createdAt: clock }));
    await tx.append(newEvent({ type: 'link.created', createdAt: clock }));
  });
  const { events } = await sessionClient(['events:read']);
  expect(types((await client().events.list({ workspace })).data)).toEqual(['workspace.updated', 'webhook.disabled', 'link.created']);
  const seen = await events.list({ workspace });
  expect(types(seen.data)).toEqual(['workspace.updated', 'link.created']);
  expect(JSON.stringify(seen)).not.toContain('whe_of_the_product');
  const only = await events.list({ workspace, types: 'webhook.disabled' });
  expect(only).toMatchObject({ data: [], hasMore: false, nextCursor: seen.nextCursor });
  expect(types((await events.list({ workspace, types: 'webhook.disabled,link.created' })).data)).toEqual(['link.created']);
});
