import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  app, authorizeUrl, classicUrl, codeQuery, configuration, debug, emulate, exchangeQuery, getCode, getLongToken, getPages,
  getShortToken, graph, graphFault, instagram, pages, start, tideline, type TokenAnswer,
} from './facebook.test.fixture.ts';
import { createVisitor } from './visitor.ts';

const day = 24 * 3_600_000;
const token = '/v25.0/oauth/access_token';

test('a code becomes a token of two hours, by GET or by POST', async () => {
  const emulator = emulate();
  const got = await graph(emulator, token, codeQuery(await getCode(emulator)));
  expect(await got.json()).toEqual({ access_token: expect.stringMatching(/^EAA\w+$/), token_type: 'bearer', expires_in: 7200 });
  const body = new URLSearchParams(codeQuery(await getCode(emulator), { grant_type: 'authorization_code' }));
  const posted = await graph(emulator, token, {}, { method: 'POST', body });
  expect(await posted.json()).toMatchObject({ token_type: 'bearer', expires_in: 7200 });
});

test('the token for a code can live for 60 days, and its end can stay untold', async () => {
  const emulator = emulate({ settings: { codeToken: 'long' } });
  expect(await (await graph(emulator, token, codeQuery(await getCode(emulator)))).json()).toMatchObject({ expires_in: 5183944 });
  emulator.control.settings({ expiresIn: 'absent' });
  const answer = (await (await graph(emulator, token, codeQuery(await getCode(emulator)))).json()) as TokenAnswer;
  expect(Object.keys(answer)).toEqual(['access_token', 'token_type']);
});

test('a code works once: the second time it was used, with code 100 and its subcode', async () => {
  const emulator = emulate();
  const query = codeQuery(await getCode(emulator));
  expect((await graph(emulator, token, query)).status).toBe(200);
  expect(await graphFault(await graph(emulator, token, query))).toMatchObject({
    status: 400,
    type: 'OAuthException',
    message: 'This authorization code has been used.',
    code: 100,
    error_subcode: 36009,
    fbtrace_id: expect.stringMatching(/^A/),
  });
});

test.each([
  ['an unknown app', { client_id: '1' }, 101],
  ['a wrong secret', { client_secret: 'wrong' }, 1],
  ['another redirect URI', { redirect_uri: `${app.redirectUri}/` }, 100],
  ['a code that was never given', { code: 'AQnothing' }, 100],
  ['the fragment in the code', { code: 'AQ#_=_' }, 100],
  ['another grant type', { grant_type: 'client_credentials' }, 100],
])('%s gets no token, and the code stays good', async (_, change, code) => {
  const emulator = emulate();
  const query = codeQuery(await getCode(emulator));
  expect(await graphFault(await graph(emulator, token, { ...query, ...change }))).toMatchObject({ status: 400, code });
  expect((await graph(emulator, token, query)).status).toBe(200);
});

test('a code ends after ten minutes', async () => {
  const emulator = emulate();
  const query = codeQuery(await getCode(emulator));
  emulator.control.advance(600_000);
  expect(await graphFault(await graph(emulator, token, query))).toMatchObject({ code: 100 });
});

test('a challenge needs its verifier, and a verifier alone is let through', async () => {
  const emulator = emulate();
  const code_challenge = createHash('sha256').update('a verifier').digest('base64url');
  const url = authorizeUrl({ code_challenge, code_challenge_method: 'S256' });
  const query = codeQuery(await getCode(emulator, {}, url));
  expect((await graph(emulator, token, query)).status).toBe(400);
  expect((await graph(emulator, token, { ...query, code_verifier: 'a verifier' })).status).toBe(200);
  const free = codeQuery(await getCode(emulator), { code_verifier: 'whatever' });
  expect((await graph(emulator, token, free)).status).toBe(200);
});

test('a token is exchanged for one of 60 days, and that one again', async () => {
  const emulator = emulate();
  const answer = await graph(emulator, token, exchangeQuery(await getShortToken(emulator)));
  const long = (await answer.json()) as TokenAnswer;
  expect(long).toEqual({ access_token: expect.stringMatching(/^EAA/), token_type: 'bearer', expires_in: 5183944 });
  emulator.control.advance(10 * day);
  const again = (await (await graph(emulator, token, exchangeQuery(long.access_token))).json()) as TokenAnswer;
  expect(again.expires_in).toBe(5183944);
  expect(again.access_token).not.toBe(long.access_token);
  emulator.control.settings({ reexchange: 'keeps' });
  emulator.control.advance(10 * day);
  expect(await (await graph(emulator, token, exchangeQuery(again.access_token))).json()).toEqual({
    ...again,
    expires_in: 5183944 - 10 * 86_400,
  });
});

test('an expired token cannot be exchanged, nor another app’s, nor that of a Page', async () => {
  const emulator = emulate();
  const fault = async (text: string) => graphFault(await graph(emulator, token, exchangeQuery(text)));
  const long = await getLongToken(emulator);
  const page = (await getPages(emulator, long))[0]?.access_token ?? '';
  expect(await fault(page)).toMatchObject({ code: 100 });
  emulator.control.register({ ...app, id: '77', redirectUris: [app.redirectUri] });
  const foreign = await graph(emulator, token, { ...exchangeQuery(long), client_id: '77' });
  expect(await graphFault(foreign)).toMatchObject({ code: 100 });
  emulator.control.advance(61 * day);
  expect(await fault(long)).toMatchObject({ status: 400, code: 190, error_subcode: 463 });
  expect(await fault('unknown')).toMatchObject({ status: 400, code: 190 });
});

test('debug_token tells whose token it is, for how long, and which assets were ticked', async () => {
  const emulator = emulate();
  const ticked = [tideline, pages.harbour, pages.tideline, instagram.harbour];
  const long = await getLongToken(emulator, { assets: ticked });
  const user_id = ((await (await graph(emulator, '/me', { access_token: long })).json()) as { id: string }).id;
  expect(user_id).toMatch(/^1021\d{13}$/);
  const seconds = start / 1000;
  expect(await debug(emulator, long)).toEqual({
    app_id: app.id,
    type: 'USER',
    application: 'Brightline',
    data_access_expires_at: seconds + 90 * 86_400,
    expires_at: seconds + 5_183_944,
    issued_at: seconds,
    is_valid: true,
    scopes: ['public_profile', 'email', ...configuration.permissions],
    granular_scopes: [
      { scope: 'instagram_basic', target_ids: [instagram.harbour] },
      { scope: 'pages_show_list', target_ids: [pages.harbour, pages.tideline] },
      { scope: 'pages_read_engagement', target_ids: [pages.harbour, pages.tideline] },
      { scope: 'business_management', target_ids: [tideline] },
    ],
    user_id,
  });
  const short = await getShortToken(emulator);
  expect(await debug(emulator, short)).not.toHaveProperty('issued_at');
});

test('"all current and future" has no target ids, and none ticked an empty list or no permission', async () => {
  const emulator = emulate();
  const granular = async (assets: 'all' | string[], edit = true) => {
    const { granular_scopes: scopes } = await debug(emulator, await getShortToken(emulator, { assets, edit }));
    return scopes as { scope: string; target_ids?: string[] }[];
  };
  expect((await granular('all', false)).map(({ target_ids }) => target_ids)).toEqual([undefined, undefined, undefined, undefined]);
  expect((await granular([pages.harbour]))[0]).toEqual({ scope: 'instagram_basic', target_ids: [] });
  emulator.control.settings({ nothingTicked: 'declined' });
  expect((await granular([pages.harbour])).map(({ scope }) => scope)).toEqual(['pages_show_list', 'pages_read_engagement']);
});

test('debug_token is for the app itself: it shows dead tokens as invalid, and refuses foreign ones', async () => {
  const emulator = emulate();
  const long = await getLongToken(emulator);
  const asked = async (access_token: string) =>
    graphFault(await graph(emulator, '/debug_token', { input_token: long, access_token }));
  expect(await asked(long)).toMatchObject({ status: 400, code: 100 });
  expect(await asked(`${app.id}|wrong`)).toMatchObject({ status: 400, code: 100 });
  emulator.control.register({ ...app, id: '77', redirectUris: [app.redirectUri] });
  expect(await asked(`77|${app.secret}`)).toMatchObject({ status: 400, code: 100 });
  emulator.control.changePassword('dana.brooks');
  expect(await debug(emulator, long)).toMatchObject({ is_valid: false, scopes: [], error: { code: 190, subcode: 460 } });
  expect(await debug(emulator, 'nothing')).toMatchObject({ is_valid: false, error: { code: 190 } });
});

test("a Page's token belongs to the user's: with a long-lived one it does not end by time", async () => {
  const emulator = emulate();
  const pageToken = async (user: string) => (await getPages(emulator, user))[0]?.access_token ?? '';
  const short = await pageToken(await getShortToken(emulator));
  const long = await pageToken(await getLongToken(emulator));
  expect(await debug(emulator, long)).toMatchObject({ type: 'PAGE', profile_id: pages.harbour, expires_at: 0, is_valid: true });
  emulator.control.advance(61 * day);
  expect(await debug(emulator, short)).toMatchObject({ is_valid: false, error: { subcode: 463 } });
  const me = await graph(emulator, '/v25.0/me', { fields: 'name,instagram_business_account', access_token: long });
  const instagram_business_account = { id: instagram.harbour };
  expect(await me.json()).toEqual({ id: pages.harbour, name: 'Harbour Coffee', instagram_business_account });
  emulator.control.changePassword('dana.brooks');
  expect(await debug(emulator, long)).toMatchObject({ is_valid: false, error: { subcode: 460 } });
});

test("a system user's token does not end, not even by a new password", async () => {
  const emulator = emulate({}, { configurations: [{ ...configuration, token: 'system-user' }] });
  const query = codeQuery(await getCode(emulator, {}, authorizeUrl({ override_default_response_type: 'true' })));
  const answer = (await (await graph(emulator, token, query)).json()) as TokenAnswer;
  expect(Object.keys(answer)).toEqual(['access_token', 'token_type']);
  emulator.control.changePassword('dana.brooks');
  emulator.control.advance(400 * day);
  expect(await debug(emulator, answer.access_token)).toMatchObject({ type: 'SYSTEM_USER', expires_at: 0, is_valid: true });
  expect(await getPages(emulator, answer.access_token)).toHaveLength(4);
  emulator.control.removeApp('dana.brooks');
  expect(await debug(emulator, answer.access_token)).toMatchObject({ is_valid: false });
});

test('access to data ends 90 days after the person was last there, though the token lives', async () => {
  const emulator = emulate();
  let long = await getLongToken(emulator);
  emulator.control.advance(50 * day);
  long = ((await (await graph(emulator, token, exchangeQuery(long))).json()) as TokenAnswer).access_token;
  emulator.control.advance(40 * day);
  expect(await graphFault(await graph(emulator, '/me', { access_token: long }))).toMatchObject({ status: 400, code: 190 });
  expect(await debug(emulator, long)).toMatchObject({ is_valid: true });
  await createVisitor(emulator).authorize(authorizeUrl(), { account: 'dana.brooks' });
  expect((await graph(emulator, '/me', { access_token: long })).status).toBe(200);
});

test('permissions can be taken back one by one, or with the whole app', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, {}, classicUrl('instagram_basic,pages_show_list'));
  const remove = (path: string, query = { access_token }) => graph(emulator, `/v25.0${path}`, query, { method: 'DELETE' });
  expect(await (await remove('/me/permissions/instagram_basic')).json()).toBe(true);
  expect(await (await graph(emulator, '/me/permissions', { access_token })).json()).toMatchObject({
    data: [
      { permission: 'public_profile', status: 'granted' },
      { permission: 'pages_show_list', status: 'granted' },
      { permission: 'instagram_basic', status: 'declined' },
    ],
  });
  expect(await graphFault(await remove('/me/permissions/instagram_basic'))).toMatchObject({ code: 100 });
  emulator.control.settings({ revokeAnswer: 'object' });
  expect(await (await remove('/me/permissions')).json()).toEqual({ success: true });
  expect(await graphFault(await graph(emulator, '/me', { access_token }))).toMatchObject({ code: 190, error_subcode: 458 });
});

test("the app's own token removes it from a person, by the person's id; nobody else's does", async () => {
  const emulator = emulate();
  const [dana, tom] = [await getLongToken(emulator), await getLongToken(emulator, { account: 'tom.becker' })];
  const { user_id } = await debug(emulator, dana);
  const remove = (access_token: string) =>
    graph(emulator, `/v25.0/${String(user_id)}/permissions`, { access_token }, { method: 'DELETE' });
  expect(await graphFault(await remove(tom))).toMatchObject({ code: 100, error_subcode: 33 });
  expect(await (await remove(`${app.id}|${app.secret}`)).json()).toBe(true);
  expect(await debug(emulator, dana)).toMatchObject({ is_valid: false });
  expect(await debug(emulator, tom)).toMatchObject({ is_valid: true });
});

test('what was allowed and given outlives a restart', async () => {
  const emulator = emulate();
  const long = await getLongToken(emulator, { assets: [tideline, pages.noor, instagram.noor] });
  const page = (await getPages(emulator, long))[0]?.access_token;
  const another = emulate();
  another.restore(emulator.save());
  expect(await getPages(another, long)).toMatchObject([{ id: pages.noor, access_token: page }]);
  another.control.removeApp('dana.brooks');
  expect(await graphFault(await graph(another, '/me', { access_token: long }))).toMatchObject({ error_subcode: 458 });
});
