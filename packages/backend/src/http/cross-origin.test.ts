import { contract, type Operation } from '@connect/sdk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBackend, type TestBackend } from '../testing/backend.ts';

let backend: TestBackend;
beforeAll(async () => {
  backend = await createTestBackend({ rateLimits: { publicPerMinute: 2 } });
});
afterAll(() => backend.close());

const operations: readonly Operation[] = Object.values(contract).flatMap((noun): readonly Operation[] => Object.values(noun));
const paths = [...new Set(operations.map(({ path }) => path))];
const methodsOf = (path: string, chosen: (operation: Operation) => boolean): string[] =>
  operations.filter((operation) => operation.path === path && chosen(operation)).map(({ method }) => method);

const send = (method: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  backend.fetch(`${backend.origin}${path.replaceAll(/\{\w+\}/g, 'any')}`, {
    method,
    headers: { origin: 'https://app.northlight.example', ...headers },
  });

const corsHeaders = ({ headers }: Response): string[] => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe.each(paths)('%s', (path) => {
  const forSessions = methodsOf(path, ({ session }) => session !== undefined);

  test('tells a browser beforehand what sessions may send there, and nothing else', async () => {
    const response = await send('OPTIONS', path, {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    });
    if (forSessions.length === 0) {
      expect(response.status).toBe(405);
      expect(corsHeaders(response)).toEqual([]);
      return;
    }
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')?.split(', ').toSorted()).toEqual(forSessions.toSorted());
    const named = response.headers.get('access-control-allow-headers')?.split(', ');
    expect(named).toEqual(['authorization', 'content-type', 'idempotency-key']);
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test.each(methodsOf(path, ({ access, session }) => access === 'secret' || session !== undefined))(
    'lets a page read what it answers to %s, also a refusal, and one for too many calls',
    async (method) => {
      for (let count = 0; count < 4; count += 1) {
        const response = await send(method, path);
        expect(response.ok).toBe(false);
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
        expect(response.headers.get('access-control-expose-headers')).toBe('retry-after, connect-request-id');
        expect(response.headers.get('access-control-allow-credentials')).toBeNull();
        expect(response.headers.get('set-cookie')).toBeNull();
        if (count === 3) expect([response.status, response.headers.has('retry-after')]).toEqual([429, true]);
      }
    },
  );

  test.each(methodsOf(path, ({ access, session }) => access === 'key' && session === undefined).map((method) => [method]))(
    'is for servers with %s: no page may read it',
    async (method) => {
      expect(corsHeaders(await send(method, path, { authorization: `Bearer ${backend.apiKey}` }))).toEqual([]);
      expect(corsHeaders(await send(method, path))).toEqual([]);
    },
  );
});

test('a page may also read what succeeds', async () => {
  const headers = { authorization: `Bearer ${backend.apiKey}`, 'content-type': 'application/json' };
  await backend.fetch(`${backend.origin}/v1/workspaces/northlight`, { method: 'PUT', headers, body: '{"name":"Northlight"}' });
  const response = await backend.fetch(`${backend.origin}/v1/links?workspace=northlight`, { headers });
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect(response.headers.get('connect-request-id')).toMatch(/^req_/);
  expect(response.headers.get('cache-control')).toBe('no-store');
});
