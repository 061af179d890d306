import { describe, expect } from 'vitest';
import { onEachDatabase } from './databases.ts';
import { newFlow } from './person.ts';

onEachDatabase((test) => {
  describe('a platform that refuses or fails', () => {
    test.for([
      ['answers with 500', { status: 500 }, 'platform_unavailable'],
      ['answers with something unreadable', 'malformed', 'platform_unavailable'],
      ['answers with a web page', 'html', 'platform_unavailable'],
      ['breaks off', 'cut-off', 'platform_unavailable'],
      ['limits us', 'rate-limited', 'platform_limit'],
    ] as const)('%s: nothing is connected, and the sentence says why', async ([_how, behaviour, code], { alive, person, world }) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      world.tiktok.control.next({ endpoint: 'userinfo', behaviour });
      await person.open(callback);
      expect((await person.status(flow)).error?.code).toBe(code);
      expect(await alive()).toHaveLength(0);
    });

    test('a person who leaves a required permission out: it is named, what was received is given back', async ({ alive, person, world }) => {
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

    test('… but not where that would end a connection of the same account that is alive', async ({ alive, person, world }) => {
      await person.connect((await world.link()).url, 'tiktok');
      const link = await world.link();
      const flow = newFlow();
      const address = await person.launch(link.url, 'tiktok', flow);
      await person.open(await person.authorize('tiktok', address, { untick: ['user.info.profile'] }));
      expect((await person.status(flow)).error?.code).toBe('missing_permission');
      expect(world.tiktok.control.log().counts['revoke'] ?? 0).toBe(0);
      expect(await alive()).toHaveLength(1);
    });

    test('a person who leaves an optional permission out: it connects, and says so', async ({ alive, person, world }) => {
      const link = await world.link();
      await person.connect(link.url, 'tiktok', { untick: ['user.info.stats'] });
      expect(await alive()).toMatchObject([{ scopes: { missing: ['user.info.stats'] } }]);
    });

    test('a personal Instagram account: says what to do, keeps nothing', async ({ alive, person, world }) => {
      const link = await world.link();
      const page = await person.connect(link.url, 'instagram', { account: 'mara.weber' });
      expect([page.status, page.title]).toEqual([422, '@mara.weber is a personal account']);
      expect(await alive()).toHaveLength(0);
    });
  });
});
