import { expect, test } from 'vitest';
import { app, codeForm, emulate, getCode, getTokens, getUser, postToken, type Tokens } from './tiktok.test.fixture.ts';

test('user info tells the fields that were asked for, in the ok envelope', async () => {
  const emulator = emulate();
  const { access_token, open_id } = await getTokens(emulator, { account: 'bigbrand' });
  const fields = 'open_id,union_id,avatar_url,display_name,username,is_verified,follower_count,video_count,profile_deep_link';
  const answer = await getUser(emulator, access_token, fields);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    data: {
      user: {
        open_id,
        union_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        avatar_url: expect.stringMatching(/^https:\/\/open\.tiktokapis\.com\/_emulator\/pictures\/.*signature=/),
        display_name: 'Big Brand',
        username: 'bigbrand',
        is_verified: true,
        follower_count: 4810000,
        video_count: 9404,
        profile_deep_link: 'https://open.tiktokapis.com/@bigbrand',
      },
    },
    error: { code: 'ok', message: '', log_id: expect.stringMatching(/^2026/) },
  });
});

test('open_id differs from app to app; union_id is the same for apps of one developer', async () => {
  const emulator = emulate();
  const user = async (id: string) => {
    const form = codeForm(await getCode(emulator, {}, { client_key: id }), { client_key: id });
    const { access_token } = (await (await postToken(emulator, form)).json()) as Tokens;
    const answer = await getUser(emulator, access_token, 'open_id,union_id');
    return ((await answer.json()) as { data: { user: Record<string, string> } }).data.user;
  };
  const { secret, redirectUri } = app;
  emulator.control.register({ id: 'second', secret, redirectUris: [redirectUri] });
  emulator.control.register({ id: 'third', secret, redirectUris: [redirectUri], developer: 'somebody else' });
  const [one, two, three] = [await user(app.id), await user('second'), await user('third')];
  expect(new Set([one.open_id, two.open_id, three.open_id]).size).toBe(3);
  expect(one.union_id).toBe(two.union_id);
  expect(one.union_id).not.toBe(three.union_id);
});

test('display names keep their script', async () => {
  const emulator = emulate();
  const { access_token } = await getTokens(emulator, { account: 'noor.studio' });
  const answer = await getUser(emulator, access_token, 'display_name');
  expect(await answer.json()).toMatchObject({ data: { user: { display_name: 'استوديو نور' } } });
});

test('an account without a picture has empty avatar addresses', async () => {
  const emulator = emulate();
  const { access_token } = await getTokens(emulator, { account: 'mara.weber' });
  const answer = await getUser(emulator, access_token, 'avatar_url,avatar_url_100,avatar_large_url');
  expect(await answer.json()).toMatchObject({ data: { user: { avatar_url: '', avatar_url_100: '', avatar_large_url: '' } } });
});

test('a field of a scope that was unticked is not authorized; of one never asked for, it is missed', async () => {
  const emulator = emulate();
  const scope = 'user.info.basic,user.info.stats';
  const { access_token } = await getTokens(emulator, { untick: ['user.info.stats'] }, { scope });
  const fault = async (fields: string) => {
    const answer = await getUser(emulator, access_token, fields);
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  expect(await fault('open_id,follower_count')).toEqual({
    status: 401,
    error: {
      code: 'scope_not_authorized',
      message: 'The user did not authorize the scope required for completing this request.',
      log_id: expect.any(String),
    },
  });
  expect(await fault('open_id,username')).toMatchObject({ status: 400, error: { code: 'scope_permission_missed' } });
});

test.each([undefined, '', 'open_id,email'])('fields are required, and known (%o)', async (fields) => {
  const emulator = emulate();
  const answer = await getUser(emulator, (await getTokens(emulator)).access_token, fields);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_params' } });
});

test('an unknown token is invalid; an error can have an empty data beside it', async () => {
  const emulator = emulate();
  const answer = await getUser(emulator, 'act.unknown', 'open_id');
  expect(answer.status).toBe(401);
  const body = (await answer.json()) as object;
  expect(body).toMatchObject({ error: { code: 'access_token_invalid' } });
  expect(body).not.toHaveProperty('data');
  emulator.control.settings({ errorData: 'empty' });
  expect(await (await getUser(emulator, 'act.unknown', 'open_id')).json()).toMatchObject({ data: {} });
});

test('the token must come as a bearer token, and the path needs its slash', async () => {
  const emulator = emulate();
  const { access_token } = await getTokens(emulator);
  const get = (path: string, headers: Record<string, string> = {}) =>
    emulator.fetch(new Request(`https://open.tiktokapis.com${path}`, { headers }));
  expect((await get(`/v2/user/info/?fields=open_id&access_token=${access_token}`)).status).toBe(401);
  expect((await get('/v2/user/info?fields=open_id', { authorization: `Bearer ${access_token}` })).status).toBe(404);
});

test('600 requests in a minute are allowed, and the window slides', async () => {
  const emulator = emulate();
  const { access_token } = await getTokens(emulator);
  const status = async () => (await getUser(emulator, access_token, 'open_id')).status;
  for (let n = 0; n < 599; n++) await status();
  emulator.control.advance(30_000);
  expect(await status()).toBe(200);
  expect(await status()).toBe(429);
  emulator.control.advance(30_000);
  expect(await status()).toBe(200);
});

test.each([
  ['token-invalid', 401, 'access_token_invalid'],
  ['scope-not-authorized', 401, 'scope_not_authorized'],
  ['internal-error', 500, 'internal_error'],
  ['rate-limited', 429, 'rate_limit_exceeded'],
])('a test can order "%s"', async (behaviour, status, code) => {
  const emulator = emulate();
  emulator.control.next({ endpoint: 'userinfo', behaviour });
  const answer = await getUser(emulator, (await getTokens(emulator)).access_token, 'open_id');
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code } });
});
