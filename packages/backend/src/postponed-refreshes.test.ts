import { expect, onTestFinished, test } from 'vitest';
import { connected, hour, minute, start, tokens } from './connected.test.fixture.ts';
import { PlatformFailure, type Tokens } from './platforms/port.ts';

const day = 24 * hour;

/** An access token that lives for an hour, and renews itself: after its end nothing can. */
const own: Tokens = { ...tokens, refreshToken: null, refreshExpiresAt: null };

interface Outage {
  /** When the platform answers again, in minutes. */
  readonly until: number;
  /** What it asks for meanwhile with `Retry-After`, in ms. */
  readonly asks?: number;
  readonly first?: Tokens;
  /** Minutes between two looks at what is due. */
  readonly look?: number;
}

/** A connection at a platform that is out, until what it has is renewed; the minutes in which it was brought there. */
const throughOutage = async (minutes: number, { until, asks, first = own, look = 1 }: Outage) => {
  const tries: number[] = [];
  let at = 0;
  const { connection, events, work, after, close } = await connected({
    exchange: () => Promise.resolve({ tokens: first, scopes: ['basic'], altIds: [] }),
    refreshWindow: ({ accessToken }) => (accessToken === 'renewed' ? null : { earliest: start, due: start + 10 * minute }),
    refresh() {
      tries.push(at);
      const kind = asks === undefined ? 'unavailable' : 'limited';
      if (at < until) return Promise.reject(new PlatformFailure(kind, 'Example, refresh: no.', { retryAfterMs: asks }));
      return Promise.resolve({ tokens: { ...first, accessToken: 'renewed', accessExpiresAt: null }, scopes: null });
    },
  });
  onTestFinished(close);
  const states: string[] = [];
  for (; at < minutes; at += look) {
    after(at * minute);
    await work();
    const { status, reason } = await connection();
    states.push(`${status}, ${reason}`);
  }
  return { tries, states: [...new Set(states)], told: (await events()).map(({ type }) => type) };
};

test.each([30, 45, 52, 56, 58])('an outage that is over in the %ith minute of a token’s hour costs nobody their connection', async (until) => {
  const { tries, states, told } = await throughOutage(70, { until });
  expect(states).toEqual(['active, connected']);
  expect(told.at(-1)).toBe('connection.refreshed');
  // Spread over the time that was left, and not a storm towards the end.
  expect(tries.length).toBeLessThanOrEqual(9);
});

test('an outage that outlasts the token ends it when its time has come, after tries to the last', async () => {
  const { tries, states, told } = await throughOutage(70, { until: 70 });
  expect(states).toEqual(['active, connected', 'needs_reconnect, token_expired']);
  expect(told.at(-1)).toBe('connection.needs_reconnect');
  expect(tries.at(-1)).toBeLessThan(60);
  expect(tries.filter((at) => at >= 40).length).toBeGreaterThanOrEqual(3);
});

test('a platform that asks for longer than the token lives is asked once more shortly before its end', async () => {
  const { tries, states } = await throughOutage(70, { until: 30, asks: day });
  expect(tries).toEqual([expect.any(Number), expect.toSatisfy((at: number) => at === 55 || at === 56)]);
  expect(states).toEqual(['active, connected']);
});

test('… and for the last time two minutes before', async () => {
  const { tries, states } = await throughOutage(70, { until: 70, asks: day });
  expect(tries).toEqual([expect.any(Number), expect.toSatisfy((at: number) => at === 55 || at === 56), 58]);
  expect(states).toEqual(['active, connected', 'needs_reconnect, token_expired']);
});

test('what a platform asks for is kept where it fits into the token’s life, however little is left', async () => {
  const { tries, states } = await throughOutage(70, { until: 40, asks: 20 * minute });
  const [first = 0] = tries;
  expect(tries).toEqual([first, first + 20, first + 40]);
  expect(states).toEqual(['active, connected']);
});

test('where a refresh token lives on, the end of the access token is no end: the platform is left alone for as long as it asks', async () => {
  const first = { ...tokens, refreshExpiresAt: start + 30 * day };
  const { tries, states } = await throughOutage(26 * 60, { until: 30, asks: day, first, look: 10 });
  const [before = 0] = tries;
  expect(tries).toEqual([before, before + 24 * 60]);
  expect(states).toEqual(['active, connected']);
});

test('… and before its own end it is brought to the platform once more', async () => {
  const first = { ...tokens, refreshExpiresAt: start + 3 * hour };
  const { tries, states } = await throughOutage(4 * 60, { until: 60, asks: day, first, look: 2 });
  expect(tries).toEqual([expect.any(Number), 164]);
  expect(states).toEqual(['active, connected']);
});

test('what a platform asks for when a token is checked does not keep that token from being renewed in time', async () => {
  const tries: number[] = [];
  let at = 0;
  const { connection, token, work, after, close } = await connected({
    exchange: () => Promise.resolve({ tokens: own, scopes: ['basic'], altIds: [] }),
    check: () => Promise.reject(new PlatformFailure('limited', 'Example, check: no.', { retryAfterMs: day })),
    refresh() {
      tries.push(at);
      return Promise.resolve({ tokens: { ...own, accessExpiresAt: null, obtainedAt: start + hour }, scopes: null });
    },
  });
  onTestFinished(close);
  expect(await token('?check=true')).toMatchObject({ code: 'platform_unavailable' });
  for (; at < 60; at += 1) {
    after(at * minute);
    await work();
  }
  expect(tries).toEqual([58]);
  expect(await connection()).toMatchObject({ status: 'active' });
});
