import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { platformOutbound } from '../outbound.ts';
import type { CannedServer } from '../testing/canned-server.ts';
import { cannedAnswers, type Canned } from './canned-answers.test.fixture.ts';
import { challengeOf, hexChallengeOf } from './oauth.ts';
import { PlatformFailure, type Tokens } from './port.ts';
import { tiktok, type TikTokOptions } from './tiktok.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 20);
const clientSecret = 'emulator-tt-secret';

let clock = start;
afterEach(() => {
  clock = start;
});

/** Answers that TikTok's documents print. */
const token2025 =
  '{"access_token":"act.example-access-1","expires_in":86400,"open_id":"afd97af1-b87b-48b9-ac98-410aghda5344",' +
  '"refresh_expires_in":31536000,"refresh_token":"rft.example-refresh-1","scope":"user.info.basic,video.list",' +
  '"token_type":"Bearer"}';
const token2026 =
  '{"access_token":"act.example-access-2","expires_in":7200,"open_id":"afd97af1-b87b-48b9-ac98-410aghda5344",' +
  '"refresh_expires_in":15552000,"refresh_token":"rft.example-refresh-2","scope":"user.info.basic","token_type":"Bearer"}';
const userInfo =
  '{"data":{"user":{"avatar_url":"https://p19-sign.tiktokcdn-us.com/a.webp?x=1",' +
  '"open_id":"723f24d7-e717-40f8-a2b6-cb8464cd23b4","union_id":"c9c60f44-a68e-4f5d-84dd-ce22faeb0ba1",' +
  '"display_name":"Harbour","username":"harbour.coffee"}},' +
  '"error":{"code":"ok","message":"","log_id":"20220829194722CBE87ED59D524E727021"}}';

const paths = { token: 'POST /v2/oauth/token/', user: 'GET /v2/user/info/', revoke: 'POST /v2/oauth/revoke/' };

const connectTo = async (answers: Readonly<Record<string, Canned>>, options: Partial<TikTokOptions> = {}) => {
  const { server, outbound } = await cannedAnswers(answers);
  const endpoints = { token: `${server.origin}/v2/oauth/token/`, api: server.origin };
  const platform = tiktok({ clientId: 'bwo2m45353a6k85', clientSecret, endpoints, ...options }, outbound, { now: () => clock });
  return { platform, server };
};

const code = { code: 'MSx9-code-aw*3!4964.e1', redirectUri: 'https://connect.example/oauth/tiktok/callback' };

const tokens: Tokens = {
  accessToken: 'act.example-access-1',
  accessExpiresAt: start + 24 * hour,
  refreshToken: 'rft.example-refresh-1',
  refreshExpiresAt: start + 365 * 24 * hour,
  obtainedAt: start,
};

const failureOf = async (attempt: Promise<unknown>): Promise<PlatformFailure> => {
  const error = await attempt.then(
    (value) => new Error(`Expected a PlatformFailure, got ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PlatformFailure)) throw error;
  const shown = inspect(error, { depth: 10, showHidden: true });
  for (const secret of ['act.', 'rft.', clientSecret, 'aw*3', 'aw%2A3']) expect(shown).not.toContain(secret);
  return error;
};

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);
const formOf = (server: CannedServer, at = 0) => Object.fromEntries(new URLSearchParams(server.received[at]?.body));

test('by default it talks to TikTok’s own addresses and asks for the minimum', () => {
  const platform = tiktok({ clientId: 'k', clientSecret }, platformOutbound({ hosts: new Set() }), { now: () => clock });
  expect(platform).toMatchObject({ id: 'tiktok', name: 'TikTok', host: 'tiktok.com', preferredMode: 'popup' });
  expect(platform.hosts).toEqual(['open.tiktokapis.com']);
  const { url, verifier } = platform.authorize({ state: 'S', redirectUri: code.redirectUri, chooseAccount: false });
  expect(url.split('?')[0]).toBe('https://www.tiktok.com/v2/auth/authorize/');
  expect(queryOf(url)).toEqual({
    client_key: 'k',
    scope: 'user.info.basic',
    response_type: 'code',
    redirect_uri: code.redirectUri,
    state: 'S',
    disable_auto_auth: '1',
  });
  expect(verifier).toBeUndefined();
});

test('TikTok is made to show its page, whether or not another account is wanted', async () => {
  const scopes = { required: ['user.info.basic', 'video.list'], optional: ['user.info.stats'] };
  const { platform } = await connectTo({}, { scopes });
  for (const chooseAccount of [true, false]) {
    const { url } = platform.authorize({ state: 'S', redirectUri: 'r', chooseAccount });
    expect(queryOf(url)).toMatchObject({ disable_auto_auth: '1', scope: 'user.info.basic,video.list,user.info.stats' });
  }
});

test.each([
  ['s256-hex', hexChallengeOf],
  ['s256-base64url', challengeOf],
] as const)('with pkce %s the challenge is of the verifier that the token request repeats', async (pkce, hash) => {
  const { platform, server } = await connectTo({ [paths.token]: [200, token2025] }, { pkce });
  const request = { state: 'S', redirectUri: 'r', chooseAccount: false };
  const { url, verifier = '' } = platform.authorize(request);
  expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(queryOf(url)).toMatchObject({ code_challenge: hash(verifier), code_challenge_method: 'S256' });
  expect(platform.authorize(request).verifier).not.toBe(verifier);
  await platform.exchange({ ...code, verifier });
  expect(formOf(server)).toMatchObject({ code_verifier: verifier });
});

test('a callback names what was granted', async () => {
  const { platform } = await connectTo({});
  const query = new URLSearchParams('code=a-aw%2A3%214964.e1&scopes=user.info.basic%2Cvideo.list&state=S');
  expect(platform.parseCallback(query)).toEqual({
    kind: 'code',
    code: 'a-aw*3!4964.e1',
    state: 'S',
    scopes: ['user.info.basic', 'video.list'],
  });
});

test('a code becomes tokens whose lives are what the answer says', async () => {
  const { platform, server } = await connectTo({ [paths.token]: [200, token2025] });
  expect(await platform.exchange(code)).toEqual({
    tokens,
    scopes: ['user.info.basic', 'video.list'],
    altIds: ['afd97af1-b87b-48b9-ac98-410aghda5344'],
  });
  expect(server.received[0]?.url.pathname).toBe('/v2/oauth/token/');
  expect(formOf(server)).toEqual({
    client_key: 'bwo2m45353a6k85',
    client_secret: clientSecret,
    grant_type: 'authorization_code',
    code: code.code,
    redirect_uri: code.redirectUri,
  });
});

test('tokens are understood inside of data as well, and without lives', async () => {
  const wrapped = await connectTo({ [paths.token]: [200, `{"data":${token2026},"message":"success"}`] });
  expect((await wrapped.platform.exchange(code)).tokens).toMatchObject({
    accessExpiresAt: start + 2 * hour,
    refreshExpiresAt: start + 180 * 24 * hour,
  });
  const bare = await connectTo({ [paths.token]: [200, '{"access_token":"act.a"}'] });
  expect(await bare.platform.exchange(code)).toEqual({
    tokens: { accessToken: 'act.a', accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: start },
    scopes: null,
    altIds: [],
  });
});

const oauthError = (error: string, words = 'Words.') => JSON.stringify({ error, error_description: words, log_id: '2022' });

test.each([
  ['invalid_grant', 'Authorization code is expired.', 'code_refused', 'token_refused'],
  ['invalid_request', 'Authorization code is expired.', 'code_refused', 'token_refused'],
  ['invalid_request', 'Refresh token is invalid or expired.', 'code_refused', 'token_refused'],
  ['access_denied', 'Words.', 'code_refused', 'token_refused'],
  ['invalid_request', 'Redirect_uri is not matched with the uri when requesting code.', 'setup', 'setup'],
  ['invalid_request', 'Code verifier or code challenge is invalid.', 'setup', 'setup'],
  ['invalid_request', 'The request parameters are malformed.', 'setup', 'setup'],
  ['invalid_client', 'Words.', 'setup', 'setup'],
  ['unauthorized_client', 'Words.', 'setup', 'setup'],
  ['invalid_scope', 'Words.', 'setup', 'setup'],
  ['unsupported_grant_type', 'Words.', 'setup', 'setup'],
  ['constructor', 'Words.', 'setup', 'setup'],
  ['server_error', 'Words.', 'unavailable', 'unavailable'],
  ['temporarily_unavailable', 'Words.', 'unavailable', 'unavailable'],
  ['rate_limit_exceeded', 'Words.', 'limited', 'limited'],
] as const)('%s: "%s" is %s for a code and %s for a refresh, whatever the status', async (error, words, ofCode, ofRefresh) => {
  for (const status of [200, 400]) {
    const { platform, server } = await connectTo({ [paths.token]: [status, oauthError(error, words)] });
    expect(await failureOf(platform.exchange(code))).toMatchObject({ kind: ofCode, platformCode: error, outcomeUnknown: false });
    expect(await failureOf(platform.refresh(tokens))).toMatchObject({ kind: ofRefresh, platformCode: error });
    expect(server.received).toHaveLength(2);
  }
});

test.each([
  ['slow', () => {}],
  ['cut off', (response: ServerResponse) => void response.destroy()],
  ['unreadable', (response: ServerResponse) => void response.end(`{"access_token":"act.new`)],
  ['a server error', (response: ServerResponse) => void response.writeHead(502).end('Bad gateway')],
  ['a server error in words', (response: ServerResponse) => void response.writeHead(500).end(oauthError('server_error'))],
])('a refresh whose answer is %s has an unknown outcome, and is sent once', async (_how, answer) => {
  const { platform, server } = await connectTo({ [paths.token]: answer });
  expect(await failureOf(platform.refresh(tokens))).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
  expect(server.received).toHaveLength(1);
});

test.each(['temporarily_unavailable', 'rate_limit_exceeded', 'invalid_request'])(
  'a refresh that is answered 429 was one too many, also where it says %s',
  async (error) => {
    const limited = (response: ServerResponse) => void response.writeHead(429, { 'retry-after': '30' }).end(oauthError(error));
    const { platform } = await connectTo({ [paths.token]: limited });
    const failure = { kind: 'limited', platformCode: error, retryAfterMs: 30_000, outcomeUnknown: false };
    expect(await failureOf(platform.refresh(tokens))).toMatchObject(failure);
  },
);

test('a refresh that could not be sent has spent nothing', async () => {
  const { platform, server } = await connectTo({});
  await server.close();
  expect(await failureOf(platform.refresh(tokens))).toMatchObject({ kind: 'unavailable', outcomeUnknown: false });
});

test('a refresh brings the new refresh token and its life', async () => {
  const { platform, server } = await connectTo({ [paths.token]: [200, token2026] });
  clock += hour;
  expect(await platform.refresh(tokens)).toEqual({
    tokens: {
      accessToken: 'act.example-access-2',
      accessExpiresAt: clock + 2 * hour,
      refreshToken: 'rft.example-refresh-2',
      refreshExpiresAt: clock + 180 * 24 * hour,
      obtainedAt: clock,
    },
    scopes: ['user.info.basic'],
  });
  expect(formOf(server)).toEqual({
    client_key: 'bwo2m45353a6k85',
    client_secret: clientSecret,
    grant_type: 'refresh_token',
    refresh_token: 'rft.example-refresh-1',
  });
});

test.each(['{"access_token":"act.b","expires_in":7200}', '{"access_token":"act.b","expires_in":7200,"refresh_token":""}'])(
  'a good refresh token survives an answer without one: %s',
  async (body) => {
    const { platform } = await connectTo({ [paths.token]: [200, body] });
    const refreshed = await platform.refresh(tokens);
    const { refreshToken, refreshExpiresAt } = tokens;
    expect(refreshed.tokens).toMatchObject({ accessToken: 'act.b', refreshToken, refreshExpiresAt });
    expect(refreshed.scopes).toBeNull();
  },
);

test('without a refresh token there is nothing to refresh with, and nothing is sent', async () => {
  const { platform, server } = await connectTo({});
  const without = { ...tokens, refreshToken: null };
  expect(platform.refreshWindow(without)).toBeNull();
  expect(await failureOf(platform.refresh(without))).toMatchObject({ kind: 'token_refused' });
  expect(server.received).toEqual([]);
});

test('a refresh is due when two thirds of a life are over, however long it is', async () => {
  const { platform } = await connectTo({});
  expect(platform.refreshWindow(tokens)).toEqual({ earliest: start, due: start + 16 * hour });
  const short = { ...tokens, accessExpiresAt: start + 2 * hour };
  expect(platform.refreshWindow(short)).toEqual({ earliest: start, due: start + (4 * hour) / 3 });
  expect(platform.refreshWindow({ ...tokens, accessExpiresAt: null })?.due).toBeGreaterThan(start);
});

test('the account is named by its open_id, untouched, with the fields of the granted scopes', async () => {
  const { platform, server } = await connectTo({ [paths.user]: [200, userInfo] });
  const account = {
    id: '723f24d7-e717-40f8-a2b6-cb8464cd23b4',
    altIds: ['c9c60f44-a68e-4f5d-84dd-ce22faeb0ba1'],
    handle: '@harbour.coffee',
    displayName: 'Harbour',
    pictureUrl: 'https://p19-sign.tiktokcdn-us.com/a.webp?x=1',
    type: null,
  };
  expect(await platform.fetchAccounts(tokens, ['user.info.basic', 'user.info.profile'])).toEqual([account]);
  await platform.fetchAccounts(tokens, ['user.info.basic', 'video.list']);
  await platform.fetchAccounts(tokens, null);
  const basic = 'open_id,union_id,avatar_url,display_name';
  expect(server.received.map(({ url }) => url.searchParams.get('fields'))).toEqual([`${basic},username`, basic, basic]);
  expect(server.received[0]?.headers.authorization).toBe('Bearer act.example-access-1');
  expect(server.received[0]?.url.search).not.toContain('act.');
});

test('without a user name, the display name is the handle', async () => {
  const body = '{"data":{"user":{"open_id":"o","union_id":"","display_name":"Harbour Coffee"}},"error":{"code":"ok"}}';
  const { platform } = await connectTo({ [paths.user]: [200, body] });
  expect(await platform.fetchAccounts(tokens, ['user.info.basic'])).toEqual([
    { id: 'o', altIds: [], handle: 'Harbour Coffee', displayName: 'Harbour Coffee', pictureUrl: null, type: null },
  ]);
});

test.each([
  ['@harbourcoffee', 'harbourcoffee'],
  ['@@harbourcoffee', 'harbourcoffee'],
  ['@', 'o'],
  ['', 'o'],
])('without a user name, the display name %j does not pass for a handle: %s', async (name, handle) => {
  const body = JSON.stringify({ data: { user: { open_id: 'o', union_id: '', display_name: name } }, error: { code: 'ok' } });
  const { platform } = await connectTo({ [paths.user]: [200, body] });
  expect(await platform.fetchAccounts(tokens, ['user.info.basic'])).toMatchObject([{ handle }]);
});

test('without the basic scope there is no account to read, and nothing is sent', async () => {
  const { platform, server } = await connectTo({});
  expect(await failureOf(platform.fetchAccounts(tokens, ['video.list']))).toMatchObject({ kind: 'permission_missing' });
  expect(server.received).toEqual([]);
});

test.each([
  [401, 'access_token_invalid', 'token_refused'],
  [401, 'scope_not_authorized', 'permission_missing'],
  [400, 'scope_permission_missed', 'permission_missing'],
  [400, 'invalid_params', 'setup'],
  [400, 'invalid_param', 'setup'],
  [429, 'rate_limit_exceeded', 'limited'],
  [429, 'something_new', 'limited'],
  [500, 'internal_error', 'unavailable'],
  [503, 'something_new', 'unavailable'],
] as const)('%i %s of the API is %s', async (status, apiCode, kind) => {
  const error = { code: apiCode, message: 'The user did not authorize act.example-access-1.', log_id: '20250625' };
  for (const body of [{ error }, { data: {}, error }]) {
    const { platform } = await connectTo({ [paths.user]: [status, JSON.stringify(body)] });
    expect(await failureOf(platform.fetchAccounts(tokens, null))).toMatchObject({ kind, platformCode: apiCode });
  }
});

test('an account without its id cannot be read', async () => {
  const { platform } = await connectTo({ [paths.user]: [200, '{"data":{"user":{}},"error":{"code":"ok"}}'] });
  expect(await failureOf(platform.fetchAccounts(tokens, null))).toMatchObject({ kind: 'unavailable' });
});

test.each(['', '{}', '{"data":{},"error":{"code":"ok"}}'])('a revocation answered with "%s" is done', async (body) => {
  const { platform, server } = await connectTo({ [paths.revoke]: [200, body] });
  expect(await platform.revoke(tokens)).toBe('revoked');
  expect(formOf(server)).toEqual({
    client_key: 'bwo2m45353a6k85',
    client_secret: clientSecret,
    token: 'act.example-access-1',
  });
});

test('an access token that has expired is renewed to revoke with', async () => {
  const { platform, server } = await connectTo({ [paths.token]: [200, token2026], [paths.revoke]: [200, '{}'] });
  clock = start + 24 * hour;
  expect(await platform.revoke(tokens)).toBe('revoked');
  expect(formOf(server, 1)).toMatchObject({ token: 'act.example-access-2' });
});

test('tokens that were renewed to revoke with are handed over before they are used, so that another try has them', async () => {
  const { platform, server } = await connectTo({ [paths.token]: [200, token2026], [paths.revoke]: [503, 'busy'] });
  clock = start + 24 * hour;
  const kept: [Tokens, number][] = [];
  const keep = async (renewed: Tokens): Promise<void> => void kept.push([renewed, server.received.length]);
  expect(await failureOf(platform.revoke(tokens, keep))).toMatchObject({ kind: 'unavailable' });
  expect(kept).toEqual([[expect.objectContaining({ accessToken: 'act.example-access-2' }), 1]]);
  expect(server.received).toHaveLength(2);
  const alive = await connectTo({ [paths.revoke]: [200, '{}'] });
  clock = start;
  expect(await alive.platform.revoke(tokens, () => Promise.reject(new Error('Nothing was renewed.')))).toBe('revoked');
});

test('access that has ended already counts as revoked', async () => {
  const gone = await connectTo({ [paths.revoke]: [400, oauthError('invalid_grant')] });
  expect(await gone.platform.revoke(tokens)).toBe('revoked');
  const expired = await connectTo({ [paths.token]: [400, oauthError('invalid_grant')] });
  clock = start + 24 * hour;
  expect(await expired.platform.revoke(tokens)).toBe('revoked');
});

test('a revocation that did not happen is a failure', async () => {
  const refused = await connectTo({ [paths.revoke]: [400, oauthError('invalid_client')] });
  expect(await failureOf(refused.platform.revoke(tokens))).toMatchObject({ kind: 'setup' });
  const broken = await connectTo({ [paths.revoke]: [503, 'busy'] });
  expect(await failureOf(broken.platform.revoke(tokens))).toMatchObject({ kind: 'unavailable' });
});
