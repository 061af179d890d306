import { createHash, randomBytes } from 'node:crypto';
import { getResponse } from 'msw';
import { afterEach, expect, expectTypeOf, test } from 'vitest';
import { contract, FlowState, linkStatuses, Problem, ResolvedLink, type LinkStatus } from '../contract/index.ts';
import { createMocks, fixtures, type CodeOf } from './index.ts';

const origin = 'https://connect.example';
const mocks = createMocks({ origin, apiKey: 'right' });

afterEach(() => mocks.reset());

/** Sends a request to the handlers alone, without a network in between. */
const send = async (
  method: string,
  path: string,
  init: { body?: unknown; text?: string; headers?: Record<string, string> } = {},
) => {
  const request = new Request(origin + path, {
    method,
    headers: { authorization: 'Bearer right', 'content-type': 'application/json', ...init.headers },
    ...(init.text !== undefined ? { body: init.text } : init.body !== undefined ? { body: JSON.stringify(init.body) } : {}),
  });
  const response = await getResponse(mocks.handlers, request);
  if (!response) throw new Error('No handler answered.');
  return {
    response,
    body: response.status === 204 || response.type === 'error' ? undefined : ((await response.json()) as unknown),
  };
};

const publicly = (verb: keyof typeof contract.public, body: unknown, headers: Record<string, string> = {}) =>
  send('POST', contract.public[verb].path, { body, headers: { 'content-type': 'text/plain', ...headers } });

const newFlow = () => {
  const bytes = randomBytes(32);
  const fid = `cf_${createHash('sha256').update(bytes).digest('base64url')}`;
  return { secret: `cs_${bytes.toString('base64url')}`, fid };
};

const codeOf = ({ body }: { body: unknown }): string => Problem.parse(body).code;

test.each([
  ['no key', {}, 'unauthorized'],
  ['another key', { authorization: 'Bearer wrong' }, 'unauthorized'],
  ['another scheme', { authorization: 'Basic right' }, 'unauthorized'],
])('a request with %s is refused', async (_, headers, code) => {
  const request = new Request(`${origin}/v1/links?workspace=northlight`, { headers });
  const response = await getResponse(mocks.handlers, request);
  expect(response?.headers.get('content-type')).toBe('application/problem+json');
  expect(codeOf({ body: await response?.json() })).toBe(code);
});

test('requests are read as strictly as the backend reads them', async () => {
  const link = { workspace: 'northlight', platforms: ['instagram'], sharedBy: { name: 'M', email: 'm@x.example' } };
  expect(codeOf(await send('POST', '/v1/links', { body: { ...link, extra: 1 } }))).toBe('invalid_request');
  expect(codeOf(await send('POST', '/v1/links', { text: '{' }))).toBe('invalid_request');
  expect(codeOf(await send('POST', '/v1/links', { text: `"${'x'.repeat(65_536)}"` }))).toBe('payload_too_large');
  expect(codeOf(await send('POST', '/v1/links', { body: link, headers: { 'content-type': 'text/plain' } }))).toBe(
    'unsupported_media_type',
  );
  expect(codeOf(await send('GET', '/v1/links'))).toBe('invalid_request');
  expect(codeOf(await send('GET', '/v1/links?workspace=a&workspace=b'))).toBe('invalid_request');
  mocks.addWorkspace({ id: 'a' });
  expect(codeOf(await send('GET', '/v1/links?workspace=a&cursor=unknown'))).toBe('invalid_request');
  expect(codeOf(await send('GET', '/v1/links/nonsense'))).toBe('invalid_request');
  expect(codeOf(await publicly('status', { secret: newFlow().secret }, { 'content-type': 'application/json' }))).toBe(
    'unsupported_media_type',
  );
});

test('what is refused is named as the backend names it', async () => {
  const link = {
    workspace: 'northlight',
    platforms: ['instagram', 'Not One'],
    sharedBy: { name: '', email: 'm@x.example', age: 1 },
  };
  const { body, response } = await send('POST', '/v1/links', { body: link });
  expect(Problem.parse(body).errors?.map(({ field }) => field)).toEqual(['platforms[1]', 'sharedBy.name', 'sharedBy.age']);
  expect(response.headers.get('connect-request-id')).toBe(Problem.parse(body).requestId);
  expect(codeOf(await send('GET', `/v1/links/${mocks.addLink().id}?workspace=northlight`))).toBe('invalid_request');
  const created = { ...link, platforms: ['instagram'], sharedBy: { name: 'M', email: 'm@x.example' } };
  expect(codeOf(await send('POST', '/v1/links', { body: created, headers: { 'idempotency-key': 'a b' } }))).toBe(
    'invalid_request',
  );
});

test('a path that is none, and a method that a path does not take, are told apart', async () => {
  expect(codeOf(await send('GET', '/v1/nothing'))).toBe('not_found');
  const { response, body } = await send('PUT', '/v1/links/lnk_00000000000000000000', { body: {} });
  expect(codeOf({ body })).toBe('method_not_allowed');
  expect(response.headers.get('allow')).toBe('GET, PATCH, DELETE');
});

test.each(linkStatuses)('a link can be put into the world as %s, and is that wherever it is seen', async (status: LinkStatus) => {
  const link = mocks.addLink({ status });
  expect(link.status).toBe(status);
  const { body } = await send('GET', `/v1/links/${link.id}`);
  expect(body).toMatchObject({ status });
  const resolved = await publicly('resolve', { link: link.url.split('/l/')[1] });
  expect(resolved.body).toMatchObject({ status });
});

test('a link’s status follows what it depends on', async () => {
  const { id } = mocks.addLink({ maxConnections: 1 });
  const statusNow = async () => ((await send('GET', `/v1/links/${id}`)).body as { status: string }).status;
  mocks.addConnection({ link: id });
  expect(await statusNow()).toBe('exhausted');
  mocks.addWorkspace({ subscription: { status: 'inactive', upgradeUrl: null, planName: null } });
  expect(await statusNow()).toBe('suspended');
  mocks.addWorkspace();
  await send('PATCH', `/v1/links/${id}`, { body: { paused: true } });
  expect(await statusNow()).toBe('paused');
});

test('the clock can be the test’s', () => {
  let now = new Date('2030-01-01T00:00:00Z');
  const timed = createMocks({ now: () => now });
  const expiresAt = '2030-01-02T00:00:00.000Z';
  expect(timed.addLink({ expiresAt }).status).toBe('active');
  now = new Date(expiresAt);
  expect(timed.addLink({ expiresAt }).status).toBe('expired');
});

test('resolving shows who shares an active link, and why another cannot be used', async () => {
  const link = mocks.addLink({ clientName: 'Harbour Coffee', locale: 'de' });
  const { body } = await publicly('resolve', { link: link.url.split('/l/')[1] });
  expect(ResolvedLink.parse(body)).toMatchObject({
    status: 'active',
    embed: 'allowed',
    sharedBy: { name: 'Maya Lindqvist' },
    workspace: { name: 'Northlight Studio' },
    platforms: [{ id: 'instagram' }, { id: 'tiktok' }],
    clientName: 'Harbour Coffee',
    locale: 'de',
  });
  const nothing = await publicly('resolve', { link: 'something else', locale: 'fr' });
  expect(nothing.body).toMatchObject({ status: 'not_found', locale: 'fr', refusal: { code: 'link_not_found' } });
  expect(nothing.body).not.toHaveProperty('sharedBy');
  const revoked = await publicly('resolve', { link: mocks.addLink({ status: 'revoked' }).url.split('/l/')[1] });
  expect(revoked.body).toMatchObject({ refusal: { code: 'link_revoked' } });
  expect(revoked.body).not.toHaveProperty('platforms');
});

test('the old URL of a rotated link leads nowhere', async () => {
  const link = mocks.addLink();
  await send('POST', `/v1/links/${link.id}/rotate`);
  expect((await publicly('resolve', { link: link.url.split('/l/')[1] })).body).toMatchObject({ status: 'not_found' });
});

test('a page on an origin that is not registered hears so', async () => {
  const link = mocks.addLink().url.split('/l/')[1];
  expect((await publicly('resolve', { link }, { origin: 'https://app.example' })).body).toMatchObject({ embed: 'allowed' });
  expect((await publicly('resolve', { link }, { origin: 'https://other.example' })).body).toMatchObject({
    embed: 'origin_not_allowed',
  });
});

test('a registered star stands for the hosts below it, and for no other', async () => {
  mocks.addWorkspace({ embedOrigins: ['https://*.app.example'] });
  const link = mocks.addLink().url.split('/l/')[1];
  const embedOn = async (origin: string) => ((await publicly('resolve', { link }, { origin })).body as { embed: string }).embed;
  expect(await embedOn('https://a.b.app.example')).toBe('allowed');
  for (const origin of [
    'https://app.example',
    'https://evil-app.example',
    'http://a.app.example',
    'https://a.app.example:8443',
    'null',
  ]) {
    expect([origin, await embedOn(origin)]).toEqual([origin, 'origin_not_allowed']);
  }
});

test('the end of a flow is not waited for again, and only an end is acknowledged', async () => {
  const { secret, fid } = newFlow();
  const flow = mocks.flow(fid);
  flow.advance('at_platform');
  await publicly('ack', { secret, seq: 1 });
  expect(flow.acknowledgedSeq).toBeUndefined();
  flow.advance('denied');
  expect((await publicly('status', { secret, since: 2, wait: 25 })).body).toMatchObject({ status: 'denied' });
  await publicly('ack', { secret, seq: 2 });
  expect(flow.acknowledgedSeq).toBe(2);
});

test('a flow goes as the test moves it, and what it connects is in the world', async () => {
  const { secret, fid } = newFlow();
  const link = mocks.addLink({ platforms: ['tiktok'] });
  const status = async () => FlowState.parse((await publicly('status', { secret })).body);
  expect(await status()).toMatchObject({ fid, seq: 0, status: 'none', connections: [] });
  const flow = mocks.flow(fid);
  flow.advance('launched');
  flow.advance('at_platform', { platform: 'tiktok' });
  expect(await status()).toMatchObject({ seq: 2, status: 'at_platform', platform: 'tiktok' });
  flow.advance('connected', { link: link.id });
  const { connections } = await status();
  expect(connections).toMatchObject([{ platform: 'tiktok', status: 'active', handle: '@harbourcoffee' }]);
  const listed = await send('GET', `/v1/connections?workspace=northlight&link=${link.id}`);
  expect(listed.body).toMatchObject({ data: [{ id: connections[0]?.id, platform: 'tiktok' }] });
  expect((await publicly('ack', { secret, seq: 3 })).response.status).toBe(200);
  expect(flow.acknowledgedSeq).toBe(3);
});

test('a flow that ends without an account says why', () => {
  expect(mocks.flow(newFlow().fid).advance('denied').error).toMatchObject({ code: 'denied' });
  expect(mocks.flow(newFlow().fid).advance('error', { error: 'personal_account' }).error).toMatchObject({
    code: 'personal_account',
  });
  expect(mocks.flow(newFlow().fid).advance('expired').error).toMatchObject({ code: 'attempt_expired' });
});

test('whoever waits for a flow is answered when it moves, not before', async () => {
  const { secret, fid } = newFlow();
  let answered = false;
  const waiting = publicly('status', { secret, since: 0, wait: 25 }).then((answer) => {
    answered = true;
    return answer;
  });
  await publicly('status', { secret });
  expect(answered).toBe(false);
  mocks.flow(fid).advance('launched');
  expect((await waiting).body).toMatchObject({ status: 'launched', seq: 1 });
  expect((await publicly('status', { secret, since: 0, wait: 25 })).body).toMatchObject({ seq: 1 });
  expect((await publicly('status', { secret, since: 1, wait: 0 })).body).toMatchObject({ seq: 1 });
});

test('resetting lets go of whoever waits', async () => {
  const { secret } = newFlow();
  const waiting = publicly('status', { secret, since: 0, wait: 25 });
  await publicly('status', { secret });
  mocks.reset();
  expect((await waiting).body).toMatchObject({ status: 'none' });
});

test('cancelling is final; late success is refused, and so is cancelling what has connected', async () => {
  const first = newFlow();
  expect(codeOf(await publicly('cancel', { secret: first.secret }))).toBe('not_found');
  const link = mocks.addLink().url.split('/l/')[1];
  expect((await publicly('cancel', { secret: first.secret, link })).body).toMatchObject({
    status: 'cancelled',
    error: { code: 'cancelled' },
  });
  expect(() => mocks.flow(first.fid).advance('connected')).toThrow('cancelled, which is final');
  const second = newFlow();
  mocks.flow(second.fid).advance('connected');
  expect((await publicly('cancel', { secret: second.secret })).body).toMatchObject({ status: 'connected' });
  expect(codeOf(await publicly('ack', { secret: newFlow().secret, seq: 1 }))).toBe('not_found');
});

test('a failure comes once, in the order asked for, and nothing is done', async () => {
  const link = mocks.addLink();
  mocks.failNext('links.revoke', 'rate_limited', { retryAfter: 3 });
  mocks.failNext('links.revoke', 'internal_error', { times: 2 });
  const first = await send('DELETE', `/v1/links/${link.id}`);
  expect([first.response.status, first.response.headers.get('retry-after')]).toEqual([429, '3']);
  expect(codeOf(await send('DELETE', `/v1/links/${link.id}`))).toBe('internal_error');
  expect(codeOf(await send('DELETE', `/v1/links/${link.id}`))).toBe('internal_error');
  expect((await send('GET', `/v1/links/${link.id}`)).body).toMatchObject({ status: 'active' });
  expect((await send('DELETE', `/v1/links/${link.id}`)).response.status).toBe(204);
});

test('a failure goes on for as long as it is not ended, and then the next one comes', async () => {
  const up = mocks.failNext('links.list', 'internal_error', { times: Infinity });
  const allowed = mocks.failNext('links.list', 'forbidden', { times: Infinity });
  const list = () => send('GET', '/v1/links?workspace=northlight');
  for (let count = 0; count < 20; count += 1) expect(codeOf(await list())).toBe('internal_error');
  up();
  expect(codeOf(await list())).toBe('forbidden');
  // What is over has no end any more that could take another one with it.
  up();
  expect(codeOf(await list())).toBe('forbidden');
  allowed();
  mocks.addWorkspace({ id: 'northlight' });
  expect((await list()).response.status).toBe(200);
});

test('a failure that is ended early leaves the others as they are', async () => {
  const link = mocks.addLink();
  const get = async () => (await send('GET', `/v1/links/${link.id}`)).response.status;
  const up = mocks.failNext('links.get', 'internal_error', { times: 3 });
  mocks.failNext('links.get', 'rate_limited');
  expect(await get()).toBe(500);
  up();
  expect([await get(), await get()]).toEqual([429, 200]);
  const once = mocks.failNext('links.get', 'internal_error');
  expect(await get()).toBe(500);
  mocks.failNext('links.get', 'rate_limited');
  once();
  expect(await get()).toBe(429);
});

test.each([0, -1, 1.5, Number.NaN, -Infinity])('a failure cannot come %s times', (times) => {
  expect(() => mocks.failNext('links.list', 'internal_error', { times })).toThrow(`\`times\` is ${times}.`);
});

test('a failure can be a broken connection', async () => {
  mocks.failNext('links.list', 'network_error');
  expect((await send('GET', '/v1/links?workspace=northlight')).response.type).toBe('error');
});

test('a failure that the contract does not declare cannot be asked for', () => {
  // @ts-expect-error listing needs no subscription
  expect(() => mocks.failNext('links.list', 'subscription_required')).toThrow('declares no failure subscription_required');
  // @ts-expect-error there is no such operation
  expect(() => mocks.failNext('links.burn', 'not_found')).toThrow('links.burn');
  expectTypeOf<CodeOf<'links.get'>>().toEqualTypeOf<
    'unauthorized' | 'forbidden' | 'not_found' | 'invalid_request' | 'method_not_allowed' | 'rate_limited' | 'internal_error'
  >();
});

test('what was asked is recorded, and resetting empties everything', async () => {
  const link = mocks.addLink();
  await send('PATCH', `/v1/links/${link.id}`, { body: { paused: true } });
  expect(mocks.requests).toMatchObject([{ operation: 'links.update', params: { id: link.id }, body: { paused: true } }]);
  mocks.failNext('links.get', 'internal_error');
  mocks.reset();
  expect(mocks.requests).toEqual([]);
  expect(codeOf(await send('GET', `/v1/links/${link.id}`))).toBe('not_found');
  expect(mocks.addLink().id).toBe(link.id);
});

test('every operation of the contract is answered', async () => {
  const operations = Object.values(contract).flatMap((noun) => Object.values(noun));
  const link = mocks.addLink();
  const connection = mocks.addConnection({ link: link.id });
  const waiting = mocks.addConnection({ status: 'pending_approval' });
  const refused = mocks.addConnection({ status: 'pending_approval' });
  const session = mocks.addSession();
  const [endpoint, superfluous] = [mocks.addWebhookEndpoint(), mocks.addWebhookEndpoint()];
  mocks.addEvent({ type: 'link.opened', link: link.id });
  const deliveries = await send('GET', `/v1/webhook-endpoints/${endpoint.id}/deliveries`);
  const [delivery] = (deliveries.body as { data: { id: string }[] }).data;
  const { secret, fid } = newFlow();
  mocks.flow(fid).advance('launched');
  const bodies: Record<string, unknown> = {
    'workspaces.put': { name: 'Northlight' },
    'links.create': { workspace: 'northlight', platforms: ['instagram'], sharedBy: { name: 'M', email: 'm@x.example' } },
    'links.update': {},
    'sessions.create': { workspace: 'northlight', actor: { name: 'M', email: 'm@x.example' }, can: ['links:read'] },
    'webhooks.create': { url: 'https://app.example/webhooks' },
    'webhooks.update': {},
    'webhooks.redeliverSince': { since: '2026-11-20T00:00:00.000Z' },
    'public.links.resolve': { link: 'x' },
    'public.flows.status': { secret },
    'public.flows.ack': { secret, seq: 1 },
    'public.flows.cancel': { secret },
  };
  for (const { id, method, path, status } of operations) {
    const about: Record<string, string> = {
      links: link.id,
      connections: connection.id,
      sessions: session.id,
      webhooks: endpoint.id,
      'webhooks.delete': superfluous.id,
      'webhooks.redeliver': delivery?.id ?? '',
      'connections.approve': waiting.id,
      'connections.reject': refused.id,
    };
    const one = about[id] ?? about[id.split('.')[0] ?? ''] ?? '';
    const filled = path.replace('{workspace}', 'northlight').replace('{id}', one);
    const query = id.endsWith('.list') ? '?workspace=northlight' : '';
    const headers = { 'content-type': id.startsWith('public') ? 'text/plain' : 'application/json' };
    // Rotating and revealing want a link that is not revoked, so revoking comes last in the contract, as it does here.
    const { response } = await send(method, filled + query, { ...(bodies[id] !== undefined && { body: bodies[id] }), headers });
    expect([id, response.status]).toEqual([id, status]);
  }
});

test('fixtures are new each time and take what is given', () => {
  expect(fixtures.link()).not.toBe(fixtures.link());
  expect(fixtures.link({ status: 'revoked' }).revokedAt).not.toBeNull();
  expect(fixtures.link({ paused: true }).status).toBe('paused');
  expect(fixtures.connection({ status: 'needs_reconnect' }).reason).toBe('token_expired');
  expect(fixtures.linkWithUrl({ status: 'paused' })).toMatchObject({
    status: 'paused',
    url: expect.stringContaining('/l/cl_') as unknown,
  });
});
