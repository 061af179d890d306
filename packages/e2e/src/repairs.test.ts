import type { Event } from '@connect/sdk';
import { expect } from 'vitest';
import { onEachDatabase } from './databases.ts';
import { createPerson } from './person.ts';
import type { World } from './world.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Who logs in, the account that comes, and after what time its token is renewed for certain and still could be. */
const ways = {
  instagram: { account: 'harbourcoffee', handle: '@harbourcoffee', due: 20 * day },
  facebook: { account: 'jonas.lindqvist', handle: '@oakandpine', due: 45 * day },
  tiktok: { account: 'harbourcoffee', handle: '@harbourcoffee', due: 23 * hour },
} as const;

/** Meta says that it was the password; TikTok only that it renews nothing. */
const lost = /^(password_changed|refresh_refused)$/;

/** What has happened to a connection, as the product reads it by the cursor. */
const heard = async ({ client }: World, connection: string): Promise<Event[]> => {
  const all: Event[] = [];
  for await (const event of client.events.all({ workspace: 'northlight', limit: 100 })) if (event.connection === connection) all.push(event);
  return all;
};

/** What the product was sent about a connection, each event once, in order. */
const posted = ({ inbox }: World, connection: string): Event[] =>
  [...new Map(inbox.posted.map(({ event }) => [event.seq, event])).values()]
    .filter((event) => event.connection === connection)
    .sort((one, other) => one.seq - other.seq);

onEachDatabase((test) => {
  test.for(['instagram', 'facebook', 'tiktok'] as const)(
    'a connection by %s whose password is changed is told to the product twice, and the sharer’s repair link mends it',
    async (route, { clock, person, world }) => {
      const { account, due, handle } = ways[route];
      await world.inbox.register();
      const link = await world.link({ platforms: [route] });
      expect((await person.connect(link.url, route, { account })).title).toBe(`${handle} is connected`);
      const [connection] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
      const id = connection?.id ?? '';

      world[route].control.changePassword(account);
      clock.pass(due);
      world[route].control.advance(due);
      await world.connect.jobs.runDue();
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'needs_reconnect', reason: expect.stringMatching(lost) });
      await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });

      const { url } = await world.client.links.reveal(link.id, { connection: id });
      const client = createPerson(world);
      const page = await client.open(url);
      expect(page.title).toBe(`${handle} on ${route === 'tiktok' ? 'TikTok' : 'Instagram'} needs to be connected again`);
      const repair = /name="repair" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const address = await client.start(link.url, route, { repair });
      expect((await client.open(await client.authorize(route, address, { account }))).title).toBe(`${handle} works again`);
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'active', reason: 'repaired' });
      expect((await world.client.connections.getAccessToken(id)).accessToken).not.toBe('');

      await world.connect.jobs.runDue();
      const types = ['connection.connected', 'connection.needs_reconnect', 'connection.reconnected'];
      const listed = await heard(world, id);
      expect(listed.map(({ type }) => type).filter((type) => type !== 'connection.refreshed')).toEqual(types);
      expect(posted(world, id)).toEqual(listed);
    },
  );
});
