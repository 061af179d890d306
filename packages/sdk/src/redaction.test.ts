import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createClient, isConnectError, type ClientOptions } from './index.ts';

const apiKey = 'key_that_nobody_may_read';
const secrets = [apiKey, 'Bearer', 'cl_secret-of-a-link', 'platform-token', 'query-value'];

/** Everything that a logger could make of an error. */
const printed = (error: unknown): string =>
  [
    String(error),
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    (error as Error).stack,
  ].join('\n');

const fetches: Record<string, ClientOptions['fetch']> = {
  'a refusal': () =>
    Response.json(
      {
        type: 't',
        title: 't',
        status: 401,
        code: 'unauthorized',
        detail: `Not a key: ${apiKey}`,
        requestId: 'r',
        token: 'platform-token',
      },
      { status: 401 },
    ),
  'a refused field that echoes the key': () =>
    Response.json(
      {
        type: 't',
        title: 't',
        status: 400,
        code: 'invalid_request',
        detail: 'No.',
        requestId: 'r',
        errors: [{ field: 'a', message: apiKey }],
      },
      { status: 400 },
    ),
  'a proxy’s page': () => new Response(`<h1>${apiKey} platform-token</h1>`, { status: 502 }),
  'an answer that is no JSON': () => new Response('platform-token cl_secret-of-a-link'),
  'an answer of another shape': () => Response.json({ accessToken: 'platform-token', url: 'cl_secret-of-a-link' }),
  'a fetch whose error holds the request': (request) => {
    throw Object.assign(new TypeError(`fetch failed for ${request.headers.get('authorization')?.slice(7)}`), {
      request,
      headers: Object.fromEntries(request.headers),
      cause: Object.assign(new Error(`socket of ${apiKey}`), { code: 'ECONNRESET', request }),
    });
  },
  'a fetch that throws no error': () => {
    throw { toString: () => apiKey } as unknown as Error;
  },
  'a fetch that never answers': () => new Promise(() => undefined),
};

test.each(Object.entries(fetches))('%s shows nothing secret, however it is printed', async (_, fetch) => {
  const client = createClient({ origin: 'https://connect.example', apiKey, fetch, retries: 0, timeoutMs: 5 });
  const calls = [
    () => client.connections.getAccessToken('con_1'),
    () => client.links.list({ workspace: 'query-value' }),
    () =>
      client.links.create({
        workspace: 'w',
        platforms: [],
        sharedBy: { name: 'n', email: 'e' },
        metadata: { a: 'platform-token' },
      }),
  ];
  for (const call of calls) {
    const error: unknown = await call().catch((reason: unknown) => reason);
    expect(isConnectError(error)).toBe(true);
    const text = printed(error);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  }
});

test('a foreign error keeps its name, code and reason', async () => {
  const fetch = fetches['a fetch whose error holds the request'];
  const client = createClient({ origin: 'https://connect.example', apiKey, fetch, retries: 0 });
  await expect(client.links.get('lnk_1')).rejects.toMatchObject({
    code: 'network_error',
    cause: {
      name: 'TypeError',
      message: 'fetch failed for [token]',
      cause: { code: 'ECONNRESET', message: 'socket of [token]' },
    },
  });
});
