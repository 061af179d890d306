import type { Connection } from '@connect/sdk';
import { expect } from 'vitest';
import { onEachDatabase, type Clock } from './databases.ts';
import { createPerson, type Seen } from './person.ts';
import type { World } from './world.ts';

interface Stage {
  readonly clock: Clock;
  readonly world: World;
}

const hour = 3_600_000;

const textOf = ({ html }: Seen): string =>
  html.slice(html.indexOf('<main')).replaceAll(/<\/?bdi[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

const path = (url: string): string => new URL(url).pathname + new URL(url).search;

/** A link through which an account was connected, whose password was changed since; its result page. */
const broken = async ({ clock, world }: Stage, username = 'harbourcoffee', untick: readonly string[] = []) => {
  const link = await world.link({ platforms: ['instagram', 'tiktok'] });
  const done = await createPerson(world).connect(link.url, 'tiktok', { account: username, untick });
  const [connection] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
  if (connection === undefined) throw new Error('Nothing was connected.');
  world.tiktok.control.changePassword(username);
  clock.pass(3 * hour);
  await expect(world.client.connections.getAccessToken(connection.id)).rejects.toMatchObject({ code: 'token_unavailable' });
  return { link, done, connection };
};

const stateOf = async ({ client }: World, { id }: Connection): Promise<string> => (await client.connections.get(id)).status;

onEachDatabase((test) => {
  test('the sharer’s repair link names what is broken first, takes exactly that account, and keeps the connection', async ({ clock, world }) => {
    const { link, connection } = await broken({ clock, world });
    const { url } = await world.client.links.reveal(link.id, { connection: connection.id });
    // Nothing of it can be read in the address.
    expect(url).not.toContain(connection.id);
    expect(url).not.toContain('harbourcoffee');

    const person = createPerson(world);
    const page = await person.open(path(url));
    expect(page.title).toBe('@harbourcoffee on TikTok needs to be connected again');
    expect(textOf(page)).toContain('TikTok no longer accepted it: that happens after a changed password.');
    expect(textOf(page)).toContain('Connecting again repairs the connection. Nothing else changes.');
    // Only what leads to the account.
    expect(textOf(page)).toContain('Continue with TikTok');
    expect(textOf(page)).not.toContain('Continue with Instagram');
    const repair = /name="repair" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    expect(repair).not.toBe('');

    const other = await person.authorize('tiktok', await person.start(link.url, 'tiktok', { repair }), { account: 'oakandpine' });
    const refused = await person.open(other);
    expect(refused.title).toBe('That was @oakandpine, but this link is for @harbourcoffee');
    expect(await stateOf(world, connection)).toBe('needs_reconnect');

    // "Try again" stays with the same account.
    const fid = /name="fid" value="([^"]+)"/.exec(refused.html)?.[1] ?? '';
    const again = await person.start(link.url, 'tiktok', { fid });
    expect((await person.open(await person.authorize('tiktok', again, { account: 'oakandpine' }))).title).toBe(refused.title);
    const right = await person.start(link.url, 'tiktok', { fid });
    expect((await person.open(await person.authorize('tiktok', right))).title).toBe('@harbourcoffee works again');
    expect(await world.client.connections.get(connection.id)).toMatchObject({ status: 'active', reason: 'repaired' });

    // What works is named to nobody.
    expect((await createPerson(world).open(path(url))).title).toBe('Connect your accounts to Northlight Studio');
  });

  test('the receipt has a way of its own there', async ({ clock, world }) => {
    const { done, connection } = await broken({ clock, world });
    const receipt = /\/r\/rc_[\w-]+/.exec(done.html)?.[0] ?? '';
    const person = createPerson(world);
    const shown = await person.open(receipt);
    const way = /href="(\/l\/[^"]+)"/.exec(shown.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await person.open(way)).title).toBe('@harbourcoffee on TikTok needs to be connected again');
    expect(await stateOf(world, connection)).toBe('needs_reconnect');
  });

  test('what was left out is named on the receipt and on the repair page, and not promised there', async ({ clock, world }) => {
    const { link, done, connection } = await broken({ clock, world }, 'harbourcoffee', ['user.info.stats']);
    const receipt = await createPerson(world).open(/\/r\/rc_[\w-]+/.exec(done.html)?.[0] ?? '');
    expect(textOf(receipt)).toContain('Left out: “See your numbers”.');
    const { url } = await world.client.links.reveal(link.id, { connection: connection.id });
    const person = createPerson(world);
    const page = await person.open(path(url));
    const promised = /will be able to<\/h2>.*?<\/ul>/s.exec(page.html)?.[0] ?? '';
    expect(promised).toContain('See your public profile');
    expect(promised).not.toContain('See your numbers');
    const left = 'Left out before: “See your numbers”. TikTok may ask for that again, and you can leave it out again.';
    expect(textOf(page)).toContain(left);
    // Whoever just opens the link is promised what everybody is asked for.
    expect(textOf(await person.open(path(link.url)))).not.toContain('Left out before');

    const repair = /name="repair" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const again = await person.open(await person.authorize('tiktok', await person.start(link.url, 'tiktok', { repair })));
    expect(again.title).toBe('@harbourcoffee works again');
    const whole = await person.open(/\/r\/rc_[\w-]+/.exec(again.html)?.[0] ?? '');
    expect(textOf(whole)).not.toContain('Left out');
    expect(textOf(whole)).toContain('See your numbers');
  });

  test('Facebook is told to ask again for what was left out, by whoever comes to repair that', async ({ clock, world }) => {
    const link = await world.link({ platforms: ['facebook'] });
    const account = 'ines.duarte';
    await createPerson(world).connect(link.url, 'facebook', { account, untick: ['instagram_manage_insights'] });
    const [connection] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
    expect(connection?.scopes.missing).toEqual(['instagram_manage_insights']);
    world.facebook.control.changePassword(account);
    clock.pass(3 * hour);
    await expect(world.client.connections.getAccessToken(connection?.id ?? '', { check: true })).rejects.toMatchObject({ code: 'token_unavailable' });
    const { url } = await world.client.links.reveal(link.id, { connection: connection?.id ?? '' });
    const person = createPerson(world);
    const repair = /name="repair" value="([^"]+)"/.exec((await person.open(path(url))).html)?.[1] ?? '';
    expect(new URL(await person.start(link.url, 'facebook', { repair })).searchParams.get('auth_type')).toBe('rerequest');
    expect(new URL(await createPerson(world).start(link.url, 'facebook')).searchParams.get('auth_type')).toBeNull();
  });

  test('a plain opening, an altered hint and another link’s hint show whose accounts are behind it to nobody', async ({ clock, world }) => {
    const { link, connection } = await broken({ clock, world });
    const { url } = await world.client.links.reveal(link.id, { connection: connection.id });
    const other = await world.link({ platforms: ['tiktok'] });
    const hint = new URL(url).search;
    // What a hint holds, without the seal.
    const unsealed = encodeURIComponent(`${connection.id} ${Date.parse(connection.connectedAt)}`);
    const addresses = [link.url, `${link.url}?repair`, `${link.url}?repair=${connection.id}`, `${link.url}?repair=${unsealed}`, `${url.slice(0, -2)}zz`, `${other.url}${hint}`];
    for (const address of addresses) expect(textOf(await createPerson(world).open(path(address))), address).not.toContain('harbourcoffee');
  });

  test('what was ended on purpose is named to nobody, not even by the sharer’s address', async ({ clock, world }) => {
    const { link, connection } = await broken({ clock, world });
    const { url } = await world.client.links.reveal(link.id, { connection: connection.id });
    await world.client.connections.disconnect(connection.id);
    expect(textOf(await createPerson(world).open(path(url)))).not.toContain('harbourcoffee');
  });

  test('a link that is meant for an account knows what is broken, by its plain address', async ({ clock, world }) => {
    const expected = [{ platform: 'tiktok', handle: 'noor.studio', onMismatch: 'refuse' as const }];
    const link = await world.link({ platforms: ['instagram', 'tiktok'], expectedAccounts: expected });
    await createPerson(world).connect(link.url, 'tiktok', { account: 'noor.studio' });
    const [connection] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
    expect((await createPerson(world).open(path(link.url))).title).toBe('Connect your accounts to Northlight Studio');
    world.tiktok.control.changePassword('noor.studio');
    clock.pass(3 * hour);
    await expect(world.client.connections.getAccessToken(connection?.id ?? '')).rejects.toMatchObject({ code: 'token_unavailable' });
    const page = await createPerson(world).open(path(link.url));
    expect(page.title).toBe('@noor.studio on TikTok needs to be connected again');
    expect(textOf(page)).toContain('Continue with Instagram');
  });

  test('a repair link is made only for a connection that is the workspace’s and on a platform of the link’s', async ({ clock, world }) => {
    const { connection } = await broken({ clock, world }, 'kitsune.ramen');
    const elsewhere = await world.link({ platforms: ['instagram'] });
    await expect(world.client.links.reveal(elsewhere.id, { connection: connection.id })).rejects.toMatchObject({ code: 'conflict' });
    await world.client.workspaces.put('tidewater', { name: 'Tidewater Social' });
    const foreign = await world.link({ workspace: 'tidewater', platforms: ['tiktok'] });
    await expect(world.client.links.reveal(foreign.id, { connection: connection.id })).rejects.toMatchObject({ code: 'conflict' });
    const unknown = `con_${'A'.repeat(24)}`;
    await expect(world.client.links.reveal(elsewhere.id, { connection: unknown })).rejects.toMatchObject({ code: 'not_found' });
  });
});
