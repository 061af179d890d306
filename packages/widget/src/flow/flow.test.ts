import { FlowId, FlowSecret, HelloAck, publicOperations } from '@connect/sdk/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backend, createFakeWindow } from './fake-window.test.fixture.ts';
import { begin, connections, linkSecret, stopFlows } from './flow.test.fixture.ts';
import { createFlow } from './flow.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  stopFlows();
  vi.useRealTimers();
});

describe('beginning', () => {
  test('nothing is asked, and nothing awaited, before the window opens', async () => {
    const { fake, start } = await begin();
    expect(fake.asked).toEqual([]);
    start();
    expect(fake.opened).toHaveLength(1);
    expect(fake.asked.map(({ operation }) => operation)).toEqual(['status']);
  });

  test('the window opens on a page of ours that knows who asks; the secret is not in its address', async () => {
    const { fake, flow, start } = await begin();
    start();
    const { url, name } = fake.opened[0]!;
    const { fid } = flow.snapshot();
    expect(url.origin + url.pathname).toBe(`${backend}/l/${linkSecret}/launch`);
    expect(Object.fromEntries(url.searchParams)).toEqual({ fid, p: 'instagram', m: 'popup', o: 'https://shop.example', r: 'https://shop.example/connect' });
    expect(name).toBe(`cl_${fid.slice(3, 11)}`);
    expect(url.href).not.toContain('cs_');
  });

  test('every question fits the contract and carries the secret whose hash the name is', async () => {
    const { fake, flow, start, pass } = await begin();
    start();
    fake.say({ status: 'denied', error: { code: 'denied', title: 'No', detail: 'No.' } });
    await pass(1);
    start();
    await pass(1);
    flow.cancel();
    await pass(1);
    expect(fake.asked.length).toBeGreaterThanOrEqual(4);
    for (const { operation, body } of fake.asked) {
      const { body: schema } = publicOperations[operation as 'status' | 'ack' | 'cancel'];
      expect(schema.safeParse(body).success, `${operation} ${JSON.stringify(body)}`).toBe(true);
      expect(FlowSecret.safeParse(body['secret']).success).toBe(true);
    }
    expect(FlowId.safeParse(flow.snapshot().fid).success).toBe(true);
  });

  test('many clicks are one window', async () => {
    const { fake, start } = await begin();
    for (let click = 0; click < 5; click++) start();
    expect(fake.opened).toHaveLength(1);
  });

  test('redirect mode leaves the page, and asks to come back to it with its query', async () => {
    const { fake, start, state } = await begin();
    start('redirect');
    expect(fake.opened).toEqual([]);
    expect(Object.fromEntries(fake.assigned[0]!.searchParams)).toMatchObject({ m: 'redirect', r: 'https://shop.example/connect?client=7' });
    expect(state()).toBe('redirecting');
  });

  test('a page in a frame is not left: it offers the link instead', async () => {
    const { fake, start, state } = await begin();
    fake.framed = true;
    start('redirect');
    expect(fake.assigned).toEqual([]);
    expect(state()).toBe('blocked');
  });

  test('a text that is no link is refused at once', () => {
    const { view } = createFakeWindow();
    for (const link of ['', 'hello', `${backend}/x/${linkSecret}`, `ftp://connect.example/l/${linkSecret}`, `http://connect.example/l/${linkSecret}`, `javascript:/l/${linkSecret}`]) {
      expect(() => createFlow({ link, on: () => undefined, view }), link).toThrow(TypeError);
    }
  });

  test('a link on this machine may be plain http', () => {
    for (const host of ['localhost:4000', 'connect.localhost', '127.0.0.1:4000']) {
      const flow = createFlow({ link: `http://${host}/l/${linkSecret}`, on: () => undefined, view: createFakeWindow().view });
      expect(flow.launchUrl('popup')).toContain(`http://${host}/l/${linkSecret}/launch?`);
      flow.stop();
    }
  });
});

describe('a window', () => {
  test('that the browser refuses is blocked after a second, and its link leads on', async () => {
    const { fake, start, state, pass, flow, names } = await begin();
    fake.blocksPopups = true;
    start();
    await pass(900);
    expect(state()).toBe('opening');
    await pass(200);
    expect(state()).toBe('blocked');
    expect(names()).toEqual([]);
    flow.follow();
    expect(state()).toBe('waiting');
    fake.say({ status: 'connected', connections });
    await pass(10);
    expect(state()).toBe('connected');
  });

  test('that an in-app browser opens by navigating this very page is not blocked', async () => {
    const { fake, start, state, pass } = await begin();
    fake.blocksPopups = true;
    start();
    fake.emit('pagehide', { persisted: true });
    await pass(3000);
    expect(state()).toBe('opening');
  });

  test('that an installed app on iOS opens elsewhere is waited for', async () => {
    const { fake, start, state, pass } = await begin();
    fake.blocksPopups = true;
    fake.standalone = true;
    start();
    await pass(1100);
    expect(state()).toBe('waiting');
  });

  test('that answers is acknowledged, to exactly the backend, with the banner that was shown', async () => {
    const { start, hello, popup, state, flow } = await begin({ bannerShown: () => 'rev-7' });
    start();
    hello();
    expect(popup().received).toEqual([{ origin: backend, message: { v: 1, type: 'connect-link:hello-ack', fid: flow.snapshot().fid, bannerShown: 'rev-7' } }]);
    expect(HelloAck.safeParse(popup().received[0]?.message).success).toBe(true);
    expect(state()).toBe('waiting');
  });

  test('that seems closed is doubted after 3 s, but never without the focus on this page', async () => {
    const { fake, start, state, pass, popup, names } = await begin();
    start();
    fake.say({ status: 'at_platform' });
    await pass(10);
    popup().closed = true;
    fake.focused = false;
    await pass(60_000);
    expect(state()).toBe('waiting');
    fake.focused = true;
    await pass(4_000);
    expect(state()).toBe('unsure');
    expect(names()).toEqual(['connect-open', 'connect-uncertain']);
  });

  test('can be shown again, and is opened again for the same flow where it is gone', async () => {
    const { fake, start, hello, popup, flow } = await begin();
    start();
    hello();
    start();
    expect(popup().focused).toBe(1);
    popup().closed = true;
    start();
    expect(fake.opened).toHaveLength(2);
    expect(new Set(fake.opened.map(({ url }) => url.searchParams.get('fid')))).toEqual(new Set([flow.snapshot().fid]));
  });

  test('that was closed and finishes elsewhere still ends well, once', async () => {
    const { fake, start, pass, popup, state, names } = await begin();
    start();
    fake.say({ status: 'at_platform' });
    await pass(10);
    popup().closed = true;
    await pass(5_000);
    expect(state()).toBe('unsure');
    fake.say({ status: 'connected', connections });
    await pass(10);
    expect(names()).toEqual(['connect-open', 'connect-uncertain', 'connect-success']);
  });
});

describe('coming back', () => {
  test('after a reload the same flow goes on: its window is waited for, and a message wakes', async () => {
    const storage = {};
    const first = await begin({ storage });
    first.start();
    first.fake.say({ status: 'at_platform' });
    await first.pass(10);
    const { fid } = first.flow.snapshot();
    first.flow.stop();

    const second = await begin({ storage, status: 'at_platform' });
    expect([second.state(), second.flow.snapshot().fid]).toEqual(['waiting', fid]);
    const before = second.fake.count('status');
    second.fake.message({ v: 1, type: 'connect-link:result', fid, seq: 3, status: 'connected', platform: null, connections, error: null }, { source: {} });
    expect(second.fake.count('status')).toBe(before + 1);
    expect(second.state()).toBe('waiting');
    second.fake.say({ status: 'connected', connections });
    await second.pass(1_100);
    expect(second.names()).toEqual(['connect-success']);
  });

  test('after the end a reload begins anew', async () => {
    const storage = {};
    const first = await begin({ storage });
    first.start();
    first.fake.say({ status: 'connected', connections });
    await first.pass(10);
    first.flow.stop();
    const second = await begin({ storage });
    expect(second.state()).toBe('ready');
    expect(second.flow.snapshot().fid).not.toBe(first.flow.snapshot().fid);
  });

  test('out of the browser’s memory, redirect mode is not stuck', async () => {
    const { fake, start, pass, state } = await begin();
    start('redirect');
    fake.emit('pagehide', { persisted: true });
    fake.emit('pageshow', { persisted: true });
    await pass(10);
    expect(state()).toBe('ready');
  });

  test('two elements for the same link on one page resume their own flows', async () => {
    const storage = {};
    const [one, two] = [await begin({ storage }), await begin({ storage })];
    one.start();
    two.start();
    const fids = [one.flow.snapshot().fid, two.flow.snapshot().fid];
    one.flow.stop();
    two.flow.stop();
    const again = [await begin({ storage }), await begin({ storage })];
    expect(again.map(({ flow }) => flow.snapshot().fid)).toEqual(fids);
  });

  test('a storage that the visitor forbids costs the resuming and nothing else', async () => {
    const storage = new Proxy({}, {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
      set: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    const { fake, start, pass, state } = await begin({ storage });
    start();
    fake.say({ status: 'connected', connections });
    await pass(10);
    expect(state()).toBe('connected');
  });

  test('nothing is stored before there is a flow, and nothing stays after it', async () => {
    const storage = {};
    const { fake, start, pass } = await begin({ storage });
    expect(storage).toEqual({});
    start();
    expect(Object.keys(storage)).toHaveLength(1);
    fake.say({ status: 'connected', connections });
    await pass(10);
    expect(storage).toEqual({});
  });

  test('the link’s secret is not stored', async () => {
    const storage: Record<string, string> = {};
    const { start } = await begin({ storage });
    start();
    expect(JSON.stringify(storage)).not.toContain(linkSecret);
  });
});

describe('cancelling', () => {
  test('is final at the server too, closes the window, and the next flow is another', async () => {
    const { fake, start, flow, state, popup, names, pass } = await begin();
    start();
    const { fid } = flow.snapshot();
    const secret = fake.asked[0]?.body['secret'];
    flow.cancel();
    await pass(1);
    expect(fake.asked.at(-1)).toMatchObject({ operation: 'cancel', body: { secret, link: linkSecret }, keepalive: true });
    expect([state(), popup().closed, flow.snapshot().fid === fid]).toEqual(['ready', true, false]);
    expect(names()).toEqual(['connect-open', 'connect-cancel']);
    start();
    expect(fake.opened.at(-1)?.url.searchParams.get('fid')).not.toBe(fid);
  });

  test('is said again until the server has heard it', async () => {
    const { fake, start, flow, pass } = await begin();
    start();
    fake.network = 'down';
    flow.cancel();
    await pass(8_000);
    expect(fake.count('cancel')).toBe(4);
    fake.network = 'up';
    await pass(60_000);
    expect(fake.count('cancel')).toBe(5);
  });

  test('an account that was connected in the moment before is connected, and the page knows', async () => {
    const { fake, start, flow, pass, state, names } = await begin();
    start();
    const { fid } = flow.snapshot();
    await pass(10);
    fake.outcome = { ...fake.outcome, seq: 4, status: 'connected', connections };
    flow.cancel();
    await pass(10);
    expect([state(), flow.snapshot().fid]).toEqual(['connected', fid]);
    expect(names()).toEqual(['connect-open', 'connect-cancel', 'connect-success']);
  });

  test('a flow that the server ended is followed by another one in the same click', async () => {
    const { fake, start, flow, pass, state } = await begin();
    start();
    const { fid } = flow.snapshot();
    fake.say({ status: 'expired', error: { code: 'attempt_expired', title: 'Too long', detail: 'Again.' } });
    await pass(10);
    expect(state()).toBe('failed');
    fake.outcome = { ...fake.outcome, seq: 0, status: 'none', error: null };
    start();
    expect(fake.opened).toHaveLength(2);
    expect(fake.opened[1]?.url.searchParams.get('fid')).not.toBe(fid);
    expect(fake.count('cancel')).toBe(0);
  });

  test('a no at the platform is tried again under the same name', async () => {
    const { fake, start, flow, pass, state } = await begin();
    start();
    const { fid } = flow.snapshot();
    fake.say({ status: 'denied', error: { code: 'denied', title: 'No', detail: 'No.' } });
    await pass(10);
    start();
    await pass(10);
    expect([state(), flow.snapshot().fid]).toEqual(['opening', fid]);
    fake.say({ status: 'launched', error: null });
    await pass(2_000);
    expect(state()).toBe('waiting');
  });
});

describe('letting go', () => {
  test('ends questions and listeners, keeps the record, and leaves the window alone', async () => {
    const storage = {};
    const { fake, start, flow, pass, popup, events, hello } = await begin({ storage });
    start();
    await pass(1_100);
    const [before, told] = [fake.asked.length, events.length];
    flow.stop();
    fake.say({ status: 'connected', connections });
    hello();
    fake.emit('focus');
    await pass(60_000);
    expect([fake.asked.length, events.length]).toEqual([before, told]);
    expect(popup().closed).toBe(false);
    expect(Object.values(storage)).toHaveLength(1);
  });
});
