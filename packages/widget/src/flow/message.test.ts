import { ResultAck } from '@connect/sdk/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backend } from './fake-window.test.fixture.ts';
import { begin, connections, stopFlows } from './flow.test.fixture.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  stopFlows();
  vi.useRealTimers();
});

describe('messages', () => {
  test('a result is only a wake-up: the server is asked, and its word counts', async () => {
    const { fake, start, result, pass, state } = await begin();
    start();
    await pass(10);
    const before = fake.count('status');
    result();
    expect(state()).toBe('opening');
    expect(fake.count('status')).toBe(before + 1);
        fake.say({ status: 'denied', error: { code: 'denied', title: 'No', detail: 'No.' } });
    await pass(2_000);
    expect(state()).toBe('failed');
  });

  test('a result is acknowledged, so that the window can close itself', async () => {
    const { start, result, popup, flow } = await begin();
    start();
    result();
    const [{ message, origin } = { message: {}, origin: '' }] = popup().received;
    expect(ResultAck.safeParse(message).success).toBe(true);
    expect([message, origin]).toEqual([{ v: 1, type: 'connect-link:result-ack', fid: flow.snapshot().fid, seq: 3 }, backend]);
  });

  test.each<[string, (fake: Awaited<ReturnType<typeof begin>>) => void]>([
    ['another origin', ({ fake, flow }) => fake.message({ v: 1, type: 'connect-link:hello', fid: flow.snapshot().fid }, { origin: 'https://evil.example' })],
    ['an origin that begins alike', ({ fake, flow }) => fake.message({ v: 1, type: 'connect-link:hello', fid: flow.snapshot().fid }, { origin: `${backend}.evil.example` })],
    ['no origin', ({ fake, flow }) => fake.message({ v: 1, type: 'connect-link:hello', fid: flow.snapshot().fid }, { origin: 'null' })],
    ['another window', ({ fake, flow }) => fake.message({ v: 1, type: 'connect-link:hello', fid: flow.snapshot().fid }, { source: {} })],
    ['another flow', ({ fake }) => fake.message({ v: 1, type: 'connect-link:hello', fid: `cf_${'y'.repeat(43)}` })],
    ['another version', ({ fake, flow }) => fake.message({ v: 2, type: 'connect-link:hello', fid: flow.snapshot().fid })],
    ['another type', ({ fake, flow }) => fake.message({ v: 1, type: 'connect-link:hello ', fid: flow.snapshot().fid })],
    ['no object', ({ fake }) => [null, undefined, 'connect-link:hello', 7, [], () => 1].forEach((data) => fake.message(data))],
    ['a result in another form', ({ result }) => result({ connections: [{ id: 7 }] })],
    ['a result with an endless text', ({ result }) => result({ status: 'connected'.repeat(1000) })],
  ])('from %s are ignored', async (_from, forge) => {
    const world = await begin();
    world.start();
    await world.pass(10);
    const { asked } = world.fake;
    const before = asked.length;
    forge(world);
    expect(world.popup().received).toEqual([]);
    expect(asked).toHaveLength(before);
    expect(world.state()).toBe('opening');
  });

  test('after the end a result changes nothing, but is answered', async () => {
    const { fake, start, result, pass, popup, names } = await begin();
    start();
    fake.say({ status: 'connected', connections });
    await pass(10);
    const before = fake.asked.length;
    result();
    result();
    await pass(10);
    expect(fake.asked).toHaveLength(before);
    expect(popup().received.map(({ message }) => message['type'])).toEqual(['connect-link:result-ack', 'connect-link:result-ack']);
    expect(names().filter((name) => name === 'connect-success')).toHaveLength(1);
  });
});

describe('a page that may not ask the server', () => {
  const violation = { disposition: 'enforce', effectiveDirective: 'connect-src', blockedURI: `${backend}/v1/public/flows/status` };

  test('says so once, stops asking, and believes the window that it opened', async () => {
    const { fake, start, result, pass, state, names } = await begin();
    start();
    fake.emit('securitypolicyviolation', violation);
    fake.emit('securitypolicyviolation', violation);
    const before = fake.asked.length;
    await pass(60_000);
    expect(fake.asked).toHaveLength(before);
    result();
    expect(state()).toBe('connected');
    expect(names()).toEqual(['connect-open', 'csp-blocked', 'connect-uncertain', 'connect-success']);
    expect(fake.asked).toHaveLength(before);
  });

  test('still believes no other window', async () => {
    const { fake, start, state, flow } = await begin();
    start();
    fake.emit('securitypolicyviolation', violation);
    const forged = { v: 1, type: 'connect-link:result', fid: flow.snapshot().fid, seq: 3, status: 'connected', platform: null, connections, error: null };
    fake.message(forged, { source: {} });
    fake.message(forged, { origin: 'https://evil.example' });
    expect(state()).toBe('opening');
  });

  test('leaves the page on the next click, because the window could not be heard', async () => {
    const { fake, start, pass } = await begin();
    start();
    fake.emit('securitypolicyviolation', violation);
    await pass(9_000);
    start();
    expect(fake.assigned).toHaveLength(1);
  });

  test.each([
    ['is only being watched', { ...violation, disposition: 'report' }],
    ['forbids pictures', { ...violation, effectiveDirective: 'img-src' }],
    ['forbids another server', { ...violation, blockedURI: 'https://tracker.example/' }],
  ])('is not one that %s', async (_what, event) => {
    const { fake, start, names } = await begin();
    start();
    fake.emit('securitypolicyviolation', event);
    expect(names()).toEqual(['connect-open']);
  });
});
