import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { createClient, isConnectError, type ConnectClient } from './index.ts';
import { useMocks } from './mock-backend.test.fixture.ts';
import { fixtures } from './mocks/index.ts';

const origin = 'https://connect.example';
const apiKey = 'key_of_the_test';
const { mocks, server } = useMocks({ origin, apiKey });
const connect = createClient({ origin, apiKey, retries: 0 });
const id = 'lnk_00000000000000000000';

const failureOf = async (call: Promise<unknown>): Promise<Error & Record<string, unknown>> => {
  const error: unknown = await call.then(
    () => new Error('The call succeeded.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('Something else than an error was thrown.');
  return error as Error & Record<string, unknown>;
};

const answering = (answer: () => Response) => server.use(http.get(`${origin}/v1/links/:id`, answer));

test('a request carries the key and what it accepts, and no more headers than it needs', async () => {
  const sent: Request[] = [];
  const fetch = (request: Request) => {
    sent.push(request.clone());
    return Response.json(fixtures.link());
  };
  const client = createClient({ origin, apiKey, fetch });
  await client.links.get(id);
  await client.links.update(id, { paused: true });
  const common = { accept: 'application/json, application/problem+json', authorization: `Bearer ${apiKey}` };
  expect(sent.map(({ headers }) => Object.fromEntries(headers))).toEqual([
    common,
    { ...common, 'content-type': 'application/json' },
  ]);
  expect(await sent[1]?.json()).toEqual({ paused: true });
});

test('a query leaves out what is undefined and encodes the rest', async () => {
  let search = '';
  server.use(
    http.get(`${origin}/v1/links`, ({ request }) => {
      search = new URL(request.url).search;
      return HttpResponse.json({ data: [], nextCursor: null });
    }),
  );
  await connect.links.list({ workspace: 'a&b=c d', status: undefined, limit: 5 });
  expect(search).toBe('?workspace=a%26b%3Dc+d&limit=5');
});

test.each(['', '.', '..', undefined, null, 7, {}, '\uD83D'])('the id %j is refused before anything is sent', async (wrong) => {
  const error = await failureOf(connect.links.get(wrong as string));
  expect(error).toMatchObject({ code: 'invalid_input', status: undefined });
  expect(error.message).toContain('nothing was sent');
  expect(mocks.requests).toEqual([]);
});

test.each(['../../v1/workspaces/northlight', 'a/b', 'a?b', 'a#b', 'a%2e%2e', '%2e%2e', 'a;b', 'ä\\b', 'a\r\nx: y'])(
  'the id %j stays one segment of the path',
  async (hostile) => {
    let path = '';
    server.use(
      http.all(`${origin}/*`, ({ request }) => {
        path = new URL(request.url).pathname;
        return HttpResponse.json(fixtures.link());
      }),
    );
    await connect.links.rotate(hostile).catch(() => undefined);
    expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'v1', 'links', hostile, 'rotate']);
  },
);

test('a refusal becomes an error with the backend’s code, sentence, fields and request id', async () => {
  mocks.addWorkspace();
  const sharedBy = { name: 'Maya', email: 'maya' };
  const error = await failureOf(connect.links.create({ workspace: 'northlight', platforms: ['instagram'], sharedBy }));
  expect(error).toMatchObject({
    code: 'invalid_request',
    status: 400,
    requestId: 'req_mock000001',
    errors: [{ field: 'sharedBy.email', message: 'Must be an e-mail address, such as maya@northlight.example.' }],
  });
  expect(error.message).toContain('sharedBy.email: Must be an e-mail address');
  expect(error.message).toContain('[links.create: POST /v1/links: 400 invalid_request, request req_mock000001]');
  expect(error.cause).toMatchObject({ type: 'https://connect.example/problems/invalid_request' });
});

test('a field’s sentence is told once, also where the backend’s own names it', async () => {
  const problem = {
    type: 'x',
    title: 'x',
    status: 400,
    code: 'invalid_request',
    detail: 'The query is not valid. limit: Must be at most 100.',
    requestId: 'r',
    errors: [
      { field: 'limit', message: 'Must be at most 100.' },
      { field: 'cursor', message: 'Must be a nextCursor.' },
    ],
  };
  answering(() => HttpResponse.json(problem, { status: 400 }));
  const { message } = await failureOf(connect.links.get(id));
  expect(message).toMatch(/^The query is not valid\. limit: Must be at most 100\. cursor: Must be a nextCursor\. \[/);
});

test('an answer that cannot be read is still told by its request id', async () => {
  const headers = { 'connect-request-id': 'req_9' };
  for (const status of [200, 502]) {
    answering(() => new Response('x', { status, headers }));
    expect(await failureOf(connect.links.get(id))).toMatchObject({ code: 'invalid_response', requestId: 'req_9' });
  }
});

test('a code that this version does not know is passed on', async () => {
  const problem = { type: 'x', title: 'x', status: 418, code: 'teapot_empty', detail: 'Refill it.', requestId: 'r', extra: 1 };
  answering(() => HttpResponse.json(problem, { status: 418, headers: { 'content-type': 'application/problem+json' } }));
  expect(await failureOf(connect.links.get(id))).toMatchObject({ code: 'teapot_empty', status: 418, requestId: 'r' });
});

test('fields and statuses that this version does not know do not disturb', async () => {
  answering(() => HttpResponse.json({ ...fixtures.link({ id }), status: 'frozen', colour: 'blue' }));
  await expect(connect.links.get(id)).resolves.toMatchObject({ id, status: 'frozen' });
});

test.each([
  ['a proxy’s page', 502, () => HttpResponse.html('<h1>Bad gateway</h1>', { status: 502 })],
  ['an empty refusal', 404, () => new Response(null, { status: 404 })],
  ['JSON that is no problem document', 403, () => HttpResponse.json({ error: 'no' }, { status: 403 })],
  ['a redirect', 302, () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } })],
  ['a login page', 200, () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })],
  ['nothing', 200, () => new Response('')],
  ['JSON cut short', 200, () => new Response('{"id":"lnk_secretpart', { headers: { 'content-type': 'application/json' } })],
  ['another document', 200, () => HttpResponse.json({ hello: 'world' })],
  ['a field of another kind', 200, () => HttpResponse.json({ ...fixtures.link(), connectionCount: 'many' })],
  ['null', 200, () => HttpResponse.json(null)],
])('%s is not taken for an answer', async (_, status, answer) => {
  answering(answer);
  const error = await failureOf(connect.links.get(id));
  expect(error).toMatchObject({ code: 'invalid_response', status, errors: [] });
  expect(error.message).toMatch(/`origin`/);
  expect(error.message).toContain(`[links.get: GET /v1/links/${id}]`);
});

test('an answer that is not what the contract says is told by its fields, never by its content', async () => {
  answering(() => HttpResponse.json({ ...fixtures.link(), createdAt: ['a secret'], sharedBy: { name: 'x' } }));
  const error = await failureOf(connect.links.get(id));
  expect(error.message).toContain('`sharedBy.email`, `createdAt`');
  expect(error.message).not.toContain('a secret');
});

test('a redirect is not followed, so that the key goes nowhere else', async () => {
  const asked: string[] = [];
  server.use(
    http.get(`${origin}/v1/links/:id`, () => new Response(null, { status: 307, headers: { location: 'https://evil.example/' } })),
    http.all('https://evil.example/*', ({ request }) => {
      asked.push(request.url);
      return new Response();
    }),
  );
  await failureOf(connect.links.get(id));
  expect(asked).toEqual([]);
});

test('an operation without an answer ignores what a proxy may add', async () => {
  server.use(http.delete(`${origin}/v1/links/:id`, () => new Response('ok')));
  await expect(connect.links.revoke(id)).resolves.toBeUndefined();
});

test('input that has no JSON form is refused before anything is sent', async () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  const error = await failureOf(connect.workspaces.put('northlight', loop as never));
  expect(error).toMatchObject({ code: 'invalid_input' });
  expect(mocks.requests).toEqual([]);
});

test.each([0, -1, Number.NaN, 2 ** 31])('a time limit of %d ms for one call is refused', async (timeoutMs) => {
  expect(await failureOf(connect.links.get(id, { timeoutMs }))).toMatchObject({ code: 'invalid_input' });
});

/** A fetch that never answers, but hears when it is given up. */
const silent = (request: Request): Promise<Response> =>
  new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)));

test('a call without an answer in time ends with a timeout that tells its limit', async () => {
  const client = createClient({ origin, apiKey, retries: 0, fetch: silent });
  const error = await failureOf(client.links.get(id, { timeoutMs: 5 }));
  expect(error).toMatchObject({ code: 'timeout', status: undefined });
  expect(error.message).toContain('within 5 ms');
});

test('the time limit covers the whole answer, not only its beginning', async () => {
  const client = createClient({
    origin,
    apiKey,
    retries: 0,
    timeoutMs: 5,
    fetch: ({ signal }) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"id":'));
            signal.addEventListener('abort', () => controller.error(signal.reason));
          },
        }),
      ),
  });
  expect(await failureOf(client.links.get(id))).toMatchObject({ code: 'timeout' });
});

const abortedBy = async (client: ConnectClient, call: (client: ConnectClient) => Promise<unknown>, reason: unknown) => {
  const error = await failureOf(call(client));
  expect(error).toMatchObject({ code: 'aborted' });
  expect(error.cause).toBe(reason);
};

test('a call ends when its signal does, and the reason is the cause', async () => {
  const controller = new AbortController();
  const reason = new Error('The visitor has left.');
  const client = createClient({ origin, apiKey, fetch: silent });
  const ended = abortedBy(client, ({ links }) => links.get(id, { signal: controller.signal }), reason);
  controller.abort(reason);
  await ended;
});

test('all calls end when the client’s signal does, beside their own', async () => {
  const controller = new AbortController();
  const client = createClient({ origin, apiKey, fetch: silent, signal: controller.signal });
  const reason = new Error('The server shuts down.');
  const own = new AbortController();
  const ended = Promise.all([
    abortedBy(client, ({ links }) => links.get(id), reason),
    abortedBy(client, ({ connections }) => connections.disconnect('con_1', { signal: own.signal }), reason),
  ]);
  controller.abort(reason);
  await ended;
});

test('a call whose signal has ended before is not sent', async () => {
  const asked: Request[] = [];
  const fetch = (request: Request) => {
    asked.push(request);
    return new Response();
  };
  const client = createClient({ origin, apiKey, fetch });
  expect(await failureOf(client.links.get(id, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' });
  expect(asked).toEqual([]);
});

test('a signal ends the wait before a retry as well', async () => {
  const controller = new AbortController();
  const reason = new Error('No patience.');
  const client = createClient({
    origin,
    apiKey,
    retryDelayMs: () => {
      queueMicrotask(() => controller.abort(reason));
      return 2 ** 30;
    },
    fetch: () => new Response(null, { status: 503 }),
  });
  await abortedBy(client, ({ links }) => links.get(id, { signal: controller.signal }), reason);
});

test('a fetch that answers without a promise will do, as in-process handlers do', async () => {
  const client = createClient({ origin, apiKey, fetch: () => Response.json(fixtures.link({ id })) });
  await expect(client.links.get(id)).resolves.toMatchObject({ id });
});

test('the global fetch is looked up at each call, so that tools may replace it later', async () => {
  mocks.addWorkspace();
  const error = await failureOf(connect.links.get(id));
  expect(isConnectError(error, 'not_found')).toBe(true);
});
