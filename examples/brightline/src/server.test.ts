import { createClient } from '@connect/sdk';
import { createMocks } from '@connect/sdk/mocks';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createBrightline } from './brightline.ts';
import type { ClientLink } from './product.ts';
import { readSettings } from './settings.ts';
import { setUp } from './setup.ts';
import { demoVisit } from './visit.ts';

const settings = readSettings({ CONNECT_ORIGIN: 'https://connect.example', CONNECT_API_KEY: 'ck_test_key_of_brightline' });
const connect = createClient({ origin: settings.connectOrigin, apiKey: settings.apiKey, retries: 0 });
const mocks = createMocks({ origin: settings.connectOrigin, apiKey: settings.apiKey });
const platformCalls: Request[] = [];
const server = setupServer(
  ...mocks.handlers,
  http.get('https://graph.instagram.com/v25.0/me', ({ request }) => {
    platformCalls.push(request);
    return HttpResponse.json({
      user_id: '17841400000000001',
      username: 'harbourcoffee',
      name: 'Harbour Coffee',
      followers_count: 12_400,
      media_count: 1,
    });
  }),
);

let link: ClientLink | undefined;
const brightline = createBrightline({ settings, connect, visit: () => demoVisit, clientLink: () => link });

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await brightline.request(settings.origin + path, {
    ...init,
    headers: { host: 'localhost:4400', ...init.headers },
  });
  return { response, status: response.status, text: await response.text() };
};

/** Sends a form as the pages do. */
const send = (path: string, fields: Record<string, string> | [string, string][] = {}, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: {
      origin: settings.origin,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  });

const asked = (operation: string) => mocks.requests.filter((request) => request.operation === operation);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(async () => {
  link = await setUp(connect, demoVisit, settings.origin);
});
afterEach(() => {
  mocks.reset();
  platformCalls.length = 0;
  link = undefined;
});
afterAll(() => server.close());

test('starting names the workspace and its addresses, and keeps what others have registered', async () => {
  mocks.addWorkspace({ id: 'northlight', name: 'Old name', embedOrigins: ['https://app.example'], returnUrls: [] });
  await setUp(connect, demoVisit, settings.origin);
  const workspace = await connect.workspaces.get('northlight');
  expect(workspace.name).toBe('Northlight Studio');
  expect(workspace.embedOrigins).toEqual(['https://app.example', 'http://localhost:4400']);
  expect(workspace.returnUrls).toEqual(['http://localhost:4400/']);
});

test('starting again finds the link of the client’s page instead of making another one, until it is switched off', async () => {
  expect(await setUp(connect, demoVisit, settings.origin)).toEqual(link);
  await connect.links.revoke(link!.id);
  expect((await setUp(connect, demoVisit, settings.origin)).id).not.toBe(link!.id);
  expect(asked('links.create')).toHaveLength(2);
});

test('the accounts page explains itself while it is empty, and lists what clients connected', async () => {
  expect((await ask('/')).text).toContain('No accounts yet');
  mocks.addConnection({
    link: link!.id,
    account: { id: '1', handle: '@oak<b>', displayName: '"Oak" & <script>', pictureUrl: null, type: null },
  });
  mocks.addConnection({
    status: 'needs_reconnect',
    account: { id: '2', handle: '@luma.yoga', displayName: null, pictureUrl: 'https://connect.example/pictures/1', type: null },
  });
  const { text } = await ask('/');
  expect(text).toContain('Working');
  expect(text).toContain('Reconnect needed');
  expect(text).toContain('Instagram ended it after a time');
  expect(text).toContain('src="https://connect.example/pictures/1"');
  expect(text).toContain('&quot;Oak&quot; &amp; &lt;script&gt;');
  expect(text).not.toContain('@oak<b>');
});

test('accounts.json tells of an account, so that the open page can show and announce it', async () => {
  const before = JSON.parse((await ask('/accounts.json')).text);
  expect(before).toEqual({ accounts: [] });
  const { id } = mocks.addConnection();
  const { accounts } = JSON.parse((await ask('/accounts.json')).text);
  expect(accounts).toMatchObject([{ id, news: '@harbourcoffee was connected just now' }]);
  expect((await ask('/')).text).toContain(`data-revision="${accounts[0].revision}" data-state="${accounts[0].state}"`);
});

test('a profile is read at the platform with a token that stays on the server', async () => {
  const { id } = mocks.addConnection();
  const { status, text } = await send(`/accounts/${id}/profile`);
  expect(status).toBe(200);
  expect(text).toContain('12,400 followers · 1 post<');
  expect(platformCalls[0]?.headers.get('authorization')).toBe(`Bearer mock-access-token-${id}`);
  for (const path of ['/', '/links', '/client', '/accounts.json']) {
    expect((await ask(path)).text).not.toMatch(/mock-access-token|ck_test_key/);
  }
  expect(text).not.toMatch(/mock-access-token|ck_test_key/);
});

test('a profile that cannot be read says why in its row', async () => {
  const broken = mocks.addConnection({ status: 'needs_reconnect' });
  expect((await send(`/accounts/${broken.id}/profile`)).text).toContain(
    '@harbourcoffee needs to be connected again before it can be read.',
  );
  server.use(
    http.get('https://graph.instagram.com/v25.0/me', () => HttpResponse.json({ error: {} }, { status: 500 }), { once: true }),
  );
  const { id } = mocks.addConnection();
  const { status, text } = await send(`/accounts/${id}/profile`);
  expect(status).toBe(502);
  expect(text).toContain('Instagram answered with status 500. Nothing was changed. Try again in a minute.');
  server.use(
    http.get('https://graph.instagram.com/v25.0/me', () => HttpResponse.json({ error: {} }, { status: 400 }), { once: true }),
  );
  expect((await send(`/accounts/${id}/profile`)).text).toContain(
    'If it stays so, ask your client to open their link and connect again.',
  );
});

test('disconnecting asks first and says what follows', async () => {
  const { id } = mocks.addConnection();
  expect((await ask(`/accounts/${id}/disconnect`)).text).toContain('Disconnect <bdi>@harbourcoffee</bdi>?</h1>');
  expect((await connect.connections.get(id)).status).toBe('active');
  const { response, status } = await send(`/accounts/${id}/disconnect`);
  expect([status, response.headers.get('location')]).toEqual([303, `/?ended=${id}`]);
  expect((await connect.connections.get(id)).status).toBe('disconnected');
  expect((await ask(`/?ended=${id}`)).text).toContain('@harbourcoffee is disconnected.');
});

test('accounts and links of another workspace do not exist here', async () => {
  const connection = mocks.addConnection({ workspace: 'elsewhere' });
  const other = mocks.addLink({ workspace: 'elsewhere' });
  expect((await send(`/accounts/${connection.id}/disconnect`)).status).toBe(404);
  expect((await send(`/accounts/${connection.id}/profile`)).status).toBe(404);
  expect((await send(`/links/${other.id}/reveal`)).status).toBe(404);
  expect((await send(`/links/${other.id}/switch-off`)).status).toBe(404);
  expect((await connect.connections.get(connection.id)).status).toBe('active');
  expect((await connect.links.get(other.id)).status).toBe('active');
});

test('a new link is shown with its address once, however often the form is sent', async () => {
  const form = { clientName: 'Luma Yoga', description: 'Spring <campaign>', platforms: 'tiktok', attempt: crypto.randomUUID() };
  const { status, text } = await send('/links', form);
  expect(status).toBe(201);
  const [address] = /https:\/\/connect\.example\/l\/cl_\w+/.exec(text)!;
  expect((await send('/links', form)).text).toContain(`value="${address}"`);
  const { data } = await connect.links.list({ workspace: 'northlight' });
  expect(data).toHaveLength(2);
  expect(data[0]).toMatchObject({ clientName: 'Luma Yoga', platforms: ['tiktok'], sharedBy: demoVisit.person });
  const list = (await ask('/links')).text;
  expect(list).toContain('Spring &lt;campaign&gt;');
  expect(list).not.toContain('/l/cl_');
});

test('the form remembers the platforms of last time', async () => {
  const { response } = await send('/links', [['platforms', 'tiktok']]);
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const { text } = await ask('/links', { headers: { cookie } });
  expect(text).toMatch(/value="tiktok" checked/);
  expect(text).not.toMatch(/value="instagram" checked/);
});

test('a form that cannot be accepted comes back filled, with the reason beside its field', async () => {
  const none = await send('/links', { clientName: 'Luma Yoga' });
  expect(none.status).toBe(422);
  expect(none.text).toContain('Choose at least one.');
  expect(none.text).toContain('value="Luma Yoga"');
  const invisible = await send('/links', { clientName: 'Luma\u200bYoga', platforms: 'tiktok' });
  expect(invisible.status).toBe(422);
  expect(invisible.text).toMatch(/id="clientName-fault">Must not contain/);
  mocks.failNext('links.create', 'subscription_required');
  expect((await send('/links', { platforms: 'tiktok' })).text).toContain('Connect links are part of a plan that isn’t active.');
});

test('a link says whose it is and what it brought; its address can be had again, and it can be switched off', async () => {
  const other = mocks.addLink({ clientName: 'Oak & Pine', description: null });
  for (const [index, handle] of ['@a', '@b', '@c', '@c'].entries()) {
    mocks.addConnection({
      link: other.id,
      platform: index === 3 ? 'tiktok' : 'instagram',
      account: { id: `${index}`, handle, displayName: null, pictureUrl: null, type: null },
    });
  }
  const { text } = await ask('/links');
  expect(text).toContain('Oak &amp; Pine');
  expect(text).toContain('by <bdi>Maya Lindqvist</bdi>');
  expect(text).toContain('Brought <bdi>@c</bdi> on TikTok, <bdi>@c</bdi> on Instagram, <bdi>@b</bdi> on Instagram and 1 more');
  expect(JSON.parse((await send(`/links/${other.id}/reveal`, {}, { accept: 'application/json' })).text)).toEqual({
    url: other.url,
  });
  expect((await send(`/links/${other.id}/reveal`)).text).toContain(`value="${other.url}"`);
  expect((await ask(`/links/${other.id}/switch-off`)).text).toContain('The 4 accounts it brought stay connected.');
  expect((await send(`/links/${other.id}/switch-off`)).status).toBe(303);
  expect((await ask(`/links?off=${other.id}`)).text).toContain('Link switched off');
  expect((await connect.links.get(other.id)).status).toBe('revoked');
});

test('the client’s page holds the button for each platform, and a plain link in each for browsers without it', async () => {
  mocks.addConnection({ link: link!.id });
  const { text } = await ask('/client');
  expect(text).toContain('<script type="module" src="https://connect.example/widget/v1/connect-link-button.js">');
  for (const [platform, name] of [
    ['instagram', 'Instagram'],
    ['tiktok', 'TikTok'],
  ]) {
    expect(text).toContain(
      `<connect-link-button link="${link!.url}" platform="${platform}"><a href="${link!.url}">Connect ${name}</a></connect-link-button>`,
    );
  }
  expect(text).toContain('@harbourcoffee');
  link = undefined;
  expect((await ask('/client')).status).toBe(503);
});

test('a POST from any other origin, another port of this machine included, changes nothing', async () => {
  const { id } = mocks.addConnection();
  const foreign = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://localhost:4411', 'sec-fetch-site': 'same-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    const { status, text } = await send(`/accounts/${id}/disconnect`, {}, headers);
    expect(status).toBe(403);
    expect(text).toContain('It didn’t come from a page of Brightline');
  }
  expect(asked('connections.disconnect')).toEqual([]);
});

test('every page may load scripts and pictures from Connect and from itself only, and is kept by no cache', async () => {
  const { response } = await ask('/');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self' https://connect.example;");
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect((await ask('/', { headers: { host: 'evil.example:4400' } })).status).toBe(421);
  expect((await ask('/healthz')).text).toBe('ok');
});

test('when Connect is not answering the page says so, and names code and reference for whoever can mend it', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  mocks.failNext('connections.list', 'network_error');
  const down = await ask('/');
  expect(down.status).toBe(503);
  expect(down.text).toContain('Connect isn’t answering');
  expect(down.text).toContain('<code>network_error</code>');
  mocks.failNext('connections.list', 'internal_error');
  const broken = await ask('/');
  expect(broken.status).toBe(502);
  expect(broken.text).toMatch(/<code>internal_error<\/code>.*<code>req_mock\d+<\/code>/s);
  mocks.failNext('connections.list', 'unauthorized');
  expect((await ask('/')).text).toContain('Connect doesn’t know Brightline’s key');
  mocks.failNext('connections.list', 'network_error');
  const json = await ask('/accounts.json');
  expect([json.status, JSON.parse(json.text).code]).toEqual([503, 'network_error']);
  expect(log.mock.calls.flat().join('\n')).toMatch(/^brightline: GET \/: .*500 internal_error, request req_mock\d+/m);
  log.mockRestore();
  expect((await ask('/nowhere')).status).toBe(404);
});

test('settings that cannot work are refused with one line each', () => {
  expect(() => readSettings({ PORT: 'x', CONNECT_ORIGIN: 'https://connect.example/path' })).toThrow(
    /PORT must be a number[^\n]*\n- CONNECT_API_KEY is missing[^\n]*\n- CONNECT_ORIGIN must be an origin/,
  );
});
