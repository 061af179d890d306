import type { ConnectionReason } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { connected, hour, minute, start, tokens } from './connected.test.fixture.ts';
import { PlatformFailure, type PlatformFailureKind, type Tokens } from './platforms/port.ts';

const day = 24 * hour;

/** A platform whose tokens last, and whose answers to a check can be set. */
const lasting = (more: Partial<Tokens> = {}) => {
  const platform: { failure: PlatformFailure | null; asked: number } = { failure: null, asked: 0 };
  const behaviour = {
    exchange: async () => ({
      tokens: { ...tokens, accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, ...more },
      scopes: ['basic'],
      altIds: [],
    }),
    check: async () => {
      platform.asked += 1;
      if (platform.failure) throw platform.failure;
    },
  };
  const fail = (kind: PlatformFailureKind, details: ConstructorParameters<typeof PlatformFailure>[2] = {}): void => {
    platform.failure = new PlatformFailure(kind, 'Example, check: no.', details);
  };
  return { platform, fail, behaviour };
};

test('a token is checked once a day, and what works stays as it is', async () => {
  const { platform, behaviour } = lasting();
  const { work, connection, events, after, close } = await connected({ ...behaviour, refreshWindow: () => null });
  const before = await connection();
  after(day - minute);
  await work();
  expect(platform.asked).toBe(0);
  after(day);
  await work();
  await work();
  expect(platform.asked).toBe(1);
  expect(await connection()).toEqual(before);
  after(day + (day * 4) / 5 - minute);
  await work();
  expect(platform.asked).toBe(1);
  after(2 * day);
  await work();
  expect(platform.asked).toBe(2);
  expect((await events()).map(({ type }) => type)).not.toContain('connection.needs_reconnect');
  await close();
});

test.each<[ConnectionReason | undefined, ConnectionReason]>([
  ['password_changed', 'password_changed'],
  ['login_check', 'login_check'],
  [undefined, 'token_refused'],
])('a dead token turns the connection, with what the platform says of it (%s)', async (because, reason) => {
  const { platform, fail, behaviour } = lasting();
  const { work, connection, events, token, after, close } = await connected({ ...behaviour, refreshWindow: () => null });
  fail('token_refused', { because });
  after(day);
  await work();
  await work();
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason });
  const told = (await events()).filter(({ type }) => type === 'connection.needs_reconnect');
  expect(told).toMatchObject([{ data: { platform: 'example', handle: '@one', reason } }]);
  expect(await token()).toMatchObject({ code: 'token_unavailable' });
  after(3 * day);
  await work();
  expect(platform.asked).toBe(1);
  await close();
});

test.each(['unavailable', 'limited', 'setup', 'permission_missing'] as const)('a check that is answered with "%s" costs nobody their connection', async (kind) => {
  const { platform, fail, behaviour } = lasting();
  const { work, connection, after, close } = await connected({ ...behaviour, refreshWindow: () => null });
  const before = await connection();
  fail(kind, kind === 'limited' ? { retryAfterMs: 10 * minute } : {});
  after(day);
  await work();
  expect(await connection()).toEqual(before);
  expect(platform.asked).toBe(1);
  // What the platform could not say is asked again soon, and not before it wants to be asked.
  after(day + 2 * minute);
  await work();
  expect(platform.asked).toBe(kind === 'unavailable' || kind === 'setup' ? 2 : 1);
  after(day + 11 * minute);
  await work();
  expect(platform.asked).toBe({ unavailable: 3, setup: 3, limited: 2, permission_missing: 1 }[kind]);
  await close();
});

test('an access token that died while its refresh token lives is renewed, and nothing is lost', async () => {
  const { platform, fail, behaviour } = lasting({ refreshToken: 'alive' });
  const { work, connection, events, token, after, close } = await connected({
    ...behaviour,
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + 40 * day }),
    refresh: async () => {
      platform.failure = null;
      return { tokens: { ...tokens, accessToken: 'renewed', accessExpiresAt: null, obtainedAt: start + day }, scopes: null };
    },
  });
  fail('token_refused', { because: 'password_changed' });
  after(day);
  await work();
  expect(await connection()).toMatchObject({ status: 'active' });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.refreshed' });
  expect(await token()).toMatchObject({ accessToken: 'renewed' });
  await close();
});

test('whoever was refused at the platform has the token checked before it is handed out again', async () => {
  const { platform, fail, behaviour } = lasting();
  const { connection, events, token, after, close } = await connected({ ...behaviour, refreshWindow: () => null });
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  expect(platform.asked).toBe(0);
  expect(await token('?check=true')).toMatchObject({ accessToken: 'first-token' });
  expect(platform.asked).toBe(1);
  fail('unavailable');
  expect(await token('?check=true')).toMatchObject({ code: 'platform_unavailable' });
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  after(minute);
  fail('token_refused', { because: 'password_changed' });
  expect(await token('?check=true')).toMatchObject({ code: 'token_unavailable', detail: expect.stringContaining('password_changed') as string });
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'password_changed' });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.needs_reconnect' });
  expect(await token('?check=maybe')).toMatchObject({ code: 'invalid_request' });
  await close();
});

test('a token that the platform has refused is handed out to nobody until its renewal has decided', async () => {
  const { platform, fail, behaviour } = lasting({ refreshToken: 'alive' });
  let isDown = true;
  const { connection, token, after, close } = await connected({
    ...behaviour,
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + 40 * day }),
    refresh: async () => {
      if (isDown) throw new PlatformFailure('unavailable', 'Example, refresh: no.');
      platform.failure = null;
      return { tokens: { ...tokens, accessToken: 'renewed', accessExpiresAt: null, obtainedAt: start }, scopes: null };
    },
  });
  fail('token_refused');
  expect(await token('?check=true')).toMatchObject({ code: 'platform_unavailable' });
  expect(await token()).toMatchObject({ code: 'platform_unavailable' });
  expect(await connection()).toMatchObject({ status: 'active' });
  isDown = false;
  after(minute);
  expect(await token()).toMatchObject({ accessToken: 'renewed' });
  await close();
});

test('who asks while a check is under way waits for its outcome', async () => {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const { token, close } = await connected({
    ...lasting().behaviour,
    refreshWindow: () => null,
    check: async () => {
      await answered;
      throw new PlatformFailure('token_refused', 'Example, check: no.');
    },
  });
  const asked = [token('?check=true'), token('?check=true')];
  setTimeout(answer, 50);
  for (const each of await Promise.all(asked)) expect(each).toMatchObject({ code: 'token_unavailable' });
  await close();
});
