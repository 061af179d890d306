import { describe, expect } from 'vitest';
import { onEachDatabase } from './databases.ts';
import { createPerson, newFlow, type Person } from './person.ts';
import type { World } from './world.ts';

const minute = 60_000;

onEachDatabase((test) => {
  describe('a callback', () => {
    test('that is repeated, also at the same time, spends the code once and shows the same page', async ({ alive, person, tokenRequests, world }) => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      const pages = await Promise.all([1, 2, 3].map(() => person.open(callback)));
      pages.push(await person.open(callback));
      expect(tokenRequests()).toBe(1);
      expect(pages.every(({ url }) => url.includes('/done'))).toBe(true);
      expect(pages.at(-1)?.title).toBe('@harbourcoffee is connected');
      expect(await alive()).toHaveLength(1);
    });

    test('shows nothing itself and leaves no code, state or secret in what follows', async ({ person, world }) => {
      const link = await world.link();
      const callback = await person.authorize('instagram', await person.start(link.url, 'instagram'));
      const { searchParams } = new URL(callback);
      const response = await person.send('GET', callback);
      expect([response.status, await response.text()]).toEqual([303, '']);
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      const done = await person.open(response.headers.get('location') ?? '');
      for (const secret of [searchParams.get('code') ?? '-', searchParams.get('state') ?? '-']) expect(done.html + done.url).not.toContain(secret);
    });

    test('asked for with HEAD, or with another method, takes nothing', async ({ person, world }) => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      for (const method of ['HEAD', 'POST', 'PUT']) expect((await person.send(method, callback)).status).toBe(405);
      expect((await person.open(callback)).title).toBe('@harbourcoffee is connected');
    });

    test('at another platform’s address is refused, and its state is still good at its own', async ({ person, tokenRequests, world }) => {
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      expect((await person.open(callback.replace('/tiktok/', '/instagram/'))).status).toBe(410);
      expect(tokenRequests('instagram')).toBe(0);
      expect((await person.open(callback)).title).toBe('@harbourcoffee is connected');
    });

    test('with an unknown, a missing and a late state attaches nothing', async ({ clock, person, tokenRequests, world }) => {
      const link = await world.link();
      expect((await person.open('/oauth/tiktok/callback?code=abc&state=st_unknown')).status).toBe(410);
      expect((await person.open('/oauth/tiktok/callback?code=abc')).status).toBe(410);
      const callback = await person.authorize('tiktok', await person.start(link.url, 'tiktok'));
      clock.pass(16 * minute);
      expect((await person.open(callback)).title).toBe('That took longer than TikTok allows');
      expect(tokenRequests()).toBe(0);
    });

    test('that says no, with and without its state, ends the flow kindly', async ({ person, world }) => {
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
    const elsewhere = async (world: World, person: Person) => {
      const flow = newFlow();
      const link = await world.link();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow, { attested: true }));
      const other = createPerson(world);
      return { flow, link, callback, other, page: await other.open(callback) };
    };

    test('exchanges nothing, asks, and connects after a yes', async ({ person, tokenRequests, world }) => {
      const { flow, other, page } = await elsewhere(world, person);
      expect(page.title).toBe('Did you just start this?');
      expect(page.html).toContain('Maya Lindqvist');
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('pending_confirm');
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect((await other.open(`/f/${flow.fid}/done`)).title).toBe('@harbourcoffee is connected');
      expect((await person.status(flow)).status).toBe('connected');
      expect(tokenRequests()).toBe(1);
    });

    test('throws the code away, unused, after a no', async ({ person, tokenRequests, world }) => {
      const { flow, other, callback } = await elsewhere(world, person);
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'no' }));
      expect((await other.open(`/f/${flow.fid}/done`)).title).toBe('Stopped');
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      await other.open(callback);
      await person.open(callback);
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('denied');
    });

    test('is answered only by the browser that it arrived in, and only for ten minutes', async ({ clock, person, tokenRequests, world }) => {
      const { flow, other } = await elsewhere(world, person);
      const third = createPerson(world);
      const refused = await third.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect(refused.status).toBe(404);
      expect((await third.open(`/f/${flow.fid}/confirm`)).html).not.toContain('Northlight');
      clock.pass(10 * minute + 1);
      const late = await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect(late.status).toBe(410);
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).error?.code).toBe('confirm_expired');
    });

    test('learns nothing of the link’s address', async ({ person, world }) => {
      const { flow, link, other } = await elsewhere(world, person);
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer: 'yes' }));
      expect((await other.open(`/f/${flow.fid}/done`)).html).not.toContain(new URL(link.url).pathname);
    });

    test('counts as another one where the page is not a document of its own', async ({ person, tokenRequests, world }) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      await person.send('GET', callback, undefined, { 'sec-fetch-dest': 'iframe' });
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('pending_confirm');
    });
  });
});
