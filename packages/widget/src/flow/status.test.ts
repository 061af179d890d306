import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { begin, connections, stopFlows } from './flow.test.fixture.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  stopFlows();
  vi.useRealTimers();
});

describe('asking the server', () => {
  test('is held open while the page is visible', async () => {
    const { fake, start, pass } = await begin();
    start();
    await pass(19_000);
    expect(fake.asked.map(({ body }) => [body['since'], body['wait']])).toEqual([[0, 20]]);
    fake.say({ status: 'launched' });
    await pass(1_100);
    expect(fake.asked.map(({ body }) => [body['since'], body['wait']])).toEqual([[0, 20], [1, 20]]);
  });

  test('follows a schedule where the server does not hold it open: 1, 1, 2, 2, 3, 3, 4, 4, 5, 5 s', async () => {
    const { fake, start, pass } = await begin();
    fake.holds = false;
    start();
    const times: number[] = [];
    let seen = fake.count('status');
    for (let second = 0; second < 50; second += 0.5) {
      await pass(500);
      if (fake.count('status') > seen) times.push(second + 0.5);
      seen = fake.count('status');
    }
    const pauses = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(pauses.slice(0, 11)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5]);
  });

  test('rests while the page is hidden, and happens at once when it is back', async () => {
    const { fake, start, pass, state } = await begin();
    fake.holds = false;
    start();
    await pass(10);
    fake.hidden = true;
    await pass(60_000);
    const rested = fake.count('status');
    expect(rested).toBeLessThanOrEqual(2);
    fake.outcome = { ...fake.outcome, seq: 3, status: 'connected', connections };
    fake.hidden = false;
    fake.emit('visibilitychange');
    await pass(1);
    expect(state()).toBe('connected');
  });

  test.each(['focus', 'pageshow', 'online'])('happens at once on %s', async (type) => {
    const { fake, start, pass } = await begin();
    start();
    await pass(5_000);
    const before = fake.count('status');
    fake.emit(type);
    expect(fake.count('status')).toBe(before + 1);
    expect(fake.asked.at(-2)?.aborted()).toBe(true);
  });

  test.each([['the network is down', 'down'], ['the server fails', 500]] as const)('waits longer each time while %s, says nothing, and recovers', async (_why, network) => {
    const { fake, start, pass, names, state } = await begin();
    start();
    await pass(10);
    const before = fake.count('status');
    fake.network = network;
    fake.emit('focus');
    await pass(20_000);
    // At 0, 1, 3, 7 and 15 s.
    expect(fake.count('status')).toBe(before + 5);
    fake.network = 'up';
    fake.say({ status: 'connected', connections });
    await pass(20_000);
    expect(state()).toBe('connected');
    expect(names()).toEqual(['connect-open', 'connect-uncertain', 'connect-success']);
  });

  test('does not wait for ever for an answer that never comes', async () => {
    const { fake, start, pass, state } = await begin();
    fake.network = 'silent';
    start();
    await pass(29_000);
    expect(fake.count('status')).toBe(1);
    fake.network = 'up';
    fake.say({ status: 'connected', connections });
    await pass(4_000);
    expect(state()).toBe('connected');
  });

  test('ends with the flow, and the server is told once that the result has arrived', async () => {
    const { fake, start, pass } = await begin();
    start();
    fake.say({ status: 'connected', connections });
    await pass(60_000);
    expect(fake.count('ack')).toBe(1);
    expect(fake.asked.at(-1)).toMatchObject({ operation: 'ack', keepalive: true, body: { seq: 1 } });
  });
});
