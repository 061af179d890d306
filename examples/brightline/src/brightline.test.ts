import { createSessionClient, type Session } from '@connect/sdk';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connect, mocks, open, settings } from './brightline.test.fixture.ts';
import { readSettings } from './settings.ts';
import { setUp } from './setup.ts';

const platformCalls: Request[] = [];
const profile = 'https://graph.instagram.com/v25.0/me';
const server = setupServer(
  ...mocks.handlers,
  http.get(profile, ({ request }) => {
    platformCalls.push(request);
    return HttpResponse.json({ user_id: '1', username: 'harbourcoffee', name: 'Harbour', followers_count: 12_400, media_count: 1 });
  }),
);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  mocks.reset();
  platformCalls.length = 0;
});
afterAll(() => server.close());

const asked = (operation: string) => mocks.requests.filter((request) => request.operation === operation);

test('starting tells Connect about every agency, and keeps what has been changed since', async () => {
  mocks.addWorkspace({
    id: 'northlight',
    name: 'Northlight & Sons',
    embedOrigins: ['https://app.example'],
    returnUrls: [],
    subscription: { status: 'inactive', upgradeUrl: null, planName: 'Studio' },
  });
  mocks.addLink({ workspace: 'northlight', slot: 'client-page:harbour-coffee' });
  mocks.addLink({ workspace: 'northlight', slot: 'client-page:luma-yoga' });
  await open();
  const { name, embedOrigins, returnUrls, subscription } = await connect.workspaces.get('northlight');
  expect([name, subscription.status, subscription.upgradeUrl]).toEqual(['Northlight & Sons', 'inactive', 'http://localhost:4400/upgrade']);
  expect(embedOrigins).toEqual(['https://app.example', 'http://localhost:4400']);
  expect(returnUrls).toEqual(['http://localhost:4400/client/']);
  expect((await connect.workspaces.get('tidewater')).accentColor).toBe('#0b7a75');
});

test('starting again finds the links of the clients’ pages instead of making others', async () => {
  const { portals } = await open();
  const before = portals.all().map(({ link }) => link?.id);
  expect(new Set(before).size).toBe(3);
  await setUp(connect, portals, settings.origin);
  expect(portals.all().map(({ link }) => link?.id)).toEqual(before);
  expect(asked('links.create')).toHaveLength(3);
});

test('whoever is not signed in gets the sign-in page, and no session', async () => {
  const { ask, send } = await open();
  for (const path of ['/', '/accounts', '/settings', '/nowhere']) {
    const { response, status } = await ask(path);
    expect([status, response.headers.get('location')], path).toEqual([303, '/sign-in']);
  }
  expect((await send('/session')).status).toBe(401);
  expect((await send('/settings/plan', { status: 'inactive' })).status).toBe(401);
  expect((await ask('/sign-in')).text).toContain('Maya Lindqvist');
  const forged = await ask('/accounts', { headers: { cookie: 'brightline=maya.1234' } });
  expect(forged.status).toBe(303);
  expect(asked('sessions.create')).toEqual([]);
});

test('the sign-in is kept in a cookie that scripts and other sites do not get', async () => {
  const { send, as } = await open();
  const { response, status } = await send('/sign-in', { person: 'maya' });
  expect([status, response.headers.get('location')]).toEqual([303, '/accounts']);
  expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
  expect((await send('/sign-in', { person: 'nobody' })).status).toBe(422);
  const { text } = await (await as('tom')).ask('/accounts');
  expect(text).toContain('Tidewater Social');
  expect(text).toContain('Tom Okafor');
});

test.each([
  ['maya', 'northlight', ['links:read', 'links:write', 'links:reveal', 'connections:read', 'connections:write', 'events:read']],
  ['jonas', 'northlight', ['links:read', 'links:write', 'links:reveal', 'connections:read', 'events:read']],
  ['ines', 'northlight', ['links:read', 'connections:read', 'events:read']],
  ['priya', 'tidewater', ['links:read', 'links:write', 'links:reveal']],
])('a session is for %s alone, in %s, with what the role may do', async (person, workspace, can) => {
  const browser = await (await open()).as(person);
  const { text, response } = await browser.send('/session');
  const session = JSON.parse(text) as Session;
  expect(session).toMatchObject({ workspace, can, origin: settings.connectOrigin });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(text).not.toContain(settings.apiKey);
  const client = createSessionClient({ session, retries: 0 });
  expect((await client.links.list({ workspace })).data.length).toBeGreaterThan(0);
  await expect(client.links.list({ workspace: 'fable' })).rejects.toMatchObject({ code: 'not_found' });
});

test('being somebody else, or nobody, ends the sessions in the pages that are still open', async () => {
  const { as } = await open();
  const maya = await as('maya');
  const client = createSessionClient({ session: JSON.parse((await maya.send('/session')).text) as Session, retries: 0 });
  expect((await client.links.list({ workspace: 'northlight' })).data).toHaveLength(2);
  await maya.send('/sign-in', { person: 'ines' });
  await expect(client.links.list({ workspace: 'northlight' })).rejects.toMatchObject({ code: 'unauthorized' });
  await maya.send('/session');
  mocks.failNext('sessions.revoke', 'network_error');
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect((await maya.send('/sign-out')).response.headers.get('location')).toBe('/sign-in');
  expect(log.mock.calls.flat().join(' ')).toContain('a session could not be ended');
  log.mockRestore();
});

test('the accounts page is Connect’s two elements, and the script that gives them their session', async () => {
  const { text } = await (await (await open()).as('maya')).ask('/accounts');
  for (const name of ['connect-link-manager', 'connect-account-list']) {
    expect(text).toContain(`<script type="module" src="https://connect.example/widget/v1/${name}.js">`);
    expect(text).toContain(`<${name}>`);
  }
  expect(text).toContain('<script type="module" src="/public/sharer.js">');
});

test('the calendar says which posts can go out, and reads numbers with tokens that stay on the server', async () => {
  const { portals, as } = await open();
  const maya = await as('maya');
  expect((await maya.ask('/calendar')).text).toContain('Waits for Harbour Coffee to connect');
  const link = portals.all().find(({ client }) => client.id === 'harbour-coffee')?.link?.id ?? '';
  const { id } = mocks.addConnection({ link, linkName: 'Harbour Coffee' });
  mocks.addConnection({ workspace: 'tidewater' });
  expect((await maya.ask('/calendar')).text).toContain('as <bdi>@harbourcoffee</bdi>');
  expect((await maya.send('/calendar/numbers')).status).toBe(303);
  const { text } = await maya.ask('/calendar');
  expect(text).toContain('<b>12,400 followers</b>');
  expect(platformCalls.map(({ headers }) => headers.get('authorization'))).toEqual([`Bearer mock-access-token-${id}`]);
  for (const path of ['/calendar', '/accounts', '/clients', '/activity', '/settings']) {
    expect((await maya.ask(path)).text, path).not.toMatch(/mock-access-token|ck_test_key/);
  }
  server.use(http.get(profile, () => HttpResponse.json({ error: {} }, { status: 400 }), { once: true }));
  await maya.send('/calendar/numbers');
  expect((await maya.ask('/calendar')).text).toContain('ask your client to open their link and connect again.');
});

test('a client’s page needs no login, cannot be guessed, and holds the button for each platform', async () => {
  const { portals, ask, as } = await open();
  const portal = portals.all()[0]!;
  expect(portal.path).toMatch(/^\/client\/harbour-coffee-[\w-]{22}$/);
  mocks.addConnection({ link: portal.link!.id, linkName: 'Harbour Coffee' });
  const { text, status } = await ask(portal.path);
  expect(status).toBe(200);
  for (const [platform, name] of [
    ['instagram', 'Instagram'],
    ['tiktok', 'TikTok'],
  ]) {
    expect(text).toContain(
      `<connect-link-button link="${portal.link!.url}" platform="${platform}"><a href="${portal.link!.url}">Connect ${name}</a></connect-link-button>`,
    );
  }
  expect(text).toContain('@harbourcoffee');
  expect((await ask('/client/harbour-coffee')).status).toBe(404);
  expect((await ask('/client')).text).toContain('This address isn’t complete.');
  expect((await (await as('maya')).ask('/clients')).text).toContain(portal.path);
  const { text: seenByIntern } = await (await as('ines')).ask('/clients');
  expect(seenByIntern).not.toContain(portal.path);
  expect((await (await as('tom')).ask('/clients')).text).not.toContain('Harbour Coffee');
});

test('a client’s page waits until Connect knows about it', async () => {
  const { ask, portals } = await open({ isReady: false });
  expect((await ask('/client')).status).toBe(503);
  expect((await ask(portals.all()[0]!.path)).status).toBe(503);
});

test('a client’s page follows its link: a new address, switched off, and made anew', async () => {
  const { portals, heard, ask, as } = await open();
  const { path, link } = portals.all()[0]!;
  const stop = new AbortController();
  const listening = heard.listen('northlight', portals.follow, stop.signal);
  await expect.poll(() => heard.of('northlight').length).toBeGreaterThan(0);

  const { url } = await connect.links.rotate(link!.id);
  await expect.poll(async () => (await ask(path)).text).toContain(url);
  await connect.links.revoke(link!.id);
  await expect.poll(async () => (await ask(path)).status).toBe(410);
  expect((await ask(path)).text).toContain('ask Maya Lindqvist for a new one');

  const maya = await as('maya');
  expect((await (await as('ines')).send('/clients/harbour-coffee/link')).status).toBe(404);
  expect((await (await as('tom')).send('/clients/harbour-coffee/link')).status).toBe(404);
  mocks.failNext('links.create', 'subscription_required');
  expect((await maya.send('/clients/harbour-coffee/link')).response.headers.get('location')).toBe('/clients?refused=plan');
  expect((await maya.ask('/clients?refused=plan')).text).toContain('A new link needs an active plan.');
  expect((await maya.send('/clients/harbour-coffee/link')).status).toBe(303);
  expect((await ask(path)).status).toBe(200);

  const { text } = await maya.ask('/activity');
  for (const words of ['gave a link a new address', 'switched a link off', 'link.created']) expect(text).toContain(words);
  expect((await (await as('tom')).ask('/activity')).text).not.toContain('switched a link off');
  stop.abort();
  await listening;
});

test('the settings save the brand and the addresses, and say beside the field what Connect refuses', async () => {
  const maya = await (await open()).as('maya');
  const brand = { name: 'Northlight <Film>', accentColor: '#aa3300', logoUrl: '' };
  expect((await maya.send('/settings/brand', brand)).response.headers.get('location')).toBe('/settings?saved=brand');
  const { text } = await maya.ask('/settings?saved=brand');
  expect(text).toContain('Northlight &lt;Film&gt;');
  expect(text).toContain('The brand is saved.');
  expect(text).toContain('<connect-link-manager view="fixed">');
  expect(await connect.workspaces.get('northlight')).toMatchObject({ name: 'Northlight <Film>', accentColor: '#aa3300', logoUrl: null });

  const wrong = await maya.send('/settings/brand', { ...brand, name: 'Kept', logoUrl: 'ftp://x' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toMatch(/id="logoUrl-fault">Must be an https URL/);
  expect(wrong.text).toContain('value="Kept"');

  expect((await maya.send('/settings/return-addresses', { returnUrls: 'https://northlight.example/thanks ' })).status).toBe(303);
  expect((await connect.workspaces.get('northlight')).returnUrls).toEqual([
    'http://localhost:4400/client/',
    'https://northlight.example/thanks',
  ]);
  const refused = await maya.send('/settings/return-addresses', { returnUrls: 'https://a.example/\nnorthlight' });
  expect(refused.text).toMatch(/id="returnUrls-fault">Must be an https URL/);
});

test('the plan can be switched, by the owner only, and every page says while it is not active', async () => {
  const { as } = await open();
  const [maya, jonas] = [await as('maya'), await as('jonas')];
  expect((await jonas.ask('/settings')).text).toContain('Only Maya Lindqvist can change these.');
  for (const path of ['/settings/plan', '/settings/brand', '/settings/return-addresses', '/upgrade']) {
    const { status, text } = await jonas.send(path, { status: 'inactive' });
    expect([path, status]).toEqual([path, 403]);
    expect(text).toContain('Ask Maya Lindqvist. Nothing was changed.');
  }
  await maya.send('/settings/plan', { status: 'inactive' });
  expect((await connect.workspaces.get('northlight')).subscription.status).toBe('inactive');
  expect((await jonas.ask('/accounts')).text).toContain('Your Studio plan is not active.');
  expect((await jonas.ask('/upgrade')).text).toContain('Only Maya Lindqvist can start it.');
  expect((await (await as('tom')).ask('/accounts')).text).not.toContain('not active');
  await maya.send('/upgrade');
  expect((await connect.workspaces.get('northlight')).subscription.status).toBe('active');
});

test('a POST from any other origin, another port of this machine included, changes nothing', async () => {
  const maya = await (await open()).as('maya');
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://localhost:4411', 'sec-fetch-site': 'same-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    const { status, text } = await maya.send('/settings/plan', { status: 'inactive' }, headers);
    expect(status).toBe(403);
    expect(text).toContain('It didn’t come from a page of Brightline');
    expect((await maya.send('/session', {}, { ...headers, 'content-type': 'application/json' })).status).toBe(403);
  }
  expect(asked('sessions.create')).toEqual([]);
  expect((await connect.workspaces.get('northlight')).subscription.status).toBe('active');
});

test('every page may load scripts and pictures from Connect and from itself only, and is kept by no cache', async () => {
  const { ask, as } = await open();
  const { response, text } = await (await as('maya')).ask('/settings');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self' https://connect.example;");
  expect(policy).not.toContain('unsafe');
  expect(text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect((await ask('/accounts', { headers: { host: 'evil.example:4400' } })).status).toBe(421);
  expect((await ask('/healthz')).text).toBe('ok');
  for (const file of text.matchAll(/(?:src|href)="(\/public\/[^"]+)"/g)) expect((await ask(file[1]!)).status, file[1]!).toBe(200);
  expect((await ask('/public/logos/northlight.png')).response.headers.get('content-type')).toBe('image/png');
});

test('when Connect is not answering the page says so, and names code and reference for whoever can mend it', async () => {
  const maya = await (await open()).as('maya');
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  mocks.failNext('workspaces.get', 'network_error');
  const down = await maya.ask('/accounts');
  expect(down.status).toBe(503);
  expect(down.text).toContain('Connect isn’t answering');
  expect(down.text).toContain('<code>network_error</code>');
  mocks.failNext('connections.list', 'internal_error');
  const broken = await maya.ask('/calendar');
  expect(broken.status).toBe(502);
  expect(broken.text).toMatch(/<code>internal_error<\/code>.*<code>req_mock\d+<\/code>/s);
  mocks.failNext('links.list', 'unauthorized');
  expect((await maya.ask('/clients')).text).toContain('Connect doesn’t know Brightline’s key');
  mocks.failNext('sessions.create', 'network_error');
  const json = await maya.send('/session');
  expect([json.status, JSON.parse(json.text).code]).toEqual([503, 'network_error']);
  expect(log.mock.calls.flat().join('\n')).toMatch(/^brightline: GET \/calendar: .*500 internal_error, request req_mock\d+/m);
  log.mockRestore();
  expect((await maya.ask('/nowhere')).status).toBe(404);
});

test('settings that cannot work are refused with one line each', () => {
  expect(() => readSettings({ PORT: 'x', CONNECT_ORIGIN: 'https://connect.example/path' })).toThrow(
    /PORT must be a number[^\n]*\n- CONNECT_API_KEY is missing[^\n]*\n- CONNECT_ORIGIN must be an origin/,
  );
});
