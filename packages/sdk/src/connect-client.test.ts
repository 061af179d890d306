import { inspect } from 'node:util';
import { afterEach, expect, expectTypeOf, test, vi } from 'vitest';
import { createClient, isConnectError, type ClientOptions, type ConnectClient } from './index.ts';

const good: ClientOptions = { origin: 'https://connect.example', apiKey: 'key_of_the_test' };

const thrown = (options: ClientOptions): unknown => {
  try {
    return createClient(options);
  } catch (error) {
    return error;
  }
};

afterEach(() => vi.unstubAllGlobals());

test.each(['https://connect.example', 'https://connect.example/', 'http://localhost:4700', 'http://connect.localhost:4700'])(
  'takes the origin %s',
  (origin) => {
    expect(Object.keys(createClient({ ...good, origin }))).toEqual(['workspaces', 'links', 'connections', 'sessions', 'events', 'webhooks']);
  },
);

test.each([
  'http://connect.example',
  'https://connect.example/v1',
  'https://connect.example/?a=1',
  'https://connect.example/#a',
  'https://key@connect.example',
  'connect.example',
  '',
])('refuses the origin %j and says what one looks like', (origin) => {
  const error = thrown({ ...good, origin });
  expect(isConnectError(error, 'configuration')).toBe(true);
  expect(String(error)).toContain('https://connect.example');
});

test.each(['', ' ', 'key\n', 'ключ', 'two words'])('refuses the API key %j without repeating it', (apiKey) => {
  const error = thrown({ ...good, apiKey });
  expect(isConnectError(error, 'configuration')).toBe(true);
  expect(String(error)).toContain('`apiKey`');
  if (apiKey.trim() !== '') expect(inspect(error)).not.toContain(apiKey);
});

test('refuses options of missing environment variables', () => {
  const options = { origin: undefined, apiKey: undefined } as unknown as ClientOptions;
  expect(isConnectError(thrown(options), 'configuration')).toBe(true);
  expect(isConnectError(thrown({ ...options, origin: good.origin }), 'configuration')).toBe(true);
});

test.each([
  { retries: -1 },
  { retries: 1.5 },
  { retries: Number.NaN },
  { timeoutMs: 0 },
  { timeoutMs: Number.NaN },
  { timeoutMs: 2 ** 31 },
])('refuses %j', (options) => {
  expect(isConnectError(thrown({ ...good, ...options }), 'configuration')).toBe(true);
});

test('refuses to run in a page, where every visitor could read the key, unless that is meant', () => {
  vi.stubGlobal('window', { document: {} });
  const error = thrown(good);
  expect(isConnectError(error, 'api_key_in_browser')).toBe(true);
  expect(String(error)).not.toContain(good.apiKey);
  expect(thrown({ ...good, allowBrowser: true })).toHaveProperty('links');
});

test('a client that is printed or serialised does not show its key', () => {
  const client = createClient(good);
  expect(inspect(client, { depth: 9, showHidden: true })).not.toContain(good.apiKey);
  expect(JSON.stringify(client)).not.toContain(good.apiKey);
});

test('methods can be taken off the client', async () => {
  const client = createClient({ ...good, fetch: () => Response.json({ data: [], nextCursor: null }) });
  const { list } = client.links;
  await expect(list({ workspace: 'northlight' })).resolves.toEqual({ data: [], nextCursor: null });
});

test('the client’s types are those of its nouns', () => {
  expectTypeOf(createClient).returns.toEqualTypeOf<ConnectClient>();
  expectTypeOf<ConnectClient>().toHaveProperty('links');
  expectTypeOf<Parameters<ConnectClient['links']['list']>[0]>().toExtend<{ workspace: string }>();
});
