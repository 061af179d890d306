import { expect, test } from 'vitest';
import { connected, failing, hour, minute, start, tokens } from '../connected.test.fixture.ts';
import { PlatformFailure } from '../platforms/port.ts';

test('a token is renewed in the background when its time has come, once, although nobody asks for it', async () => {
  let asked = 0;
  const { work, connection, events, token, after, close } = await connected({
    refresh() {
      asked += 1;
      const next = { ...tokens, accessToken: `token-${asked}`, obtainedAt: start + 42 * minute, accessExpiresAt: start + 3 * hour };
      return Promise.resolve({ tokens: next, scopes: ['basic'] });
    },
  });
  after(40 * minute - 1);
  await work();
  expect(asked).toBe(0);
  after(42 * minute);
  await work();
  await work();
  expect(asked).toBe(1);
  expect(await connection()).toMatchObject({ status: 'active', reason: 'connected' });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.refreshed' });
  expect(await token()).toMatchObject({ accessToken: 'token-1' });
  await close();
});

test('an outage only delays: tried ever more rarely, without an event, and renewed when the platform is back', async () => {
  const tries: number[] = [];
  let minutes = 0;
  let isDown = true;
  const { work, connection, events, after, close } = await connected({
    refresh() {
      tries.push(minutes);
      if (isDown) return Promise.reject(new PlatformFailure('unavailable', 'Example, refresh: no.'));
      return Promise.resolve({ tokens: { ...tokens, obtainedAt: start + minutes * minute, accessExpiresAt: null }, scopes: null });
    },
  });
  for (; minutes < 8 * 60; minutes += 1) {
    after(minutes * minute);
    await work();
    expect(await connection()).toMatchObject({ status: 'active' });
  }
  const gaps = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  expect(gaps.slice(0, 4).map((gap, index) => gap >= 5 * 2 ** index && gap <= 6 * 2 ** index + 1)).toEqual([true, true, true, true]);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(73);
  expect((await events()).map(({ type }) => type)).not.toContain('connection.needs_reconnect');
  isDown = false;
  after((minutes + 73) * minute);
  await work();
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.refreshed' });
  await close();
});

test('a final refusal in the background turns the connection, and says so once', async () => {
  const { work, connection, events, after, close } = await connected(failing('token_refused'));
  after(42 * minute);
  await work();
  after(2 * hour);
  await work();
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_refused' });
  const told = (await events()).filter(({ type }) => type === 'connection.needs_reconnect');
  expect(told).toMatchObject([{ data: { platform: 'example', handle: '@one', reason: 'refresh_refused' } }]);
  await close();
});

test('an attempt whose answer was lost is followed by one with the old token, and limits in between hide nothing', async () => {
  const failures = [
    new PlatformFailure('unavailable', 'Example, refresh: cut off.', { outcomeUnknown: true }),
    new PlatformFailure('limited', 'Example, refresh: too many.'),
    new PlatformFailure('token_refused', 'Example, refresh: no.'),
  ];
  const { work, connection, after, close } = await connected({ refresh: () => Promise.reject(failures.shift()) });
  for (const at of [42, 49, 62]) {
    expect(await connection()).toMatchObject({ status: 'active' });
    after(at * minute);
    await work();
  }
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_outcome_unknown' });
  await close();
});

test('a token that nothing can renew is told of when it ends, and not before', async () => {
  const { work, connection, events, after, close } = await connected({ refreshWindow: () => null });
  after(hour - 1);
  await work();
  expect(await connection()).toMatchObject({ status: 'active' });
  after(hour);
  await work();
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'token_expired' });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.needs_reconnect', data: { reason: 'token_expired' } });
  await close();
});

test('a token that renews itself is not brought to the platform once it has ended', async () => {
  let asked = 0;
  const { work, connection, after, close } = await connected({
    exchange: () => Promise.resolve({ tokens: { ...tokens, refreshToken: null, refreshExpiresAt: null }, scopes: ['basic'], altIds: [] }),
    refresh() {
      asked += 1;
      return Promise.reject(new PlatformFailure('token_refused', 'Example, refresh: no.'));
    },
  });
  after(hour);
  await work();
  expect(asked).toBe(0);
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'token_expired' });
  await close();
});

test('work that breaks for a reason of its own is tried again later, and the connection is kept', async () => {
  let asked = 0;
  const { work, connection, after, close } = await connected({
    refresh() {
      asked += 1;
      return Promise.reject(new TypeError('The adapter is broken.'));
    },
  });
  after(42 * minute);
  await work();
  await work();
  expect(asked).toBe(1);
  expect(await connection()).toMatchObject({ status: 'active' });
  after(43 * minute);
  await work();
  expect(asked).toBe(2);
  await close();
});
