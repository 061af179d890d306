import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { platformOutbound } from '../outbound.ts';
import { cannedAnswers, type Canned } from './canned-answers.test.fixture.ts';
import { instagram } from './instagram.ts';
import { PlatformFailure, type Platform, type PlatformOptions, type Tokens } from './port.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 20);
const clientSecret = 'emulator-app-secret';

let clock = start;
afterEach(() => {
  clock = start;
});

const flat: Canned = [
  200,
  '{"access_token":"IGAA-short-token-1","user_id":38281000000004703,' +
    '"permissions":["instagram_business_basic","instagram_business_content_publish"]}',
];
const long = [200, '{"access_token":"IGAA-long-token-2","token_type":"bearer","expires_in":5183944}'] as const;
const me: Canned = [
  200,
  '{"id":"24011234567890123","user_id":"17841400000000001","username":"harbourcoffee","name":"Harbour Coffee",' +
    '"account_type":"BUSINESS","profile_picture_url":"https://scontent.cdninstagram.com/p.jpg?sig=1","extra":{"new":true}}',
];

const graphError = (error: object): Canned => [
  400,
  JSON.stringify({ error: { type: 'OAuthException', fbtrace_id: 'AbC1', ...error } }),
];

/** Answers that come one after the other; the last one stays. */
const inTurn = (...answers: readonly (readonly [number, string])[]): Canned => {
  let turn = 0;
  return (response) => {
    const [status, body] = answers[Math.min(turn, answers.length - 1)] ?? [404, ''];
    turn += 1;
    response.writeHead(status).end(body);
  };
};

const connectTo = async (answers: Readonly<Record<string, Canned>>, options: Partial<PlatformOptions> = {}) => {
  const { server, outbound } = await cannedAnswers(answers);
  const endpoints = { token: `${server.origin}/oauth/access_token`, api: server.origin };
  const app = { clientId: '990602627938098', clientSecret, endpoints, ...options };
  const platform = instagram(app, outbound, { now: () => clock });
  return { platform, server };
};

const code = { code: 'AQBx-hBsH3-code', redirectUri: 'https://connect.example/oauth/instagram/callback' };
const paths = {
  token: 'POST /oauth/access_token',
  exchange: 'GET /access_token',
  me: 'GET /v25.0/me',
  refresh: 'GET /refresh_access_token',
};

const longTokens: Tokens = {
  accessToken: 'IGAA-long-token-2',
  accessExpiresAt: start + 5_183_944_000,
  refreshToken: null,
  refreshExpiresAt: null,
  obtainedAt: start,
};

const failureOf = async (attempt: Promise<unknown>): Promise<PlatformFailure> => {
  const error = await attempt.then(
    (value) => new Error(`Expected a PlatformFailure, got ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PlatformFailure)) throw error;
  const shown = inspect(error, { depth: 10, showHidden: true });
  for (const secret of ['IGAA-', clientSecret, 'AQBx-', 'access_token=']) expect(shown).not.toContain(secret);
  return error;
};

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

test('by default it talks to Instagram’s own addresses and asks for the minimum', () => {
  const platform = instagram({ clientId: '1', clientSecret }, platformOutbound({ hosts: new Set() }), { now: () => clock });
  expect(platform).toMatchObject({ id: 'instagram', name: 'Instagram', host: 'instagram.com', preferredMode: 'popup' });
  expect(platform.hosts).toEqual(['api.instagram.com', 'graph.instagram.com']);
  expect(platform.scopes).toEqual({ required: ['instagram_business_basic'], optional: [] });
  const { url, verifier } = platform.authorize({ state: 'S', redirectUri: code.redirectUri, chooseAccount: false });
  expect(url.split('?')[0]).toBe('https://www.instagram.com/oauth/authorize');
  expect(queryOf(url)).toEqual({
    client_id: '1',
    redirect_uri: code.redirectUri,
    response_type: 'code',
    scope: 'instagram_business_basic',
    state: 'S',
  });
  expect(verifier).toBeUndefined();
});

test('choosing an account asks Instagram for its login', async () => {
  const { platform } = await connectTo({});
  expect(queryOf(platform.authorize({ state: 'S', redirectUri: code.redirectUri, chooseAccount: true }).url)).toMatchObject({
    force_reauth: 'true',
    enable_fb_login: 'false',
  });
});

test('required and optional scopes are asked for together, with commas', async () => {
  const scopes = { required: ['instagram_business_basic'], optional: ['instagram_business_manage_insights'] };
  const endpoints = { authorize: 'http://localhost:4811/oauth/authorize?from=test' };
  const { platform } = await connectTo({}, { scopes, endpoints });
  expect(platform.host).toBe('localhost:4811');
  expect(queryOf(platform.authorize({ state: 'S', redirectUri: 'r', chooseAccount: false }).url)).toMatchObject({
    from: 'test',
    scope: 'instagram_business_basic,instagram_business_manage_insights',
  });
});

test('scopes that cannot be right are refused when the adapter is made, all at once', () => {
  const make = (scopes: NonNullable<PlatformOptions['scopes']>) => () =>
    instagram({ clientId: '1', clientSecret, scopes }, platformOutbound({ hosts: new Set() }), { now: () => clock });
  expect(make({ required: ['business_basic'], optional: ['constructor'] })).toThrow(
    /must contain instagram_business_basic[^]*"business_basic" is unknown[^]*"constructor" is unknown/,
  );
  const twice = { required: ['instagram_business_basic'], optional: ['instagram_business_basic'] };
  expect(make(twice)).toThrow(/both required and optional/);
});

test('a code becomes a lasting token: exchanged twice, with what was granted and the other id', async () => {
  const { platform, server } = await connectTo({ [paths.token]: flat, [paths.exchange]: long });
  expect(await platform.exchange(code)).toEqual({
    tokens: longTokens,
    scopes: ['instagram_business_basic', 'instagram_business_content_publish'],
    altIds: ['38281000000004703'],
  });
  const [first, second] = server.received;
  expect(Object.fromEntries(new URLSearchParams(first?.body))).toEqual({
    client_id: '990602627938098',
    client_secret: clientSecret,
    grant_type: 'authorization_code',
    redirect_uri: code.redirectUri,
    code: code.code,
  });
  expect(Object.fromEntries(second?.url.searchParams ?? [])).toEqual({
    grant_type: 'ig_exchange_token',
    client_secret: clientSecret,
    access_token: 'IGAA-short-token-1',
  });
});

test.each([
  ['wrapped, all text', '{"data":[{"access_token":"IGAA-s","user_id":"1020","permissions":"a,b"}]}', ['a', 'b'], ['1020']],
  ['flat, encoded', '{"access_token":"IGAA-s","user_id":"1020","permissions":"a%2Cb"}', ['a', 'b'], ['1020']],
  ['without permissions', '{"access_token":"IGAA-s","user_id":38281000000004701}', null, ['38281000000004701']],
  ['without anything else', '{"access_token":"IGAA-s"}', null, []],
  ['with odd permissions', '{"access_token":"IGAA-s","permissions":{"a":true}}', null, []],
])('the short token is understood %s', async (_how, body, scopes, altIds) => {
  const { platform } = await connectTo({ [paths.token]: [200, body], [paths.exchange]: long });
  expect(await platform.exchange(code)).toMatchObject({ scopes, altIds });
});

test.each([
  ['Matching code was not found or was already used', 'code_refused'],
  ['This authorization code has been used', 'code_refused'],
  ['Invalid authorization code', 'code_refused'],
  ['You must provide a code', 'code_refused'],
  ['Invalid platform app', 'setup'],
  ["Redirect URI doesn't match original redirect URI", 'setup'],
  ['Redirect URI does not match registered redirect URI', 'setup'],
  ['Error validating verification code. Please make sure your redirect_uri is identical', 'setup'],
  ['Error validating client secret', 'setup'],
] as const)('a token request refused with "%s" is %s', async (words, kind) => {
  const body = JSON.stringify({ error_type: 'OAuthException', code: 400, error_message: words });
  const { platform, server } = await connectTo({ [paths.token]: [400, body] });
  const failure = await failureOf(platform.exchange(code));
  expect(failure).toMatchObject({ kind, platformCode: 'OAuthException', outcomeUnknown: false });
  expect(failure.message).toContain(words.slice(0, 20));
  expect(server.received).toHaveLength(1);
});

test('a used code is known in the Graph envelope, too', async () => {
  const used = graphError({ message: 'This authorization code has been used.', code: 100, error_subcode: 36009 });
  const { platform } = await connectTo({ [paths.token]: used });
  expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: 'code_refused' });
});

test('too many token requests are limited, and the wait is passed on', async () => {
  const body = '{"error_type":"OAuthRateLimitException","code":429,"error_message":"The maximum number of requests"}';
  const { platform } = await connectTo({
    [paths.token]: (response) => void response.writeHead(429, { 'retry-after': '60' }).end(body),
  });
  expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: 'limited', retryAfterMs: 60_000 });
});

test.each([
  ['slow', () => {}],
  ['cut off', (response: ServerResponse) => void response.destroy()],
  ['unreadable', (response: ServerResponse) => void response.end(`<html>${clientSecret}`)],
  ['a server error', (response: ServerResponse) => void response.writeHead(500).end('{"error_message":"Sorry"}')],
  ['a redirect', (response: ServerResponse) => void response.writeHead(302, { location: '/' }).end()],
])('a token answer that is %s is unavailable with unknown outcome, and the code is not sent again', async (_how, answer) => {
  const { platform, server } = await connectTo({ [paths.token]: answer, [paths.exchange]: long });
  expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
  expect(server.received).toHaveLength(1);
});

test('where nobody answers the door, the code is not spent', async () => {
  const { platform, server } = await connectTo({});
  await server.close();
  expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: 'unavailable', outcomeUnknown: false });
});

test('without the second exchange the short token is kept, and refresh makes up for it', async () => {
  const unavailable = [500, '{"error":{"message":"An unknown error occurred","type":"OAuthException","code":2}}'] as const;
  const exchange = inTurn(unavailable, unavailable, long);
  const { platform, server } = await connectTo({ [paths.token]: flat, [paths.exchange]: exchange });
  const { tokens } = await platform.exchange(code);
  expect(tokens).toEqual({ ...longTokens, accessToken: 'IGAA-short-token-1', accessExpiresAt: start + hour, provisional: true });
  expect(platform.refreshWindow(tokens)).toEqual({ earliest: start, due: start });
  expect(await failureOf(platform.refresh(tokens))).toMatchObject({ kind: 'unavailable' });
  clock += 60_000;
  const refreshed = await platform.refresh(JSON.parse(JSON.stringify(tokens)) as Tokens);
  expect(refreshed.tokens).toEqual({ ...longTokens, accessExpiresAt: clock + 5_183_944_000, obtainedAt: clock });
  expect(server.received.at(-1)?.url.searchParams.get('access_token')).toBe('IGAA-short-token-1');
});

test('a second exchange that Instagram puts off is made up for when it says so', async () => {
  const body = '{"error":{"message":"Too many calls","type":"OAuthException","code":4}}';
  const { platform } = await connectTo({
    [paths.token]: flat,
    [paths.exchange]: (response) => void response.writeHead(429, { 'retry-after': '600' }).end(body),
  });
  const { tokens } = await platform.exchange(code);
  expect(tokens).toMatchObject({ provisional: true });
  expect(platform.refreshWindow(tokens)).toEqual({ earliest: start, due: start + 600_000 });
});

test('a second exchange that is refused for good is a failure', async () => {
  const refused = graphError({ message: 'Invalid OAuth access token - Cannot parse access token', code: 190 });
  const { platform } = await connectTo({ [paths.token]: flat, [paths.exchange]: refused });
  expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: 'token_refused', platformCode: '190' });
});

test('the account is named by its user_id, and the request carries the proof of its app', async () => {
  const { platform, server } = await connectTo({ [paths.me]: me });
  expect(await platform.fetchAccounts({ ...longTokens, accessToken: 'IGAA-example-token' }, null)).toEqual([
    {
      id: '17841400000000001',
      altIds: ['24011234567890123'],
      handle: '@harbourcoffee',
      displayName: 'Harbour Coffee',
      pictureUrl: 'https://scontent.cdninstagram.com/p.jpg?sig=1',
      type: 'business',
    },
  ]);
  expect(Object.fromEntries(server.received[0]?.url.searchParams ?? [])).toEqual({
    fields: 'id,user_id,username,name,account_type,profile_picture_url',
    access_token: 'IGAA-example-token',
    appsecret_proof: '4f608ed9da0785e96f180b25c0ddbdca069e03369f9a5c74b1895a4c3c28754b',
  });
});

test.each([
  ['{"id":"1","user_id":17841400000000003,"account_type":"Media_Creator"}', { id: '17841400000000003', type: 'creator' }],
  ['{"id":"1","user_id":"2","username":"a","account_type":"MEDIA_CREATOR"}', { type: 'creator' }],
  ['{"id":"1","user_id":"2","username":"a","account_type":"Business"}', { type: 'business' }],
  ['{"id":"1","user_id":"2","username":"a","account_type":"Something_New"}', { type: 'something_new' }],
  ['{"data":[{"id":"1","user_id":"2","username":"a"}]}', { type: null, pictureUrl: null, displayName: null, altIds: ['1'] }],
  ['{"id":"2","user_id":"2","name":"Only a name"}', { altIds: [], handle: 'Only a name' }],
  ['{"user_id":"2","name":"@harbourcoffee"}', { handle: 'harbourcoffee', displayName: '@harbourcoffee' }],
  ['{"user_id":"2"}', { altIds: [], handle: '2' }],
])('the account is understood in %s', async (body, expected) => {
  const { platform } = await connectTo({ [paths.me]: [200, body] });
  expect(await platform.fetchAccounts(longTokens, null)).toEqual([expect.objectContaining(expected)]);
});

test.each(['PERSONAL', 'Personal'])('a %s account cannot be connected, and is named', async (type) => {
  const body = JSON.stringify({ id: '1', username: 'jo', account_type: type });
  const { platform } = await connectTo({ [paths.me]: [200, body] });
  expect(await failureOf(platform.fetchAccounts(longTokens, null))).toMatchObject({ kind: 'personal_account', handle: '@jo' });
});

test('without a user_id there is no account: the other ids do not stand in for it', async () => {
  const { platform } = await connectTo({ [paths.me]: [200, '{"id":"1","username":"a","account_type":"BUSINESS"}'] });
  expect(await failureOf(platform.fetchAccounts(longTokens, null))).toMatchObject({ kind: 'unavailable' });
});

test.each([
  [{ code: 190, message: 'Error validating access token: Session has expired on Friday.' }, 'token_refused', '190'],
  [{ code: 190, error_subcode: 458 }, 'token_refused', '190/458'],
  [{ code: 190, error_subcode: 459 }, 'token_refused', '190/459'],
  [{ code: 190, error_subcode: 460 }, 'token_refused', '190/460'],
  [{ code: 190, error_subcode: 463 }, 'token_refused', '190/463'],
  [{ code: 102 }, 'token_refused', '102'],
  [{ code: 100, error_subcode: 33 }, 'token_refused', '100/33'],
  [{ error_subcode: 467 }, 'token_refused', 'OAuthException/467'],
  [{ code: 100, message: 'Unsupported request - method type: get' }, 'token_refused', '100'],
  [{ code: 1 }, 'unavailable', '1'],
  [{ code: 2 }, 'unavailable', '2'],
  [{ code: 100, is_transient: true }, 'unavailable', '100'],
  [{ code: 99999 }, 'unavailable', '99999'],
  [{ code: 4 }, 'limited', '4'],
  [{ code: 17 }, 'limited', '17'],
  [{ code: 32 }, 'limited', '32'],
  [{ code: 341 }, 'limited', '341'],
  [{ code: 368 }, 'limited', '368'],
  [{ code: 613 }, 'limited', '613'],
  [{ code: 10 }, 'permission_missing', '10'],
  [{ code: 200 }, 'permission_missing', '200'],
  [{ code: 299 }, 'permission_missing', '299'],
  [{ code: 3 }, 'setup', '3'],
  [{ code: 101 }, 'setup', '101'],
] as const)('the Graph error %j is %s', async (error, kind, platformCode) => {
  const { platform } = await connectTo({ [paths.me]: graphError(error), [paths.refresh]: graphError(error) });
  expect(await failureOf(platform.fetchAccounts(longTokens, null))).toMatchObject({ kind, platformCode });
  clock += 2 * day;
  expect(await failureOf(platform.refresh(longTokens))).toMatchObject({ kind, platformCode });
});

test('a parameter that is refused is a matter of setup, but the token of a refresh can only be too young', async () => {
  const error = graphError({ code: 100, message: 'Invalid parameter' });
  const { platform } = await connectTo({ [paths.me]: error, [paths.refresh]: error });
  expect(await failureOf(platform.fetchAccounts(longTokens, null))).toMatchObject({ kind: 'setup', platformCode: '100' });
  clock += 2 * day;
  expect(await failureOf(platform.refresh(longTokens))).toMatchObject({ kind: 'limited', platformCode: '100' });
});

test('a lasting token is due after a week, never in its first day, and always before its end', async () => {
  const { platform } = await connectTo({});
  const windowOf = (life: number | null) =>
    platform.refreshWindow({ ...longTokens, accessExpiresAt: life === null ? null : start + life });
  expect(windowOf(60 * day)).toEqual({ earliest: start + day, due: start + 7 * day });
  expect(windowOf(33 * day)).toEqual({ earliest: start + day, due: start + 3 * day });
  expect(windowOf(20 * day)).toEqual({ earliest: start + day, due: start + day });
  expect(windowOf(null)).toEqual({ earliest: start + day, due: start + 7 * day });
  expect(windowOf(day)).toBeNull();
});

test('a refresh within the first day is not sent', async () => {
  const { platform, server } = await connectTo({ [paths.refresh]: long });
  clock += day - 1;
  expect(await failureOf(platform.refresh(longTokens))).toMatchObject({ kind: 'limited', retryAfterMs: 1 });
  expect(server.received).toEqual([]);
  clock += 1;
  await platform.refresh(longTokens);
  expect(server.received).toHaveLength(1);
});

test('a refresh keeps what is returned, be it the same token or a new one', async () => {
  const body = '{"access_token":"IGAA-long-token-3","expires_in":5183944,"permissions":"instagram_business_basic"}';
  const renewed = [200, body] as const;
  const { platform, server } = await connectTo({ [paths.refresh]: inTurn(renewed, long) });
  clock += 7 * day;
  const first = await platform.refresh(longTokens);
  expect(first).toEqual({
    tokens: { ...longTokens, accessToken: 'IGAA-long-token-3', accessExpiresAt: clock + 5_183_944_000, obtainedAt: clock },
    scopes: ['instagram_business_basic'],
  });
  expect(Object.fromEntries(server.received[0]?.url.searchParams ?? [])).toEqual({
    grant_type: 'ig_refresh_token',
    access_token: 'IGAA-long-token-2',
  });
  expect((await platform.refresh(longTokens)).scopes).toBeNull();
});

test('there is nothing to revoke with, and nothing is sent', async () => {
  const { platform, server } = await connectTo({});
  expect(await platform.revoke(longTokens)).toBe('unsupported');
  expect(server.received).toEqual([]);
});

test('it reaches its own hosts and no other', async () => {
  const { platform } = await connectTo({}, { endpoints: {} });
  expect((platform satisfies Platform).hosts).toEqual(['api.instagram.com', 'graph.instagram.com']);
  expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: 'unavailable', outcomeUnknown: false });
});
