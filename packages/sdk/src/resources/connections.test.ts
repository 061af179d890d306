import { expect, expectTypeOf, test } from 'vitest';
import { createClient, type AccessToken, type Connection, type ConnectionStatus, type Page } from '../index.ts';
import { collect, useMocks } from '../mock-backend.test.fixture.ts';

const { mocks } = useMocks();
const { connections } = createClient({ origin: 'https://connect.example', apiKey: 'key_of_the_test', retryDelayMs: () => 0 });

test('connections are listed newest first and narrowed by link, platform and status', async () => {
  const link = mocks.addLink();
  const [first, second] = [
    mocks.addConnection({ link: link.id }),
    mocks.addConnection({ platform: 'tiktok', status: 'needs_reconnect' }),
  ];
  mocks.addConnection({ workspace: 'other' });
  const idsOf = async (query: { link?: string; platform?: string; status?: ConnectionStatus }) =>
    (await connections.list({ workspace: 'northlight', ...query })).data.map(({ id }) => id);
  expect(await idsOf({})).toEqual([second.id, first.id]);
  expect(await idsOf({ link: link.id })).toEqual([first.id]);
  expect(await idsOf({ platform: 'tiktok' })).toEqual([second.id]);
  expect(await idsOf({ status: 'active' })).toEqual([first.id]);
});

test('all connections are iterated over', async () => {
  const made = Array.from({ length: 21 }, () => mocks.addConnection().id);
  const seen = await collect(connections.all({ workspace: 'northlight' }));
  expect(seen.map(({ id }) => id)).toEqual(made.toReversed());
  expect(mocks.requests).toHaveLength(2);
});

test('an access token is one of the connection', async () => {
  const { id } = mocks.addConnection();
  const token = await connections.getAccessToken(id);
  expect(token).toMatchObject({ connection: id, platform: 'instagram', scopes: ['instagram_business_basic'] });
  expect(token.accessToken).not.toBe('');
  await expect(connections.get(id)).resolves.toMatchObject({ lastUsedAt: expect.any(String) as unknown });
});

test('a token is asked for again where the platform was away, and not where the client has to reconnect', async () => {
  const { id } = mocks.addConnection();
  mocks.failNext('connections.token', 'platform_unavailable', { retryAfter: 0 });
  await expect(connections.getAccessToken(id)).resolves.toMatchObject({ connection: id });
  expect(mocks.requests).toHaveLength(2);
  const lost = mocks.addConnection({ status: 'needs_reconnect' });
  const refused = connections.getAccessToken(lost.id);
  await expect(refused).rejects.toMatchObject({ code: 'token_unavailable', status: 409 });
  await expect(refused).rejects.toThrow('token_expired');
});

test('disconnecting ends a connection, frees its place on the link and can be repeated', async () => {
  const link = mocks.addLink({ status: 'exhausted' });
  const { data } = await connections.list({ workspace: 'northlight', link: link.id });
  const id = data[0]?.id ?? '';
  await expect(connections.disconnect(id)).resolves.toBeUndefined();
  await expect(connections.disconnect(id)).resolves.toBeUndefined();
  await expect(connections.get(id)).resolves.toMatchObject({ status: 'disconnected', reason: 'disconnected_by_product' });
  await expect(connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
});

test('a connection that is not there is not found', async () => {
  const id = 'con_00000000000000000000';
  for (const method of ['get', 'getAccessToken', 'disconnect'] as const) {
    await expect(connections[method](id)).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('types', () => {
  expectTypeOf(connections.list).returns.resolves.toEqualTypeOf<Page<Connection>>();
  expectTypeOf(connections.getAccessToken).returns.resolves.toEqualTypeOf<AccessToken>();
  expectTypeOf<Connection['status']>().toEqualTypeOf<ConnectionStatus | (string & {})>();
  expectTypeOf<AccessToken['expiresAt']>().toEqualTypeOf<string | null>();
});
