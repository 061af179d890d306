import { describe, expect } from 'vitest';
import { onEachDatabase, type Clock } from './databases.ts';
import { createPerson, newFlow } from './person.ts';
import type { World } from './world.ts';

const minute = 60_000;

interface Stage {
  readonly clock: Clock;
  readonly world: World;
}

/** The link ends in a minute, and the minute passes. */
const expire = async ({ clock, world }: Stage, id: string): Promise<void> => {
  await world.client.links.update(id, { expiresAt: new Date(clock.now() + minute).toISOString() });
  clock.pass(minute + 1);
};

onEachDatabase((test) => {
  describe('a link that changes while somebody is at the platform', () => {
    const cases = [
      ['revoked', ({ world }: Stage, id: string) => world.client.links.revoke(id), 'link_revoked'],
      ['paused', ({ world }: Stage, id: string) => world.client.links.update(id, { paused: true }), 'link_paused'],
      ['expired', expire, 'link_expired'],
      ['suspended', ({ world }: Stage) => world.workspace({ subscription: { status: 'inactive' } }), 'link_suspended'],
    ] as const;

    test.for(cases)('connects nothing when it is %s, and says so', async ([_how, change, code], { alive, clock, person, tokenRequests, world }) => {
      const link = await world.link();
      const flow = newFlow();
      const callback = await person.authorize('tiktok', await person.launch(link.url, 'tiktok', flow));
      await change({ clock, world }, link.id);
      const page = await person.open(callback);
      expect(page.status).toBeGreaterThanOrEqual(400);
      expect((await person.status(flow)).error?.code).toBe(code);
      expect(tokenRequests()).toBe(0);
      expect(await alive()).toHaveLength(0);
    });

    test('is suspended for as long as the subscription is, and works again afterwards', async ({ person, world }) => {
      const link = await world.link();
      await world.workspace({ subscription: { status: 'inactive' } });
      const page = await person.open(link.url);
      expect([page.status, page.title]).toEqual([403, 'Northlight Studio can’t accept connections right now']);
      await world.workspace();
      expect((await person.open(link.url)).status).toBe(200);
    });

    test('never lets two in where one is allowed, also when both finish at once', async ({ alive, person, world }) => {
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
});
