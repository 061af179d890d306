import { describe, expect, test } from 'vitest';
import { instagram } from '../platforms/instagram.ts';
import type { Platform } from '../platforms/port.ts';
import { tiktok } from '../platforms/tiktok.ts';
import { platformConformance, type PlatformDriver, type PlatformTraits } from './platform-conformance.ts';
import { standIn, type Answer, type Dialect, type Memory } from './platform/stand-in.ts';

const hour = 3_600_000;
const day = 24 * hour;
const secret = 'stand-in-secret';

const json = (status: number, body: object): Answer => [status, JSON.stringify(body)];

/** Takes a code out of the memory, or says why not. */
const spend = ({ codes, now }: Memory, code: string | null, redirectUri: string | null) => {
  const found = codes.get(code ?? '');
  if (found !== undefined && found.redirectUri !== redirectUri) return 'redirect' as const;
  codes.delete(code ?? '');
  return found !== undefined && found.until > now() ? found : undefined;
};

const liveToken = ({ tokens, now }: Memory, token: string | null, uses: readonly string[]) => {
  const found = tokens.get(token ?? '');
  return found !== undefined && found.until > now() && uses.includes(found.use) ? found : undefined;
};

const graph = (code: number, message: string): Answer => json(400, { error: { message, type: 'OAuthException', code } });

const refusedToken = (words: string): Answer => json(400, { error_type: 'OAuthException', code: 400, error_message: words });

const instagramDialect: Dialect = {
  codeLife: hour,
  people: [
    { id: '17841400000000001', handle: '@one' },
    { id: '17841400000000002', handle: '@two' },
  ],
  personal: { id: '17841400000000009', handle: '@nine' },
  limited: graph(4, 'Application request limit reached'),
  broken: json(500, { error: { message: 'An unknown error occurred', type: 'OAuthException', code: 2 } }),
  callback: () => ({}),
  callOf({ url: { pathname } }) {
    if (pathname === '/oauth/access_token') return 'token';
    if (pathname === '/access_token') return 'second_exchange';
    return pathname === '/refresh_access_token' ? 'refresh' : 'account';
  },
  answer(call, { url, body }, memory) {
    const dead = graph(190, `Error validating access token ${url.searchParams.get('access_token')}`);
    const token = url.searchParams.get('access_token');
    if (call === 'token') {
      const form = new URLSearchParams(body);
      const code = spend(memory, form.get('code'), form.get('redirect_uri'));
      if (code === 'redirect') return refusedToken('Redirect URI does not match registered redirect URI');
      if (code === undefined) return refusedToken(`Matching code was not found or was already used: ${form.get('code')}`);
      const access = memory.fresh('IGAA');
      memory.tokens.set(access, { ...code, since: memory.now(), until: memory.now() + hour, use: 'short' });
      return [200, `{"access_token":"${access}","user_id":382${code.person.id},"permissions":${JSON.stringify(code.scopes)}}`];
    }
    if (call === 'account') {
      const live = liveToken(memory, token, ['short', 'long']);
      if (live === undefined) return dead;
      const { id, handle } = live.person;
      const type = id.endsWith('9') ? 'PERSONAL' : 'BUSINESS';
      return [200, `{"id":"77${id}","user_id":${id},"username":"${handle.slice(1)}","account_type":"${type}"}`];
    }
    const live = liveToken(memory, token, call === 'refresh' ? ['long'] : ['short']);
    if (live === undefined || (call === 'refresh' && memory.now() < live.since + day)) return dead;
    const access = memory.fresh('IGAA');
    memory.tokens.set(access, { ...live, since: memory.now(), until: memory.now() + 60 * day, use: 'long' });
    return json(200, { access_token: access, token_type: 'bearer', expires_in: 60 * 86_400 });
  },
};

const oauthError = (error: string, words: string): Answer => json(400, { error, error_description: words, log_id: '2026' });
const apiError = (status: number, code: string): Answer =>
  json(status, { data: {}, error: { code, message: 'No.', log_id: '2026' } });

const tiktokDialect: Dialect = {
  codeLife: 5 * 60_000,
  people: [
    { id: 'afd97af1-b87b-48b9-ac98-410aghda0001', handle: '@one' },
    { id: 'afd97af1-b87b-48b9-ac98-410aghda0002', handle: '@two' },
  ],
  limited: apiError(429, 'rate_limit_exceeded'),
  broken: [500, 'Internal'],
  callback: (scopes) => ({ scopes: scopes.join(',') }),
  callOf({ url: { pathname }, body }) {
    if (pathname === '/v2/user/info/') return 'account';
    if (pathname === '/v2/oauth/revoke/') return 'revoke';
    return body.includes('grant_type=refresh_token') ? 'refresh' : 'token';
  },
  answer(call, { headers, body }, memory) {
    const form = new URLSearchParams(body);
    if (call === 'account') {
      const live = liveToken(memory, (headers.authorization ?? '').replace('Bearer ', ''), ['access']);
      if (live === undefined) return apiError(401, 'access_token_invalid');
      const { id, handle } = live.person;
      const user = { open_id: id, union_id: `u-${id}`, display_name: 'Name', username: handle.slice(1) };
      return json(200, { data: { user }, error: { code: 'ok', message: '', log_id: '2026' } });
    }
    if (call === 'revoke') {
      const live = liveToken(memory, form.get('token'), ['access']);
      if (live === undefined) return oauthError('invalid_grant', 'Access token is invalid.');
      for (const [token, { person }] of memory.tokens) if (person.id === live.person.id) memory.tokens.delete(token);
      return [200, ''];
    }
    const old = form.get('refresh_token');
    const spent = () => spend(memory, form.get('code'), form.get('redirect_uri'));
    const grant = call === 'refresh' ? liveToken(memory, old, ['refresh']) : spent();
    if (grant === 'redirect') return oauthError('invalid_request', 'Redirect_uri is not matched with the uri.');
    if (grant === undefined) return oauthError('invalid_grant', `${form.get('code') ?? old} is expired.`);
    memory.tokens.delete(old ?? '');
    const [access, refresh] = [memory.fresh('act.'), memory.fresh('rft.')];
    const lives = { access: 7200, refresh: 15_552_000 };
    const since = memory.now();
    memory.tokens.set(access, { ...grant, since, until: since + lives.access * 1000, use: 'access' });
    memory.tokens.set(refresh, { ...grant, since, until: since + lives.refresh * 1000, use: 'refresh' });
    return json(200, {
      access_token: access,
      expires_in: lives.access,
      open_id: grant.person.id,
      refresh_token: refresh,
      refresh_expires_in: lives.refresh,
      scope: grant.scopes.join(','),
      token_type: 'Bearer',
    });
  },
};

const shared = { tokensExpire: true, endsWithPassword: true } as const;
const instagramTraits: PlatformTraits = {
  ...shared,
  codeLife: hour,
  partialGrants: true,
  personalAccounts: 'reported',
  exchangesTwice: true,
  minimumTokenAge: day,
  rotates: false,
  revokes: false,
};
const tiktokTraits: PlatformTraits = {
  ...shared,
  codeLife: 5 * 60_000,
  partialGrants: true,
  personalAccounts: 'none',
  exchangesTwice: false,
  minimumTokenAge: 0,
  rotates: true,
  revokes: true,
};

const instagramDriver = () =>
  standIn(instagramDialect, (origin, outbound, clock) => {
    const scopes = { required: ['instagram_business_basic'], optional: ['instagram_business_manage_insights'] };
    const endpoints = { authorize: `${origin}/oauth/authorize`, token: `${origin}/oauth/access_token`, api: origin };
    return instagram({ clientId: '1', clientSecret: secret, scopes, endpoints }, outbound, clock);
  });

const tiktokDriver = () =>
  standIn(tiktokDialect, (origin, outbound, clock) => {
    const scopes = { required: ['user.info.basic', 'user.info.profile'], optional: ['video.list'] };
    const endpoints = { authorize: `${origin}/v2/auth/authorize/`, token: `${origin}/v2/oauth/token/`, api: origin };
    return tiktok({ clientId: 'k', clientSecret: secret, scopes, endpoints }, outbound, clock);
  });

const runner = { describe, test };
platformConformance(runner, { name: 'Instagram, against a stand-in', traits: instagramTraits, make: instagramDriver });
platformConformance(runner, { name: 'TikTok, against a stand-in', traits: tiktokTraits, make: tiktokDriver });

/** Of the tests whose names hold these words, the names of those that an adapter fails. */
const failing = async (words: string, traits: PlatformTraits, make: () => Promise<PlatformDriver>): Promise<string[]> => {
  const declared: { name: string; run: () => Promise<void> }[] = [];
  const collector = {
    describe: (_name: string, body: () => void) => body(),
    test: (name: string, run: () => Promise<void>) => void (name.includes(words) && declared.push({ name, run })),
  };
  platformConformance(collector, { name: 'Broken', traits, make });
  const outcomes = await Promise.allSettled(declared.map(({ run }) => run()));
  return declared.flatMap(({ name }, at) => (outcomes[at]?.status === 'rejected' ? [name] : []));
};

type Change = (platform: Platform) => Partial<Platform>;

const changed = (make: () => Promise<PlatformDriver>, change: Change) => async (): Promise<PlatformDriver> => {
  const made = await make();
  return { ...made, platform: { ...made.platform, ...change(made.platform) } };
};

test.each<[string, Change, string]>([
  [
    'rounds ids',
    (platform) => ({
      async fetchAccounts(...input) {
        const accounts = await platform.fetchAccounts(...input);
        return accounts.map((account) => ({ ...account, id: String(Number(account.id)) }));
      },
    }),
    'with its id to the last character',
  ],
  [
    'sends a code twice',
    (platform) => ({ exchange: (input) => platform.exchange(input).catch(() => platform.exchange(input)) }),
    'does not send a code again after a token answer that was cut_off',
  ],
  [
    'sends a refresh twice',
    (platform) => ({ refresh: (tokens) => platform.refresh(tokens).catch(() => platform.refresh(tokens)) }),
    'sends it once',
  ],
  [
    'puts tokens into errors',
    (platform) => ({
      fetchAccounts: (tokens, scopes) =>
        platform.fetchAccounts(tokens, scopes).catch((error: Error) => {
          error.message += tokens.accessToken;
          throw error;
        }),
    }),
    'knows an access token that has expired',
  ],
  [
    'keeps the old refresh token',
    (platform) => ({
      refresh: async (tokens) => {
        const refreshed = await platform.refresh(tokens);
        return { ...refreshed, tokens: { ...refreshed.tokens, refreshToken: tokens.refreshToken } };
      },
    }),
    'stays connected from refresh to refresh',
  ],
  ['calls everything revoked', () => ({ revoke: async () => 'revoked' }), 'ends access at the platform'],
  [
    'invents a state',
    (platform) => ({ authorize: (request) => platform.authorize({ ...request, state: 'mine' }) }),
    'gets its state back with a code',
  ],
])('an adapter that %s is found out', async (_what, change, words) => {
  const ofTikTok = await failing(words, tiktokTraits, changed(tiktokDriver, change));
  const ofInstagram = await failing(words, instagramTraits, changed(instagramDriver, change));
  expect([...ofTikTok, ...ofInstagram]).not.toEqual([]);
});
