import { describe, expect } from 'vitest';
import type { LinkInput } from '@connect/sdk';
import { onEachDatabase } from './databases.ts';
import { createPerson, newFlow, type Person, type Seen } from './person.ts';
import type { World } from './world.ts';

/** Dana works at an agency: two clients' Pages through its business, one of her own, and one without an Instagram account. */
const dana = 'dana.brooks';
const pages = { harbour: '104558812307741', noor: '117203345981266', kitsune: '102877164409353', agency: '113649028854197' };
const accounts = ['@harbourcoffee', '@kitsune.ramen', '@noor.studio'];

const facebookLink = (world: World, change: Partial<LinkInput> = {}) => world.link({ platforms: ['facebook'], ...change });

const alive = async (world: World) =>
  (await world.client.connections.list({ workspace: 'northlight' })).data
    .filter(({ status }) => status !== 'disconnected')
    .map(({ account, platform, route, status }) => ({ handle: account.handle, platform, route, status }))
    .sort((one, other) => (one.handle < other.handle ? -1 : 1));
const handles = async (world: World) => (await alive(world)).map(({ handle }) => handle);

const textOf = ({ html }: Seen): string =>
  html.slice(html.indexOf('<main')).replaceAll(/<\/?bdi[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

/** Ticks accounts on the page that asks, by their handles, and presses its button. */
const choose = async (person: Person, page: Seen, ticked: readonly string[], answer = 'yes'): Promise<Seen> => {
  const form = new URLSearchParams({ answer });
  for (const handle of ticked) {
    const id = new RegExp(`value="([^"]+)"[^>]*>\\s*<span><bdi>${handle}<`).exec(page.html)?.[1];
    if (id === undefined) throw new Error(`${handle} is not offered: ${page.title}`);
    form.append('account', id);
  }
  const response = await person.send('POST', new URL(page.url).pathname, form);
  const location = response.headers.get('location');
  if (location !== null) return person.open(location);
  const html = await response.text();
  const title = (/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '').replaceAll(/<[^>]+>/g, '');
  return { status: response.status, url: page.url, html, title };
};

const revocations = (world: World): number => world.facebook.control.log().counts['revoke'] ?? 0;

onEachDatabase((test) => {
  describe('several accounts from one consent', () => {
    test('are those that were ticked at Facebook, each with a receipt and an undo of its own', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const opened = await person.open(new URL(link.url).pathname);
      expect(opened.title).toBe('Connect your Instagram through Facebook account to Northlight Studio');
      const done = await person.connect(link.url, 'facebook', { account: dana, untick: [pages.noor] });
      expect(done.title).toBe('Your accounts are connected');
      expect(await alive(world)).toEqual([
        { handle: '@harbourcoffee', platform: 'instagram', route: 'facebook', status: 'active' },
        { handle: '@kitsune.ramen', platform: 'instagram', route: 'facebook', status: 'active' },
      ]);
      expect(textOf(done)).toContain('@harbourcoffee on Instagram');
      const receipts = [...new Set(done.html.match(/\/r\/rc_[\w-]+/g))];
      expect(receipts).toHaveLength(2);
      const before = revocations(world);

      // One is undone: the other lives from the same consent, which therefore stays.
      const [first] = (await world.client.connections.list({ workspace: 'northlight' })).data.filter(
        ({ account }) => account.handle === '@kitsune.ramen',
      );
      await person.send('POST', `${new URL(done.url).pathname.replace('/done', '')}/undo`, new URLSearchParams({ connection: first?.id ?? '' }));
      expect(await handles(world)).toEqual(['@harbourcoffee']);
      expect(revocations(world)).toBe(before);

      // The last one ends by its receipt, and the consent with it.
      for (const receipt of receipts) await person.send('POST', `${receipt}/disconnect`);
      expect(await handles(world)).toEqual([]);
      expect(revocations(world)).toBe(before + 1);
    });

    test('have tokens of their own, of which none opens another account', async ({ world }) => {
      const link = await facebookLink(world);
      await createPerson(world).connect(link.url, 'facebook', { account: dana, untick: [pages.noor] });
      const { data } = await world.client.connections.list({ workspace: 'northlight', status: 'active' });
      const tokens = await Promise.all(data.map(async ({ id, account }) => ({ account, token: await world.client.connections.getAccessToken(id) })));
      expect(new Set(tokens.map(({ token }) => token.accessToken)).size).toBe(2);
      for (const { account, token } of tokens) {
        expect(token).toMatchObject({ platform: 'instagram', route: 'facebook' });
        const query = new URLSearchParams({ fields: 'instagram_business_account{id}', access_token: token.accessToken });
        const answer = await world.facebook.fetch(new Request(`https://graph.facebook.com/v25.0/me?${query}`));
        expect(await answer.json()).toMatchObject({ instagram_business_account: { id: account.id } });
      }
    });

    test('are asked for on a page of ours where Facebook has not restricted them; nothing is ticked beforehand', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const page = await person.connect(link.url, 'facebook', { account: dana, assets: 'all' });
      expect(page.title).toBe('Which accounts may Northlight Studio use?');
      for (const handle of accounts) expect(textOf(page)).toContain(handle);
      expect(page.html).not.toContain(' checked');
      expect(await handles(world)).toEqual([]);

      const nothing = await choose(person, page, []);
      expect(nothing.status).toBe(422);
      expect(textOf(nothing)).toContain('Nothing is ticked.');

      const done = await choose(person, page, ['@noor.studio']);
      expect(done.title).toBe('@noor.studio is connected');
      expect(await handles(world)).toEqual(['@noor.studio']);
      // Sent again, by a second click: the first answer counts.
      expect((await choose(person, page, ['@noor.studio', '@harbourcoffee'])).title).toBe('@noor.studio is connected');
      expect(await handles(world)).toEqual(['@noor.studio']);
    });

    test('none of them is an answer, too: the consent is given back', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const before = revocations(world);
      const page = await person.connect(link.url, 'facebook', { account: dana, assets: 'all' });
      const none = await choose(person, page, ['@noor.studio'], 'no');
      expect(none.title).toBe('You chose none of the accounts, and that’s fine');
      expect(await handles(world)).toEqual([]);
      expect(revocations(world)).toBe(before + 1);
    });

    test('the page that began hears that a question waits, and a cancel there ends it', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const flow = newFlow();
      const before = revocations(world);
      const address = await person.launch(link.url, 'facebook', flow);
      const page = await person.open(await person.authorize('facebook', address, { account: dana, assets: 'all' }));
      expect(page.title).toBe('Which accounts may Northlight Studio use?');
      expect(await person.status(flow)).toMatchObject({ status: 'pending_confirm', connections: [] });
      await person.cancel(flow);
      expect(revocations(world)).toBe(before + 1);
      expect((await choose(person, page, ['@noor.studio'])).title).toBe('This attempt was cancelled');
      expect(await handles(world)).toEqual([]);
    });

    test('are shown to nobody else, and chosen by no other page', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const page = await person.connect(link.url, 'facebook', { account: dana, assets: 'all' });
      const path = new URL(page.url).pathname;
      expect((await createPerson(world).open(path)).title).toBe('There is nothing to see here');
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' };
      const id = /name="account" value="(\d+)"/.exec(page.html)?.[1] ?? '';
      const refused = await person.send('POST', path, new URLSearchParams({ answer: 'yes', account: id }), foreign);
      expect(refused.status).toBe(403);
      expect(await handles(world)).toEqual([]);
      expect((await person.send('PUT', path)).status).toBe(405);
    });

    test('are chosen from where the link has not room for all, and never more than it has room for', async ({ world }) => {
      const link = await facebookLink(world, { maxConnections: 1 });
      const person = createPerson(world);
      const page = await person.connect(link.url, 'facebook', { account: dana });
      expect(textOf(page)).toContain('This link has room for 1 of them.');
      const tooMany = await choose(person, page, ['@noor.studio', '@harbourcoffee']);
      expect(tooMany.status).toBe(422);
      expect(textOf(tooMany)).toContain('You ticked more than this link has room for. It has room for 1.');
      expect(await handles(world)).toEqual([]);
      expect((await choose(person, tooMany, ['@harbourcoffee'])).title).toBe('@harbourcoffee is connected');
      // Full: another consent connects nothing new.
      const full = await createPerson(world).connect(link.url, 'facebook', { account: 'jonas.lindqvist' });
      expect(full.title).toBe('This link has reached its limit');
    });

    test('a link that is switched off while somebody chooses connects nothing', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const before = revocations(world);
      const page = await person.connect(link.url, 'facebook', { account: dana, assets: 'all' });
      await world.client.links.revoke(link.id);
      expect((await choose(person, page, ['@noor.studio'])).title).toBe('This link was switched off');
      expect(await handles(world)).toEqual([]);
      expect(revocations(world)).toBe(before + 1);
    });

    test('only the one that the link expects is connected, whichever route it names', async ({ world }) => {
      for (const platform of ['facebook', 'instagram']) {
        const link = await facebookLink(world, {
          platforms: ['facebook', 'instagram'],
          expectedAccounts: [{ platform, handle: 'noor.studio', onMismatch: 'refuse' }],
        });
        const done = await createPerson(world).connect(link.url, 'facebook', { account: dana, assets: 'all' });
        expect(done.title).toBe('@noor.studio is connected');
        expect(await handles(world)).toEqual(['@noor.studio']);
        const wrong = await createPerson(world).connect(link.url, 'facebook', { account: 'jonas.lindqvist' });
        expect(wrong.title).toBe('That was @oakandpine, but this link is for @noor.studio');
      }
    });

    test('all of them wait where the sharer looks at new accounts first', async ({ world }) => {
      const link = await facebookLink(world, { requiresApproval: true });
      const done = await createPerson(world).connect(link.url, 'facebook', { account: dana });
      expect(done.title).toBe('Your accounts are waiting for Northlight Studio');
      expect((await alive(world)).map(({ status }) => status)).toEqual(['pending_approval', 'pending_approval', 'pending_approval']);
    });

    test('in another browser, the one that confirms also chooses, and the one that began learns nothing', async ({ world }) => {
      const link = await facebookLink(world);
      const [one, other] = [createPerson(world), createPerson(world)];
      const flow = newFlow();
      const address = await one.launch(link.url, 'facebook', flow);
      const confirm = await other.open(await one.authorize('facebook', address, { account: dana, assets: 'all' }));
      expect(confirm.title).toBe('Did you just start this?');
      const path = new URL(confirm.url).pathname;
      const confirmed = await other.send('POST', path, new URLSearchParams({ answer: 'yes' }));
      const page = await other.open(confirmed.headers.get('location') ?? '');
      expect(page.title).toBe('Which accounts may Northlight Studio use?');
      expect((await one.open(path.replace('confirm', 'choose'))).title).toBe('There is nothing to see here');
      expect(textOf(await one.open(path.replace('confirm', 'done')))).not.toContain('@noor');
      expect((await choose(other, page, ['@noor.studio'])).title).toBe('@noor.studio is connected');
      expect(await one.status(flow)).toMatchObject({ status: 'connected', connections: [{ platform: 'instagram' }] });
      expect(JSON.stringify(await one.status(flow))).not.toContain('noor');
    });
  });

  describe('no account', () => {
    test('a Page without Instagram is named, with what to do, and Instagram’s own login offered instead', async ({ world }) => {
      const link = await facebookLink(world, { platforms: ['facebook', 'instagram'] });
      const before = revocations(world);
      const person = createPerson(world);
      const refused = await person.connect(link.url, 'facebook', { account: 'tom.becker' });
      expect(refused.status).toBe(422);
      expect(refused.title).toBe('We found no account to connect');
      expect(textOf(refused)).toContain('“Beckers Fahrräder”');
      expect(textOf(refused)).toContain('Log in with Instagram instead');
      expect(textOf(refused)).toContain('Nothing was connected.');
      expect(revocations(world)).toBe(before + 1);
    });

    test('somebody without any Page reads that none is theirs', async ({ world }) => {
      const link = await facebookLink(world);
      const refused = await createPerson(world).connect(link.url, 'facebook', { account: 'lena.novak' });
      expect(refused.title).toBe('We found no account to connect');
      expect(textOf(refused)).toContain('no Instagram professional account is linked to a Page you manage.');
      expect(textOf(refused)).not.toContain('Log in with Instagram instead');
    });

    test('the page that began a flow which it cannot vouch for does not learn the Pages’ names', async ({ world }) => {
      const link = await facebookLink(world);
      const person = createPerson(world);
      const flow = newFlow();
      await person.open(await person.authorize('facebook', await person.launch(link.url, 'facebook', flow), { account: 'tom.becker' }));
      const state = await person.status(flow);
      expect(state).toMatchObject({ status: 'error', error: { code: 'no_eligible_account' } });
      expect(JSON.stringify(state)).not.toContain('Becker');
    });
  });

  describe('one account, two routes', () => {
    test('is one connection: same id, whichever way it came, and its tokens go by the last one', async ({ world }) => {
      const link = await facebookLink(world, { platforms: ['instagram', 'facebook'] });
      await createPerson(world).connect(link.url, 'instagram', { account: 'harbourcoffee' });
      const [first] = (await world.client.connections.list({ workspace: 'northlight', status: 'active' })).data;
      expect(first).toMatchObject({ platform: 'instagram', route: 'instagram', account: { handle: '@harbourcoffee' } });

      const second = await createPerson(world).connect(link.url, 'facebook', { account: 'ines.duarte' });
      expect(second.title).toBe('@harbourcoffee is connected');
      expect(await alive(world)).toHaveLength(1);
      const again = await world.client.connections.get(first?.id ?? '');
      expect(again).toMatchObject({ platform: 'instagram', route: 'facebook', reason: 'reconnected', account: { id: first?.account.id, type: 'business' } });
      expect((await world.client.connections.getAccessToken(again.id)).scopes).toContain('instagram_basic');

      await createPerson(world).connect(link.url, 'instagram', { account: 'harbourcoffee' });
      expect(await world.client.connections.get(again.id)).toMatchObject({ route: 'instagram' });
      expect((await world.client.connections.getAccessToken(again.id)).scopes).toContain('instagram_business_basic');
    });
  });
});
