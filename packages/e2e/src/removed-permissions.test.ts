import { expect } from 'vitest';
import { onEachDatabase } from './databases.ts';
import { createPerson } from './person.ts';
import type { World } from './world.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** How each platform's next renewal says that a permission is gone, in its own words. */
const removals = [
  {
    platform: 'tiktok',
    account: 'harbourcoffee',
    scope: 'user.info.profile',
    named: 'See your public profile',
    after: 17 * hour,
    remove({ tiktok }: World): void {
      const token = { access_token: 'act.later', expires_in: 86_400, refresh_token: 'rft.later', refresh_expires_in: 31_536_000, open_id: 'one' };
      tiktok.control.next({ endpoint: 'refresh', behaviour: { status: 200, body: JSON.stringify({ ...token, scope: 'user.info.basic,user.info.stats' }) } });
    },
    asks: /scope=user\.info\.basic%2Cuser\.info\.profile/,
  },
  {
    platform: 'instagram',
    account: 'harbourcoffee',
    scope: 'instagram_business_basic',
    named: 'See your profile and posts',
    after: 14 * day,
    remove({ instagram }: World): void {
      const token = { access_token: 'IGAA-later', token_type: 'bearer', expires_in: 5_183_944 };
      instagram.control.next({ endpoint: 'refresh', behaviour: { status: 200, body: JSON.stringify({ ...token, permissions: 'instagram_business_manage_insights' }) } });
    },
    asks: /scope=instagram_business_basic/,
  },
  {
    platform: 'facebook',
    account: 'jonas.lindqvist',
    scope: 'instagram_basic',
    named: 'See your profile and posts',
    after: 14 * day,
    remove({ facebook }: World): void {
      const data = { app_id: 'emulated-app', is_valid: true, user_id: '1', scopes: ['pages_show_list', 'public_profile'], expires_at: 0 };
      facebook.control.next({ endpoint: 'debug', behaviour: { status: 200, body: JSON.stringify({ data }) } });
    },
    // Without it, Facebook does not ask for what was declined.
    asks: /scope=instagram_basic%2C.*auth_type=rerequest/,
  },
] as const;

onEachDatabase((test) => {
  test.for(removals)(
    'a required permission that $platform no longer grants is named, and the link asks for it again',
    async ({ platform, account, scope, named, after, remove, asks }, { clock, world, person }) => {
      const link = await world.link({ platforms: [platform] });
      await person.connect(link.url, platform, { account });
      const [{ id = '' } = {}] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
      clock.pass(after);
      world[platform].control.advance(after);
      remove(world);
      await world.connect.jobs.runDue();
      const broken = await world.client.connections.get(id);
      expect(broken).toMatchObject({ status: 'needs_reconnect', reason: 'permission_removed' });
      expect(broken.scopes.missing).toContain(scope);

      const { url } = await world.client.links.reveal(link.id, { connection: id });
      const visitor = createPerson(world);
      const page = await visitor.open(new URL(url).pathname + new URL(url).search);
      const text = page.html.replaceAll(/<\/?bdi[^>]*>/g, '');
      expect(text).toMatch(/A permission was taken away at \w+/);
      expect(text).toContain(`Northlight Studio needs this: “${named}”.`);
      const repair = /name="repair" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const address = await visitor.start(link.url, platform, { repair });
      expect(address).toMatch(asks);
      const done = await visitor.open(await visitor.authorize(platform, address, { account }));
      expect(done.title).toMatch(/works again$/);
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'active', reason: 'repaired', scopes: { missing: [] } });
    },
  );
});
