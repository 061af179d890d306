import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionLost, NotOk, TimedOut, type Carriage, type Fetch } from './carrier.ts';
import { fetchCarrier } from './fetch-carrier.ts';
import { kyCarrier } from './ky-carrier.ts';

// Servers and pages carry calls by different means; both have to behave alike.
describe.each([
  ['ky', kyCarrier],
  ['fetch', fetchCarrier],
])('carried by %s', (_, carrier) => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const ok = () => Response.json({ fine: true });
  const status = (code: number, headers: Record<string, string> = {}) => Response.json({ code: 'x' }, { status: code, headers });

  /** Carries one request over a network that answers as told, one answer after the other. */
  const carry = (answers: readonly (() => Response | Promise<Response>)[], change: Partial<Carriage> = {}) => {
    const sentAt: number[] = [];
    const begun = Date.now();
    const fetch: Fetch = () => {
      sentAt.push(Date.now() - begun);
      return (answers[sentAt.length - 1] ?? ok)();
    };
    const outcome = carrier(fetch)({
      url: 'https://connect.example/v1/links',
      init: { method: 'GET', headers: { accept: 'application/json' }, redirect: 'manual', cache: 'no-store' },
      timeoutMs: 1_000,
      retries: 2,
      delay: (attempt) => attempt * 100,
      signal: undefined,
      ...change,
    }).then(
      async (response) => (await response.json()) as unknown,
      (error: unknown) => error,
    );
    return { outcome, sentAt };
  };

  test('a whole answer is answered', async () => {
    const { outcome, sentAt } = carry([ok]);
    await vi.runAllTimersAsync();
    expect(await outcome).toEqual({ fine: true });
    expect(sentAt).toEqual([0]);
  });

  test.each([408, 429, 500, 502, 503, 504])('%i passes: it is sent again, after the delay', async (code) => {
    const { outcome, sentAt } = carry([() => status(code), () => status(code)]);
    await vi.runAllTimersAsync();
    expect(await outcome).toEqual({ fine: true });
    expect(sentAt).toEqual([0, 100, 300]);
  });

  test.each([400, 401, 403, 404, 409, 413, 422, 501])('%i does not pass, and comes with what was said', async (code) => {
    const { outcome, sentAt } = carry([() => status(code)]);
    await vi.runAllTimersAsync();
    expect(await outcome).toMatchObject({ response: { status: code }, data: { code: 'x' } });
    expect(await outcome).toBeInstanceOf(NotOk);
    expect(sentAt).toEqual([0]);
  });

  test('a redirect is no answer', async () => {
    const { outcome, sentAt } = carry([() => new Response(null, { status: 307, headers: { location: 'https://evil.example/' } })]);
    await vi.runAllTimersAsync();
    expect(await outcome).toBeInstanceOf(NotOk);
    expect(sentAt).toEqual([0]);
  });

  test('what the backend says of the wait counts, and a wait of more than half a minute is not waited', async () => {
    const soon = carry([() => status(429, { 'retry-after': '7' })]);
    await vi.runAllTimersAsync();
    expect(await soon.outcome).toEqual({ fine: true });
    expect(soon.sentAt).toEqual([0, 7_000]);
    const late = carry([() => status(503, { 'retry-after': '31' })]);
    await vi.runAllTimersAsync();
    expect(await late.outcome).toBeInstanceOf(NotOk);
    expect(late.sentAt).toEqual([0]);
  });

  test('a lost connection is tried again, also one that is lost in the middle of the answer', async () => {
    const cut = () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"fine":'));
            controller.error(new TypeError('terminated'));
          },
        }),
      );
    const { outcome, sentAt } = carry([() => Promise.reject(new TypeError('fetch failed')), cut]);
    await vi.runAllTimersAsync();
    expect(await outcome).toEqual({ fine: true });
    expect(sentAt).toEqual([0, 100, 300]);
  });

  test('silence is ended after its time, tried again, and told in the end', async () => {
    const silent = () => new Promise<Response>(() => undefined);
    const { outcome, sentAt } = carry([silent, silent, silent]);
    await vi.runAllTimersAsync();
    expect(await outcome).toBeInstanceOf(TimedOut);
    expect(sentAt).toHaveLength(3);
    expect(sentAt[1]).toBeGreaterThanOrEqual(1_000);
  });

  test('what may not be repeated is sent once', async () => {
    const { outcome, sentAt } = carry([() => Promise.reject(new TypeError('fetch failed'))], { retries: 0 });
    await vi.runAllTimersAsync();
    expect(await outcome).toBeInstanceOf(ConnectionLost);
    expect(await outcome).toMatchObject({ cause: { message: 'fetch failed' } });
    expect(sentAt).toEqual([0]);
  });

  test('a signal ends it: while it is silent, while it waits, and before it begins', async () => {
    for (const answer of [() => new Promise<Response>(() => undefined), () => status(503)]) {
      const controller = new AbortController();
      const { outcome, sentAt } = carry([answer], { signal: controller.signal, delay: () => 10_000 });
      await vi.advanceTimersByTimeAsync(50);
      controller.abort(new Error('enough'));
      await vi.runAllTimersAsync();
      expect(await outcome).toBeInstanceOf(Error);
      expect(sentAt).toEqual([0]);
    }
    const { outcome, sentAt } = carry([ok], { signal: AbortSignal.abort(new Error('enough')) });
    await vi.runAllTimersAsync();
    expect(await outcome).toBeInstanceOf(Error);
    expect(sentAt).toEqual([]);
  });
});
