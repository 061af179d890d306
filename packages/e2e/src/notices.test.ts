import { describe, expect, onTestFinished } from 'vitest';
import { createPerson, type Person, type Seen } from './person.ts';
import { test } from './stage.ts';
import { createWorld, type World } from './world.ts';

const textOf = ({ html }: Seen): string =>
  html.slice(html.indexOf('<main')).replaceAll(/<\/?(bdi|time)[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

const receiptOf = ({ html }: Seen): string => /\/r\/rc_[\w-]+/.exec(html)?.[0] ?? '';

/** The account's connection in this workspace. */
const inWorkspace = async (world: World, workspace: string, platform: string) => {
  const [connection] = (await world.client.connections.list({ workspace, platform })).data;
  if (connection === undefined) throw new Error(`Nothing is connected in ${workspace}.`);
  return connection;
};

/** Connects harbourcoffee in two workspaces, through a link of each. */
const connectTwice = async (world: World, platform: 'instagram' | 'tiktok') => {
  await world.client.workspaces.put('southlight', { name: 'Southlight' });
  const person = createPerson(world);
  const link = await world.link();
  const other = await world.link({ workspace: 'southlight' });
  const page = await person.connect(link.url, platform);
  await createPerson(world).connect(other.url, platform);
  return { person, link, receipt: receiptOf(page) };
};

const repair = async (person: Person, url: string, platform: 'instagram' | 'tiktok') => {
  const page = await person.connect(url, platform);
  expect(page.title).toMatch(/^@harbourcoffee /);
};

describe('what the platform tells reaches everybody', () => {
  test.for(['instagram', 'tiktok'] as const)(
    'an app that is removed at %s ends the account everywhere, says so, and the same link connects it again',
    async (platform, { world }) => {
      const { person, link, receipt } = await connectTwice(world, platform);
      const before = await inWorkspace(world, 'northlight', platform);
      expect(before.status).toBe('active');
      world[platform].control.removeApp('harbourcoffee');
      const notices = await world[platform].control.notices();
      expect(notices.length).toBeGreaterThan(0);
      for (const workspace of ['northlight', 'southlight']) {
        const connection = await inWorkspace(world, workspace, platform);
        expect(connection).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
        const [last] = (await world.client.events.list({ workspace })).data.filter((event) => event.connection === connection.id).slice(-1);
        expect(last).toMatchObject({ type: 'connection.disconnected', actor: { kind: 'platform' }, data: { reason: 'removed_at_platform' } });
      }
      await expect(world.client.connections.getAccessToken(before.id)).rejects.toMatchObject({ code: 'token_unavailable' });
      const seen = await person.open(receipt);
      expect(textOf(seen)).toContain(`The access was removed at ${platform === 'instagram' ? 'Instagram' : 'TikTok'}`);
      expect(textOf(seen)).toContain('Connect again');

      await repair(person, link.url, platform);
      expect(await inWorkspace(world, 'northlight', platform)).toMatchObject({ id: before.id, status: 'active' });
      expect((await inWorkspace(world, 'southlight', platform)).status).toBe('disconnected');
      expect(textOf(await person.open(receipt))).toContain('Connected and working');
      await world.client.connections.getAccessToken(before.id);
    },
  );

  test('each of TikTok’s reasons is told as it is', async ({ world }) => {
    const { person, link, receipt } = await connectTwice(world, 'tiktok');
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
      await repair(person, link.url, 'tiktok');
    }
  });

  test('a request to delete leads to a page that says it was done, and leaves nobody’s name behind', async ({ world }) => {
    const { person, link, receipt } = await connectTwice(world, 'instagram');
    const { id } = await inWorkspace(world, 'northlight', 'instagram');
    world.instagram.control.requestDeletion('harbourcoffee');
    const notices = await world.instagram.control.notices();
    const said = notices.map((notice) => JSON.stringify(notice)).find((text) => text.includes('/deletion/')) ?? '';
    const path = /\/deletion\/[A-Za-z0-9]+/.exec(said)?.[0] ?? '';
    const status = await person.open(path);
    expect([status.status, status.title]).toEqual([200, 'Your data was deleted']);
    expect(textOf(status)).not.toContain('harbourcoffee');

    expect(await world.client.connections.get(id)).toMatchObject({
      status: 'disconnected',
      reason: 'deletion_requested',
      account: { handle: '', displayName: null, pictureUrl: null },
    });
    const mine = (await world.client.events.list({ workspace: 'northlight', limit: 100 })).data.filter(({ connection }) => connection === id);
    expect(mine.at(-1)?.type).toBe('connection.erased');
    expect(JSON.stringify(mine)).not.toContain('harbourcoffee');
    const gone = await person.open(receipt);
    expect([gone.status, gone.title]).toEqual([404, 'We can’t find this receipt']);

    // Whoever wants to can begin anew; it is another connection then.
    await repair(person, link.url, 'instagram');
    const { data } = await world.client.connections.list({ workspace: 'northlight', platform: 'instagram', status: 'active' });
    expect(data.map((connection) => connection.id)).not.toContain(id);
    expect(data).toHaveLength(1);
  });

  test('a notice that is sent again after the repair ends nothing', async () => {
    let ahead = 0;
    const world = await createWorld({ now: () => Date.now() + ahead });
    onTestFinished(() => world.close());
    const { person, link } = await connectTwice(world, 'tiktok');
    world.tiktok.control.removeApp('harbourcoffee');
    const notices = await world.tiktok.control.notices();
    const last = notices.at(-1);
    if (last === undefined) throw new Error('TikTok has told nothing.');
    // Platforms tell whole seconds: a later one than that of the notice.
    ahead = 2000;
    await repair(person, link.url, 'tiktok');
    world.tiktok.control.resend(last.id);
    await world.tiktok.control.notices();
    expect((await inWorkspace(world, 'northlight', 'tiktok')).status).toBe('active');
  });
});
