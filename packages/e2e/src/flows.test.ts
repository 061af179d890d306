import { describe, expect } from 'vitest';
import { onEachDatabase } from './databases.ts';
import { createPerson, newFlow } from './person.ts';

onEachDatabase((test) => {
  describe('what the page that began a flow learns', () => {
    test('is the handle only where it answered the handshake', async ({ person, world }) => {
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

    test('is nothing for an origin that the workspace has not registered, whatever the window says', async ({ person, world }) => {
      const link = await world.link();
      const flow = newFlow();
      await person.open(await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow, { attested: true, openerOrigin: world.embed('evil') })));
      expect((await person.status(flow)).connections[0]?.handle).toBeUndefined();
    });

    test('is nothing without the secret', async ({ person, world }) => {
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
    test('is final: a late answer of the platform is refused and says so', async ({ person, tokenRequests, world }) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      expect((await person.cancel(flow)).status).toBe(200);
      expect((await person.open(callback)).status).toBe(410);
      expect(tokenRequests()).toBe(0);
      expect((await person.status(flow)).status).toBe('cancelled');
    });

    test('also ends a window that has not announced itself yet', async ({ person, world }) => {
      const link = await world.link();
      const flow = newFlow();
      expect((await person.cancel(flow)).status).toBe(404);
      expect((await person.cancel(flow, { link: new URL(link.url).pathname.slice('/l/'.length) })).status).toBe(200);
      await expect(person.launch(link.url, 'tiktok', flow)).rejects.toThrow(/cancelled/);
    });

    test('does not undo a connection', async ({ person, world }) => {
      const link = await world.link();
      const flow = newFlow();
      await person.open(await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow)));
      await person.cancel(flow);
      expect((await person.status(flow)).status).toBe('connected');
    });
  });

  describe('a POST of our pages', () => {
    test.for([
      [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
      [{ 'sec-fetch-site': 'same-site' }],
      [{ 'sec-fetch-site': 'none' }],
      [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
    ])('from elsewhere is refused: %j', async ([headers], { person, world }) => {
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
    test('holds five flows at most; those that are over go first', async ({ person, world }) => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok');
      const [ended] = person.jar.keys();
      for (let count = 0; count < 5; count += 1) await person.start(link.url, 'instagram');
      expect(person.jar.size).toBe(5);
      expect([...person.jar.keys()]).not.toContain(ended);
    });

    test('that keeps no cookies is told so', async ({ person, world }) => {
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
