import { expect, test } from 'vitest';
import { app, authorizeUrl, emulate, getCode, postToken, tokenForm } from './instagram.test.fixture.ts';
import { createVisitor } from './visitor.ts';

const hour = 3_600_000;

test('the token answer is flat, with an unquoted integer id above 2^53 that JSON.parse cannot hold', async () => {
  const emulator = emulate();
  const text = await (await postToken(emulator, tokenForm(await getCode(emulator)))).text();
  const digits = /"user_id":(\d+),/.exec(text)?.[1] ?? '';
  expect(BigInt(digits)).toBeGreaterThan(2n ** 53n);
  const { user_id, access_token, permissions } = JSON.parse(text) as Record<string, unknown>;
  expect(String(user_id)).not.toBe(digits);
  expect(access_token).toMatch(/^IGAA/);
  expect(permissions).toEqual(['instagram_business_basic', 'instagram_business_content_publish']);
});

test('the answer can be wrapped, with a string id and permissions in one string', async () => {
  const emulator = emulate({ settings: { tokenEnvelope: 'wrapped', tokenUserId: 'string', tokenPermissions: 'string' } });
  const answer = await (await postToken(emulator, tokenForm(await getCode(emulator)))).json();
  expect(answer).toEqual({
    data: [
      {
        access_token: expect.stringMatching(/^IGAA/),
        user_id: expect.stringMatching(/^38281\d{12}$/),
        permissions: 'instagram_business_basic,instagram_business_content_publish',
      },
    ],
  });
});

test('permissions can be missing, and the id can be the account id', async () => {
  const emulator = emulate({ settings: { tokenPermissions: 'absent', exchangeUserId: 'account' } });
  const text = await (await postToken(emulator, tokenForm(await getCode(emulator)))).text();
  expect(text).not.toContain('permissions');
  expect(text).toContain('"user_id":17841405309211845');
});

test('permissions are those that were left ticked', async () => {
  const emulator = emulate({ settings: { consentToggles: 'optional-scopes' } });
  const code = await getCode(emulator, { untick: ['instagram_business_content_publish'] });
  const answer = await (await postToken(emulator, tokenForm(code))).json();
  expect(answer).toMatchObject({ permissions: ['instagram_business_basic'] });
});

test('a multipart body works as well', async () => {
  const emulator = emulate();
  const body = new FormData();
  for (const [name, value] of Object.entries(tokenForm(await getCode(emulator)))) body.append(name, value);
  const answer = await emulator.fetch(new Request('https://api.instagram.com/oauth/access_token', { method: 'POST', body }));
  expect(answer.status).toBe(200);
});

test.each<[string, Record<string, string>, string]>([
  ['a wrong secret', { client_secret: 'meta-secret' }, 'Invalid platform app'],
  ['a Meta App ID', { client_id: '9' }, 'Invalid platform app'],
  ['another grant type', { grant_type: 'client_credentials' }, 'Invalid grant_type'],
  ['no code', { code: '' }, 'You must provide a code'],
  ['a code with its leftover #_', { code: 'AQabc#_' }, 'Invalid authorization code'],
  ['an unknown code', { code: 'AQabc' }, 'Matching code was not found or was already used'],
  ['another redirect URI', { redirect_uri: 'https://evil.example/' }, 'Redirect URI does not match registered redirect URI'],
])('%s is refused in the shape of this endpoint', async (_, change, message) => {
  const emulator = emulate();
  const answer = await postToken(emulator, tokenForm(await getCode(emulator), change));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error_type: 'OAuthException', code: 400, error_message: message });
});

test('a JSON body counts as no parameters', async () => {
  const emulator = emulate();
  const body = JSON.stringify(tokenForm(await getCode(emulator)));
  const headers = { 'content-type': 'application/json' };
  const url = 'https://api.instagram.com/oauth/access_token';
  const answer = await emulator.fetch(new Request(url, { method: 'POST', body, headers }));
  expect(await answer.json()).toMatchObject({ error_message: 'Invalid platform app' });
});

test('a code is bound to the redirect URI that it was issued for', async () => {
  const other = 'https://app.example/other';
  const emulator = emulate({ clients: [{ id: app.id, secret: app.secret, redirectUris: [app.redirectUri, other] }] });
  const answer = await postToken(emulator, tokenForm(await getCode(emulator), { redirect_uri: other }));
  expect(await answer.json()).toMatchObject({ error_message: "Redirect URI doesn't match original redirect URI" });
});

test('a code is bound to its app', async () => {
  const second = { id: '77', secret: 'other-secret', redirectUris: [app.redirectUri] };
  const emulator = emulate({ clients: [{ id: app.id, secret: app.secret, redirectUris: [app.redirectUri] }, second] });
  const form = tokenForm(await getCode(emulator), { client_id: second.id, client_secret: second.secret });
  expect(await (await postToken(emulator, form)).json()).toMatchObject({
    error_message: 'Matching code was not found or was already used',
  });
});

test('a code works once; a refused attempt does not spend it', async () => {
  const emulator = emulate();
  const form = tokenForm(await getCode(emulator));
  expect((await postToken(emulator, { ...form, client_secret: 'wrong' })).status).toBe(400);
  expect((await postToken(emulator, form)).status).toBe(200);
  const spent = await (await postToken(emulator, form)).json();
  expect(spent).toMatchObject({ error_message: 'This authorization code has been used' });
});

test.each([
  ['code-used', 400, 'This authorization code has been used'],
  ['rate-limited', 429, 'Too many requests'],
])('a test can order "%s", and the code stays good', async (behaviour, status, error_message) => {
  const emulator = emulate();
  const form = tokenForm(await getCode(emulator));
  emulator.control.next({ endpoint: 'token', behaviour });
  const answer = await postToken(emulator, form);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error_message });
  expect((await postToken(emulator, form)).status).toBe(200);
});

test('a code lives for an hour', async () => {
  const emulator = emulate();
  const [early, late] = [await getCode(emulator), await getCode(emulator)];
  emulator.control.advance(hour - 1);
  expect((await postToken(emulator, tokenForm(early))).status).toBe(200);
  emulator.control.advance(1);
  expect((await postToken(emulator, tokenForm(late))).status).toBe(400);
});

test('going back and allowing again gives another code for the same state', async () => {
  const emulator = emulate();
  const visitor = createVisitor(emulator);
  const first = await visitor.authorize(authorizeUrl({ state: 'S' }), { account: 'harbourcoffee' });
  const second = await visitor.authorize(authorizeUrl({ state: 'S' }));
  const [a, b] = [new URL(first.callback ?? ''), new URL(second.callback ?? '')];
  expect(a.searchParams.get('code')).not.toBe(b.searchParams.get('code'));
  expect(a.searchParams.get('state')).toBe(b.searchParams.get('state'));
});
