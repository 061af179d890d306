import { expect, test } from 'vitest';
import {
  app, emulate, exchangeQuery, getCode, getGraph, getLongToken, getShortToken, graphFault, postToken, refreshQuery, tokenForm,
} from './instagram.test.fixture.ts';
import { appSecretProof } from './app-secret-proof.ts';

const hour = 3_600_000;
const day = 24 * hour;

test('a short-lived token is exchanged for one of 60 days, and a lost answer can be asked for again', async () => {
  const emulator = emulate();
  const short = await getShortToken(emulator);
  for (let attempt = 1; attempt <= 2; attempt++) {
    const answer = await getGraph(emulator, '/access_token', exchangeQuery(short));
    const access_token = expect.stringMatching(/^IGAA/);
    expect(await answer.json()).toEqual({ access_token, token_type: 'bearer', expires_in: 5183944 });
  }
});

test('only a short-lived token, the right secret and the right grant type get a long-lived token', async () => {
  const emulator = emulate();
  const [short, long] = [await getShortToken(emulator), await getLongToken(emulator)];
  const fault = async (query: Record<string, string>) => graphFault(await getGraph(emulator, '/access_token', query));
  expect(await fault(exchangeQuery(long))).toMatchObject({ status: 400, code: 100 });
  expect(await fault({ ...exchangeQuery(short), client_secret: 'wrong' })).toMatchObject({ status: 400, code: 100 });
  expect(await fault({ ...exchangeQuery(short), grant_type: 'fb_exchange_token' })).toMatchObject({ status: 400, code: 100 });
  expect(await fault(exchangeQuery('unknown'))).toMatchObject({ status: 400, code: 190 });
});

test('a short-lived token ends after an hour', async () => {
  const emulator = emulate();
  const short = await getShortToken(emulator);
  emulator.control.advance(hour);
  expect(await graphFault(await getGraph(emulator, '/access_token', exchangeQuery(short)))).toMatchObject({
    code: 190,
    error_subcode: 463,
    type: 'OAuthException',
    message: expect.stringContaining('Session has expired on'),
  });
});

test('a long-lived token is refreshed from its 24th hour, and not before', async () => {
  const emulator = emulate();
  const long = await getLongToken(emulator);
  emulator.control.advance(day - 1);
  const early = await graphFault(await getGraph(emulator, '/refresh_access_token', refreshQuery(long)));
  expect(early).toMatchObject({ status: 400, code: 100 });
  emulator.control.advance(1);
  const answer = await getGraph(emulator, '/refresh_access_token', refreshQuery(long));
  const { access_token, expires_in } = (await answer.json()) as { access_token: string; expires_in: number };
  expect(expires_in).toBe(5183944);
  expect(access_token).not.toBe(long);
});

test('a refreshed token can keep its text and gets 60 days from the refresh', async () => {
  const emulator = emulate({ settings: { refreshedToken: 'same' } });
  const long = await getLongToken(emulator);
  emulator.control.advance(50 * day);
  const answer = await getGraph(emulator, '/refresh_access_token', refreshQuery(long));
  expect(await answer.json()).toMatchObject({ access_token: long });
  emulator.control.advance(50 * day);
  expect((await getGraph(emulator, '/me', { access_token: long })).status).toBe(200);
});

test('an expired token cannot be refreshed', async () => {
  const emulator = emulate();
  const long = await getLongToken(emulator);
  emulator.control.advance(61 * day);
  expect(await graphFault(await getGraph(emulator, '/refresh_access_token', refreshQuery(long)))).toMatchObject({
    code: 190,
    error_subcode: 463,
  });
});

test('a short-lived token cannot be refreshed, and nothing is refreshed by POST', async () => {
  const emulator = emulate();
  const short = await getShortToken(emulator);
  expect(await graphFault(await getGraph(emulator, '/refresh_access_token', refreshQuery(short)))).toMatchObject({ code: 100 });
  const long = await getLongToken(emulator);
  emulator.control.advance(2 * day);
  const posted = await getGraph(emulator, '/refresh_access_token', refreshQuery(long), { method: 'POST' });
  expect(await graphFault(posted)).toMatchObject({ message: 'Unsupported request - method type: post' });
});

test('/me tells who it is, with three different ids, in the fields that were asked for', async () => {
  const emulator = emulate();
  const exchanged = await (await postToken(emulator, tokenForm(await getCode(emulator)))).text();
  const access_token = (JSON.parse(exchanged) as { access_token: string }).access_token;
  const exchangeId = /"user_id":(\d+)/.exec(exchanged)?.[1];
  const fields = 'id,user_id,username,name,account_type,profile_picture_url,followers_count,follows_count,media_count';
  const answer = await getGraph(emulator, '/v25.0/me', { fields, access_token });
  const me = (await answer.json()) as Record<string, string>;
  expect(me).toEqual({
    id: expect.stringMatching(/^26\d{15}$/),
    user_id: '17841405309211845',
    username: 'harbourcoffee',
    name: 'Harbour Coffee',
    account_type: 'Business',
    profile_picture_url: expect.stringMatching(/^https:\/\/graph\.instagram\.com\/_emulator\/pictures\/.*signature=/),
    followers_count: 12400,
    follows_count: 312,
    media_count: 846,
  });
  expect(new Set([me.id, me.user_id, exchangeId]).size).toBe(3);
});

test('/me works without a version, with a bearer token, and in an envelope', async () => {
  const emulator = emulate({ settings: { meEnvelope: 'wrapped' } });
  const headers = { authorization: `Bearer ${await getShortToken(emulator)}` };
  const answer = await getGraph(emulator, '/me', { fields: 'username' }, { headers });
  expect(await answer.json()).toEqual({ data: [{ username: 'harbourcoffee' }] });
});

test('app-scoped ids differ from app to app, account ids do not', async () => {
  const second = { ...app, id: '77', redirectUris: [app.redirectUri] };
  const emulator = emulate({ clients: [{ ...app, redirectUris: [app.redirectUri] }, second] });
  const me = async (client_id: string) => {
    const code = await getCode(emulator, {}, { client_id });
    const answer = await postToken(emulator, tokenForm(code, { client_id }));
    const { access_token } = (await answer.json()) as { access_token: string };
    return (await (await getGraph(emulator, '/me', { fields: 'id,user_id', access_token })).json()) as Record<string, string>;
  };
  const [one, other] = [await me(app.id), await me(second.id)];
  expect(one.user_id).toBe(other.user_id);
  expect(one.id).not.toBe(other.id);
});

test.each([
  ['oakandpine', 'Media_Creator', 'MEDIA_CREATOR'],
  ['noor.studio', 'Business', 'BUSINESS'],
  ['mara.weber', 'PERSONAL', 'PERSONAL'],
])('the type of @%s is written %s or %s', async (account, capitalised, upper) => {
  const emulator = emulate();
  const access_token = await getShortToken(emulator, account);
  const me = async () => await (await getGraph(emulator, '/me', { fields: 'account_type', access_token })).json();
  expect(await me()).toEqual({ account_type: capitalised });
  emulator.control.settings({ accountType: 'upper' });
  expect(await me()).toEqual({ account_type: upper });
});

test('an account without a picture has no picture address', async () => {
  const emulator = emulate();
  const access_token = await getShortToken(emulator, 'mara.weber');
  const answer = await getGraph(emulator, '/me', { fields: 'username,profile_picture_url,has_profile_pic', access_token });
  expect(await answer.json()).toEqual({ username: 'mara.weber', has_profile_pic: false });
});

test('an unknown field is refused', async () => {
  const emulator = emulate();
  const access_token = await getShortToken(emulator);
  expect(await graphFault(await getGraph(emulator, '/me', { fields: 'id,email', access_token }))).toMatchObject({
    status: 400,
    code: 100,
    message: expect.stringContaining('email'),
  });
});

test('appsecret_proof is checked where it is sent', async () => {
  const emulator = emulate();
  const access_token = await getShortToken(emulator);
  const ask = async (appsecret_proof: string) => (await getGraph(emulator, '/me', { access_token, appsecret_proof })).status;
  expect(await ask(appSecretProof(app.secret, access_token))).toBe(200);
  expect(await ask(appSecretProof('meta-secret', access_token))).toBe(400);
});

test('appsecret_proof is the hex HMAC of the token', () => {
  expect(appSecretProof('emulator-app-secret', 'IGAA-example-token')).toBe(
    '4f608ed9da0785e96f180b25c0ddbdca069e03369f9a5c74b1895a4c3c28754b',
  );
});

test('removing the app, changing the password and the end of life kill a token, each with its own subcode', async () => {
  const emulator = emulate();
  const { control } = emulator;
  const subcode = async (access_token: string) => {
    return (await graphFault(await getGraph(emulator, '/me', { access_token }))).error_subcode;
  };

  const removed = await getLongToken(emulator);
  control.removeApp('harbourcoffee', 'another app');
  expect((await getGraph(emulator, '/me', { access_token: removed })).status).toBe(200);
  control.removeApp('harbourcoffee');
  expect(await subcode(removed)).toBe(458);

  const changed = await getLongToken(emulator);
  control.changePassword('@harbourcoffee');
  expect(await subcode(changed)).toBe(460);

  const ended = await getLongToken(emulator);
  control.expire('harbourcoffee');
  expect(await subcode(ended)).toBe(463);

  expect((await getGraph(emulator, '/me', { access_token: await getLongToken(emulator) })).status).toBe(200);
});

test('an unknown token cannot be parsed, or is an unsupported request', async () => {
  const emulator = emulate();
  expect(await graphFault(await getGraph(emulator, '/me', { access_token: 'foreign' }))).toMatchObject({
    code: 190,
    message: 'Invalid OAuth access token - Cannot parse access token',
  });
  expect(await graphFault(await getGraph(emulator, '/me', {}))).toMatchObject({ code: 190 });
  emulator.control.settings({ unknownToken: 'unsupported-request' });
  expect(await graphFault(await getGraph(emulator, '/me', { access_token: 'foreign' }))).toMatchObject({
    message: 'Unsupported request - method type: get',
  });
});

test.each([
  ['rate-limited', { code: 4 }],
  ['app-removed', { code: 190, error_subcode: 458 }],
  ['checkpoint', { code: 190, error_subcode: 459 }],
  ['password-changed', { code: 190, error_subcode: 460 }],
  ['token-expired', { code: 190, error_subcode: 463 }],
  ['permission', { code: 10 }],
  ['transient', { code: 2, is_transient: true, status: 500 }],
])('a test can order "%s", once', async (behaviour, fault) => {
  const emulator = emulate();
  const access_token = await getShortToken(emulator);
  emulator.control.next({ endpoint: 'me', behaviour });
  const answer = await getGraph(emulator, '/me', { access_token });
  expect(answer.headers.has('retry-after')).toBe(false);
  expect(await graphFault(answer)).toMatchObject(fault);
  expect((await getGraph(emulator, '/me', { access_token })).status).toBe(200);
});

test('a rate limit can be that of the user, with Retry-After', async () => {
  const emulator = emulate();
  emulator.control.next({ endpoint: 'refresh', behaviour: { kind: 'rate-limited', code: 17, retryAfterSeconds: 30 } });
  const answer = await getGraph(emulator, '/refresh_access_token', refreshQuery('any'));
  expect(answer.headers.get('retry-after')).toBe('30');
  expect(await graphFault(answer)).toMatchObject({ code: 17, message: 'User request limit reached' });
});

test('Retry-After can be written as a date', async () => {
  const emulator = emulate();
  emulator.control.next({ endpoint: 'refresh', behaviour: { kind: 'rate-limited', retryAfterSeconds: 3600, retryAfterForm: 'date' } });
  const said = (await getGraph(emulator, '/refresh_access_token', refreshQuery('any'))).headers.get('retry-after') ?? '';
  expect(new Date(said).toUTCString()).toBe(said);
  expect(Math.abs(Date.parse(said) - Date.now() - 3_600_000)).toBeLessThan(60_000);
});
