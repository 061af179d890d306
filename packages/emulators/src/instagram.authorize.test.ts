import { expect, test } from 'vitest';
import { app, authorizeUrl, emulate } from './instagram.test.fixture.ts';
import { createVisitor } from './visitor.ts';

test('a person chooses an account, allows, and comes back with a code, the state and a literal #_', async () => {
  const visit = await createVisitor(emulate()).authorize(authorizeUrl(), { account: 'harbourcoffee' });
  const [address, query] = (visit.callback ?? '').split('?');
  expect(address).toBe(app.redirectUri);
  expect(query).toMatch(/^code=AQ[\w-]+&state=the\+state\+%26\+more#_$/);
});

test('the same page answers on both hosts', async () => {
  const visit = await createVisitor(emulate()).open(authorizeUrl().replace('www.', 'api.'));
  expect(visit.title).toContain('Choose an account');
});

test('a code is not followed by granted scopes or an issuer', async () => {
  const visit = await createVisitor(emulate()).authorize(authorizeUrl({ state: undefined }), { account: 'oakandpine' });
  expect([...new URL(visit.callback ?? '').searchParams.keys()]).toEqual(['code']);
});

test('cancelling comes back with the three documented parameters, without #_', async () => {
  const conduct = { account: 'harbourcoffee', decision: 'cancel' } as const;
  const visit = await createVisitor(emulate()).authorize(authorizeUrl({ state: 'S' }), conduct);
  expect(visit.callback).toBe(
    `${app.redirectUri}?error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request&state=S`,
  );
});

test('cancelling can lose the state, as in the documented sample', async () => {
  const emulator = emulate({ settings: { denyState: 'omit' } });
  const visit = await createVisitor(emulator).authorize(authorizeUrl(), { decision: 'cancel' });
  expect(new URL(visit.callback ?? '').searchParams.has('state')).toBe(false);
});

test.each([
  ['an unknown app', { client_id: '404' }, 'Invalid platform app'],
  ['no app', { client_id: undefined }, 'Invalid platform app'],
  ['another redirect URI', { redirect_uri: `${app.redirectUri}/` }, 'Invalid redirect_uri'],
  ['a redirect URI with a query', { redirect_uri: `${app.redirectUri}?a=b` }, 'Invalid redirect_uri'],
  ['another response type', { response_type: 'token' }, 'Invalid response_type'],
  ['no basic scope', { scope: 'instagram_business_manage_comments' }, 'instagram_business_basic is required'],
  ['a scope by its old name', { scope: 'business_basic' }, 'Invalid scope: business_basic'],
])('%s ends on an error page and never redirects', async (_, change, text) => {
  const visit = await createVisitor(emulate()).open(authorizeUrl(change));
  expect(visit.callback).toBeNull();
  expect(visit.status).toBe(400);
  expect(visit.html).toContain(text);
});

test('a wrong request can end in JSON', async () => {
  const visit = await createVisitor(emulate({ settings: { authorizeErrors: 'json' } })).open(authorizeUrl({ client_id: '404' }));
  expect(JSON.parse(visit.html)).toEqual({ error_type: 'OAuthException', code: 400, error_message: 'Invalid platform app' });
});

test('scopes may be separated by spaces, and unknown parameters are ignored', async () => {
  const url = authorizeUrl({
    scope: 'instagram_business_basic instagram_business_manage_insights',
    code_challenge: 'abc',
    code_challenge_method: 'S256',
    nonce: 'n',
  });
  const visit = await createVisitor(emulate()).authorize(url, { account: 'harbourcoffee' });
  expect(visit.callback).toContain('code=');
});

test('a logged-in person goes straight to the consent page, and may switch', async () => {
  const visitor = createVisitor(emulate());
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  const again = await visitor.open(authorizeUrl());
  expect(again.title).toContain('Continue as @harbourcoffee');
  expect(again.html).toContain('Switch account');
  expect((await visitor.authorize(authorizeUrl(), { account: 'oakandpine' })).callback).toContain('code=');
  expect((await visitor.open(authorizeUrl())).title).toContain('Continue as @oakandpine');
});

test.each([{ force_reauth: 'true' }, { force_authentication: '1' }])('%o asks for a login in spite of one', async (force) => {
  const visitor = createVisitor(emulate());
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  expect((await visitor.open(authorizeUrl(force))).title).toContain('Choose an account');
  expect((await visitor.authorize(authorizeUrl(force), { account: 'harbourcoffee' })).callback).toContain('code=');
});

test.each([
  ['true', true],
  ['1', true],
  [undefined, true],
  ['false', false],
  ['0', false],
])('enable_fb_login=%s decides whether a Facebook login is offered', async (value, offered) => {
  const visit = await createVisitor(emulate()).open(authorizeUrl({ enable_fb_login: value }));
  expect(visit.html.includes('Log in with Facebook')).toBe(offered);
});

test('an account with two-factor authentication needs its code, and a wrong one is refused', async () => {
  const visitor = createVisitor(emulate());
  const wrong = await visitor.authorize(authorizeUrl(), { account: 'bigbrand', code: '000000' });
  expect(wrong.callback).toBeNull();
  expect(wrong.html).toContain('That is not the code');
  expect((await visitor.open(authorizeUrl())).title).toContain('Choose an account');
  expect((await visitor.authorize(authorizeUrl(), { account: 'bigbrand' })).callback).toContain('code=');
});

test('a personal account can be stopped on the platform, with a way back', async () => {
  const visitor = createVisitor(emulate({ settings: { personal: 'stopped-at-platform' } }));
  const stopped = await visitor.authorize(authorizeUrl(), { account: 'mara.weber' });
  expect(stopped.callback).toBeNull();
  expect(stopped.html).toContain('This account is personal');
  expect((await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' })).callback).toContain('code=');
});

test('a stopped personal account can still cancel', async () => {
  const visitor = createVisitor(emulate({ settings: { personal: 'stopped-at-platform' } }));
  const visit = await visitor.authorize(authorizeUrl(), { account: 'mara.weber', decision: 'cancel' });
  expect(visit.callback).toContain('error=access_denied');
});

test('permissions can be unticked only where the setting says so, and never the basic one', async () => {
  expect((await createVisitor(emulate()).open(authorizeUrl())).html).not.toContain('role="switch"');
  const emulator = emulate({ settings: { consentToggles: 'optional-scopes', signedInAs: 'harbourcoffee' } });
  const { html } = await createVisitor(emulator).open(authorizeUrl());
  expect(html.match(/role="switch"/g)).toHaveLength(1);
  expect(html).toContain('value="instagram_business_content_publish" checked');
});

test('a registered URI must be https, without a fragment; http is accepted on loopback hosts if asked for', () => {
  const client = { id: '1', secret: 's' };
  const register = (uri: string, allowHttpRedirects = false) => () =>
    emulate({ clients: [{ ...client, redirectUris: [uri] }], allowHttpRedirects });
  expect(register('http://localhost:4000/cb')).toThrow('must be https');
  expect(register('http://localhost:4000/cb', true)).not.toThrow();
  expect(register('http://app.localhost:4000/cb', true)).not.toThrow();
  expect(register('http://app.example/cb', true)).toThrow('must be https');
  expect(register('https://app.example/cb#top')).toThrow('must not have a fragment');
  expect(register('/cb')).toThrow('not an absolute URL');
});

test('the dashboard may add a slash to what was registered', async () => {
  const redirectUris = [app.redirectUri];
  const emulator = emulate({ clients: [{ id: app.id, secret: app.secret, redirectUris, appendTrailingSlash: true }] });
  const visitor = createVisitor(emulator);
  expect((await visitor.open(authorizeUrl())).html).toContain('Invalid redirect_uri');
  const slashed = authorizeUrl({ redirect_uri: `${app.redirectUri}/` });
  expect((await visitor.authorize(slashed, { account: 'harbourcoffee' })).callback).toContain('/callback/?code=');
});
