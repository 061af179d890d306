import { expect, test } from 'vitest';
import { app, authorizeUrl, challenges, emulate } from './tiktok.test.fixture.ts';
import { createVisitor } from './visitor.ts';

test('a person allows and comes back with an encoded code, the granted scopes and the state', async () => {
  const visit = await createVisitor(emulate()).authorize(authorizeUrl({ state: 'a b&c' }), { account: 'harbourcoffee' });
  const [address, encoded = ''] = (visit.callback ?? '').split('?');
  expect(address).toBe(app.redirectUri);
  const [code, ...rest] = encoded.split('&');
  expect(code).toMatch(/^code=[\w-]+%2A\d%21\d{4}\.[\w-]+$/);
  expect(rest).toEqual(['scopes=user.info.basic%2Cuser.info.profile%2Cuser.info.stats', 'state=a%20b%26c']);
  const query = new URL(visit.callback ?? '').searchParams;
  expect(query.get('code')).toMatch(/\*\d!\d{4}\./);
  expect(query.get('state')).toBe('a b&c');
});

test('the authorization page answers with and without its trailing slash', async () => {
  const url = authorizeUrl().replace('authorize/?', 'authorize?');
  const visit = await createVisitor(emulate()).authorize(url, { account: 'oakandpine' });
  expect(visit.callback).toContain('code=');
});

test('scopes that the person unticks are not granted; the basic one cannot be unticked', async () => {
  const visitor = createVisitor(emulate());
  const untick = ['user.info.basic', 'user.info.stats'];
  const visit = await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee', untick });
  expect(new URL(visit.callback ?? '').searchParams.get('scopes')).toBe('user.info.basic,user.info.profile');
});

test('cancelling comes back as access_denied, with the state or without', async () => {
  const emulator = emulate();
  const cancel = async () => (await createVisitor(emulator).authorize(authorizeUrl(), { decision: 'cancel' })).callback;
  expect(await cancel()).toMatch(/\/callback\/\?error=access_denied&error_description=[^&]+&state=S$/);
  emulator.control.settings({ denyState: 'omit' });
  expect(await cancel()).not.toContain('state=');
});

test.each([
  ['client_key', { client_key: 'unknown' }],
  ['client_key', { client_key: undefined, client_id: app.id }],
  ['redirect_uri', { redirect_uri: app.redirectUri.slice(0, -1) }],
  ['redirect_uri', { redirect_uri: `${app.redirectUri}?a=b` }],
  ['response_type', { response_type: 'token' }],
  ['scope', { scope: undefined }],
  ['scope', { scope: 'user.info.basic user.info.profile' }],
  ['scope', { scope: 'user.info.basic,user.info.email' }],
  ['state', { state: undefined }],
  ['code_challenge_method', { code_challenge: challenges.hex, code_challenge_method: 'plain' }],
])('a wrong %s is named on a page, and nobody is redirected (%o)', async (parameter, change) => {
  const visit = await createVisitor(emulate()).open(authorizeUrl(change));
  expect(visit.callback).toBeNull();
  expect(visit.title).toContain('Something went wrong');
  expect(visit.html).toContain(`<code>${parameter}</code>`);
});

test('desktop apps, and web apps of which TikTok asks it, need a code_challenge', async () => {
  const web = emulate({}, { requireChallenge: true });
  expect((await createVisitor(web).open(authorizeUrl())).html).toContain('<code>code_challenge</code>');
  const redirect_uri = 'http://localhost:3455/callback/';
  const desktop = emulate({}, { platform: 'desktop', redirectUris: [redirect_uri] });
  expect((await createVisitor(desktop).open(authorizeUrl({ redirect_uri }))).html).toContain('<code>code_challenge</code>');
  const challenge = { redirect_uri, code_challenge: challenges.hex, code_challenge_method: 'S256' };
  expect((await createVisitor(desktop).open(authorizeUrl(challenge))).title).toContain('Choose an account');
});

test('who has allowed everything before is sent straight back, unless disable_auto_auth=1', async () => {
  const visitor = createVisitor(emulate());
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  expect((await visitor.open(authorizeUrl())).callback).toContain('code=');
  expect((await visitor.open(authorizeUrl({ disable_auto_auth: '0' }))).callback).toContain('code=');
  const always = authorizeUrl({ disable_auto_auth: '1' });
  expect((await visitor.open(always)).title).toContain('Continue as @harbourcoffee');
  expect((await visitor.authorize(always, { account: 'oakandpine' })).callback).toContain('code=');
});

test('a remembered consent does not cover more scopes than it granted', async () => {
  const visitor = createVisitor(emulate());
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee', untick: ['user.info.stats'] });
  expect((await visitor.open(authorizeUrl())).title).toContain('Continue as @harbourcoffee');
  expect((await visitor.open(authorizeUrl({ scope: 'user.info.basic' }))).callback).toContain('code=');
});

test('a removed app has to ask again', async () => {
  const emulator = emulate();
  const visitor = createVisitor(emulator);
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  emulator.control.removeApp('harbourcoffee');
  expect((await visitor.open(authorizeUrl())).callback).toBeNull();
});

test('a sandbox app lets only its target users in', async () => {
  const visitor = createVisitor(emulate({}, { sandboxAccounts: ['oakandpine'] }));
  const refused = await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  expect(refused.callback).toBeNull();
  expect(refused.html).toContain('non_sandbox_target');
  expect((await visitor.authorize(authorizeUrl(), { account: 'oakandpine' })).callback).toContain('code=');
});

test.each([
  ['http://app.example/cb', 'must be https'],
  ['https://localhost/cb', 'must be on a public host'],
  ['https://app.example/cb?a=b', 'must be static'],
  ['https://app.example/cb#a', 'must be static'],
  ['http://localhost:*/cb', 'cannot have a * port'],
  [`https://app.example/${'a'.repeat(500)}`, 'must be shorter than 512'],
])('a web app cannot register %s', (uri, why) => {
  expect(() => emulate({}, { redirectUris: [uri] })).toThrow(why);
});

test('http and loopback redirects of a web app work only where they are asked for, and only on loopback', () => {
  expect(() => emulate({ allowHttpRedirects: true }, { redirectUris: ['http://localhost:4000/cb'] })).not.toThrow();
  expect(() => emulate({ allowHttpRedirects: true }, { redirectUris: ['http://app.example/cb'] })).toThrow('must be https');
});

test('an app has 1 to 10 redirect URIs', () => {
  const uris = Array.from({ length: 11 }, (_, n) => `https://app.example/${n}`);
  expect(() => emulate({}, { redirectUris: uris })).toThrow('1 to 10');
  expect(() => emulate({}, { redirectUris: [] })).toThrow('1 to 10');
});

test('a desktop app registers loopback addresses with a port, which may be any', async () => {
  const register = (uri: string) => () => emulate({}, { platform: 'desktop', redirectUris: [uri] });
  expect(register('https://app.example/cb')).toThrow('localhost or 127.0.0.1 with a port');
  expect(register('http://localhost/cb')).toThrow('with a port');
  const emulator = register('http://127.0.0.1:*/cb/')();
  const challenge = { code_challenge: challenges.hex, code_challenge_method: 'S256' };
  const open = async (redirect_uri: string) => await createVisitor(emulator).open(authorizeUrl({ redirect_uri, ...challenge }));
  expect((await open('http://127.0.0.1:3455/cb/')).status).toBe(200);
  expect((await open('http://localhost:3455/cb/')).status).toBe(400);
  expect((await open('http://127.0.0.1:3455/cb')).status).toBe(400);
});
