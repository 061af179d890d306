import { expect, test } from 'vitest';
import { connected, failing, hour, minute, start, tokens } from './connected.test.fixture.ts';
import { PlatformFailure, type Platform } from './platforms/port.ts';

test('a token is renewed when the platform’s good time for it has come, or up to a tenth of what is left later', async () => {
  const { token, after, close } = await connected({});
  after(40 * minute - 1);
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  after(42 * minute);
  expect(await token()).toMatchObject({ accessToken: 'second-token', expiresAt: new Date(start + 3 * hour).toISOString() });
  await close();
});

test('a renewal that fails in good time is left alone for longer each time, or for as long as the platform says', async () => {
  const waits = [undefined, 13 * minute, undefined];
  let asked = 0;
  const { token, after, close } = await connected({
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + 20 * minute }),
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
  // Five minutes and up to a fifth; the platform's thirteen are more than twice that.
  expect([await askedAt(24 * minute), await askedAt(29 * minute - 1), await askedAt(30 * minute)]).toEqual([1, 1, 2]);
  expect([await askedAt(43 * minute - 1), await askedAt(43 * minute)]).toEqual([2, 3]);
  await close();
});

test.each([
  ['token_refused', 'refresh_refused'],
  ['permission_missing', 'permission_removed'],
] as const)(
  'a refresh that ends with %s means reconnecting, and is not tried again',
  async (kind, reason) => {
    let asked = 0;
    const { token, connection, after, close } = await connected({
      refresh() {
        asked += 1;
        return Promise.reject(new PlatformFailure(kind, 'Example, refresh: no.'));
      },
    });
    after(hour);
    expect(await token()).toMatchObject({ code: 'token_unavailable' });
    expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason });
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
  after(hour + minute);
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
