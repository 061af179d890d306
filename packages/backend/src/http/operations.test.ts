import { createClient, isConnectError, type ConnectErrorCode } from '@connect/sdk';
import { contract, sharedErrors, type Operation } from '@connect/sdk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBackend, type TestBackend } from '../testing/backend.ts';

const workspace = {
  name: 'Northlight Studio',
  returnUrls: ['https://northlight.example/'],
  embedOrigins: ['https://app.northlight.example'],
};
const link = {
  workspace: 'northlight',
  platforms: ['instagram', 'tiktok'],
  sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
};
const nowhere = 'con_00000000000000000000';

let backend: TestBackend;
let clock = Date.parse('2026-11-20T12:00:00Z');
const client = (apiKey = backend.apiKey) =>
  createClient({ origin: backend.origin, apiKey, fetch: (request) => backend.fetch(request), retries: 0 });

beforeAll(async () => {
  backend = await createTestBackend({ now: () => clock, rateLimits: { publicPerMinute: 1000, startsPerMinute: 1000 } });
  await client().workspaces.put('northlight', workspace);
});
afterAll(() => backend.close());

const operations: readonly Operation[] = Object.values(contract).flatMap((noun) => Object.values(noun));

const refused = async (call: Promise<unknown>, code: ConnectErrorCode): Promise<string> => {
  const error: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!isConnectError(error, code)) throw new Error(`Expected ${code}`, { cause: error });
  return error.message;
};

const raw = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
  backend.fetch(`${backend.origin}${path}`, {
    method,
    ...init,
    headers: { authorization: `Bearer ${backend.apiKey}`, ...init.headers },
  });

const sample = (operation: Operation): string =>
  operation.path
    .replace('{workspace}', 'northlight')
    .replace('{id}', operation.path.includes('connections') ? nowhere : 'lnk_00000000000000000000');

describe('every operation', () => {
  test.each(operations.map((operation) => [operation.id, operation] as const))('%s has a route', async (_id, operation) => {
    const response = await raw(operation.method, sample(operation), {
      ...(operation.body && {
        body: '{}',
        headers: { 'content-type': operation.media === 'text' ? 'text/plain' : 'application/json' },
      }),
    });
    const body = response.status === 204 ? null : ((await response.json()) as { code?: string; detail?: string });
    expect(body?.detail ?? '').not.toContain('There is no such operation');
  });

  test.each(operations.filter(({ access }) => access === 'key').map((operation) => [operation.id, operation] as const))(
    '%s refuses a missing and a wrong key in the same way',
    async (_id, operation) => {
      for (const authorization of ['', 'Bearer ck_wrong_00000000000000000000', 'Basic abc']) {
        const response = await raw(operation.method, sample(operation), { headers: { authorization } });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ code: 'unauthorized', status: 401 });
      }
    },
  );

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s answers other methods with 405 and those it takes',
    async (_id, operation) => {
      const response = await raw('OPTIONS', sample(operation));
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toContain(operation.method);
    },
  );

  test.each(operations.filter(({ body }) => body).map((operation) => [operation.id, operation] as const))(
    '%s refuses malformed JSON, a wrong type, unknown fields and bodies that are too large, each with its own code',
    async (_id, operation) => {
      const type = operation.media === 'text' ? 'text/plain' : 'application/json';
      const send = async (body: BodyInit, contentType = type) => {
        const response = await raw(operation.method, sample(operation), { body, headers: { 'content-type': contentType } });
        return (await response.json()) as { code: string; errors?: { field: string }[] };
      };
      expect((await send('{"a":')).code).toBe('invalid_request');
      expect((await send('')).code).toBe('invalid_request');
      expect((await send('[]')).code).toBe('invalid_request');
      expect((await send('{}', 'application/xml')).code).toBe('unsupported_media_type');
      expect((await send(new Uint8Array([0x22, 0xff, 0x22]))).code).toBe('invalid_request');
      expect((await send(JSON.stringify({ a: 'x'.repeat(65_536) }))).code).toBe('payload_too_large');
      const unknown = await send('{"isAdmin":true}');
      expect(unknown.code).toBe('invalid_request');
      expect(unknown.errors?.map(({ field }) => field)).toContain('isAdmin');
    },
  );
});

describe('every declared error', () => {
  /** How to cause each, through the client. What platforms cause is caused in the journeys against their emulators. */
  const causes: Readonly<Record<string, Readonly<Record<string, () => Promise<unknown>>>>> = {
    'workspaces.get': { not_found: () => client().workspaces.get('nobody') },
    'links.create': {
      subscription_required: async () => {
        await client().workspaces.put('lapsed', { name: 'Lapsed', subscription: { status: 'inactive' } });
        return client().links.create({ ...link, workspace: 'lapsed' });
      },
      not_found: () => client().links.create({ ...link, workspace: 'nobody' }),
      idempotency_conflict: async () => {
        await client().links.create(link, { idempotencyKey: 'same' });
        return client().links.create({ ...link, description: 'another' }, { idempotencyKey: 'same' });
      },
    },
    'links.get': { not_found: () => client().links.get('lnk_00000000000000000000') },
    'links.update': {
      not_found: () => client().links.update('lnk_00000000000000000000', {}),
      conflict: async () => client().links.update(await revoked(), { paused: true }),
    },
    'links.reveal': {
      not_found: () => client().links.reveal('lnk_00000000000000000000'),
      conflict: async () => client().links.reveal(await revoked()),
    },
    'links.rotate': {
      not_found: () => client().links.rotate('lnk_00000000000000000000'),
      conflict: async () => client().links.rotate(await revoked()),
    },
    'links.revoke': { not_found: () => client().links.revoke('lnk_00000000000000000000') },
    'connections.get': { not_found: () => client().connections.get(nowhere) },
    'connections.token': { not_found: () => client().connections.getAccessToken(nowhere) },
    'connections.disconnect': { not_found: () => client().connections.disconnect(nowhere) },
  };
  const revoked = async (): Promise<string> => {
    const made = await client().links.create(link);
    await client().links.revoke(made.id);
    return made.id;
  };

  for (const [id, errors] of Object.entries(causes)) {
    test.each(Object.entries(errors))(`${id} is refused with %s`, async (code, cause) => {
      expect(await refused(cause(), code as ConnectErrorCode)).not.toContain(backend.apiKey);
    });
  }

  test('is caused here, by the tables above, or in the journeys', () => {
    const elsewhere = new Set(['unauthorized', 'payload_too_large', 'unsupported_media_type', ...sharedErrors]);
    const inJourneys = new Set([
      'connections.token token_unavailable',
      'connections.token platform_unavailable',
      'public.flows.ack not_found',
      'public.flows.cancel not_found',
    ]);
    const uncovered = operations.flatMap(({ id, errors }) =>
      errors
        .filter((code) => !elsewhere.has(code) && !inJourneys.has(`${id} ${code}`) && causes[id]?.[code] === undefined)
        .map((code) => `${id} ${code}`),
    );
    expect(uncovered).toEqual([]);
  });
});

describe('links', () => {
  test('are told with their URL when made, revealed and rotated, and never in lists', async () => {
    const made = await client().links.create(link);
    expect(made.url).toMatch(/^http:\/\/localhost:4401\/l\/cl_[A-Za-z0-9_-]{43}$/);
    expect((await client().links.reveal(made.id)).url).toBe(made.url);
    const rotated = await client().links.rotate(made.id);
    expect(rotated.url).not.toBe(made.url);
    expect(JSON.stringify(await client().links.list({ workspace: 'northlight' }))).not.toContain('cl_');
    expect((await backend.fetch(made.url)).status).toBe(404);
    expect((await backend.fetch(rotated.url)).status).toBe(200);
  });

  test('made twice with one idempotency key are one link, answered with its current URL', async () => {
    const once = await client().links.create(link, { idempotencyKey: 'double-click' });
    const rotated = await client().links.rotate(once.id);
    const twice = await client().links.create(link, { idempotencyKey: 'double-click' });
    expect(twice).toMatchObject({ id: once.id, url: rotated.url });
  });

  test('refuse return URLs, platforms and ends that cannot work, naming the field', async () => {
    const cases = [
      [{ returnUrl: 'https://evil.example/' }, 'returnUrl'],
      [{ returnUrl: 'http://northlight.example/' }, 'returnUrl'],
      [{ platforms: ['myspace'] }, 'platforms[0]'],
      [{ platforms: [] }, 'platforms'],
      [{ expiresAt: '2020-01-01T00:00:00.000Z' }, 'expiresAt'],
      [{ expiresAt: 'tomorrow' }, 'expiresAt'],
      [{ maxConnections: 0 }, 'maxConnections'],
      [{ sharedBy: { name: 'Maya‮', email: 'maya@northlight.example' } }, 'sharedBy.name'],
      [{ sharedBy: { name: 'Maya', email: 'maya' } }, 'sharedBy.email'],
      [{ description: 'x'.repeat(501) }, 'description'],
      [{ clientName: 'x'.repeat(121) }, 'clientName'],
    ] as const;
    for (const [change, field] of cases) {
      const error: unknown = await client()
        .links.create({ ...link, ...change } as Parameters<ReturnType<typeof client>['links']['create']>[0])
        .catch((cause: unknown) => cause);
      expect(isConnectError(error, 'invalid_request'), field).toBe(true);
      expect(isConnectError(error) && error.errors?.map((each) => each.field)).toContain(field);
    }
  });

  test('have the status that comes first, and pages that say it', async () => {
    const made = await client().links.create({ ...link, expiresAt: new Date(clock + 3_600_000).toISOString() });
    const page = async () => (await backend.fetch(made.url)).status;
    const status = async () => (await client().links.get(made.id)).status;
    expect([await status(), await page()]).toEqual(['active', 200]);
    await client().links.update(made.id, { paused: true });
    expect([await status(), await page()]).toEqual(['paused', 403]);
    await client().workspaces.put('northlight', { ...workspace, subscription: { status: 'inactive' } });
    expect([await status(), await page()]).toEqual(['suspended', 403]);
    clock += 3_600_001;
    expect([await status(), await page()]).toEqual(['expired', 410]);
    await client().links.revoke(made.id);
    expect([await status(), await page()]).toEqual(['revoked', 410]);
    await client().workspaces.put('northlight', workspace);
    expect((await client().links.list({ workspace: 'northlight', status: 'revoked' })).data.map(({ id }) => id)).toContain(
      made.id,
    );
  });

  test('unknown, malformed and foreign secrets look the same', async () => {
    const pages = await Promise.all(
      ['cl_' + 'A'.repeat(43), 'cl_short', 'x', '%00', '..%2f', 'cl_' + 'A'.repeat(4000)].map(async (secret) => {
        const response = await backend.fetch(`${backend.origin}/l/${secret}`);
        return [response.status, (await response.text()).replaceAll(/req_\S+/g, '')];
      }),
    );
    expect(new Set(pages.map(([status, body]) => `${status} ${body}`)).size).toBe(1);
    expect(pages[0]?.[0]).toBe(404);
  });

  test('are listed newest first, page by page, without doubles', async () => {
    await client().workspaces.put('many', { name: 'Many' });
    for (let index = 0; index < 25; index += 1) {
      await client().links.create({ ...link, workspace: 'many', description: `${index}` });
    }
    const seen: (string | null)[] = [];
    for await (const row of client().links.all({ workspace: 'many', limit: 7 })) seen.push(row.description);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });
});
