import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessToken, Problem } from '@connect/sdk/contract';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connected, hour, minute, start, tokens } from './connected.test.fixture.ts';
import { PlatformFailure, type Platform, type PlatformFailureKind } from './platforms/port.ts';
import { createRecipients } from './recipient.test.fixture.ts';
import { createSchema } from './testing/postgres-schema.ts';

const second = 1000;
const day = 24 * hour;

/** A connection whose platform refuses as long as it is told to, and how often it was asked. */
const troubled = async (behaviour: Partial<Platform> = {}) => {
  const platform: { failure: PlatformFailure | null; renewals: number; checks: number } = { failure: null, renewals: 0, checks: 0 };
  let obtainedAt = start;
  const stage = await connected({
    exchange: async () => ({ tokens: { ...tokens, obtainedAt, accessExpiresAt: obtainedAt + hour, refreshExpiresAt: null }, scopes: ['basic'], altIds: [] }),
    refresh: async () => {
      platform.renewals += 1;
      if (platform.failure) throw platform.failure;
      return { tokens: { ...tokens, accessToken: 'renewed', obtainedAt, accessExpiresAt: obtainedAt + hour }, scopes: null };
    },
    check: async () => {
      platform.checks += 1;
      if (platform.failure) throw platform.failure;
    },
    ...behaviour,
  });
  onTestFinished(stage.close);
  return {
    ...stage,
    platform,
    fail: (kind: PlatformFailureKind, retryAfterMs?: number): void => {
      platform.failure = new PlatformFailure(kind, 'Example: no.', { retryAfterMs });
    },
    after: (ms: number): void => {
      obtainedAt = start + ms;
      stage.after(ms);
    },
  };
};

test('a platform that wants to be left alone is, however often a product asks for the token, and each is told for how long', async () => {
  const { platform, fail, toldToWait, token, connection, after } = await troubled();
  fail('limited', 30 * minute);
  after(hour);
  expect(await toldToWait()).toBe(30 * 60);
  expect(await token()).toMatchObject({ code: 'platform_unavailable', detail: expect.stringContaining('Try again in 1800 seconds') as string });
  after(hour + 10 * minute);
  expect(await Promise.all([toldToWait(), toldToWait(), toldToWait('?check=true')])).toEqual([20 * 60, 20 * 60, 20 * 60]);
  after(hour + 30 * minute - 1);
  expect(await toldToWait()).toBe(1);
  expect(platform).toMatchObject({ renewals: 1, checks: 0 });
  expect(await connection()).toMatchObject({ status: 'active', reason: 'connected' });
  platform.failure = null;
  after(hour + 30 * minute);
  expect(await token()).toMatchObject({ accessToken: 'renewed' });
  expect(platform.renewals).toBe(2);
});

test('one that does not answer is left alone for a minute, also when the background tries ever more rarely', async () => {
  const { platform, fail, toldToWait, token, work, after } = await troubled();
  fail('unavailable');
  for (let minutes = 40; minutes < 10 * 60; minutes += 10) {
    after(minutes * minute);
    await work();
  }
  const tried = platform.renewals;
  expect(tried).toBeLessThan(20);
  after(11 * hour);
  await work();
  after(11 * hour + minute);
  expect(await toldToWait()).toBe(60);
  const asked = platform.renewals;
  after(11 * hour + minute + 59_001);
  expect(await toldToWait()).toBe(1);
  expect(platform.renewals).toBe(asked);
  platform.failure = null;
  after(11 * hour + 2 * minute);
  expect(await token()).toMatchObject({ accessToken: 'renewed' });
});

test('a wait of no time at all is none that a platform has asked for', async () => {
  const { platform, fail, toldToWait, after } = await troubled();
  fail('limited', 0);
  after(hour);
  expect([await toldToWait(), await toldToWait()]).toEqual([60, 60]);
  expect(platform.renewals).toBe(1);
});

test('of many who ask at once, one reaches the platform, and all are told', async () => {
  const { platform, fail, toldToWait, after } = await troubled();
  fail('limited', 10 * minute);
  after(hour);
  expect(await Promise.all(Array.from({ length: 8 }, () => toldToWait()))).toEqual(Array.from({ length: 8 }, () => 600));
  expect(platform.renewals).toBe(1);
});

test('a token that still works is handed out meanwhile', async () => {
  const { platform, fail, token, toldToWait, after } = await troubled();
  fail('limited', day);
  after(hour - 30 * second);
  for (const _twice of [1, 2]) expect(await token()).toMatchObject({ accessToken: 'first-token' });
  expect(await toldToWait('?check=true')).toBe(24 * 60 * 60);
  expect(platform).toMatchObject({ renewals: 1, checks: 0 });
});

test('somebody who connects the account again need not wait', async () => {
  const { platform, fail, token, toldToWait, connect, after } = await troubled();
  fail('limited', day);
  after(hour);
  expect(await toldToWait()).toBe(24 * 60 * 60);
  await connect();
  platform.failure = null;
  expect(await toldToWait('?check=true')).toBeNull();
  after(2 * hour);
  expect(await token()).toMatchObject({ accessToken: 'renewed' });
});

test('a check that was put off keeps the next ones waiting, in the background too, and does not take the place of the daily one', async () => {
  const { platform, fail, toldToWait, work, after } = await troubled({ exchange: async () => ({ tokens: { ...tokens, accessExpiresAt: null }, scopes: ['basic'], altIds: [] }), refreshWindow: () => null });
  fail('limited', 2 * hour);
  after(23 * hour);
  expect([await toldToWait('?check=true'), await toldToWait('?check=true')]).toEqual([2 * 60 * 60, 2 * 60 * 60]);
  after(day);
  await work();
  expect(await toldToWait('?check=true')).toBe(60 * 60);
  expect(platform.checks).toBe(1);
  expect(await toldToWait()).toBeNull();
  platform.failure = null;
  after(25 * hour);
  await work();
  expect(platform.checks).toBe(2);
  expect(await toldToWait('?check=true')).toBeNull();
  expect(platform.checks).toBe(3);
});

test('a limit that a check has met holds for the renewal, too', async () => {
  const { platform, fail, toldToWait, token, work, after } = await troubled();
  fail('limited', hour);
  after(30 * minute);
  expect(await toldToWait('?check=true')).toBe(60 * 60);
  after(50 * minute);
  await work();
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  after(80 * minute);
  await work();
  expect(await toldToWait()).toBe(10 * 60);
  expect(platform).toMatchObject({ renewals: 0, checks: 1 });
  platform.failure = null;
  after(90 * minute);
  await work();
  expect(platform.renewals).toBe(1);
  expect(await token()).toMatchObject({ accessToken: 'renewed' });
});

test('a token that renews itself and ends meanwhile is over when it ends, not when the wait does', async () => {
  const { platform, fail, token, connection, work, after } = await troubled({
    exchange: async () => ({ tokens: { ...tokens, refreshToken: null, refreshExpiresAt: null }, scopes: ['basic'], altIds: [] }),
  });
  fail('limited', day);
  after(45 * minute);
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  after(hour);
  await work();
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'token_expired' });
  expect(await token()).toMatchObject({ code: 'token_unavailable' });
  expect(platform.renewals).toBe(1);
});

describe.each([
  [
    'SQLite',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'connect-patience-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      return `sqlite:${join(folder, 'connect.db')}`;
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const schema = await createSchema();
      onTestFinished(() => schema.drop());
      return schema.url;
    },
  ],
])('%s', (_name, database) => {
  test('a platform that wants to be left alone is left alone by every process, also by one that has just started', async () => {
    const url = await database();
    const first = await createRecipients({ database: url });
    await first.browser().connect((await first.link()).url, 'dora');
    const [row] = await first.connections();
    const path = `/v1/connections/${row?.id}/token`;
    first.after(61 * minute);
    first.meanwhile.refresh = () => Promise.reject(new PlatformFailure('limited', 'Example, refresh: slow down.', { retryAfterMs: 20 * minute }));
    expect(await first.call<Problem>('POST', path)).toMatchObject({ code: 'platform_unavailable' });
    await first.close();

    const next = await createRecipients({ database: url });
    let asked = 0;
    next.meanwhile.refresh = next.meanwhile.check = () => {
      asked += 1;
      return Promise.resolve();
    };
    next.after(80 * minute);
    for (const query of ['', '?check=true']) {
      const answer = await next.call<Problem>('POST', `${path}${query}`);
      expect(answer).toMatchObject({ code: 'platform_unavailable', detail: expect.stringContaining('in 60 seconds') as string });
    }
    expect(asked).toBe(0);
    next.after(minute);
    expect((await next.call<AccessToken>('POST', path)).accessToken).toBe('dora-2');
    expect(asked).toBe(1);
    await next.close();
  });
});
