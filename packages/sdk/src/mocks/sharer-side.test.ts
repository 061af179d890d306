import { getResponse } from 'msw';
import { afterEach, expect, test } from 'vitest';
import {
  contract,
  Problem,
  type Ability,
  type Connection,
  type Event,
  type Link,
  type Operation,
  type Session,
} from '../contract/index.ts';
import { createMocks } from './index.ts';

const origin = 'https://connect.example';
let now = new Date('2030-01-01T00:00:00Z');
const mocks = createMocks({ origin, apiKey: 'right', now: () => now });

afterEach(() => {
  mocks.reset();
  now = new Date('2030-01-01T00:00:00Z');
});

interface Sent {
  readonly token?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

const send = async (method: string, path: string, { token = 'right', body, signal }: Sent = {}) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }), ...(signal && { signal }) };
  const response = await getResponse(mocks.handlers, new Request(origin + path, init));
  if (!response) throw new Error('No handler answered.');
  return { status: response.status, body: response.status === 204 ? undefined : ((await response.json()) as unknown) };
};

const codeOf = ({ body }: { body: unknown }): string => Problem.parse(body).code;
const rowsOf = <Row>({ body }: { body: unknown }): Row[] => (body as { data: Row[] }).data;

const sharers: Operation[] = Object.values(contract)
  .flatMap((noun): Operation[] => Object.values(noun))
  .filter(({ access }) => access === 'key');

/** A request for an operation, about things of this workspace. */
const requestFor = ({ id, method, path }: Operation, workspace: string): [string, string, unknown] => {
  const about: Record<string, () => string> = {
    links: () => mocks.addLink({ workspace }).id,
    connections: () => mocks.addConnection({ workspace, status: /approve|reject/.test(id) ? 'pending_approval' : 'active' }).id,
    sessions: () => mocks.addSession({ workspace }).id,
    webhooks: () => mocks.addWebhookEndpoint({ workspace }).id,
  };
  const bodies: Record<string, unknown> = {
    'workspaces.put': { name: 'Northlight' },
    'links.create': { workspace, platforms: ['instagram'] },
    'links.update': { paused: true },
    'sessions.create': { workspace, actor: { name: 'M', email: 'm@x.example' }, can: ['links:read'] },
    'webhooks.create': { url: 'https://app.example/webhooks' },
  };
  const one = path.includes('{id}') ? (about[id.split('.')[0] ?? '']?.() ?? '') : '';
  const query = id.endsWith('.list') ? `?workspace=${workspace}` : '';
  return [method, path.replace('{workspace}', workspace).replace('{id}', one) + query, bodies[id]];
};

test.each(sharers.map((operation) => [operation.id, operation] as const))(
  '%s is let in with its ability, in its own workspace alone',
  async (_, operation) => {
    const ask = async (workspace: string, session: Session) => {
      const [method, path, body] = requestFor(operation, workspace);
      return send(method, path, { token: session.token, body });
    };
    mocks.addWorkspace({ id: 'other' });
    const { session: ability } = operation;
    if (ability === undefined) {
      expect(codeOf(await ask('northlight', mocks.addSession()))).toBe('unauthorized');
      return;
    }
    const other: Ability = ability === 'links:read' ? 'events:read' : 'links:read';
    const able = mocks.addSession({ can: ability === 'any' ? [other] : [ability] });
    expect((await ask('northlight', able)).status).toBe(operation.status);
    expect(codeOf(await ask('other', able))).toBe('not_found');
    if (ability === 'any') return;
    const refused = await ask('northlight', mocks.addSession({ can: [other] }));
    expect(codeOf(refused)).toBe('forbidden');
    expect(Problem.parse(refused.body).detail).toContain(ability);
  },
);

test('a token that is unknown, ended or over is unauthorized', async () => {
  const codeWith = async (token: string) => codeOf(await send('GET', '/v1/workspaces/northlight', { token }));
  mocks.addWorkspace();
  expect(await codeWith('cst_unknown')).toBe('unauthorized');
  const ended = mocks.addSession();
  mocks.endSession(ended.id);
  expect(await codeWith(ended.token)).toBe('unauthorized');
  const over = mocks.addSession();
  now = new Date(over.expiresAt);
  expect(await codeWith(over.token)).toBe('unauthorized');
});

test('a session makes links in its own name, and none without subscription', async () => {
  const { token, actor } = mocks.addSession();
  const body = { workspace: 'northlight', platforms: ['tiktok'], sharedBy: { name: 'Other', email: 'other@x.example' } };
  expect((await send('POST', '/v1/links', { token, body })).body).toMatchObject({ sharedBy: actor });
  expect(codeOf(await send('POST', '/v1/links', { token, body: { ...body, requiresSubscription: false } }))).toBe('forbidden');
  const { sharedBy, ...rest } = body;
  expect(Problem.parse((await send('POST', '/v1/links', { body: rest })).body).errors).toMatchObject([{ field: 'sharedBy' }]);
});

test('a slot belongs to one link until that is revoked', async () => {
  mocks.addWorkspace();
  const sharedBy = { name: 'M', email: 'm@x.example' };
  const body = { workspace: 'northlight', platforms: ['tiktok'], sharedBy, slot: 'fixed:tiktok' };
  const first = (await send('POST', '/v1/links', { body })).body as { id: string };
  expect(codeOf(await send('POST', '/v1/links', { body }))).toBe('conflict');
  mocks.addLink();
  const found = rowsOf<{ id: string }>(await send('GET', '/v1/links?workspace=northlight&slot=fixed:tiktok'));
  expect(found.map(({ id }) => id)).toEqual([first.id]);
  await send('DELETE', `/v1/links/${first.id}`);
  expect((await send('POST', '/v1/links', { body })).status).toBe(201);
});

test('links are searched by the words of client, description and sharer', async () => {
  mocks.addLink({ clientName: 'Harbour Coffee', description: 'Autumn' });
  mocks.addLink({ clientName: 'Fern & Fig', description: null, sharedBy: { name: 'Jonas', email: 'jonas@northlight.example' } });
  const found = async (search: string) =>
    rowsOf<Link>(await send('GET', `/v1/links?workspace=northlight&search=${search}`)).map(({ clientName }) => clientName);
  expect(await found('coffee%20AUTUMN')).toEqual(['Harbour Coffee']);
  expect(await found('jonas@')).toEqual(['Fern & Fig']);
  expect(await found('coffee%20jonas')).toEqual([]);
  expect(await found('%20')).toHaveLength(2);
});

test('an expected account belongs to one of the link’s platforms, and another account is refused', async () => {
  mocks.addWorkspace();
  const expectedAccounts = [{ platform: 'instagram', handle: 'harbourcoffee' }];
  const sharedBy = { name: 'M', email: 'm@x.example' };
  const body = { workspace: 'northlight', platforms: ['instagram'], sharedBy, expectedAccounts };
  const link = (await send('POST', '/v1/links', { body })).body as { id: string };
  expect(link).toMatchObject({ expectedAccounts: [{ platform: 'instagram', handle: '@harbourcoffee', onMismatch: 'refuse' }] });
  const elsewhere = { expectedAccounts: [{ platform: 'tiktok', handle: 'x' }] };
  const wrong = await send('PATCH', `/v1/links/${link.id}`, { body: elsewhere });
  expect(Problem.parse(wrong.body).errors).toMatchObject([{ field: 'expectedAccounts[0].platform' }]);
  const refused = mocks.flow('one').advance('connected', { link: link.id, handle: '@somebody' });
  expect(refused).toMatchObject({ status: 'error', error: { code: 'wrong_account' }, connections: [] });
  expect(mocks.flow('two').advance('connected', { link: link.id, handle: '@HarbourCoffee' }).status).toBe('connected');
  await send('PATCH', `/v1/links/${link.id}`, { body: { expectedAccounts: [{ ...expectedAccounts[0], onMismatch: 'warn' }] } });
  expect(mocks.flow('three').advance('connected', { link: link.id, handle: '@somebody' }).status).toBe('connected');
});

test('an account that waits is approved while its link lets accounts in, or rejected', async () => {
  const link = mocks.addLink({ requiresApproval: true, clientName: 'Fern & Fig' });
  const waiting = (handle: string) =>
    mocks.flow(handle).advance('connected', { link: link.id, handle }).connections[0]?.id ?? '';
  const decide = (id: string, verb: string) => send('POST', `/v1/connections/${id}/${verb}`);
  const first = waiting('@one');
  const before = (await send('GET', `/v1/connections/${first}`)).body;
  expect(before).toMatchObject({ status: 'pending_approval', reason: 'awaiting_approval', linkName: 'Fern & Fig' });
  expect(codeOf(await decide(first, 'token'))).toBe('token_unavailable');
  mocks.addWorkspace({ subscription: { status: 'inactive', upgradeUrl: null, planName: null } });
  expect(codeOf(await decide(first, 'approve'))).toBe('subscription_required');
  mocks.addWorkspace();
  await send('PATCH', `/v1/links/${link.id}`, { body: { paused: true } });
  expect(codeOf(await decide(first, 'approve'))).toBe('conflict');
  await send('PATCH', `/v1/links/${link.id}`, { body: { paused: false } });
  const approved = { status: 'active', reason: 'approved' };
  for (const _ of ['once', 'twice']) expect((await decide(first, 'approve')).body).toMatchObject(approved);
  expect(codeOf(await decide(first, 'reject'))).toBe('conflict');
  const second = waiting('@two');
  const rejected = { status: 'disconnected', reason: 'approval_rejected' };
  for (const _ of ['once', 'twice']) expect((await decide(second, 'reject')).body).toMatchObject(rejected);
  expect(codeOf(await decide(second, 'approve'))).toBe('conflict');
  const activity = rowsOf<Event>(await send('GET', `/v1/links/${link.id}/activity`));
  expect(activity.map(({ type }) => type).filter((type) => type.startsWith('connection'))).toEqual([
    'connection.rejected',
    'connection.connected',
    'connection.approved',
    'connection.connected',
  ]);
});

test('what became of an ended access at its platform is told to keys only', async () => {
  const { token } = mocks.addSession();
  const [byHand, revoked, living] = [mocks.addConnection(), mocks.addConnection({ platform: 'tiktok' }), mocks.addConnection()];
  for (const { id } of [byHand, revoked]) await send('DELETE', `/v1/connections/${id}`);
  const told = async (id: string, asker = {}) => (await send('GET', `/v1/connections/${id}`, asker)).body;
  expect(await told(byHand.id)).toMatchObject({ status: 'disconnected', revocation: 'by_hand' });
  expect(await told(revoked.id)).toMatchObject({ status: 'disconnected', revocation: 'revoked' });
  expect(await told(living.id)).toMatchObject({ status: 'active', revocation: null });
  expect(await told(revoked.id, { token })).not.toHaveProperty('revocation');
});

test('an account that comes again keeps its connection', async () => {
  const link = mocks.addLink({ requiresApproval: true });
  const { id, account } = mocks.addConnection({ link: link.id, status: 'needs_reconnect' });
  const { connections } = mocks.flow('one').advance('connected', { link: link.id, handle: account.handle });
  expect(connections).toMatchObject([{ id, status: 'active' }]);
  expect((await send('GET', `/v1/connections/${id}`)).body).toMatchObject({ status: 'active', reason: 'repaired', account });
  expect(rowsOf(await send('GET', '/v1/connections?workspace=northlight'))).toHaveLength(1);
  expect(rowsOf<Event>(await send('GET', `/v1/links/${link.id}/activity`))).toMatchObject([{ type: 'connection.reconnected' }]);
});

test('a link’s activity tells what people and flows did, newest first, by pages', async () => {
  const { token } = mocks.addSession();
  const link = mocks.addLink();
  mocks.addEvent({ type: 'link.opened', link: link.id, actor: { kind: 'recipient', name: null, email: null } });
  mocks.flow('one').advance('at_platform', { link: link.id, platform: 'tiktok' });
  mocks.flow('one').advance('denied');
  mocks.flow('two').advance('error', { link: link.id, error: 'personal_account' });
  await send('POST', `/v1/links/${link.id}/reveal`, { token });
  const page = await send('GET', `/v1/links/${link.id}/activity?limit=3`);
  expect(rowsOf<Event>(page)).toMatchObject([
    { type: 'link.revealed', actor: { kind: 'sharer', name: 'Maya Lindqvist' } },
    { type: 'flow.failed', data: { code: 'personal_account' } },
    { type: 'flow.denied', data: { platform: 'tiktok', code: 'denied' } },
  ]);
  const { nextCursor } = page.body as { nextCursor: string };
  const rest = await send('GET', `/v1/links/${link.id}/activity?cursor=${nextCursor}`);
  expect(rowsOf<Event>(rest).map(({ type }) => type)).toEqual(['flow.started', 'link.opened']);
  expect((await send('GET', `/v1/links/${link.id}`)).body).toMatchObject({ lastOpenedAt: now.toISOString() });
});

test('the link of a connection is told by its name of today', async () => {
  const link = mocks.addLink({ clientName: null, description: 'Autumn' });
  const { id } = mocks.addConnection({ link: link.id });
  const nameNow = async () => ((await send('GET', `/v1/connections/${id}`)).body as Connection).linkName;
  expect(await nameNow()).toBe('Autumn');
  await send('PATCH', `/v1/links/${link.id}`, { body: { clientName: 'Fern & Fig' } });
  expect(await nameNow()).toBe('Fern & Fig');
});

test('whoever waits for events is answered by news of the types asked for, by an abort and by a reset', async () => {
  mocks.addWorkspace();
  const wait = (more = '', signal?: AbortSignal) =>
    send('GET', `/v1/events?workspace=northlight&cursor=latest&wait=25${more}`, signal && { signal });
  const waiting = wait('&types=link.opened');
  await send('GET', '/v1/events?workspace=northlight');
  mocks.addEvent({ type: 'link.revealed' });
  mocks.addEvent({ type: 'link.opened' });
  expect((await waiting).body).toMatchObject({ data: [{ type: 'link.opened', seq: 2 }], nextCursor: 'seq_2', hasMore: false });
  const controller = new AbortController();
  const ended = wait('', controller.signal);
  controller.abort();
  expect((await ended).body).toMatchObject({ data: [], nextCursor: 'seq_2' });
  const released = wait();
  await send('GET', '/v1/events?workspace=northlight');
  mocks.reset();
  expect(rowsOf(await released)).toEqual([]);
});

test('a workspace tells its settings to keys only', async () => {
  mocks.addWorkspace({ productName: 'Own' });
  const { token } = mocks.addSession();
  const seen = (await send('GET', '/v1/workspaces/northlight', { token })).body;
  expect(seen).toMatchObject({ productName: 'Own', platforms: [{ name: 'Instagram' }, { name: 'TikTok' }], logo: null });
  expect(seen).not.toHaveProperty('embedOrigins');
  expect((await send('GET', '/v1/workspaces/northlight')).body).toMatchObject({ returnUrls: ['https://app.example/'] });
});
