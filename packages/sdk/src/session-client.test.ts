import { inspect } from 'node:util';
import { expect, expectTypeOf, test } from 'vitest';
import type { Session, SessionClient, SessionLinkInput } from './index.ts';
import { createSessionClient, isConnectError, type SessionClientOptions } from './index.ts';
import { useMocks } from './mock-backend.test.fixture.ts';
import { fixtures } from './mocks/index.ts';

const { mocks } = useMocks();
const workspace = 'northlight';
const quick = { retries: 0, retryDelayMs: () => 1 };

/** A server of an integrator that makes a session whenever it is asked. */
const provider = (given: Partial<Session> = {}) => {
  const made: Session[] = [];
  const session = async (): Promise<Session> => {
    const fresh = mocks.addSession(given);
    made.push(fresh);
    return fresh;
  };
  return { made, session };
};

test('a session is all that a page needs: its origin, its token, what it may do', async () => {
  const session = mocks.addSession({ actor: { name: 'Jonas', email: 'jonas@northlight.example' } });
  const client = createSessionClient({ session, ...quick });
  await expect(client.workspaces.get(workspace)).resolves.not.toHaveProperty('returnUrls');
  const link = await client.links.create({ workspace, platforms: ['tiktok'], slot: 'tiktok' });
  expect(link.sharedBy).toEqual(session.actor);
  const { data } = await client.links.activity(link.id);
  expect(data).toMatchObject([{ type: 'link.created', actor: { kind: 'sharer', name: 'Jonas' } }]);
  const { id } = mocks.addConnection({ status: 'pending_approval', link: link.id });
  await expect(client.connections.approve(id)).resolves.toMatchObject({ status: 'active', reason: 'approved' });
  await client.connections.disconnect(id);
  await expect(client.connections.get(id)).resolves.toMatchObject({ reason: 'disconnected_by_sharer' });
  await expect(client.events.list({ workspace })).resolves.toMatchObject({ hasMore: false });
  expect(client).not.toHaveProperty('sessions');
  expect(client.connections).not.toHaveProperty('getAccessToken');
});

test('a function is asked at the first call, and calls at the same time share its answer', async () => {
  const { made, session } = provider();
  const client = createSessionClient({ session, ...quick });
  expect(made).toHaveLength(0);
  mocks.addWorkspace();
  await Promise.all([client.links.list({ workspace }), client.connections.list({ workspace }), client.workspaces.get(workspace)]);
  await client.links.list({ workspace });
  expect(made).toHaveLength(1);
});

test('a session that has less than a minute left is replaced before a call', async () => {
  let now = Date.parse('2098-01-01T00:00:00Z');
  const { made, session } = provider({ expiresAt: '2098-01-01T01:00:00.000Z' });
  const client = createSessionClient({ session, now: () => now, ...quick });
  await client.workspaces.get(workspace);
  now += 58 * 60_000;
  await client.workspaces.get(workspace);
  expect(made).toHaveLength(1);
  now += 60_000;
  await Promise.all([client.workspaces.get(workspace), client.links.list({ workspace })]);
  expect(made).toHaveLength(2);
});

test.each([60, 300, 3600])('a session of %s s is asked for once in four fifths of its life, or all but its last minute', async (seconds) => {
  let now = Date.parse('2098-01-01T00:00:00Z');
  const begin = now;
  const { made, session } = provider();
  const given = async () => ({ ...(await session()), expiresAt: new Date(now + seconds * 1000).toISOString() });
  const client = createSessionClient({ session: given, now: () => now, ...quick });
  const reserve = Math.min(60, seconds / 5) * 1000;
  for (; now < begin + seconds * 1000 - reserve; now += seconds * 20) await client.workspaces.get(workspace);
  expect(made).toHaveLength(1);
  await client.workspaces.get(workspace);
  expect(made).toHaveLength(2);
});

test('a clock that is years ahead does not make every call ask for a session', async () => {
  const { made, session } = provider();
  const client = createSessionClient({ session, now: () => Date.parse('2199-01-01T00:00:00Z'), ...quick });
  await client.workspaces.get(workspace);
  await client.workspaces.get(workspace);
  expect(made).toHaveLength(1);
});

test('a call whose session is refused is repeated once with a fresh one, under the same key', async () => {
  const { made, session } = provider();
  const client = createSessionClient({ session, ...quick });
  await client.workspaces.get(workspace);
  mocks.endSession(made[0]?.id ?? '');
  const keys: (string | null)[] = [];
  const fetch = (request: Request) => {
    keys.push(request.headers.get('idempotency-key'));
    return globalThis.fetch(request);
  };
  const watched = createSessionClient({ session, fetch, ...quick });
  await watched.workspaces.get(workspace);
  mocks.endSession(made.at(-1)?.id ?? '');
  keys.length = 0;
  await watched.links.create({ workspace, platforms: ['tiktok'] }, { idempotencyKey: undefined });
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[0]).toMatch(/^[\w-]{36}$/);
  const asked = made.length;
  mocks.endSession(made[0]?.id ?? '');
  await Promise.all([client.workspaces.get(workspace), client.links.list({ workspace })]);
  expect(made).toHaveLength(asked + 1);
});

test('a change that may not be sent twice is still repeated when only the session was refused', async () => {
  const { made, session } = provider();
  const link = mocks.addLink();
  const client = createSessionClient({ session, ...quick });
  await client.workspaces.get(workspace);
  mocks.endSession(made[0]?.id ?? '');
  await expect(client.links.update(link.id, { paused: true })).resolves.toMatchObject({ status: 'paused' });
});

test('where the fresh one is refused too, or there is nobody to ask, the call is unauthorized', async () => {
  const asked: Session[] = [];
  const session = () => {
    asked.push(fixtures.session());
    return fixtures.session();
  };
  mocks.addWorkspace();
  const failing = createSessionClient({ session, ...quick });
  await expect(failing.workspaces.get(workspace)).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
  expect(asked).toHaveLength(2);
  const plain = createSessionClient({ session: fixtures.session(), ...quick });
  await expect(plain.workspaces.get(workspace)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(mocks.requests).toEqual([]);
});

test('a missing ability and a foreign workspace are no reason to ask for a session', async () => {
  const { made, session } = provider({ can: ['links:read'] });
  const client = createSessionClient({ session, ...quick });
  const foreign = mocks.addLink({ workspace: 'other' });
  const refused = client.links.reveal(foreign.id);
  await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  await expect(refused).rejects.toThrow('links:reveal');
  await expect(client.links.get(foreign.id)).rejects.toMatchObject({ code: 'not_found' });
  expect(made).toHaveLength(1);
});

test.each<[string, SessionClientOptions['session'], unknown]>([
  ['rejects', () => Promise.reject(new Error('signed out')), expect.objectContaining({ message: 'signed out' })],
  [
    'throws',
    () => {
      throw new Error('signed out');
    },
    expect.objectContaining({ message: 'signed out' }),
  ],
  ['answers something else', (() => ({ error: 'no' })) as unknown as () => Session, undefined],
  ['answers nothing', (() => undefined) as unknown as () => Session, undefined],
  ['never answers', () => new Promise<Session>(() => undefined), undefined],
])('a function that %s makes a call fail with session_unavailable, and the next one asks again', async (how, broken, cause) => {
  let asked = 0;
  const session = () => {
    asked += 1;
    return asked === 1 && typeof broken === 'function' ? broken() : mocks.addSession();
  };
  const client = createSessionClient({ session, ...quick });
  // Nobody else's time is short, however busy the machine is.
  const limit = how === 'never answers' ? { timeoutMs: 50 } : {};
  const error: unknown = await client.workspaces.get(workspace, limit).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'session_unavailable' });
  expect((error as Error).cause).toEqual(cause);
  mocks.addWorkspace();
  await expect(client.workspaces.get(workspace)).resolves.toMatchObject({ id: workspace });
});

test('waiting for a session ends with the call’s signal', async () => {
  const client = createSessionClient({ session: () => new Promise<Session>(() => undefined), ...quick });
  const controller = new AbortController();
  const call = client.workspaces.get(workspace, { signal: controller.signal });
  controller.abort(new Error('left'));
  await expect(call).rejects.toMatchObject({ code: 'aborted', cause: { message: 'left' } });
  await expect(client.workspaces.get(workspace, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
});

test('following goes on over the end of a session', async () => {
  const { made, session } = provider();
  const client = createSessionClient({ session, ...quick });
  const pages = client.events.follow({ workspace, cursor: 'latest' });
  await pages.next();
  mocks.endSession(made[0]?.id ?? '');
  const next = pages.next();
  while (made.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  mocks.addEvent({ type: 'link.opened' });
  expect((await next).value.data).toHaveLength(1);
});

test.each([
  ['nothing', undefined],
  ['a token alone', 'cst_1'],
  ['an address with a path', fixtures.session({ origin: 'https://connect.example/v1' })],
  ['plain http', fixtures.session({ origin: 'http://connect.example' })],
  ['no token', fixtures.session({ token: '' })],
  ['no end', fixtures.session({ expiresAt: 'soon' })],
])('refuses %s as session', (_, session) => {
  const make = () => createSessionClient({ session } as SessionClientOptions);
  expect(make).toThrow('`session` must be');
});

test('a token is told neither by the client nor by its errors', async () => {
  const session = mocks.addSession();
  const client = createSessionClient({
    session,
    fetch: () => Promise.reject(new Error(`failed for Bearer ${session.token}`)),
    ...quick,
  });
  const error: unknown = await client.links.list({ workspace }).catch((thrown: unknown) => thrown);
  expect(isConnectError(error, 'network_error')).toBe(true);
  expect(inspect([client, error], { depth: 9, showHidden: true })).not.toContain(session.token);
});

test('types', () => {
  expectTypeOf<SessionClient['links']['create']>().parameter(0).toEqualTypeOf<SessionLinkInput>();
  // @ts-expect-error with a session the sharer is always its person
  void ((client: SessionClient) => client.links.create({ workspace, platforms: [], sharedBy: { name: '', email: '' } }));
  // @ts-expect-error access tokens take a key
  void ((client: SessionClient) => client.connections.getAccessToken('con_1'));
});
