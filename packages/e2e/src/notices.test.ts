import type { Connection, Event } from '@connect/sdk';
import { describe, expect } from 'vitest';
import { onEachDatabase } from './databases.ts';
import { createPerson, type Person, type Seen } from './person.ts';
import type { World } from './world.ts';

const textOf = ({ html }: Seen): string =>
  html.slice(html.indexOf('<main')).replaceAll(/<\/?(bdi|time)[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

const receiptOf = ({ html }: Seen): string => /\/r\/rc_[\w-]+/.exec(html)?.[0] ?? '';

/** What has happened to a connection, oldest first. */
const eventsOf = async ({ client }: World, { id, workspace }: Connection): Promise<Event[]> => {
  const all: Event[] = [];
  for await (const event of client.events.all({ workspace, limit: 100 })) if (event.connection === id) all.push(event);
  return all;
};

type Route = 'instagram' | 'facebook' | 'tiktok';

/** Who logs in there for harbourcoffee, and the platform that the account is listed under. */
const ways: Readonly<Record<Route, { readonly account: string; readonly platform: string }>> = {
  instagram: { account: 'harbourcoffee', platform: 'instagram' },
  facebook: { account: 'ines.duarte', platform: 'instagram' },
  tiktok: { account: 'harbourcoffee', platform: 'tiktok' },
};

/** The account's connection in this workspace. */
const inWorkspace = async (world: World, workspace: string, route: Route) => {
  const [connection] = (await world.client.connections.list({ workspace, platform: ways[route].platform })).data;
  if (connection === undefined) throw new Error(`Nothing is connected in ${workspace}.`);
  return connection;
};

/** Connects harbourcoffee in two workspaces, through a link of each. */
const connectTwice = async (world: World, route: Route) => {
  await world.client.workspaces.put('southlight', { name: 'Southlight' });
  const person = createPerson(world);
  const link = await world.link({ platforms: [route] });
  const other = await world.link({ workspace: 'southlight', platforms: [route] });
  const { account } = ways[route];
  const page = await person.connect(link.url, route, { account });
  await createPerson(world).connect(other.url, route, { account });
  return { person, link, receipt: receiptOf(page) };
};

/** Connects it again; the address of the receipt. */
const repair = async (person: Person, url: string, route: Route): Promise<string> => {
  const page = await person.connect(url, route, { account: ways[route].account });
  expect(page.title).toMatch(/^@harbourcoffee /);
  return receiptOf(page);
};

onEachDatabase((test) => {
  describe('what the platform tells reaches everybody', () => {
    test.for(['instagram', 'facebook', 'tiktok'] as const)(
      'an app that is removed at %s ends the account everywhere, says so, and the same link connects it again',
      async (route, { world }) => {
        const { person, link, receipt } = await connectTwice(world, route);
        const before = await inWorkspace(world, 'northlight', route);
        expect(before.status).toBe('active');
        world[route].control.removeApp(ways[route].account);
        const notices = await world[route].control.notices();
        expect(notices.length).toBeGreaterThan(0);
        for (const workspace of ['northlight', 'southlight']) {
          const connection = await inWorkspace(world, workspace, route);
          expect(connection).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
          expect((await eventsOf(world, connection)).at(-1)).toMatchObject({ type: 'connection.disconnected', actor: { kind: 'platform' }, data: { reason: 'removed_at_platform' } });
        }
        await expect(world.client.connections.getAccessToken(before.id)).rejects.toMatchObject({ code: 'token_unavailable' });
        const seen = await person.open(receipt);
        expect(textOf(seen)).toContain('The access was removed at ');
        expect(textOf(seen)).toContain('Connect again');

        const again = await repair(person, link.url, route);
        expect(await inWorkspace(world, 'northlight', route)).toMatchObject({ id: before.id, status: 'active' });
        expect((await inWorkspace(world, 'southlight', route)).status).toBe('disconnected');
        expect(textOf(await person.open(again))).toContain('Connected and working');
        await world.client.connections.getAccessToken(before.id);
      },
    );

    test('each of TikTok’s reasons is told as it is', async ({ world }) => {
      const { person, link, ...first } = await connectTwice(world, 'tiktok');
      let { receipt } = first;
      const { id } = await inWorkspace(world, 'northlight', 'tiktok');
      for (const [number, reason, words] of [
        [2, 'account_deleted', '@harbourcoffee was deleted at TikTok'],
        [3, 'account_age_changed', 'the age of the account’s owner changed'],
        [4, 'account_banned', 'TikTok banned @harbourcoffee'],
        [5, 'app_revoked', 'TikTok ended the access of Brightline'],
      ] as const) {
        world.tiktok.control.removeApp('harbourcoffee', undefined, number);
        await world.tiktok.control.notices();
        expect(await world.client.connections.get(id)).toMatchObject({ status: 'disconnected', reason });
        expect(textOf(await person.open(receipt))).toContain(words);
        receipt = await repair(person, link.url, 'tiktok');
      }
    });

    test.for(['instagram', 'facebook'] as const)('a request to delete at %s leads to a page that says it was done, and leaves nobody’s name behind', async (route, { world }) => {
      const { person, link, receipt } = await connectTwice(world, route);
      const before = await inWorkspace(world, 'northlight', route);
      world[route].control.requestDeletion(ways[route].account);
      const notices = await world[route].control.notices();
      const said = notices.map((notice) => JSON.stringify(notice)).find((text) => text.includes('/deletion/')) ?? '';
      const path = /\/deletion\/[A-Za-z0-9]+/.exec(said)?.[0] ?? '';
      const status = await person.open(path);
      expect([status.status, status.title]).toEqual([200, 'Your data was deleted']);
      expect(textOf(status)).not.toContain('harbourcoffee');

      expect(await world.client.connections.get(before.id)).toMatchObject({
        status: 'disconnected',
        reason: 'deletion_requested',
        account: { handle: '', displayName: null, pictureUrl: null },
      });
      const mine = await eventsOf(world, before);
      expect(mine.at(-1)?.type).toBe('connection.erased');
      expect(JSON.stringify(mine)).not.toContain('harbourcoffee');
      const gone = await person.open(receipt);
      expect([gone.status, gone.title]).toEqual([404, 'We can’t find this receipt']);

      // Whoever wants to can begin anew; it is another connection then.
      await repair(person, link.url, route);
      const { data } = await world.client.connections.list({ workspace: 'northlight', platform: 'instagram', status: 'active' });
      expect(data.map((connection) => connection.id)).not.toContain(before.id);
      expect(data).toHaveLength(1);
    });

    test('a notice that is sent again after the repair ends nothing', async ({ clock, world }) => {
      const { person, link } = await connectTwice(world, 'tiktok');
      world.tiktok.control.removeApp('harbourcoffee');
      const notices = await world.tiktok.control.notices();
      const last = notices.at(-1);
      if (last === undefined) throw new Error('TikTok has told nothing.');
      // Platforms tell whole seconds: a later one than that of the notice.
      clock.pass(2000);
      await repair(person, link.url, 'tiktok');
      world.tiktok.control.resend(last.id);
      await world.tiktok.control.notices();
      expect((await inWorkspace(world, 'northlight', 'tiktok')).status).toBe('active');
    });
  });
});
