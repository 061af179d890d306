import { describe, expect } from 'vitest';
import { isConnectError } from '@connect/sdk';
import { onEachDatabase } from './databases.ts';
import { createPerson } from './person.ts';

const minute = 60_000;

onEachDatabase((test) => {
  describe('the same link again', () => {
    test('takes a second account, a second platform, and the same account once more without doubling it', async ({ alive, person, world }) => {
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

    test('serves two people at the same time without mixing them up', async ({ world }) => {
      const link = await world.link();
      const [one, two] = [createPerson(world), createPerson(world)];
      const [a, b] = [await one.start(link.url, 'tiktok'), await two.start(link.url, 'tiktok')];
      const [backA, backB] = [await one.authorize('tiktok', a), await two.authorize('tiktok', b, { account: 'oakandpine' })];
      const [pageB, pageA] = [await two.open(backB), await one.open(backA)];
      expect([pageA.title, pageB.title]).toEqual(['@harbourcoffee is connected', '@oakandpine is connected']);
    });
  });

  describe('a connection', () => {
    test('gives the product’s server a token that the platform accepts, refreshed when it is old', async ({ alive, clock, person, world }) => {
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
      clock.pass(3 * 60 * minute);
      world.tiktok.control.advance(3 * 60 * minute);
      const [second, third] = await Promise.all([1, 2].map(() => profile(tiktok?.id ?? '', 'http://localhost/v2/user/info/?fields=display_name', true)));
      expect(second?.accessToken).not.toBe(first.accessToken);
      expect(third?.accessToken).toBe(second?.accessToken);
      expect(second?.status).toBe(200);
    });

    test('is renewed in the platform’s good time, also where its token would last; an Instagram one lives on for years', async ({ alive, clock, person, world }) => {
      const link = await world.link();
      await person.connect(link.url, 'instagram');
      const [instagram] = await alive();
      const day = 24 * 60 * minute;
      for (let passed = 0; passed < 400; passed += 40) {
        clock.pass(40 * day);
        world.instagram.control.advance(40 * day);
        expect((await world.client.connections.getAccessToken(instagram?.id ?? '')).expiresAt).not.toBeNull();
      }
      expect(world.instagram.control.log().counts['refresh']).toBe(10);
      expect(await alive()).toMatchObject([{ id: instagram?.id, status: 'active' }]);
      clock.pass(61 * day);
      world.instagram.control.advance(61 * day);
      const error: unknown = await world.client.connections.getAccessToken(instagram?.id ?? '').catch((cause: unknown) => cause);
      expect(isConnectError(error, 'token_unavailable')).toBe(true);
    });

    test('whose platform is down keeps what it has, and says when to try again', async ({ alive, clock, person, world }) => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      const [tiktok] = await alive();
      clock.pass(3 * 60 * minute);
      world.tiktok.control.advance(3 * 60 * minute);
      world.tiktok.control.next({ endpoint: 'refresh', behaviour: { status: 503 } });
      const error: unknown = await world.client.connections.getAccessToken(tiktok?.id ?? '').catch((cause: unknown) => cause);
      expect(isConnectError(error, 'platform_unavailable')).toBe(true);
      expect(await alive()).toMatchObject([{ id: tiktok?.id, status: 'active' }]);
      expect(error).toMatchObject({ retryAfterMs: minute });
      clock.pass(minute);
      expect((await world.client.connections.getAccessToken(tiktok?.id ?? '')).accessToken).toMatch(/^act\./);
    });

    test('that is dead at the platform says so instead of giving a token', async ({ alive, clock, person, world }) => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      const [tiktok] = await alive();
      world.tiktok.control.changePassword('harbourcoffee');
      clock.pass(3 * 60 * minute);
      world.tiktok.control.advance(3 * 60 * minute);
      const error: unknown = await world.client.connections.getAccessToken(tiktok?.id ?? '').catch((cause: unknown) => cause);
      expect(isConnectError(error, 'token_unavailable')).toBe(true);
      expect((await world.client.connections.get(tiktok?.id ?? '')).status).toBe('needs_reconnect');
      await person.connect(link.url, 'tiktok');
      expect(await alive()).toMatchObject([{ id: tiktok?.id, reason: 'repaired' }]);
    });

    test('is ended by its receipt: tokens dropped here, access revoked there, without an account', async ({ alive, person, world }) => {
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

    test('of the same account in another workspace stays alive when this one ends', async ({ alive, person, world }) => {
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
});
