import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { platformOutbound } from '../outbound.ts';
import { cannedAnswers, type Canned } from './canned-answers.test.fixture.ts';
import { facebook, type FacebookOptions } from './facebook.ts';
import { PlatformFailure, type Tokens } from './port.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 20);
const clientId = '1022233344455566';
const clientSecret = 'emulator-app-secret';
const userId = '10215000000000001';

let clock = start;
afterEach(() => {
  clock = start;
});

const json = (body: unknown): Canned => [200, JSON.stringify(body)];
const graphError = (error: object, status = 400): Canned => [
  status,
  JSON.stringify({ error: { type: 'OAuthException', fbtrace_id: 'AbC1', ...error } }),
];

const short = '{"access_token":"EAAshort1","token_type":"bearer","expires_in":5400}';
const long = '{"access_token":"EAAlong2","token_type":"bearer","expires_in":5183944}';
const inspection = (change: object = {}) => ({
  data: {
    app_id: clientId,
    type: 'USER',
    is_valid: true,
    scopes: ['instagram_basic', 'pages_show_list', 'public_profile'],
    user_id: userId,
    expires_at: 1_780_000_000,
    ...change,
  },
});
const page = (id: string, username?: string) => ({
  id,
  name: `Page ${id}`,
  access_token: `EAApage${id}`,
  ...(username !== undefined && {
    instagram_business_account: { id: `1784140000000000${id}`, username, name: username, profile_picture_url: 'https://cdn.example/p.jpg' },
  }),
});

/** The token endpoint: a code, or a token to be exchanged for a lasting one. */
const tokens =
  (ofCode: readonly [number, string] = [200, short], ofToken: readonly [number, string] = [200, long]) =>
  (response: ServerResponse): void => {
    const isExchange = new URL(response.req.url ?? '', 'http://canned').searchParams.has('fb_exchange_token');
    const [status, body] = isExchange ? ofToken : ofCode;
    response.writeHead(status).end(body);
  };

const paths = {
  token: 'GET /v25.0/oauth/access_token',
  inspection: 'GET /debug_token',
  accounts: 'GET /v25.0/me/accounts',
  businesses: 'GET /v25.0/me/businesses',
  revoke: 'DELETE /v25.0/me/permissions',
};

const connectTo = async (answers: Readonly<Record<string, Canned>>, options: Partial<FacebookOptions> = {}) => {
  const { server, outbound } = await cannedAnswers({ [paths.token]: tokens(), [paths.inspection]: json(inspection()), ...answers });
  const endpoints = { token: `${server.origin}/v25.0/oauth/access_token`, api: server.origin };
  const platform = facebook({ clientId, clientSecret, endpoints, ...options }, outbound, { now: () => clock });
  return { platform, server };
};

const code = { code: 'AQBx-hBsH3-code', redirectUri: 'https://connect.example/oauth/facebook/callback' };
const userTokens: Tokens = {
  accessToken: 'EAAlong2',
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
  for (const secret of ['EAA', clientSecret, 'AQBx-', 'access_token=']) expect(shown).not.toContain(secret);
  return error;
};

const queryOf = (url: string | URL) => Object.fromEntries(new URL(url).searchParams);

describe('the way there', () => {
  const make = (options: Partial<FacebookOptions> = {}) =>
    facebook({ clientId: '1', clientSecret, ...options }, platformOutbound({ hosts: new Set() }), { now: () => clock });
  const ask = (options: Partial<FacebookOptions>, chooseAccount = false) =>
    queryOf(make(options).authorize({ state: 'S', redirectUri: code.redirectUri, chooseAccount }).url);

  test('leads to Facebook’s own dialog and asks for what finds an account', () => {
    const platform = make();
    expect(platform).toMatchObject({ id: 'facebook', name: 'Instagram through Facebook', host: 'facebook.com' });
    expect(platform.accountsOn).toEqual({ id: 'instagram', name: 'Instagram' });
    expect(platform.hosts).toEqual(['graph.facebook.com']);
    const { url } = platform.authorize({ state: 'S', redirectUri: code.redirectUri, chooseAccount: false });
    expect(url.split('?')[0]).toBe('https://www.facebook.com/v25.0/dialog/oauth');
    expect(queryOf(url)).toEqual({
      client_id: '1',
      redirect_uri: code.redirectUri,
      response_type: 'code',
      scope: 'instagram_basic,pages_show_list',
      state: 'S',
    });
  });

  test('leaves what is asked for to a configuration, where there is one', () => {
    const query = ask({ configId: '777' });
    expect(query).toMatchObject({ config_id: '777', response_type: 'code', override_default_response_type: 'true' });
    expect(query).not.toHaveProperty('scope');
  });

  test('asks again for what was declined, unless a configuration is granted as a whole', () => {
    expect(ask({}, true)).toHaveProperty('auth_type', 'rerequest');
    expect(ask({}, false)).not.toHaveProperty('auth_type');
    expect(ask({ configId: '777' }, true)).not.toHaveProperty('auth_type');
    expect(ask({ configId: '777', rerequest: true }, true)).toHaveProperty('auth_type', 'rerequest');
    expect(ask({ rerequest: false }, true)).not.toHaveProperty('auth_type');
  });

  test('refuses scopes that would find no account', () => {
    expect(() => make({ scopes: { required: ['instagram_basic'] } })).toThrow(/facebook\.scopes\.required must contain pages_show_list/);
    expect(() => make({ scopes: { required: ['instagram_basic', 'pages_show_list', 'odd'] } })).toThrow(/"odd" is unknown/);
  });

  test('reads Facebook’s denial, and a code with Facebook’s fragment', () => {
    const { parseCallback } = make();
    const denial = 'error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied&state=S';
    expect(parseCallback(new URLSearchParams(denial))).toEqual({ kind: 'denied', state: 'S' });
    expect(parseCallback(new URLSearchParams({ code: 'c', state: 'S#_=_' }))).toEqual({ kind: 'code', code: 'c', state: 'S' });
  });
});

describe('the exchange', () => {
  test('brings a lasting token, what was granted, and whose consent it is', async () => {
    const { platform, server } = await connectTo({});
    expect(await platform.exchange(code)).toEqual({
      tokens: userTokens,
      scopes: ['instagram_basic', 'pages_show_list', 'public_profile'],
      altIds: [userId],
    });
    const [first, second, third] = server.received.map(({ url }) => queryOf(url));
    expect(first).toEqual({ client_id: clientId, client_secret: clientSecret, redirect_uri: code.redirectUri, code: code.code });
    expect(second).toEqual({ input_token: 'EAAshort1', access_token: `${clientId}|${clientSecret}` });
    expect(third).toEqual({
      grant_type: 'fb_exchange_token',
      client_id: clientId,
      client_secret: clientSecret,
      fb_exchange_token: 'EAAshort1',
    });
  });

  test('believes no token that is dead or another app’s', async () => {
    const dead = await connectTo({ [paths.inspection]: json(inspection({ is_valid: false })) });
    expect(await failureOf(dead.platform.exchange(code))).toMatchObject({ kind: 'token_refused' });
    const foreign = await connectTo({ [paths.inspection]: json(inspection({ app_id: '999' })) });
    expect(await failureOf(foreign.platform.exchange(code))).toMatchObject({ kind: 'setup' });
  });

  test('leaves a system user’s token as it is', async () => {
    const { platform, server } = await connectTo({
      [paths.token]: tokens([200, '{"access_token":"EAAsystem3","token_type":"bearer"}']),
      [paths.inspection]: json(inspection({ expires_at: 0 })),
    });
    const { tokens: lasting } = await platform.exchange(code);
    expect(lasting).toMatchObject({ accessToken: 'EAAsystem3', accessExpiresAt: null });
    expect(platform.refreshWindow(lasting)).toBeNull();
    expect(server.received).toHaveLength(2);
  });

  test('keeps the short token where Facebook does not answer the second step', async () => {
    const { platform } = await connectTo({ [paths.token]: tokens([200, short], [503, 'down']) });
    const { tokens: kept } = await platform.exchange(code);
    expect(kept).toMatchObject({ accessToken: 'EAAshort1', provisional: true, accessExpiresAt: start + 5_400_000 });
    expect(platform.refreshWindow(kept)).toEqual({ earliest: start, due: start });
  });

  test.each([
    [{ message: 'This authorization code has been used.', code: 100, error_subcode: 36009 }, 'code_refused'],
    [{ message: 'This authorization code has expired.', code: 100, error_subcode: 36007 }, 'code_refused'],
    [{ message: 'Error validating verification code. Please make sure your redirect_uri is identical', code: 100 }, 'setup'],
    [{ message: 'Error validating client secret.', code: 1 }, 'unavailable'],
    [{ message: 'Invalid Client ID', code: 101 }, 'setup'],
    [{ message: 'Too many calls', code: 4 }, 'limited'],
  ] as const)('takes %o as %s', async (error, kind) => {
    const [status, body] = graphError(error) as readonly [number, string];
    const { platform } = await connectTo({ [paths.token]: tokens([status, body]) });
    expect(await failureOf(platform.exchange(code))).toMatchObject({ kind });
  });
});

describe('the accounts', () => {
  const [one, two, plain] = [page('1', 'harbourcoffee'), page('2', 'oakandpine'), page('3')];
  const edges = ['owned_pages', 'client_pages'] as const;
  const inBusinesses = (ids: readonly string[]) => ({
    [paths.inspection]: json(inspection({ scopes: ['instagram_basic', 'pages_show_list', 'business_management'] })),
    [paths.accounts]: json({ data: [] }),
    [paths.businesses]: json({ data: ids.map((id) => ({ id })) }),
  });

  test('are those that were ticked, each with a token of its own', async () => {
    const { platform, server } = await connectTo({
      [paths.inspection]: json(
        inspection({
          granular_scopes: [
            { scope: 'pages_show_list', target_ids: ['1', '3'] },
            { scope: 'instagram_basic', target_ids: ['17841400000000001', '17841400000000002'] },
          ],
        }),
      ),
      [paths.accounts]: json({ data: [one, two, plain] }),
    });
    const accounts = await platform.fetchAccounts(userTokens, null);
    expect(accounts).toEqual([
      {
        id: '17841400000000001',
        altIds: [],
        handle: '@harbourcoffee',
        displayName: 'harbourcoffee',
        pictureUrl: 'https://cdn.example/p.jpg',
        type: null,
        tokens: { ...userTokens, accessToken: 'EAApage1', refreshToken: 'EAAlong2', refreshExpiresAt: userTokens.accessExpiresAt, page: '1' },
      },
    ]);
    // Businesses are not searched for what was not ticked.
    expect(server.received.map(({ url }) => url.pathname)).toEqual(['/debug_token', '/v25.0/me/accounts']);
    expect(queryOf(server.received[1]?.url ?? '')).toMatchObject({ access_token: 'EAAlong2', appsecret_proof: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test.each([
    ['the account', ['17841400000000002']],
    ['its Page', ['2']],
  ])('are, of all Pages, only those that were ticked, where Facebook names %s', async (_what, ticked) => {
    const { platform } = await connectTo({
      [paths.inspection]: json(inspection({ granular_scopes: [{ scope: 'pages_show_list' }, { scope: 'instagram_basic', target_ids: ticked }] })),
      [paths.accounts]: json({ data: [one, two, plain] }),
    });
    const accounts = await platform.fetchAccounts(userTokens, null);
    expect(accounts.map(({ handle, unchosen }) => [handle, unchosen])).toEqual([['@oakandpine', undefined]]);
  });

  test('are all there are, to be chosen from, where Facebook did not restrict them', async () => {
    const { platform } = await connectTo({ [paths.accounts]: json({ data: [one, two, plain] }) });
    const accounts = await platform.fetchAccounts(userTokens, null);
    expect(accounts.map(({ handle, unchosen }) => [handle, unchosen])).toEqual([['@harbourcoffee', true], ['@oakandpine', true]]);
  });

  test('are read to the end of a long list, whose own addresses are never followed', async () => {
    const { platform, server } = await connectTo({
      [paths.accounts]: (response) => {
        const after = new URL(response.req.url ?? '', 'http://canned').searchParams.get('after');
        const paging = { cursors: { after: 'MQ' }, next: 'https://elsewhere.example/steal?access_token=EAAlong2&after=MQ' };
        response.end(JSON.stringify(after === null ? { data: [one], paging } : { data: [two], paging: { cursors: { after: 'Mg' } } }));
      },
    });
    expect(await platform.fetchAccounts(userTokens, null)).toHaveLength(2);
    expect(server.received.map(({ url }) => url.searchParams.get('after'))).toEqual([null, null, 'MQ']);
  });

  test('are read no further than twenty times a hundred, whatever the list says', async () => {
    const { platform, server } = await connectTo({
      [paths.accounts]: json({ data: [one], paging: { cursors: { after: 'MQ' }, next: 'https://graph.facebook.com/v25.0/me/accounts?after=MQ' } }),
    });
    expect(await platform.fetchAccounts(userTokens, null)).toMatchObject([{ handle: '@harbourcoffee' }]);
    expect(server.received.filter(({ url }) => url.pathname === '/v25.0/me/accounts')).toHaveLength(20);
  });

  test('are looked for in businesses where the own list is empty, each once', async () => {
    const { platform } = await connectTo({
      ...inBusinesses(['900']),
      'GET /v25.0/900/owned_pages': json({ data: [one] }),
      'GET /v25.0/900/client_pages': json({ data: [one, two] }),
    });
    const accounts = await platform.fetchAccounts(userTokens, null);
    expect(accounts.map(({ handle }) => handle)).toEqual(['@harbourcoffee', '@oakandpine']);
  });

  test('are looked for in four businesses at a time', async () => {
    const waiting: ServerResponse[] = [];
    // None is answered before there are as many as may be asked at once: asked one by one, the first would wait in vain.
    const together: Canned = (response) => {
      if (waiting.push(response) === 4) for (const each of waiting.splice(0)) each.end(JSON.stringify({ data: [one] }));
    };
    const ids = Array.from({ length: 8 }, (_, index) => `90${index}`);
    const { platform, server } = await connectTo({
      ...inBusinesses(ids),
      ...Object.fromEntries(ids.flatMap((id) => edges.map((edge) => [`GET /v25.0/${id}/${edge}`, together]))),
    });
    expect(await platform.fetchAccounts(userTokens, null)).toMatchObject([{ handle: '@harbourcoffee' }]);
    const asked = server.received.map(({ url }) => url.pathname.split('/')[2] ?? '').filter((id) => ids.includes(id));
    expect([new Set(asked.slice(0, 8)), asked.length]).toEqual([new Set(ids.slice(0, 4)), 16]);
  });

  test('are not looked for any longer than 45 seconds in all', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `9${index}`);
    const slow: Canned = (response) => {
      clock += 1000;
      response.end('{"data":[]}');
    };
    const { platform, server } = await connectTo({
      ...inBusinesses(ids),
      ...Object.fromEntries(ids.flatMap((id) => edges.map((edge) => [`GET /v25.0/${id}/${edge}`, slow]))),
    });
    const failure = await failureOf(platform.fetchAccounts(userTokens, null));
    expect(failure).toMatchObject({ kind: 'unavailable', message: 'Facebook, Pages of a business: no time was left to ask.' });
    // Three requests lead to the businesses; of those that are under way when the time is over, none is begun anew.
    expect(server.received.length).toBeLessThan(3 + 45 + 4);
  });

  test('are not waited for beyond that time, however long one answer may take', async () => {
    const { platform } = await connectTo({
      [paths.inspection]: (response) => {
        clock += 44_900;
        response.end(JSON.stringify(inspection()));
      },
      [paths.accounts]: () => {},
    });
    const failure = await failureOf(platform.fetchAccounts(userTokens, null));
    expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('after 100 ms') });
  });

  test('are read from a ticked Page that no list holds; a Page that cannot be read is left out', async () => {
    const { platform } = await connectTo({
      [paths.inspection]: json(inspection({ granular_scopes: [{ scope: 'pages_show_list', target_ids: ['2', '8'] }] })),
      [paths.accounts]: json({ data: [] }),
      'GET /v25.0/2': json(two),
      'GET /v25.0/8': graphError({ message: 'Unsupported get request.', code: 100, error_subcode: 33 }),
    });
    expect(await platform.fetchAccounts(userTokens, null)).toMatchObject([{ handle: '@oakandpine' }]);
  });

  test('are none where no Page has one; the Pages are named', async () => {
    const { platform } = await connectTo({ [paths.accounts]: json({ data: [plain] }) });
    expect(await failureOf(platform.fetchAccounts(userTokens, null))).toMatchObject({ kind: 'no_account', found: ['Page 3'] });
  });

  test.each([
    [[200, '<html>Sorry</html>'], 'unavailable'],
    [[200, '{"data":{}}'], 'unavailable'],
    [[500, 'Sorry'], 'unavailable'],
    [[429, ''], 'limited'],
    [graphError({ message: 'Session has expired', code: 190, error_subcode: 463 }), 'token_refused'],
    [graphError({ message: 'Permissions error', code: 200 }), 'permission_missing'],
  ] as const)('%o is %s', async (answer, kind) => {
    const { platform } = await connectTo({ [paths.accounts]: answer as Canned });
    expect(await failureOf(platform.fetchAccounts(userTokens, null))).toMatchObject({ kind });
  });
});

describe('later', () => {
  const pageTokens: Tokens = {
    ...userTokens,
    accessToken: 'EAApage1',
    refreshToken: 'EAAlong2',
    refreshExpiresAt: userTokens.accessExpiresAt,
    page: '1',
  };

  test('a token is renewed through its person’s, and read anew for its Page', async () => {
    clock = start + 7 * day;
    const { platform, server } = await connectTo({
      [paths.token]: tokens([200, short], [200, '{"access_token":"EAAlong9","expires_in":5184000}']),
      'GET /v25.0/1': json({ ...page('1', 'harbourcoffee'), access_token: 'EAApage1new' }),
    });
    expect(platform.refreshWindow(pageTokens)).toEqual({ earliest: start, due: start + 7 * day });
    const end = clock + 5_184_000_000;
    expect(await platform.refresh(pageTokens)).toEqual({
      tokens: {
        accessToken: 'EAApage1new',
        accessExpiresAt: end,
        refreshToken: 'EAAlong9',
        refreshExpiresAt: end,
        obtainedAt: clock,
        page: '1',
      },
      scopes: inspection().data.scopes,
    });
    expect(queryOf(server.received[0]?.url ?? '')).toMatchObject({ fb_exchange_token: 'EAAlong2' });
    expect(queryOf(server.received[2]?.url ?? '')).toMatchObject({ access_token: 'EAAlong9' });
  });

  test('a renewal without a required permission says what is left of them, and does not ask for the Page', async () => {
    clock = start + 7 * day;
    const left = ['pages_show_list', 'public_profile'];
    const { platform, server } = await connectTo({
      [paths.token]: json({ access_token: 'EAAlong9', expires_in: 5_184_000 }),
      [paths.inspection]: json(inspection({ scopes: left })),
    });
    const renewed = await platform.refresh(pageTokens);
    expect(renewed).toMatchObject({ tokens: { refreshToken: 'EAAlong9', page: '1' }, scopes: left });
    expect(server.received.map(({ url }) => url.pathname)).not.toContain('/v25.0/1');
  });

  test('a token is good for no longer than the access to what it opens, which renewing does not prolong', async () => {
    const ends = start + 40 * day;
    const { platform } = await connectTo({
      [paths.inspection]: json(inspection({ data_access_expires_at: ends / 1000 })),
      'GET /v25.0/1': json(page('1', 'harbourcoffee')),
    });
    const { tokens: connected } = await platform.exchange(code);
    expect(connected.accessExpiresAt).toBe(ends);
    const { tokens: renewed } = await platform.refresh(pageTokens);
    expect(renewed).toMatchObject({ accessExpiresAt: ends, refreshExpiresAt: ends });
  });

  test.each([
    ['in milliseconds', (start + 40 * day)],
    ['in microseconds', (start + 40 * day) * 1000],
    ['before all times', -1],
    ['no number', '2026-12-30'],
  ])('an end of a token or of the access to what it opens that is %s counts as not said', async (_how, odd) => {
    const said = inspection({ expires_at: odd, data_access_expires_at: odd });
    const known = await connectTo({ [paths.inspection]: json(said) });
    expect((await known.platform.exchange(code)).tokens.accessExpiresAt).toBe(start + 5_183_944_000);
    const unsaid = '{"access_token":"EAAlong2","token_type":"bearer"}';
    const unknown = await connectTo({ [paths.token]: tokens([200, short], [200, unsaid]), [paths.inspection]: json(said) });
    expect((await unknown.platform.exchange(code)).tokens.accessExpiresAt).toBeNull();
  });

  test('a token of which little is left is renewed in shorter steps, never at once again', async () => {
    const { platform } = await connectTo({});
    const due = (left: number) => platform.refreshWindow({ ...pageTokens, accessExpiresAt: start + left })?.due;
    expect([60 * day, 20 * day, 4 * day, 0].map(due)).toEqual([start + 7 * day, start + 7 * day, start + 2 * day, start]);
  });

  test('a person who no longer has to do with the Page has to connect again', async () => {
    const { platform } = await connectTo({ 'GET /v25.0/1': json({ id: '1' }) });
    expect(await failureOf(platform.refresh(pageTokens))).toMatchObject({ kind: 'token_refused' });
    const gone = await connectTo({ 'GET /v25.0/1': graphError({ message: 'Unsupported get request.', code: 100 }) });
    expect(await failureOf(gone.platform.refresh(pageTokens))).toMatchObject({ kind: 'token_refused' });
  });

  test.each(['true', '{"success":true}'])('access is ended by the person’s token, answered with %s', async (body) => {
    const { platform, server } = await connectTo({ [paths.revoke]: [200, body] });
    expect(await platform.revoke(pageTokens)).toBe('revoked');
    expect(queryOf(server.received[0]?.url ?? '')).toMatchObject({ access_token: 'EAAlong2' });
  });

  test('what Facebook does not confirm has not ended', async () => {
    const { platform } = await connectTo({ [paths.revoke]: [200, '{"success":false}'] });
    expect(await failureOf(platform.revoke(userTokens))).toMatchObject({ kind: 'unavailable' });
  });

  test('a consent whose token has died is ended by the app itself', async () => {
    const { platform, server } = await connectTo({
      [paths.revoke]: graphError({ message: 'Session has expired', code: 190, error_subcode: 463 }),
      [paths.inspection]: json(inspection({ is_valid: false })),
      [`DELETE /v25.0/${userId}/permissions`]: [200, 'true'],
    });
    expect(await platform.revoke(userTokens)).toBe('revoked');
    expect(queryOf(server.received.at(-1)?.url ?? '')).toEqual({ access_token: `${clientId}|${clientSecret}` });
  });

  test.each([
    ['is there no longer', { message: `Object with ID '${userId}' does not exist`, code: 100, error_subcode: 33 }, 'revoked'],
    ['is not shown to an app whose secret was changed', { message: 'Error validating client secret', code: 190 }, 'token_refused'],
    ['is not to be had right now', { message: 'Service unavailable', code: 2 }, 'unavailable'],
  ])('a consent that %s has ended only where Facebook says so', async (_how, refused, outcome) => {
    const { platform } = await connectTo({
      [paths.revoke]: graphError({ message: 'Session has expired', code: 190, error_subcode: 463 }),
      [paths.inspection]: json(inspection({ is_valid: false })),
      [`DELETE /v25.0/${userId}/permissions`]: graphError(refused),
    });
    expect(await platform.revoke(userTokens).catch((cause: unknown) => (cause as PlatformFailure).kind)).toBe(outcome);
  });
});
