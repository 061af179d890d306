import type { Event } from '@connect/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPerson } from './person.ts';
import { createWorld } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Who logs in at each platform. */
const people = { instagram: 'harbourcoffee', facebook: 'jonas.lindqvist', tiktok: 'harbourcoffee' } as const;

/** A world whose time, the platforms' included, passes when it is told to; every `look` what is due is done. */
const createTimeline = async (platform: keyof typeof people, look: number, settings: object = {}) => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const world = await createWorld({ now });
  onTestFinished(() => world.close());
  const emulator = world[platform];
  emulator.control.settings(settings);
  const account = people[platform];
  /** The request that renews a token there. */
  const renewal = platform === 'facebook' ? 'exchange' : 'refresh';
  const link = await world.link({ platforms: [platform] });

  /** Goes through the link; the address of the receipt. */
  const connect = async (): Promise<string> => {
    const page = await createPerson(world).connect(link.url, platform, { account });
    expect(page.status).toBe(200);
    return /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
  };
  const receipt = await connect();
  const [{ id = '' } = {}] = (await world.client.connections.list({ workspace: 'northlight' })).data;

  const skip = (ms: number): void => {
    ahead += ms;
    emulator.control.advance(ms);
  };
  const sent = () => emulator.control.log().requests.filter(({ endpoint }) => endpoint === renewal);
  const connection = () => world.client.connections.get(id);
  return {
    ...world,
    emulator,
    account,
    id,
    now,
    skip,
    connect,
    connection,
    /** The renewals that were sent, as far back as the platform remembers. */
    sent,
    /** How often a renewal was sent. */
    renewals: () => emulator.control.log().counts[renewal] ?? 0,
    /** The person ends it on their receipt. */
    endByReceipt: () => createPerson(world).send('POST', `${receipt}/disconnect`, new URLSearchParams()),
    /** How the platform takes the next renewals. */
    disturb(behaviour: 'cut-off' | { readonly status: 503; readonly body: string }, times = 1): void {
      if (platform === 'facebook') world.facebook.control.next({ endpoint: 'exchange', behaviour, times });
      else world[platform].control.next({ endpoint: 'refresh', behaviour, times });
    },
    work: () => world.connect.jobs.runDue(),
    /** Lets time pass for as long as `goesOn` says so; how long that was. */
    async pass(most: number, goesOn: () => Promise<boolean> = () => Promise.resolve(true)): Promise<number> {
      let passed = 0;
      while (passed < most && (await goesOn())) {
        skip(look);
        passed += look;
        await world.connect.jobs.runDue();
      }
      return passed;
    },
    isActive: async () => (await connection()).status === 'active',
    async events(): Promise<Event[]> {
      const all: Event[] = [];
      for await (const event of world.client.events.all({ workspace: 'northlight', limit: 100 })) all.push(event);
      return all.filter((event) => event.connection === id);
    },
  };
};

/** How each platform's tokens live: how often is looked, how long one lives, how soon and how late it is renewed. */
const lives = [
  { name: 'Instagram', platform: 'instagram', settings: {}, look: 12 * hour, life: 60 * day, least: 7 * day, most: 13 * day },
  { name: 'Instagram, same token', platform: 'instagram', settings: { refreshedToken: 'same' }, look: 12 * hour, life: 60 * day, least: 7 * day, most: 13 * day },
  { name: 'Instagram through Facebook', platform: 'facebook', settings: {}, look: 12 * hour, life: 60 * day, least: 12 * hour, most: 13 * day },
  {
    name: 'Instagram through Facebook, other habits',
    platform: 'facebook',
    settings: { codeToken: 'long', expiresIn: 'absent', businessPages: 'ticked', revokeAnswer: 'object' },
    look: 12 * hour,
    life: 60 * day,
    least: 12 * hour,
    most: 13 * day,
  },
  { name: 'TikTok of 2026', platform: 'tiktok', settings: { tokenProfile: '2026' }, look: 85 * minute, life: 2 * hour, least: 80 * minute, most: 113 * minute },
  { name: 'TikTok of before', platform: 'tiktok', settings: { tokenProfile: 'legacy' }, look: 3 * hour, life: 24 * hour, least: 16 * hour, most: 20 * hour },
] as const;

describe.each(lives)('$name', ({ name, platform, settings, look, life, least, most }) => {
  test('a year passes, and the token was always renewed in time', { timeout: 480_000 }, async () => {
    const { client, connect, connection, events, id, isActive, now, pass, sent } = await createTimeline(platform, look, settings);
    const ends: number[] = [];
    for (let passed = 0; passed < 365 * day; ) {
      passed += await pass(365 * day - passed, isActive);
      if (await isActive()) continue;
      expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: 'token_expired' });
      await connect();
      ends.push(passed);
    }
    // Only Facebook lets nobody stay who has not been there for 90 days; the link brings them back to where they were.
    expect(ends.map((end) => Math.floor(end / day))).toEqual(platform === 'facebook' ? [90, 180, 270, 360] : []);
    const renewed = ends.length > 0 ? ['needs_reconnect', 'reconnected', 'refreshed'] : ['refreshed'];
    const all = await events();
    expect([...new Set(all.slice(1).map(({ type }) => type))].sort()).toEqual(renewed.map((type) => `connection.${type}`));
    const timeOf = (event: Event | undefined): number => Date.parse(event?.createdAt ?? '');
    const gaps = all.flatMap((event, index) => (event.type === 'connection.refreshed' ? [timeOf(event) - timeOf(all[index - 1])] : []));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...gaps)).toBeLessThan(most);
    expect(most).toBeLessThan(life);
    // Each renewal that was sent was also granted.
    expect(new Set(sent().map(({ status }) => status))).toEqual(new Set([200]));
    const { expiresAt } = await client.connections.getAccessToken(id);
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(now());
    expect(await events()).toHaveLength(all.length);
  });

  const causes = [
    ['the password is changed', 'changePassword', /^(password_changed|refresh_refused)$/],
    ['the platform ends the tokens', 'expire', /^(token_expired|refresh_refused)$/],
    ...(name === 'TikTok of 2026' ? ([['the answer to a renewal is lost', 'cut-off', /^refresh_outcome_unknown$/]] as const) : []),
  ] as const;

  test.each(causes)(
    'when %s, the connection says so at the next renewal, and the same link repairs it',
    async (_cause, action, reason) => {
      const { account, connect, connection, disturb, emulator, events, id, isActive, pass } = await createTimeline(platform, look, settings);
      await pass(20 * look);
      if (action === 'expire') emulator.control.expire(account, 'all');
      else if (action === 'changePassword') emulator.control.changePassword(account);
      else disturb('cut-off');
      // A lost answer is known for what it is at the next look.
      expect(await pass(life + 2 * look, isActive)).toBeLessThanOrEqual(action === 'cut-off' ? most + 2 * look : most);
      expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: expect.stringMatching(reason) });
      await pass(3 * look);
      await connect();
      expect(await connection()).toMatchObject({ id, status: 'active', reason: 'repaired' });
      await pass(life);
      expect(await isActive()).toBe(true);
      const types = (await events()).map(({ type }) => type).filter((type) => type !== 'connection.refreshed');
      expect(types).toEqual(['connection.connected', 'connection.needs_reconnect', 'connection.reconnected']);
    },
  );

  const ends = [
    ['the person removes the app', 'removed_at_platform', 'platform'],
    ['the person ends it by the receipt', 'disconnected_by_recipient', 'recipient'],
    ['the product ends it', 'disconnected_by_product', 'product'],
  ] as const;

  test.each(ends)('when %s, the connection ends at once, and the same link begins it anew', async (_cause, reason, kind) => {
    const { account, client, connect, connection, emulator, endByReceipt, events, id, isActive, pass, renewals } = await createTimeline(platform, look, settings);
    await pass(20 * look);
    if (kind === 'product') await client.connections.disconnect(id);
    else if (kind === 'recipient') await endByReceipt();
    else {
      emulator.control.removeApp(account);
      await emulator.control.notices();
    }
    expect(await connection()).toMatchObject({ id, status: 'disconnected', reason });
    expect((await events()).at(-1)).toMatchObject({ type: 'connection.disconnected', actor: { kind } });
    const asked = renewals();
    await pass(life);
    expect(renewals()).toBe(asked);
    await connect();
    expect(await connection()).toMatchObject({ id, status: 'active', reason: 'connected' });
    await pass(life);
    expect(await isActive()).toBe(true);
  });

  test('an outage of the platform delays, and disconnects nobody', async () => {
    const { disturb, isActive, events, pass, renewals, skip, work } = await createTimeline(platform, look, settings);
    await pass(2 * look);
    const [before, known] = [renewals(), (await events()).length];
    disturb({ status: 503, body: 'Down for maintenance.' }, 3);
    await pass(most, async () => renewals() === before);
    for (let minutes = 0; minutes < 75; minutes += 5) {
      skip(5 * minute);
      await work();
      expect(await isActive()).toBe(true);
    }
    expect((await events()).slice(known).map(({ type }) => type)).toEqual(['connection.refreshed']);
  });
});

test('Connect that stood still for longer than a token of Instagram lives says so, and does not bring it there', async () => {
  const { connect, connection, id, renewals, skip, work } = await createTimeline('instagram', day);
  skip(61 * day);
  await work();
  expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: 'token_expired' });
  expect(renewals()).toBe(0);
  await connect();
  expect(await connection()).toMatchObject({ id, status: 'active', reason: 'repaired' });
});

test('Connect that stood still for less than a refresh token of TikTok lives goes on where it was', async () => {
  const { connection, id, skip, work } = await createTimeline('tiktok', day, { tokenProfile: '2026' });
  skip(179 * day);
  await work();
  expect(await connection()).toMatchObject({ id, status: 'active', reason: 'connected' });
  skip(181 * day);
  await work();
  expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: 'token_expired' });
});

test('where Facebook gives the same token with what remains of its life, the connection ends with it, and says so', async () => {
  const { connect, connection, id, isActive, pass, sent } = await createTimeline('facebook', 12 * hour, { reexchange: 'keeps' });
  expect(await pass(70 * day, isActive)).toBeLessThanOrEqual(60 * day + 12 * hour);
  // In ever shorter steps towards the end, and not at every look.
  expect(sent().length).toBeLessThan(25);
  expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: 'token_expired' });
  await connect();
  expect(await connection()).toMatchObject({ id, status: 'active', reason: 'repaired' });
});
