import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isConnectError } from '@connect/sdk';
import { createPerson, newFlow, type Person } from './person.ts';
import { createSchema } from './schema.ts';
import { createWorld, type World } from './world.ts';

const minute = 60_000;
let clock = Date.parse('2026-11-20T12:00:00Z');
let world: World;
let person: Person;

const databases: readonly [string, () => Promise<{ url: string; drop(): Promise<void> }>][] = [
  ['SQLite', () => Promise.resolve({ url: 'sqlite::memory:', drop: () => Promise.resolve() })],
  ['PostgreSQL', createSchema],
];

describe.each(databases)('on %s', (_name, create) => {
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await create();
    drop = database.drop;
    world = await createWorld({ now: () => clock, database: database.url });
  });
  afterAll(async () => {
    await world.close();
    await drop();
  });
  beforeEach(async () => {
    world.instagram.reset();
    world.tiktok.reset();
    await world.workspace();
    for await (const { id } of world.client.connections.all({ workspace: 'northlight' })) await world.client.connections.disconnect(id);
    person = createPerson(world);
  });

  const tokenRequests = (platform: 'instagram' | 'tiktok' = 'tiktok'): number => world[platform].control.log().counts['token'] ?? 0;
  const alive = async () => (await world.client.connections.list({ workspace: 'northlight', status: 'active' })).data;

  describe('a callback', () => {
    test('that is repeated, also at the same time, spends the code once and shows the same page', async () => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      const pages = await Promise.all([1, 2, 3].map(() => person.open(callback)));
      pages.push(await person.open(callback));
      expect(tokenRequests()).toBe(1);
      expect(pages.every(({ url }) => url.includes('/done'))).toBe(true);
      expect(pages.at(-1)?.title).toBe('@harbourcoffee is connected');
      expect(await alive()).toHaveLength(1);
    });

    test('shows nothing itself and leaves no code, state or secret in what follows', async () => {
      const link = await world.link();
      const callback = await person.authorize('instagram', await person.start(link.url, 'instagram'));
      const { searchParams } = new URL(callback);
      const response = await person.send('GET', callback);
      expect([response.status, await response.text()]).toEqual([303, '']);
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      const done = await person.open(response.headers.get('location') ?? '');
      for (const secret of [searchParams.get('code') ?? '-', searchParams.get('state') ?? '-']) expect(done.html + done.url).not.toContain(secret);
    });

    test('asked for with HEAD, or with another method, takes nothing', async () => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      for (const method of ['HEAD', 'POST', 'PUT']) expect((await person.send(method, callback)).status).toBe(405);
      expect((await person.open(callback)).title).toBe('@harbourcoffee is connected');
    });

    test('at another platform’s address is refused, and its state is still good at its own', async () => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      expect((await person.open(callback.replace('/tiktok/', '/instagram/'))).status).toBe(410);
      expect(tokenRequests('instagram')).toBe(0);
      expect((await person.open(callback)).title).toBe('@harbourcoffee is connected');
    });

    test('with an unknown, a missing and a late state attaches nothing', async () => {
      const link = await world.link();
      expect((await person.open('/oauth/tiktok/callback?code=abc&state=st_unknown')).status).toBe(410);
      expect((await person.open('/oauth/tiktok/callback?code=abc')).status).toBe(410);
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      clock += 16 * minute;
      expect((await person.open(callback)).title).toBe('That took longer than TikTok allows');
      expect(tokenRequests()).toBe(0);
    });

    test('that says no, with and without its state, ends the flow kindly', async () => {
      const link = await world.link();
      const page = await person.connect(link.url, 'tiktok', { decision: 'cancel' });
      expect([page.status, page.title]).toEqual([200, 'You didn’t give access, and that’s fine']);
      await person.start(link.url, 'instagram');
      const silent = await person.open('/oauth/instagram/callback?error=access_denied&error_reason=user_denied');
      expect(silent.title).toBe('You didn’t give access, and that’s fine');
      const stranger = createPerson(world);
      expect((await stranger.open('/oauth/instagram/callback?error=access_denied')).title).toBe('You didn’t give access, and that’s fine');
    });
  });

  describe('a callback in another browser', () => {
    const elsewhere = async (flow = newFlow()) => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow, { attested: true }));
      const other = createPerson(world);
      return { flow, link, callback, other, page: await other.open(callback) };
    };

    test('exchanges nothing, asks, and connects after a yes', async () => {
      const { flow, other, page } = await elsewhere();
      expect(page.title).toBe('Did you just start this?');
      expect(page.html).toContain('Maya Lindqvist');
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('pending_confirm');
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect((await other.open(`/f/${flow.fid}/done`)).title).toBe('@harbourcoffee is connected');
      expect((await person.status(flow)).status).toBe('connected');
      expect(tokenRequests()).toBe(1);
    });

    test('throws the code away, unused, after a no', async () => {
      const { flow, other, callback } = await elsewhere();
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'no' }));
      expect((await other.open(`/f/${flow.fid}/done`)).title).toBe('Stopped');
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      await other.open(callback);
      await person.open(callback);
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('denied');
    });

    test('is answered only by the browser that it arrived in, and only for ten minutes', async () => {
      const { flow, other } = await elsewhere();
      const third = createPerson(world);
      const refused = await third.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect(refused.status).toBe(404);
      expect((await third.open(`/f/${flow.fid}/confirm`)).html).not.toContain('Northlight');
      clock += 10 * minute + 1;
      const late = await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect(late.status).toBe(410);
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).error?.code).toBe('confirm_expired');
    });

    test('learns nothing of the link’s address', async () => {
      const { flow, link, other } = await elsewhere();
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect((await other.open(`/f/${flow.fid}/done`)).html).not.toContain(new URL(link.url).pathname);
    });

    test('counts as another one where the page is not a document of its own', async () => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      await person.send('GET', callback, undefined, { 'sec-fetch-dest': 'iframe' });
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('pending_confirm');
    });
  });

  describe('a link that changes while somebody is at the platform', () => {
    const cases = [
      ['revoked', (id: string) => world.client.links.revoke(id), 'link_revoked'],
      ['paused', (id: string) => world.client.links.update(id, { paused: true }), 'link_paused'],
      ['expired', (id: string) => world.client.links.update(id, { expiresAt: new Date(clock + 1).toISOString() }).then(() => void (clock += 2)), 'link_expired'],
      ['suspended', () => world.workspace({ subscription: { status: 'inactive' } }), 'link_suspended'],
    ] as const;

    test.each(cases)('connects nothing when it is %s, and says so', async (_how, change, code) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      await change(link.id);
      const page = await person.open(callback);
      expect(page.status).toBeGreaterThanOrEqual(400);
      expect((await person.status(flow)).error?.code).toBe(code);
      expect(tokenRequests()).toBe(0);
      expect(await alive()).toHaveLength(0);
    });

    test('is suspended for as long as the subscription is, and works again afterwards', async () => {
      const link = await world.link();
      await world.workspace({ subscription: { status: 'inactive' } });
      const page = await person.open(link.url);
      expect([page.status, page.title]).toEqual([403, 'Northlight Studio can’t accept connections right now']);
      await world.workspace();
      expect((await person.open(link.url)).status).toBe(200);
    });

    test('never lets two in where one is allowed, also when both finish at once', async () => {
      const link = await world.link({ maxConnections: 1 });
      const people = await Promise.all(
        ['harbourcoffee', 'oakandpine'].map(async (account) => {
          const each = createPerson(world);
          return { each, callback: await each.authorize('tiktok', await each.start(link.url, 'tiktok'), { account }) };
        }),
      );
      const pages = await Promise.all(people.map(({ each, callback }) => each.open(callback)));
      expect(pages.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(await alive()).toHaveLength(1);
      expect((await person.open(link.url)).title).toBe('This link has reached its limit');
      const repaired = await person.connect(link.url, 'tiktok', { account: (await alive())[0]?.account.handle.slice(1) ?? '' });
      expect(repaired.title).toMatch(/is connected$/);
      expect(await alive()).toHaveLength(1);
    });
  });

  describe('the same link again', () => {
    test('takes a second account, a second platform, and the same account once more without doubling it', async () => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      await person.connect(link.url, 'tiktok', { account: 'oakandpine' });
      await person.connect(link.url, 'instagram');
      const before = await alive();
      expect(before.map(({ platform, account }) => `${platform} ${account.handle}`).sort()).toEqual(['instagram @harbourcoffee', 'tiktok @harbourcoffee', 'tiktok @oakandpine']);
      await createPerson(world).connect(link.url, 'tiktok');
      const after = await alive();
      expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    });

    test('serves two people at the same time without mixing them up', async () => {
      const link = await world.link();
      const [one, two] = [createPerson(world), createPerson(world)];
      const [a, b] = [await one.start(link.url, 'tiktok'), await two.start(link.url, 'tiktok')];
      const [backA, backB] = [await one.authorize('tiktok', a), await two.authorize('tiktok', b, { account: 'oakandpine' })];
      const [pageB, pageA] = [await two.open(backB), await one.open(backA)];
      expect([pageA.title, pageB.title]).toEqual(['@harbourcoffee is connected', '@oakandpine is connected']);
    });
  });

  describe('what the page that began a flow learns', () => {
    test('is the handle only where it answered the handshake', async () => {
      const link = await world.link();
      for (const attested of [true, false]) {
        const flow = newFlow();
        await person.open(await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow, { attested })));
        const state = await person.status(flow);
        expect(state.status).toBe('connected');
        expect(state.connections[0]?.handle).toBe(attested ? '@harbourcoffee' : undefined);
        expect(JSON.stringify(state).includes('harbour')).toBe(attested);
      }
    });

    test('is nothing for an origin that the workspace has not registered, whatever the window says', async () => {
      const link = await world.link();
      const flow = newFlow();
      await person.open(await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow, { attested: true, openerOrigin: world.embed('evil') })));
      expect((await person.status(flow)).connections[0]?.handle).toBeUndefined();
    });

    test('is nothing without the secret', async () => {
      const link = await world.link();
      const flow = newFlow();
      await person.launch(link.url, 'tiktok', flow);
      expect((await person.status(newFlow())).status).toBe('none');
      expect((await person.send('GET', `/f/${flow.fid}/done`)).status).toBe(200);
      const stranger = await createPerson(world).open(`/f/${flow.fid}/done`);
      expect([stranger.status, stranger.html.includes('Northlight')]).toEqual([404, false]);
    });
  });

  describe('a cancel', () => {
    test('is final: a late answer of the platform is refused and says so', async () => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      expect((await person.cancel(flow)).status).toBe(200);
      expect((await person.open(callback)).status).toBe(410);
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('cancelled');
    });

    test('also ends a window that has not announced itself yet', async () => {
      const link = await world.link();
      const flow = newFlow();
      expect((await person.cancel(flow)).status).toBe(404);
      expect((await person.cancel(flow, { link: new URL(link.url).pathname.slice('/l/'.length) })).status).toBe(200);
      await expect(person.launch(link.url, 'tiktok', flow)).rejects.toThrow(/cancelled/);
    });

    test('does not undo a connection', async () => {
      const link = await world.link();
      const flow = newFlow();
      await person.open(await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow)));
      await person.cancel(flow);
      expect((await person.status(flow)).status).toBe('connected');
    });
  });

  describe('a platform that refuses or fails', () => {
    test.each([
      ['answers with 500', { status: 500 }, 'platform_unavailable'],
      ['answers with something unreadable', 'malformed', 'platform_unavailable'],
      ['answers with a web page', 'html', 'platform_unavailable'],
      ['breaks off', 'cut-off', 'platform_unavailable'],
      ['limits us', 'rate-limited', 'platform_limit'],
    ] as const)('%s: nothing is connected, and the sentence says why', async (_how, behaviour, code) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      world.tiktok.control.next({ endpoint: 'userinfo', behaviour });
      await person.open(callback);
      expect((await person.status(flow)).error?.code).toBe(code);
      expect(await alive()).toHaveLength(0);
    });

    test('a person who leaves a required permission out: it is named, what was received is given back', async () => {
      const link = await world.link();
      const flow = newFlow();
      const address = await person.launch(link.url, 'tiktok', flow);
      await person.open(await person.authorize('tiktok', address, { untick: ['user.info.profile'] }));
      const { error } = await person.status(flow);
      expect(error?.code).toBe('missing_permission');
      expect(error?.detail).toContain('See your public profile');
      expect(world.tiktok.control.log().counts['revoke']).toBe(1);
      expect(await alive()).toHaveLength(0);
      const again = await person.send('POST', `${new URL(link.url).pathname}/start`, { fid: flow.fid, platform: 'tiktok' });
      expect(((await again.json()) as { authorizeUrl: string }).authorizeUrl).toContain('disable_auto_auth=1');
    });

    test('… but not where that would end a connection of the same account that is alive', async () => {
      await person.connect((await world.link()).url, 'tiktok');
      const link = await world.link();
      const flow = newFlow();
      const address = await person.launch(link.url, 'tiktok', flow);
      await person.open(await person.authorize('tiktok', address, { untick: ['user.info.profile'] }));
      expect((await person.status(flow)).error?.code).toBe('missing_permission');
      expect(world.tiktok.control.log().counts['revoke'] ?? 0).toBe(0);
      expect(await alive()).toHaveLength(1);
    });

    test('a person who leaves an optional permission out: it connects, and says so', async () => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok', { untick: ['user.info.stats'] });
      expect(await alive()).toMatchObject([{ scopes: { missing: ['user.info.stats'] } }]);
    });

    test('a personal Instagram account: says what to do, keeps nothing', async () => {
      const link = await world.link();
      const page = await person.connect(link.url, 'instagram', { account: 'mara.weber' });
      expect([page.status, page.title]).toEqual([422, '@mara.weber is a personal account']);
      expect(await alive()).toHaveLength(0);
    });
  });

  describe('a connection', () => {
    test('gives the product’s server a token that the platform accepts, refreshed when it is old', async () => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      await person.connect(link.url, 'instagram');
      const connections = await alive();
      const [instagram, tiktok] = ['instagram', 'tiktok'].map((platform) => connections.find((each) => each.platform === platform));
      const profile = async (id: string, address: string, header: boolean) => {
        const { accessToken } = await world.client.connections.getAccessToken(id);
        const request = header ? new Request(address, { headers: { authorization: `Bearer ${accessToken}` } }) : new Request(`${address}&access_token=${accessToken}`);
        const response = await (header ? world.tiktok : world.instagram).fetch(request);
        return { accessToken, text: await response.text(), status: response.status };
      };
      const me = await profile(instagram?.id ?? '', 'http://localhost/v25.0/me?fields=username', false);
      expect([me.status, me.text.includes('harbourcoffee')]).toEqual([200, true]);
      const first = await profile(tiktok?.id ?? '', 'http://localhost/v2/user/info/?fields=display_name', true);
      expect([first.status, first.text.includes('Harbour Coffee')]).toEqual([200, true]);
      clock += 3 * 60 * minute;
      world.tiktok.control.advance(3 * 60 * minute);
      const [second, third] = await Promise.all([1, 2].map(() => profile(tiktok?.id ?? '', 'http://localhost/v2/user/info/?fields=display_name', true)));
      expect(second?.accessToken).not.toBe(first.accessToken);
      expect(third?.accessToken).toBe(second?.accessToken);
      expect(second?.status).toBe(200);
    });

    test('is renewed in the platform’s good time, also where its token would last; an Instagram one lives on for years', async () => {
      const link = await world.link();
      await person.connect(link.url, 'instagram');
      const [instagram] = await alive();
      const day = 24 * 60 * minute;
      for (let passed = 0; passed < 400; passed += 40) {
        clock += 40 * day;
        world.instagram.control.advance(40 * day);
        expect((await world.client.connections.getAccessToken(instagram?.id ?? '')).expiresAt).not.toBeNull();
      }
      expect(world.instagram.control.log().counts['refresh']).toBe(10);
      expect(await alive()).toMatchObject([{ id: instagram?.id, status: 'active' }]);
      clock += 61 * day;
      world.instagram.control.advance(61 * day);
      const error: unknown = await world.client.connections.getAccessToken(instagram?.id ?? '').catch((cause: unknown) => cause);
      expect(isConnectError(error, 'token_unavailable')).toBe(true);
    });

    test('whose platform is down keeps what it has, and says when to try again', async () => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      const [tiktok] = await alive();
      clock += 3 * 60 * minute;
      world.tiktok.control.advance(3 * 60 * minute);
      world.tiktok.control.next({ endpoint: 'refresh', behaviour: { status: 503 } });
      const error: unknown = await world.client.connections.getAccessToken(tiktok?.id ?? '').catch((cause: unknown) => cause);
      expect(isConnectError(error, 'platform_unavailable')).toBe(true);
      expect(await alive()).toMatchObject([{ id: tiktok?.id, status: 'active' }]);
      expect((await world.client.connections.getAccessToken(tiktok?.id ?? '')).accessToken).toMatch(/^act\./);
    });

    test('that is dead at the platform says so instead of giving a token', async () => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      const [tiktok] = await alive();
      world.tiktok.control.removeApp('harbourcoffee');
      clock += 3 * 60 * minute;
      world.tiktok.control.advance(3 * 60 * minute);
      const error: unknown = await world.client.connections.getAccessToken(tiktok?.id ?? '').catch((cause: unknown) => cause);
      expect(isConnectError(error, 'token_unavailable')).toBe(true);
      expect((await world.client.connections.get(tiktok?.id ?? '')).status).toBe('needs_reconnect');
      await person.connect(link.url, 'tiktok');
      expect(await alive()).toMatchObject([{ id: tiktok?.id, reason: 'repaired' }]);
    });

    test('is ended by its receipt: tokens dropped here, access revoked there, without an account', async () => {
      const link = await world.link();
      const done = await person.connect(link.url, 'tiktok');
      const [tiktok] = await alive();
      const { accessToken } = await world.client.connections.getAccessToken(tiktok?.id ?? '');
      const receipt = /http:\/\/connect\.localhost:\d+(\/r\/rc_[A-Za-z0-9_-]+)/.exec(done.html)?.[1] ?? '';
      const stranger = createPerson(world);
      expect((await stranger.open(receipt)).html).toContain('Connected and working');
      await world.client.links.revoke(link.id);
      expect((await stranger.open(receipt)).status).toBe(200);
      expect((await stranger.send('POST', `${receipt}/disconnect`, new URLSearchParams(), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      const ended = await stranger.send('POST', `${receipt}/disconnect`, new URLSearchParams());
      expect(await ended.text()).toContain('we deleted the keys');
      expect((await world.connect.fetch(new Request(tiktok?.account.pictureUrl ?? ''))).status).toBe(404);
      expect(await world.client.connections.get(tiktok?.id ?? '')).toMatchObject({ status: 'disconnected', reason: 'disconnected_by_recipient' });
      const response = await world.tiktok.fetch(new Request('http://localhost/v2/user/info/?fields=display_name', { headers: { authorization: `Bearer ${accessToken}` } }));
      expect(response.status).toBe(401);
    });

    test('of the same account in another workspace stays alive when this one ends', async () => {
      await world.client.workspaces.put('other', { name: 'Other' });
      const [here, there] = [await world.link(), await world.link({ workspace: 'other' })];
      await person.connect(here.url, 'tiktok');
      await createPerson(world).connect(there.url, 'tiktok');
      const [mine] = await alive();
      await world.client.connections.disconnect(mine?.id ?? '');
      const { data } = await world.client.connections.list({ workspace: 'other', status: 'active' });
      const { accessToken } = await world.client.connections.getAccessToken(data[0]?.id ?? '');
      const response = await world.tiktok.fetch(new Request('http://localhost/v2/user/info/?fields=display_name', { headers: { authorization: `Bearer ${accessToken}` } }));
      expect(response.status).toBe(200);
      await world.client.connections.disconnect(data[0]?.id ?? '');
    });
  });

  describe('a POST of our pages', () => {
    test.each([
      [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
      [{ 'sec-fetch-site': 'same-site' }],
      [{ 'sec-fetch-site': 'none' }],
      [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
    ])('from elsewhere is refused: %j', async (headers) => {
      const link = await world.link();
      const path = new URL(link.url).pathname;
      const flow = newFlow();
      for (const [target, body] of [
        [`${path}/start`, new URLSearchParams({ platform: 'tiktok' })],
        [`${path}/opened`, new URLSearchParams()],
        [`${path}/launch`, { fid: flow.fid, platform: 'tiktok', mode: 'popup', openerOrigin: null, returnUrl: null }],
        [`/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' })],
      ] as const) {
        expect((await person.send('POST', target, body, headers)).status, target).toBe(403);
      }
      expect((await person.status(flow)).status).toBe('none');
      expect((await world.client.links.get(link.id)).lastOpenedAt).toBeNull();
    });
  });

  describe('a browser', () => {
    test('holds five flows at most; those that are over go first', async () => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      const [ended] = person.jar.keys();
      for (let count = 0; count < 5; count += 1) await person.start(link.url, 'instagram');
      expect(person.jar.size).toBe(5);
      expect([...person.jar.keys()]).not.toContain(ended);
    });

    test('that keeps no cookies is told so', async () => {
      const link = await world.link();
      const flow = newFlow();
      const path = new URL(link.url).pathname;
      await person.send('POST', `${path}/launch`, { fid: flow.fid, platform: 'tiktok', mode: 'popup', openerOrigin: null, returnUrl: null });
      person.jar.clear();
      const started = await person.send('POST', `${path}/start`, { fid: flow.fid, platform: 'tiktok' });
      expect(await started.json()).toMatchObject({ code: 'cookies_blocked' });
    });
  });
});
