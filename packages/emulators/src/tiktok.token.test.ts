import { expect, test } from 'vitest';
import {
  app, authorizeUrl, challenges, codeForm, emulate, getCode, getTokens, getUser, post, postToken, refresh, refreshForm, verifier,
} from './tiktok.test.fixture.ts';
import type { TikTokClient } from './tiktok/client.ts';
import { createVisitor } from './visitor.ts';

const second = 1000;

test('a code becomes tokens in a flat answer', async () => {
  const tokens = await getTokens(emulate(), { untick: ['user.info.stats'] });
  expect(tokens).toEqual({
    access_token: expect.stringMatching(/^act\./),
    expires_in: 7200,
    open_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    refresh_expires_in: 15552000,
    refresh_token: expect.stringMatching(/^rft\./),
    scope: 'user.info.basic,user.info.profile',
    token_type: 'Bearer',
  });
});

test('the answer can be wrapped as on an older page', async () => {
  const emulator = emulate({ settings: { tokenEnvelope: 'wrapped' } });
  const answer = await (await postToken(emulator, codeForm(await getCode(emulator)))).json();
  expect(answer).toEqual({ data: expect.objectContaining({ token_type: 'Bearer' }), message: 'success' });
});

test.each<[string, Record<string, string>, string, string]>([
  ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client', 'Client key or secret is incorrect.'],
  ['no secret', { client_secret: '' }, 'invalid_request', 'The request parameters are malformed.'],
  ['no code', { code: '' }, 'invalid_request', 'The request parameters are malformed.'],
  ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type', 'Grant type is not supported.'],
  ['an unknown code', { code: 'nope' }, 'invalid_grant', 'Authorization code is invalid or was already used.'],
  [
    'another redirect URI',
    { redirect_uri: 'https://app.example/' },
    'invalid_request',
    'Redirect_uri is not matched with the uri when requesting code.',
  ],
])('%s is refused in the OAuth shape', async (_, change, error, error_description) => {
  const emulator = emulate();
  const answer = await postToken(emulator, codeForm(await getCode(emulator), change));
  expect(answer.status).toBe(400);
  const log_id = expect.stringMatching(/^20261120090000[0-9A-F]{18}$/);
  expect(await answer.json()).toEqual({ error, error_description, log_id });
});

test('an OAuth error can come with status 200', async () => {
  const emulator = emulate({ settings: { oauthErrorStatus: 200 } });
  const answer = await postToken(emulator, codeForm('nope'));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
});

test('the code works only when it is decoded', async () => {
  const emulator = emulate();
  const visit = await createVisitor(emulator).authorize(authorizeUrl(), { account: 'harbourcoffee' });
  const encoded = /code=([^&]+)/.exec(visit.callback ?? '')?.[1] ?? '';
  expect(await (await postToken(emulator, codeForm(encoded))).json()).toMatchObject({ error: 'invalid_grant' });
  expect((await postToken(emulator, codeForm(decodeURIComponent(encoded)))).status).toBe(200);
});

test('a JSON body is malformed', async () => {
  const emulator = emulate();
  const answer = await emulator.fetch(
    new Request('https://open.tiktokapis.com/v2/oauth/token/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(codeForm(await getCode(emulator))),
    }),
  );
  expect(await answer.json()).toMatchObject({
    error: 'invalid_request',
    error_description: 'The request parameters are malformed.',
  });
});

test('the trailing slash counts', async () => {
  const emulator = emulate();
  const form = codeForm(await getCode(emulator));
  expect((await post(emulator, '/v2/oauth/token', form)).status).toBe(404);
  expect((await post(emulator, '/v2/oauth/token/', form)).status).toBe(200);
});

test('a code works once, for five minutes', async () => {
  const emulator = emulate();
  const [form, late] = [codeForm(await getCode(emulator)), codeForm(await getCode(emulator))];
  expect((await postToken(emulator, form)).status).toBe(200);
  expect(await (await postToken(emulator, form)).json()).toMatchObject({ error: 'invalid_grant' });
  emulator.control.advance(300 * second);
  expect(await (await postToken(emulator, late)).json()).toMatchObject({ error_description: 'Authorization code is expired.' });
});

test('a code is bound to its app', async () => {
  const other = { id: 'other', secret: 'other-secret', redirectUris: [app.redirectUri] };
  const emulator = emulate();
  emulator.control.register(other);
  const form = codeForm(await getCode(emulator), { client_key: other.id, client_secret: other.secret });
  expect(await (await postToken(emulator, form)).json()).toMatchObject({ error: 'invalid_grant' });
});

const desktop = { platform: 'desktop', redirectUris: ['http://localhost:*/'] } as const;
const webUri = app.redirectUri;
const desktopUri = 'http://localhost:3455/';

test.each<[string, Partial<TikTokClient>, string, keyof typeof challenges, string, number]>([
  ['a desktop app hashes to hex', desktop, desktopUri, 'hex', verifier, 200],
  ['a desktop app must not hash to base64url', desktop, desktopUri, 'base64url', verifier, 400],
  ['a desktop app needs its verifier', desktop, desktopUri, 'hex', '', 400],
  ['a desktop app needs the right verifier', desktop, desktopUri, 'hex', `${verifier}x`, 400],
  ['a verifier has at least 43 characters', desktop, desktopUri, 'hex', verifier.slice(1), 400],
  ['a web app may hash to base64url', {}, webUri, 'base64url', verifier, 200],
  ['a web app may hash to hex', {}, webUri, 'hex', verifier, 200],
  ['a web app that sent a challenge needs its verifier', {}, webUri, 'base64url', '', 400],
  ['an app can be held to base64url', { challengeEncoding: 'base64url' }, webUri, 'hex', verifier, 400],
])('PKCE: %s', async (_, client, redirect_uri, encoding, code_verifier, status) => {
  const emulator = emulate({}, client);
  const change = { redirect_uri, code_challenge: challenges[encoding], code_challenge_method: 'S256' };
  const answer = await postToken(emulator, codeForm(await getCode(emulator, {}, change), { redirect_uri, code_verifier }));
  expect(answer.status).toBe(status);
  if (status === 400) {
    expect(await answer.json()).toMatchObject({
      error: 'invalid_request',
      error_description: 'Code verifier or code challenge is invalid.',
    });
  }
});

test('a web app that sends a verifier without a challenge is let through', async () => {
  const emulator = emulate();
  const answer = await postToken(emulator, codeForm(await getCode(emulator), { code_verifier: 'whatever' }));
  expect(answer.status).toBe(200);
});

test('2026: every refresh rotates, the old refresh token is dead, the old access token lives on', async () => {
  const emulator = emulate();
  const first = await getTokens(emulator);
  emulator.control.advance(3600 * second);
  const next = await refresh(emulator, first.refresh_token);
  expect(next).toMatchObject({ expires_in: 7200, refresh_expires_in: 15552000, open_id: first.open_id, scope: first.scope });
  expect(next.refresh_token).not.toBe(first.refresh_token);
  expect(await (await postToken(emulator, refreshForm(first.refresh_token))).json()).toMatchObject({ error: 'invalid_grant' });
  expect((await getUser(emulator, first.access_token, 'open_id')).status).toBe(200);
  expect((await refresh(emulator, next.refresh_token)).access_token).toMatch(/^act\./);
});

test('2026: a rotated token can have only what remained of the old one', async () => {
  const emulator = emulate({ settings: { refreshLife: 'remains' } });
  const first = await getTokens(emulator);
  emulator.control.advance(1_000_000 * second);
  expect((await refresh(emulator, first.refresh_token)).refresh_expires_in).toBe(14552000);
});

test('legacy: a day and a year, and a refresh keeps the refresh token with what remains of it', async () => {
  const emulator = emulate({ tokenProfile: 'legacy' });
  const first = await getTokens(emulator);
  expect(first).toMatchObject({ expires_in: 86400, refresh_expires_in: 31536000 });
  emulator.control.advance(86_400 * second);
  expect((await getUser(emulator, first.access_token, 'open_id')).status).toBe(401);
  const next = await refresh(emulator, first.refresh_token);
  expect(next).toMatchObject({ refresh_token: first.refresh_token, refresh_expires_in: 31449600, expires_in: 86400 });
});

test('legacy: the refresh token may be a different one, and the old one still works', async () => {
  const emulator = emulate({ tokenProfile: 'legacy', settings: { legacyRotation: 'rotates' } });
  const first = await getTokens(emulator);
  expect((await refresh(emulator, first.refresh_token)).refresh_token).not.toBe(first.refresh_token);
  expect((await postToken(emulator, refreshForm(first.refresh_token))).status).toBe(200);
});

test.each([
  ['2026', 7200, 15552000],
  ['legacy', 86400, 31536000],
] as const)('%s: access and refresh tokens end when they say', async (tokenProfile, access, whole) => {
  const emulator = emulate({ tokenProfile });
  const tokens = await getTokens(emulator);
  emulator.control.advance(access * second - 1);
  expect((await getUser(emulator, tokens.access_token, 'open_id')).status).toBe(200);
  emulator.control.advance(1);
  expect((await getUser(emulator, tokens.access_token, 'open_id')).status).toBe(401);
  emulator.control.advance((whole - access) * second);
  expect(await (await postToken(emulator, refreshForm(tokens.refresh_token))).json()).toMatchObject({ error: 'invalid_grant' });
});

test('another app cannot use a refresh token', async () => {
  const emulator = emulate();
  emulator.control.register({ id: 'other', secret: 'other-secret', redirectUris: [app.redirectUri] });
  const { refresh_token } = await getTokens(emulator);
  const form = { ...refreshForm(refresh_token), client_key: 'other', client_secret: 'other-secret' };
  expect(await (await postToken(emulator, form)).json()).toMatchObject({ error: 'invalid_grant' });
});

test.each([
  ['removing the app', 'removeApp'],
  ['changing the password', 'changePassword'],
] as const)('%s kills access and refresh token', async (_, action) => {
  const emulator = emulate();
  const tokens = await getTokens(emulator);
  emulator.control[action]('harbourcoffee');
  expect((await getUser(emulator, tokens.access_token, 'open_id')).status).toBe(401);
  expect((await postToken(emulator, refreshForm(tokens.refresh_token))).status).toBe(400);
  expect((await getUser(emulator, (await getTokens(emulator)).access_token, 'open_id')).status).toBe(200);
});

test('access tokens can be made to end early, refresh tokens too', async () => {
  const emulator = emulate();
  const tokens = await getTokens(emulator);
  emulator.control.expire('harbourcoffee');
  expect((await getUser(emulator, tokens.access_token, 'open_id')).status).toBe(401);
  const next = await refresh(emulator, tokens.refresh_token);
  emulator.control.expire('harbourcoffee', 'all');
  expect((await postToken(emulator, refreshForm(next.refresh_token))).status).toBe(400);
});

test('a new consent leaves older tokens alive, or ends them', async () => {
  const emulator = emulate();
  const older = await getTokens(emulator);
  await getTokens(emulator);
  expect((await getUser(emulator, older.access_token, 'open_id')).status).toBe(200);
  emulator.control.settings({ reconsent: 'tokens-die' });
  await getTokens(emulator);
  expect((await getUser(emulator, older.access_token, 'open_id')).status).toBe(401);
});

const revokeForm = (token: string) => ({ client_key: app.id, client_secret: app.secret, token });

test('revoking the access token ends everything and forgets the consent', async () => {
  const emulator = emulate();
  const visitor = createVisitor(emulator);
  const visit = await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  const code = new URL(visit.callback ?? '').searchParams.get('code') ?? '';
  const tokens = (await (await postToken(emulator, codeForm(code))).json()) as { access_token: string; refresh_token: string };
  const answer = await post(emulator, '/v2/oauth/revoke/', revokeForm(tokens.access_token));
  expect([answer.status, await answer.text()]).toEqual([200, '{}']);
  expect((await getUser(emulator, tokens.access_token, 'open_id')).status).toBe(401);
  expect((await postToken(emulator, refreshForm(tokens.refresh_token))).status).toBe(400);
  expect((await visitor.open(authorizeUrl())).callback).toBeNull();
});

test('a revocation can answer nothing', async () => {
  const emulator = emulate({ settings: { revokeBody: 'empty' } });
  const answer = await post(emulator, '/v2/oauth/revoke/', revokeForm((await getTokens(emulator)).access_token));
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('a refresh token, an expired access token or a wrong secret revokes nothing', async () => {
  const emulator = emulate();
  const tokens = await getTokens(emulator);
  const revoke = async (form: Record<string, string>) => await (await post(emulator, '/v2/oauth/revoke/', form)).json();
  expect(await revoke(revokeForm(tokens.refresh_token))).toMatchObject({ error: 'invalid_grant' });
  expect(await revoke({ ...revokeForm(tokens.access_token), client_secret: 'wrong' })).toMatchObject({ error: 'invalid_client' });
  expect((await getUser(emulator, tokens.access_token, 'open_id')).status).toBe(200);
  emulator.control.advance(7200 * second);
  expect(await revoke(revokeForm(tokens.access_token))).toMatchObject({ error: 'invalid_grant' });
  expect((await postToken(emulator, refreshForm(tokens.refresh_token))).status).toBe(200);
});

test.each([
  ['token', 'code-used', { error: 'invalid_grant' }],
  ['token', 'server-error', { error: 'server_error' }],
  ['refresh', 'token-invalid', { error: 'invalid_grant' }],
  ['refresh', 'temporarily-unavailable', { error: 'temporarily_unavailable' }],
  ['refresh', 'rate-limited', { error: 'temporarily_unavailable' }],
] as const)('a test can order of "%s" that it is "%s", and codes and tokens stay good', async (endpoint, behaviour, fault) => {
  const emulator = emulate();
  const form = endpoint === 'token' ? codeForm(await getCode(emulator)) : refreshForm((await getTokens(emulator)).refresh_token);
  emulator.control.next({ endpoint, behaviour });
  expect(await (await postToken(emulator, form)).json()).toMatchObject(fault);
  expect((await postToken(emulator, form)).status).toBe(200);
});
