import { expect, test } from 'vitest';
import {
  app, authorizeUrl, classicUrl, configuration, emulate, getLongToken, getPages, graph, instagram, pages,
} from './facebook.test.fixture.ts';
import { createVisitor } from './visitor.ts';

test('a person chooses who they are, allows, and comes back with a code, the state and a literal #_=_', async () => {
  const visit = await createVisitor(emulate()).authorize(authorizeUrl(), { account: 'dana.brooks' });
  const [address, query] = (visit.callback ?? '').split('?');
  expect(address).toBe(app.redirectUri);
  expect(query).toMatch(/^code=AQ[\w-]+&state=the\+state\+%26\+more#_=_$/);
});

test('a code is followed by nothing else, and not by a state that was not sent', async () => {
  const visit = await createVisitor(emulate()).authorize(authorizeUrl({ state: undefined }), { account: 'tom.becker' });
  expect([...new URL(visit.callback ?? '').searchParams.keys()]).toEqual(['code']);
});

test('cancelling comes back as it was reported, with #_=_, and can lose the state', async () => {
  const emulator = emulate();
  const conduct = { account: 'dana.brooks', decision: 'cancel' } as const;
  const cancel = async () => (await createVisitor(emulator).authorize(authorizeUrl({ state: 'S' }), conduct)).callback;
  const denial =
    `${app.redirectUri}?error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied`;
  expect(await cancel()).toBe(`${denial}&state=S#_=_`);
  emulator.control.settings({ denyState: 'omit' });
  expect(await cancel()).toBe(`${denial}#_=_`);
});

test.each([
  ['an unknown app', { client_id: '404' }, 'Invalid App ID'],
  ['another redirect URI', { redirect_uri: `${app.redirectUri}/` }, 'URL blocked'],
  ['a redirect URI with a query', { redirect_uri: `${app.redirectUri}?a=b` }, 'URL blocked'],
  ['another response type', { response_type: 'token' }, 'Invalid response_type'],
  ['an unknown configuration', { config_id: '1' }, 'Invalid config_id'],
  ['an unknown permission', { config_id: undefined, scope: 'instagram_business_basic' }, 'Invalid Scopes: instagram_business'],
])('%s ends on an error page and never redirects', async (_, change, text) => {
  const visit = await createVisitor(emulate()).open(authorizeUrl(change));
  expect(visit.callback).toBeNull();
  expect(visit.status).toBe(400);
  expect(visit.html).toContain(text);
});

test('the dialog has a version in its path', async () => {
  const visit = await createVisitor(emulate()).open(authorizeUrl().replace('/v25.0', ''));
  expect(visit.status).toBe(404);
});

test('a registered query belongs to the redirect URI, and the answer is added to it', async () => {
  const redirect_uri = `${app.redirectUri}?tenant=7`;
  const emulator = emulate({}, { redirectUris: [redirect_uri] });
  const visit = await createVisitor(emulator).authorize(authorizeUrl({ redirect_uri }), { account: 'dana.brooks' });
  expect(visit.callback).toMatch(/\?tenant=7&code=/);
});

test('a configuration is all or nothing: there is no permission to untick, and e-mail and profile come by themselves', async () => {
  const emulator = emulate();
  const { html } = await createVisitor(emulate({ settings: { signedInAs: 'dana.brooks' } })).open(authorizeUrl());
  expect(html).not.toContain('name="scope"');
  const access_token = await getLongToken(emulator);
  const { data } = (await (await graph(emulator, '/v25.0/me/permissions', { access_token })).json()) as { data: object[] };
  expect(data).toEqual(
    ['public_profile', 'email', ...configuration.permissions].map((permission) => ({ permission, status: 'granted' })),
  );
});

test('with scope, separated by commas or spaces, permissions can be declined one by one, but not the profile', async () => {
  const emulator = emulate();
  const url = classicUrl('instagram_basic, pages_show_list business_management');
  const access_token = await getLongToken(emulator, { untick: ['business_management', 'public_profile'] }, url);
  const answer = await graph(emulator, '/v25.0/me/permissions', { access_token });
  expect(await answer.json()).toEqual({
    data: [
      { permission: 'public_profile', status: 'granted' },
      { permission: 'instagram_basic', status: 'granted' },
      { permission: 'pages_show_list', status: 'granted' },
      { permission: 'business_management', status: 'declined' },
    ],
  });
});

test('the person sees each Page with what is behind it, and may tick only some', async () => {
  const { html } = await createVisitor(emulate({ settings: { signedInAs: 'dana.brooks' } })).open(authorizeUrl());
  const ids = [...html.matchAll(/name="(\w+)" value="(\d+)" checked/g)].map(([, kind, id]) => `${kind} ${id}`);
  expect(ids).toHaveLength(1 + 4 + 3);
  expect(ids).toContain(`pages ${pages.tideline}`);
  expect(ids).toContain(`instagram ${instagram.noor}`);
  expect(html).toContain('no Instagram account');
  expect(html).toContain('@kitsune.ramen on Instagram');
  expect(html).toContain('All current and future Pages');
});

test('somebody without Pages is told so, and can allow all the same', async () => {
  const emulator = emulate({ settings: { signedInAs: 'lena.novak' } });
  expect((await createVisitor(emulator).open(authorizeUrl())).html).toContain('You have no Pages.');
  expect(await getPages(emulator, await getLongToken(emulator, { account: 'lena.novak' }))).toEqual([]);
});

test('a second time, the person continues with the previous settings or edits them', async () => {
  const emulator = emulate();
  const first = await getLongToken(emulator, { untick: [pages.noor, instagram.noor] });
  const again = await createVisitor(emulator).authorize(authorizeUrl(), { account: 'dana.brooks' });
  expect(again.callback).toContain('code=');
  expect((await getPages(emulator, first)).map(({ id }) => id)).toEqual([pages.harbour, pages.kitsune, pages.tideline]);

  const visitor = createVisitor(emulator);
  await visitor.authorize(authorizeUrl(), { account: 'dana.brooks' });
  const offer = await visitor.open(authorizeUrl());
  expect(offer.title).toContain('Continue as Dana Brooks');
  expect(offer.html).toContain('3 of your Pages and 2 of your Instagram accounts');
  const edited = await visitor.authorize(authorizeUrl(), { edit: true, assets: [pages.noor, instagram.noor] });
  expect(edited.callback).toContain('code=');
  expect((await getPages(emulator, first)).map(({ id }) => id)).toEqual([]);
  expect((await visitor.authorize(authorizeUrl(), { decision: 'cancel' })).callback).toContain('error=access_denied');
});

test('an old grant can be reused without a word, and rerequest can bring the choice back or skip it', async () => {
  const emulator = emulate({ settings: { regrant: 'silent' } });
  const visitor = createVisitor(emulator);
  await visitor.authorize(authorizeUrl(), { account: 'dana.brooks' });
  expect((await visitor.open(authorizeUrl())).callback).toContain('code=');
  expect((await visitor.open(authorizeUrl({ auth_type: 'rerequest' }))).html).toContain(pages.noor);
  expect((await visitor.open(authorizeUrl({ auth_type: 'reauthorize' }))).html).toContain(pages.noor);
  emulator.control.settings({ rerequest: 'skips-picker' });
  expect((await visitor.open(authorizeUrl({ auth_type: 'rerequest' }))).callback).toContain('code=');
});

test('what was declined is asked for again only with rerequest', async () => {
  const emulator = emulate();
  const visitor = createVisitor(emulator);
  const url = classicUrl('instagram_basic,pages_show_list');
  await visitor.authorize(url, { account: 'dana.brooks', untick: ['instagram_basic'] });
  expect((await visitor.open(url)).html).toContain('Continue with previous settings');
  const asked = await visitor.open(classicUrl('instagram_basic,pages_show_list', { auth_type: 'rerequest' }));
  expect(asked.html).toContain('value="instagram_basic" checked');
  emulator.control.settings({ rerequest: 'skips-picker' });
  const without = await visitor.open(classicUrl('instagram_basic,pages_show_list', { auth_type: 'rerequest' }));
  expect(without.html).toContain('value="instagram_basic" checked');
  expect(without.html).not.toContain(pages.noor);
});

test('auth_type=reauthenticate asks for a login in spite of one', async () => {
  const visitor = createVisitor(emulate());
  await visitor.authorize(authorizeUrl(), { account: 'dana.brooks' });
  expect((await visitor.open(authorizeUrl({ auth_type: 'reauthenticate,rerequest' }))).title).toContain('Choose an account');
});

test('a person with two-factor authentication needs the code', async () => {
  const visitor = createVisitor(emulate());
  const wrong = await visitor.authorize(authorizeUrl(), { account: 'ravi.menon', code: '000000' });
  expect(wrong.html).toContain('That is not the code');
  expect((await visitor.authorize(authorizeUrl(), { account: 'ravi.menon' })).callback).toContain('code=');
});

test('people log in, Instagram accounts do not', async () => {
  const { html } = await createVisitor(emulate()).open(authorizeUrl());
  const offered = [...html.matchAll(/name="account" value="([^"]+)"/g)].map(([, key]) => key);
  expect(offered).toEqual(['dana.brooks', 'ines.duarte', 'jonas.lindqvist', 'tom.becker', 'lena.novak', 'ravi.menon']);
  expect(html).toContain('4 Pages, 3 with Instagram');
  expect(() => emulate().control.removeApp('harbourcoffee')).toThrow('Nobody logs in to Facebook as "harbourcoffee"');
  expect(() => emulate({ settings: { signedInAs: 'harbourcoffee' } })).toThrow('signedInAs');
});

test('a registered URI must be https; http needs development mode and localhost, or to be asked for', () => {
  const register = (uri: string, development = false, allowHttpRedirects = false) => () =>
    emulate({ allowHttpRedirects }, { redirectUris: [uri], development });
  expect(register('http://localhost:4000/cb')).toThrow('must be https');
  expect(register('http://localhost:4000/cb', true)).not.toThrow();
  expect(register('http://connect.localhost:4000/cb', true)).toThrow('must be https');
  expect(register('http://connect.localhost:4000/cb', false, true)).not.toThrow();
  expect(register('https://app.example/cb#top')).toThrow('must not have a fragment');
});

test('a configuration needs a permission besides e-mail and profile, and only known ones', () => {
  const save = (permissions: string[]) => () => emulate({}, { configurations: [{ id: '1', permissions }] });
  expect(save(['email', 'public_profile'])).toThrow('needs a permission besides');
  expect(save(['instagram_business_basic'])).toThrow('unknown permissions: instagram_business_basic');
});

test('a world that does not hold together is refused', () => {
  const world = { people: [], businesses: [], pages: [{ id: '12345', name: 'A', category: 'B', language: 'en' }] };
  const person = { username: 'a', name: 'A', id: '54321', language: 'en', pages: ['99999'] };
  expect(() => emulate({ world: { ...world, people: [person] } })).toThrow('There is no Page or business 99999');
  expect(() => emulate({ world: { ...world, people: [{ ...person, id: '12345' }] } })).toThrow('the same id');
  expect(() => emulate({ world: { ...world, people: [{ ...person, id: 'a1' }] } })).toThrow('id must be digits');
});
