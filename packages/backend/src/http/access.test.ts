import { abilities, contract, type Ability, type Operation } from '@connect/sdk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashSecret, newId, newSecret } from '../secrets.ts';
import type { SessionRow, Storage } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';
import { createTestBackend, type TestBackend } from '../testing/backend.ts';
import { connectionRow, insertLink, linkRow, newEvent } from '../testing/storage/rows.ts';

const clock = Date.parse('2026-11-20T12:00:00Z');
const maya = { name: 'Maya Chen', email: 'maya@northlight.example' };

let storage: Storage;
let backend: TestBackend;
let foreign: string;

beforeAll(async () => {
  storage = await openStorage('sqlite::memory:');
  backend = await createTestBackend({ database: storage, now: () => clock, rateLimits: { publicPerMinute: 100_000 } });
  foreign = (await insertLink(storage)).workspace;
});
afterAll(async () => {
  await backend.close();
  await storage.close();
});

/** What one call is about: things of one workspace, or ids that nobody has. */
interface Things {
  readonly workspace: string;
  readonly links: string;
  readonly connections: string;
  readonly sessions: string;
  readonly webhooks: string;
  readonly deliveries: string;
}

const insertSession = async (workspace: string, part: Partial<SessionRow> = {}): Promise<{ id: string; token: string }> => {
  const token = newSecret('ct');
  const row = { workspace, actorName: maya.name, actorEmail: maya.email, can: abilities, createdAt: clock, revokedAt: null };
  const session = { ...row, id: newId('ses'), tokenHash: hashSecret(token), expiresAt: clock + 1, ...part };
  await storage.write(workspace, (tx) => tx.insertSession(session));
  return { id: session.id, token };
};

/** Things of their own for each call, because some calls end them. */
const existing = async (): Promise<Things> => {
  const link = await insertLink(storage);
  const real = await call(contract.links.create, backend.apiKey, { ...nothing, workspace: link.workspace });
  const { id } = (await real.json()) as { id: string };
  const connection = connectionRow(linkRow(link.workspace, { id }), { tokensSealed: null });
  await storage.write(link.workspace, (tx) => tx.insertConnection(connection));
  const session = await insertSession(link.workspace);
  const made = await call(contract.webhooks.create, backend.apiKey, { ...nothing, workspace: link.workspace });
  const webhook = (await made.json()) as { id: string };
  await storage.write(link.workspace, (tx) => tx.append(newEvent()));
  const [delivery] = await storage.webhookDeliveries({ endpoint: webhook.id, limit: 1 });
  const own = { workspace: link.workspace, links: id, connections: connection.id, sessions: session.id };
  return { ...own, webhooks: webhook.id, deliveries: delivery?.id ?? '' };
};

const none = '0'.repeat(20);
const nothing: Things = {
  workspace: 'nobody',
  links: `lnk_${none}`,
  connections: `con_${none}`,
  sessions: `ses_${none}`,
  webhooks: `whe_${none}`,
  deliveries: `whd_${none}`,
};

/** A good request of each operation that takes a body or a query. */
const samples: Readonly<Record<string, (things: Things) => unknown>> = {
  'workspaces.put': () => ({ name: 'Northlight Studio' }),
  'links.create': ({ workspace }) => ({ workspace, platforms: ['instagram'], sharedBy: maya }),
  'links.list': ({ workspace }) => ({ workspace }),
  'links.update': () => ({ description: 'For the spring campaign' }),
  'links.reveal': ({ connections }) => ({ connection: connections }),
  'connections.list': ({ workspace }) => ({ workspace }),
  'connections.token': () => ({ check: 'true' }),
  'sessions.create': ({ workspace }) => ({ workspace, actor: maya, can: ['links:read'] }),
  'events.list': ({ workspace }) => ({ workspace }),
  'webhooks.create': ({ workspace }) => ({ workspace, url: 'https://app.example/webhooks' }),
  'webhooks.list': ({ workspace }) => ({ workspace }),
  'webhooks.update': () => ({ description: 'Accounts' }),
  'webhooks.deliveries': () => ({ limit: 10 }),
  'webhooks.redeliverSince': () => ({ since: '2026-11-20T00:00:00.000Z' }),
};

const call = (operation: Operation, credentials: string, things: Things): Promise<Response> => {
  const noun = operation.id === 'webhooks.redeliver' ? 'deliveries' : (operation.id.split('.')[0] as keyof Things);
  const path = operation.path.replace('{workspace}', things.workspace).replace('{id}', things[noun]);
  const sample = samples[operation.id]?.(things);
  if ((operation.body ?? operation.query) && operation.id !== 'links.activity' && sample === undefined) {
    throw new Error(`Give a sample request of ${operation.id} here.`);
  }
  const query = operation.query && sample ? `?${new URLSearchParams(sample as Record<string, string>)}` : '';
  return backend.fetch(`${backend.origin}${path}${query}`, {
    method: operation.method,
    headers: { authorization: `Bearer ${credentials}`, ...(operation.body && { 'content-type': 'application/json' }) },
    ...(operation.body && { body: JSON.stringify(sample) }),
  });
};

const refusal = async (response: Response): Promise<{ code?: string; detail?: string }> =>
  response.ok ? {} : ((await response.json()) as { code: string; detail: string });

const operations: readonly Operation[] = Object.values(contract)
  .flatMap((noun): readonly Operation[] => Object.values(noun))
  .filter(({ access }) => access === 'key');

describe.each(operations.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  const allows = (can: readonly Ability[]): boolean =>
    operation.session === 'any' || (operation.session !== undefined && can.includes(operation.session));

  test('is open to a key', async () => {
    expect(['unauthorized', 'forbidden', 'not_found']).not.toContain(
      (await refusal(await call(operation, backend.apiKey, await existing()))).code,
    );
  });

  test.each([
    ...abilities.map((ability) => [ability, [ability]] as const),
    ['no ability', []] as const,
    ['all abilities but its own', abilities.filter((ability) => ability !== operation.session)] as const,
    ['all abilities', abilities] as const,
  ])('is open to a session with %s only as the contract says', async (_name, can) => {
    const things = await existing();
    const { token } = await insertSession(things.workspace, { can });
    const { code, detail } = await refusal(await call(operation, token, things));
    if (allows(can)) {
      expect(['unauthorized', 'forbidden', 'not_found']).not.toContain(code);
    } else {
      expect(code).toBe('forbidden');
      expect(detail).toContain(operation.session ?? 'takes an API key');
    }
  });

  test('tells a session of another workspace the same of what is there as of what is not', async () => {
    const { token } = await insertSession(foreign);
    const told = async (things: Things) => {
      const { code, detail } = await refusal(await call(operation, token, things));
      return [code, Object.values(things).reduce((text, name) => text.replaceAll(name, '…'), detail ?? '')];
    };
    const answers = [await told(await existing()), await told(nothing)];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toBe(operation.session === undefined ? 'forbidden' : 'not_found');
  });

  test.each([
    ['expired', { expiresAt: clock }, 'ended at 2026-11-20T12:00:00.000Z'],
    ['revoked', { revokedAt: clock - 1 }, 'was revoked'],
    ['revoked, and expired since', { revokedAt: clock - 2, expiresAt: clock - 1 }, 'was revoked'],
  ])('refuses a session that is %s, and says what to do', async (_name, part, words) => {
    const things = await existing();
    const { token } = await insertSession(things.workspace, part);
    const response = await call(operation, token, things);
    expect(response.status).toBe(401);
    expect((await refusal(response)).detail).toMatch(new RegExp(`${words}.*POST /v1/sessions`));
  });

  test('refuses a token that is nobody’s', async () => {
    const response = await call(operation, newSecret('ct'), await existing());
    expect(response.status).toBe(401);
    expect((await refusal(response)).detail).toContain('no session’s token');
  });
});
