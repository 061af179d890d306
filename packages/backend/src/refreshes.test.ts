import type { AccessToken, Connection, Problem } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { PlatformFailure, type Platform, type PlatformFailureKind, type Tokens } from './platforms/port.ts';
import { createTestBackend } from './testing/backend.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 20, 12);

const tokens: Tokens = {
  accessToken: 'first-token',
  accessExpiresAt: start + hour,
  refreshToken: 'first-refresh-token',
  refreshExpiresAt: start + 24 * hour,
  obtainedAt: start,
};

/** A platform of one account, whose page says yes at once. */
const platformWith = (behaviour: Partial<Pick<Platform, 'refresh' | 'refreshWindow' | 'revoke'>>): Platform => ({
  id: 'example',
  name: 'Example',
  host: 'platform.example',
  preferredMode: 'popup',
  tellsHandle: true,
  scopes: { required: ['basic'], optional: [] },
  permissions: { basic: { title: 'See your profile', detail: 'Name', kind: 'read' } },
  hosts: [],
  authorize: ({ state, redirectUri }) => ({ url: `${redirectUri}?${new URLSearchParams({ code: 'code', state })}` }),
  parseCallback: (query) => ({ kind: 'code', code: 'code', state: query.get('state') ?? '' }),
  exchange: async () => ({ tokens, scopes: ['basic'], altIds: [] }),
  fetchAccounts: async () => [{ id: '1', altIds: [], handle: '@one', displayName: null, pictureUrl: null, type: null }],
  refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + 40 * minute }),
  refresh: async () => ({ tokens: { ...tokens, accessToken: 'second-token', accessExpiresAt: start + 3 * hour }, scopes: null }),
  revoke: async () => 'unsupported',
  ...behaviour,
});

/** A connection in a backend, and what can be asked of it `after` so many ms. */
const connected = async (behaviour: Parameters<typeof platformWith>[0]) => {
  let time = start;
  const { fetch, origin, apiKey, close } = await createTestBackend({ platforms: [platformWith(behaviour)], now: () => time });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${origin}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  await call('PUT', '/v1/workspaces/shop', { name: 'Shop' });
  const sharedBy = { name: 'Maya', email: 'maya@shop.example' };
  const { url } = await call<{ url: string }>('POST', '/v1/links', { workspace: 'shop', platforms: ['example'], sharedBy });
  const headers = { 'sec-fetch-site': 'same-origin', origin, accept: 'application/json' };
  const started = await fetch(`${url}/start`, { method: 'POST', headers, body: new URLSearchParams({ platform: 'example' }) });
  const { authorizeUrl } = (await started.json()) as { authorizeUrl: string };
  await fetch(authorizeUrl, { headers: { cookie: started.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') } });
  const { data } = await call<{ data: Connection[] }>('GET', '/v1/connections?workspace=shop');
  const id = data[0]?.id ?? '';
  return {
    close,
    after: (ms: number) => void (time = start + ms),
    token: () => call<AccessToken | Problem>('POST', `/v1/connections/${id}/token`),
    connection: () => call<Connection>('GET', `/v1/connections/${id}`),
    disconnect: () => call('DELETE', `/v1/connections/${id}`),
  };
};

const failing = (kind: PlatformFailureKind, more: ConstructorParameters<typeof PlatformFailure>[2] = {}) => ({
  refresh: () => Promise.reject(new PlatformFailure(kind, 'Example, refresh: no.', more)),
});

test('a token is renewed when the platform’s good time for it has come, and not earlier', async () => {
  const { token, after, close } = await connected({});
  after(40 * minute - 1);
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  after(40 * minute);
  expect(await token()).toMatchObject({ accessToken: 'second-token', expiresAt: new Date(start + 3 * hour).toISOString() });
  await close();
});

test('a renewal that fails in good time is left alone for five minutes, or for as long as the platform says', async () => {
  const waits = [undefined, 12 * minute, undefined];
  let asked = 0;
  const { token, after, close } = await connected({
    refresh() {
      asked += 1;
      return Promise.reject(new PlatformFailure('limited', 'Example, refresh: no.', { retryAfterMs: waits[asked - 1] }));
    },
  });
  const askedAt = async (time: number): Promise<number> => {
    after(time);
    expect(await token()).toMatchObject({ accessToken: 'first-token' });
    return asked;
  };
  expect([await askedAt(40 * minute), await askedAt(45 * minute - 1), await askedAt(45 * minute)]).toEqual([1, 1, 2]);
  expect([await askedAt(57 * minute - 1), await askedAt(57 * minute)]).toEqual([2, 3]);
  await close();
});

test.each(['token_refused', 'permission_missing'] as const)(
  'a refresh that ends with %s means reconnecting, and is not tried again',
  async (kind) => {
    let asked = 0;
    const { token, connection, after, close } = await connected({
      refresh() {
        asked += 1;
        return Promise.reject(new PlatformFailure(kind, 'Example, refresh: no.'));
      },
    });
    after(hour);
    expect(await token()).toMatchObject({ code: 'token_unavailable' });
    expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_refused' });
    await token();
    expect(asked).toBe(1);
    await close();
  },
);

test.each(['limited', 'unavailable', 'setup'] as const)(
  'a refresh that ends with %s leaves a token good until its own end, and the connection after it',
  async (kind) => {
    const { token, connection, after, close } = await connected(failing(kind, { retryAfterMs: 90_000 }));
    after(hour - 1000);
    expect(await token()).toMatchObject({ accessToken: 'first-token', expiresAt: new Date(start + hour).toISOString() });
    after(hour);
    expect(await token()).toMatchObject({ code: 'platform_unavailable' });
    expect(await connection()).toMatchObject({ status: 'active', reason: 'connected' });
    await close();
  },
);

test.each<[string, Platform['refreshWindow']]>([
  ['cannot be refreshed yet', ({ obtainedAt }) => ({ earliest: obtainedAt + 24 * hour, due: obtainedAt + 24 * hour })],
  ['can never be refreshed', () => null],
])('a token that %s is given out until its end, and only then is it lost', async (_what, refreshWindow) => {
  const { token, connection, after, close } = await connected({ refreshWindow });
  after(hour - 1);
  for (const _twice of [1, 2]) expect(await token()).toMatchObject({ accessToken: 'first-token' });
  expect(await connection()).toMatchObject({ status: 'active' });
  after(hour);
  expect(await token()).toMatchObject({ code: 'token_unavailable' });
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'token_expired' });
  await close();
});

test('a refresh whose outcome is unknown is tried once more, and its refusal then says so', async () => {
  const failures = [
    new PlatformFailure('unavailable', 'Example, refresh: cut off.', { outcomeUnknown: true }),
    new PlatformFailure('token_refused', 'Example, refresh: no.'),
  ];
  const { token, connection, after, close } = await connected({ refresh: () => Promise.reject(failures.shift()) });
  after(hour);
  expect(await token()).toMatchObject({ code: 'platform_unavailable' });
  expect(await connection()).toMatchObject({ status: 'active' });
  expect(await token()).toMatchObject({ code: 'token_unavailable' });
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_outcome_unknown' });
  await close();
});

test('what a refresh brings for a connection that has ended meanwhile is given back, and nobody gets it', async () => {
  const revoked: string[] = [];
  let begun = (): void => undefined;
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (begun = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const { token, connection, disconnect, after, close } = await connected({
    async refresh() {
      begun();
      await answered;
      return { tokens: { ...tokens, accessToken: 'second-token', accessExpiresAt: start + 3 * hour }, scopes: null };
    },
    async revoke({ accessToken }) {
      revoked.push(accessToken);
      return 'revoked';
    },
  });
  after(hour);
  const asking = token();
  await asked;
  await disconnect();
  answer();
  expect(await asking).toMatchObject({ code: 'token_unavailable' });
  expect(revoked).toEqual(['first-token', 'second-token']);
  expect(await connection()).toMatchObject({ status: 'disconnected', reason: 'disconnected_by_product' });
  await close();
});
