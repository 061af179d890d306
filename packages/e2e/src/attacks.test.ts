import { createVisitor } from '@connect/emulators';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPerson, newFlow, type NewFlow, type Person } from './person.ts';
import { createWorld, type World } from './world.ts';

let clock = Date.parse('2026-11-20T12:00:00Z');
let world: World;
let person: Person;

beforeAll(async () => {
  world = await createWorld({ now: () => clock });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.tiktok.reset();
  await world.workspace();
  for await (const { id } of world.client.connections.all({ workspace: 'northlight' })) {
    await world.client.connections.disconnect(id);
  }
  person = createPerson(world);
});

const count = (endpoint: 'token' | 'revoke'): number => world.tiktok.control.log().counts[endpoint] ?? 0;

/** Begins anew what this browser holds; the platform's address. */
const startAgain = async (by: Person, link: string, { fid }: NewFlow): Promise<string> => {
  const response = await by.send('POST', `${new URL(link).pathname}/start`, { fid, platform: 'tiktok' });
  return ((await response.json()) as { authorizeUrl: string }).authorizeUrl;
};

/** Runs `meanwhile` while the platform still thinks about the code. */
const duringExchange = async (
  callback: string,
  behaviour: { status?: number; processed?: boolean },
  meanwhile: () => Promise<void>,
) => {
  world.tiktok.control.next({ endpoint: 'token', behaviour });
  const letGo = world.hold('tiktok');
  const page = person.open(callback);
  try {
    await expect.poll(() => count('token')).toBe(1);
    await meanwhile();
  } finally {
    letGo();
  }
  return page;
};

describe('whoever sends somebody an authorize address', () => {
  const trick = async (conduct = {}) => {
    const link = await world.link();
    const flow = newFlow();
    const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow, { attested: true }), conduct);
    const victim = createPerson(world);
    await victim.open(callback);
    await victim.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
    return { link, flow, victim };
  };

  test('does not learn who has followed it, even after a yes: no handle, no picture, no receipt', async () => {
    const { link, flow, victim } = await trick();
    expect((await victim.open(`/f/${flow.fid}/done`)).html).toMatch(/@harbourcoffee is connected.*\/r\/rc_/s);
    const state = await person.status(flow);
    expect([state.status, state.connections.length]).toEqual(['connected', 1]);
    const done = await person.open(`/f/${flow.fid}/done`);
    expect([done.status, done.title]).toEqual([200, 'Your account is connected']);
    for (const seen of [JSON.stringify(state), done.html, (await person.open(link.url)).html]) {
      expect(seen).not.toMatch(/harbour|\/r\/rc_|\/pictures\//i);
    }
  });
});

describe('a page elsewhere that leads the browser to our callback', () => {
  test.each(['error=access_denied', 'error=server_error'])(
    'with %s and no state does not keep the platform’s own answer out',
    async (query) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      await person.send('GET', `/oauth/tiktok/callback?${query}`, undefined, { 'sec-fetch-site': 'cross-site' });
      expect((await person.open(callback)).title).toBe('@harbourcoffee is connected');
      expect(await person.status(flow)).toMatchObject({ status: 'connected', error: null });
    },
  );

  test('does not stop an exchange that is under way', async () => {
    const link = await world.link();
    const flow = newFlow();
    const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
    const page = await duringExchange(callback, { processed: true }, async () => {
      await person.send('GET', '/oauth/tiktok/callback?error=access_denied', undefined, { 'sec-fetch-site': 'cross-site' });
    });
    expect(page.title).toBe('@harbourcoffee is connected');
  });

  test.each(['%E2%98%83', '%0d%0aset-cookie:x=1', '..%2f..%2f%2fevil.example', 'a%00b'])(
    'of a platform called %s sends it to no other place',
    async (name) => {
      const response = await person.send('GET', `/oauth/${name}/callback?code=a&state=b`);
      expect(response.status).toBe(303);
      expect(new URL(response.headers.get('location') ?? '', world.origin).pathname).toBe(
        `/oauth/${encodeURIComponent(decodeURIComponent(name))}/refused`,
      );
      expect(response.headers.getSetCookie()).toEqual([]);
    },
  );
});

describe('a page that tricks somebody into one click on ours', () => {
  test('gets no account by it: TikTok asks, also those who have allowed the product before', async () => {
    const visitor = createVisitor(world.tiktok);
    const [trusted, other] = [await world.link(), await world.link()];
    await visitor.authorize(await person.start(trusted.url, 'tiktok'), { account: 'harbourcoffee' });
    expect((await visitor.open(await createPerson(world).start(other.url, 'tiktok'))).callback).toBeNull();
  });
});

describe('an address of ours', () => {
  test.each(['constructor', '__proto__', 'toString', '..%2f..%2fmanifest.json'])(
    '/widget/v1/%s is a page that is not there',
    async (file) => {
      expect((await person.send('GET', `/widget/v1/${file}`)).status).toBe(404);
    },
  );

  test('asked for under another host’s name does not lead there', async () => {
    const link = await world.link();
    await world.client.links.update(link.id, { paused: true });
    const path = `${new URL(link.url).pathname}/launch?fid=${newFlow().fid}&p=tiktok`;
    const response = await world.connect.fetch(new Request(`http://evil.example${path}`, { headers: { accept: 'text/html' } }));
    const html = await response.text();
    expect([response.status, html.includes('evil.example')]).toEqual([403, false]);
    expect(html.replaceAll('&amp;', '&')).toContain(`href="${path}"`);
  });
});

describe('two links with a limit', () => {
  test('do not let in more than both may, by passing accounts from one to the other', async () => {
    const [one, other] = [await world.link({ maxConnections: 1 }), await world.link({ maxConnections: 1 })];
    await person.connect(one.url, 'tiktok', { account: 'harbourcoffee' });
    await person.connect(other.url, 'tiktok', { account: 'oakandpine' });
    const repaired = await person.connect(other.url, 'tiktok', { account: 'harbourcoffee' });
    expect(repaired.title).toBe('@harbourcoffee is connected');
    const third = await person.connect(one.url, 'tiktok', { account: 'mara.weber' });
    expect([third.status, third.title]).toEqual([409, 'This link has reached its limit']);
    const counts = await Promise.all([one, other].map(async ({ id }) => (await world.client.links.get(id)).connectionCount));
    expect(counts).toEqual([1, 1]);
  });
});

describe('a link that gets a new address', () => {
  const lose = async (): Promise<void> => {
    const { data } = await world.client.connections.list({ workspace: 'northlight', status: 'active' });
    world.tiktok.control.removeApp('harbourcoffee');
    clock += 3 * 3_600_000;
    world.tiktok.control.advance(3 * 3_600_000);
    await expect(world.client.connections.getAccessToken(data[0]?.id ?? '')).rejects.toThrow(/needs_reconnect/);
  };
  const receiptIn = (html: string): string => /\/r\/rc_[\w-]+/.exec(html)?.[0] ?? '';

  test('does not tell it to those who came through the old one, neither by the last page nor by a receipt', async () => {
    const link = await world.link();
    const done = await person.connect(link.url, 'tiktok');
    const denied = createPerson(world);
    const end = await denied.connect(link.url, 'tiktok', { decision: 'cancel' });
    clock += 1;
    const { pathname } = new URL((await world.client.links.rotate(link.id)).url);
    for (const page of [await person.open(done.url), await denied.open(end.url)]) {
      expect([page.status, page.html.includes(pathname)]).toEqual([200, false]);
    }
    await lose();
    const receipt = await person.open(receiptIn(done.html));
    expect(receipt.html).toContain('Needs to be connected again');
    expect(receipt.html).not.toContain(pathname);
  });

  test('tells it to those who came through it, so that they can repair', async () => {
    const link = await world.link();
    clock += 1;
    const { url } = await world.client.links.rotate(link.id);
    const done = await person.connect(url, 'tiktok');
    expect(done.html).toContain(new URL(url).pathname);
    await lose();
    expect((await person.open(receiptIn(done.html))).html).toContain(new URL(url).pathname);
  });
});

describe('two attempts of one flow', () => {
  test('do not end each other: the first one’s failure leaves the second one open', async () => {
    const link = await world.link();
    const flow = newFlow();
    const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
    let second = '';
    await duringExchange(callback, { status: 500 }, async () => {
      second = await startAgain(person, link.url, flow);
    });
    expect((await person.status(flow)).status).toBe('at_platform');
    expect((await person.open(await person.authorize('tiktok', second))).title).toBe('@harbourcoffee is connected');
  });
});

describe('a stranger who knows a flow’s name and its link', () => {
  test('cannot take the flow over while a slow exchange may still end well', async () => {
    const link = await world.link();
    const flow = newFlow();
    const stranger = createPerson(world);
    const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
    await duringExchange(callback, { processed: true }, async () => {
      clock += 61_000;
      await expect(stranger.launch(link.url, 'tiktok', flow)).rejects.toThrow(/flow_conflict/);
    });
    expect((await stranger.open(`/f/${flow.fid}/done`)).status).toBe(404);
    expect((await person.open(`/f/${flow.fid}/done`)).title).toBe('@harbourcoffee is connected');
  });
});
