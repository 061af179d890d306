import { createClient, isConnectError, type ConnectErrorCode } from '@connect/sdk';
import { contract, sharedErrors, type Operation } from '@connect/sdk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionRow, Storage } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';
import { createTestBackend, type TestBackend } from '../testing/backend.ts';
import { connectionRow } from '../testing/storage/rows.ts';

const workspace = {
  name: 'Northlight Studio',
  returnUrls: ['https://northlight.example/'],
  embedOrigins: ['https://app.northlight.example'],
};
const maya = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
const link = { workspace: 'northlight', platforms: ['instagram', 'tiktok'], sharedBy: maya };
const nowhere = 'con_00000000000000000000';
const noLink = 'lnk_00000000000000000000';
const noSession = 'ses_00000000000000000000';
const noEndpoint = 'whe_00000000000000000000';
const noDelivery = 'whd_00000000000000000000';
const since = '2026-11-20T00:00:00.000Z';

let storage: Storage;
let backend: TestBackend;
let clock = Date.parse('2026-11-20T12:00:00Z');
const client = (apiKey = backend.apiKey) =>
  createClient({ origin: backend.origin, apiKey, fetch: (request) => backend.fetch(request), retries: 0 });

beforeAll(async () => {
  storage = await openStorage('sqlite::memory:');
  const rateLimits = { publicPerMinute: 1000, startsPerMinute: 1000 };
  backend = await createTestBackend({ database: storage, now: () => clock, rateLimits });
  await client().workspaces.put('northlight', workspace);
});
afterAll(async () => {
  await backend.close();
  await storage.close();
});

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

const unknown: Readonly<Record<string, string>> = { links: noLink, connections: nowhere, sessions: noSession, webhooks: noEndpoint };

const sample = ({ id, path }: Operation): string =>
  path.replace('{workspace}', 'northlight').replace('{id}', unknown[id.split('.')[0] ?? ''] ?? 'none');

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
    '%s refuses a missing key, a wrong one, and what is no session’s token, in the same way',
    async (_id, operation) => {
      const wrong = ['', 'Bearer ck_wrong_00000000000000000000', 'Basic abc', 'Bearer ct_short', `Bearer ct_${'A'.repeat(43)}`];
      for (const authorization of wrong) {
        const response = await raw(operation.method, sample(operation), { headers: { authorization } });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ code: 'unauthorized', status: 401 });
      }
    },
  );

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s answers other methods with 405 and those it takes',
    async (_id, operation) => {
      const response = await raw('PROPFIND', sample(operation));
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
      conflict: async () => {
        await client().links.create({ ...link, slot: 'taken' });
        return client().links.create({ ...link, slot: 'taken' });
      },
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
    'links.list': { not_found: () => client().links.list({ workspace: 'nobody' }) },
    'links.get': { not_found: () => client().links.get(noLink) },
    'links.update': {
      not_found: () => client().links.update(noLink, {}),
      conflict: async () => client().links.update(await revoked(), { paused: true }),
    },
    'links.reveal': {
      not_found: () => client().links.reveal(noLink),
      conflict: async () => client().links.reveal(await revoked()),
    },
    'links.rotate': {
      not_found: () => client().links.rotate(noLink),
      conflict: async () => client().links.rotate(await revoked()),
    },
    'links.revoke': { not_found: () => client().links.revoke(noLink) },
    'links.activity': { not_found: () => client().links.activity(noLink) },
    'connections.list': { not_found: () => client().connections.list({ workspace: 'nobody' }) },
    'connections.get': { not_found: () => client().connections.get(nowhere) },
    'connections.token': { not_found: () => client().connections.getAccessToken(nowhere) },
    'connections.approve': {
      not_found: () => client().connections.approve(nowhere),
      conflict: async () => {
        const { id, link: of } = await waiting('waiting');
        await client().links.revoke(of);
        return client().connections.approve(id);
      },
      subscription_required: async () => {
        const { id } = await waiting('lapsing');
        await client().workspaces.put('lapsing', { name: 'Lapsing', subscription: { status: 'inactive' } });
        return client().connections.approve(id);
      },
    },
    'connections.reject': {
      not_found: () => client().connections.reject(nowhere),
      conflict: async () => {
        const { id } = await waiting('waiting');
        await client().connections.approve(id);
        return client().connections.reject(id);
      },
    },
    'connections.disconnect': { not_found: () => client().connections.disconnect(nowhere) },
    'sessions.create': {
      not_found: () => client().sessions.create({ workspace: 'nobody', actor: maya, can: ['links:read'] }),
      idempotency_conflict: async () => {
        const input = { workspace: 'northlight', actor: maya };
        await client().sessions.create({ ...input, can: ['links:read'] }, { idempotencyKey: 'same' });
        return client().sessions.create({ ...input, can: ['links:write'] }, { idempotencyKey: 'same' });
      },
    },
    'sessions.revoke': { not_found: () => client().sessions.revoke(noSession) },
    'events.list': { not_found: () => client().events.list({ workspace: 'nobody' }) },
    'webhooks.create': {
      not_found: () => client().webhooks.create({ url: hook, workspace: 'nobody' }),
      conflict: async () => {
        await client().workspaces.put('listening', { name: 'Listening' });
        for (let count = 0; count <= 20; count += 1) await client().webhooks.create({ url: hook, workspace: 'listening' });
      },
      idempotency_conflict: async () => {
        await client().webhooks.create({ url: hook }, { idempotencyKey: 'same' });
        return client().webhooks.create({ url: `${hook}/other` }, { idempotencyKey: 'same' });
      },
    },
    'webhooks.list': { not_found: () => client().webhooks.list({ workspace: 'nobody' }) },
    'webhooks.get': { not_found: () => client().webhooks.get(noEndpoint) },
    'webhooks.update': { not_found: () => client().webhooks.update(noEndpoint, {}) },
    'webhooks.rotate': { not_found: () => client().webhooks.rotate(noEndpoint) },
    'webhooks.deliveries': { not_found: () => client().webhooks.deliveries(noEndpoint) },
    'webhooks.redeliver': {
      not_found: () => client().webhooks.redeliver(noDelivery),
      conflict: async () => {
        const { id } = await disabled();
        await client().workspaces.put('northlight', workspace);
        return client().webhooks.redeliver((await client().webhooks.deliveries(id)).data[0]?.id ?? '');
      },
    },
    'webhooks.redeliverSince': {
      not_found: () => client().webhooks.redeliverSince(noEndpoint, { since }),
      conflict: async () => client().webhooks.redeliverSince((await disabled()).id, { since }),
    },
  };
  const hook = 'https://app.example/webhooks';
  const disabled = async () => {
    const { id } = await client().webhooks.create({ url: hook });
    return client().webhooks.update(id, { disabled: true });
  };
  /** A connection that waits for approval. */
  const waiting = async (workspaceId: string): Promise<ConnectionRow> => {
    await client().workspaces.put(workspaceId, { name: 'Waiting' });
    const made = await client().links.create({ ...link, workspace: workspaceId });
    const row = connectionRow(made, { status: 'pending_approval', reason: 'awaiting_approval', tokensSealed: null });
    await storage.write(workspaceId, (tx) => tx.insertConnection(row));
    return row;
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
    // Missing abilities: every operation with every ability, in access.test.ts.
    const elsewhere = new Set(['unauthorized', 'forbidden', 'payload_too_large', 'unsupported_media_type', ...sharedErrors]);
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
  test('are revealed for the connection that the query names: one in a body is refused, and not left out', async () => {
    const made = await client().links.create(link);
    const json = { 'content-type': 'application/json' };
    const reveal = async (body: string | null) => raw('POST', `/v1/links/${made.id}/reveal`, { headers: json, body });
    for (const body of [JSON.stringify({ connection: nowhere }), 'connection=1', '[]', '1', `{"a":"${'x'.repeat(70_000)}"}`]) {
      const answer = await reveal(body);
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid_request', detail: expect.stringContaining('in its query') }]);
    }
    // Some clients send an empty object with every POST.
    for (const body of [null, '', '{}', ' { } \n']) expect((await reveal(body)).status).toBe(200);
    expect((await raw('DELETE', `/v1/links/${made.id}`, { headers: json, body: '{"at":"now"}' })).status).toBe(400);
    expect((await client().links.get(made.id)).status).toBe('active');
  });

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

  test('are found by words of their client, description and sharer, in any case and any way of typing', async () => {
    await client().workspaces.put('searched', { name: 'Searched' });
    const found = async (search: string) =>
      (await client().links.list({ workspace: 'searched', search })).data.map(({ description }) => description).toSorted();
    const make = (description: string, clientName: string) =>
      client().links.create({ ...link, workspace: 'searched', description, clientName });
    await make('Café crème, 100 %', 'Harbour Coffee');
    const other = await make('ΑΘΗΝΑ_2026', 'Größe');
    expect(await found('HARBOUR café')).toEqual(['Café crème, 100 %']);
    expect(await found('cafe\u0301')).toEqual(['Café crème, 100 %']);
    expect(await found('harbour\u0000café \u0000')).toEqual(['Café crème, 100 %']);
    expect(await found('  αθηνα_  ')).toEqual(['ΑΘΗΝΑ_2026']);
    expect(await found('maya@northlight lindqvist')).toHaveLength(2);
    expect(await found('%')).toEqual(['Café crème, 100 %']);
    expect(await found('größe harbour')).toEqual([]);
    expect(await found('   ')).toHaveLength(2);
    await client().links.update(other.id, { description: 'Spring', clientName: null });
    expect([await found('αθηνα'), await found('größe'), await found('spring')]).toEqual([[], [], ['Spring']]);
  });

  test('have a slot each, which is free again once its link is revoked; two who ask at once make one', async () => {
    await client().workspaces.put('fixed', { name: 'Fixed' });
    const make = () => client().links.create({ ...link, workspace: 'fixed', slot: 'instagram' });
    const made = await Promise.allSettled([make(), make(), make()]);
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const [first] = (await client().links.list({ workspace: 'fixed', slot: 'instagram' })).data;
    const told = await refused(make(), 'conflict');
    expect(told).toContain(first?.id);
    // Its address takes the ability to reveal it, which is recorded.
    expect(told).not.toContain('/l/');
    await client().links.revoke(first?.id ?? '');
    expect((await make()).slot).toBe('instagram');
  });

  test('refuse return URLs, platforms and ends that cannot work, naming the field', async () => {
    const cases = [
      [{ returnUrl: 'https://evil.example/' }, 'returnUrl'],
      [{ returnUrl: 'http://northlight.example/' }, 'returnUrl'],
      [{ platforms: ['myspace'] }, 'platforms[0]'],
      [{ platforms: [] }, 'platforms'],
      [{ sharedBy: undefined }, 'sharedBy'],
      [{ slot: 'Not A Slot' }, 'slot'],
      [{ expectedAccounts: [{ platform: 'threads', handle: '@harbour' }] }, 'expectedAccounts[0].platform'],
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
