import type { Event } from '@connect/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPerson } from './person.ts';
import { createWorld } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A world whose time, the platforms' included, passes when it is told to; every `look` what is due is done. */
const createTimeline = async (platform: 'instagram' | 'tiktok', look: number, settings: object = {}) => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const world = await createWorld({ now });
  onTestFinished(() => world.close());
  const emulator = world[platform];
  emulator.control.settings(settings);
  const link = await world.link({ platforms: [platform] });

  const connect = async (): Promise<void> => {
    expect((await createPerson(world).connect(link.url, platform)).status).toBe(200);
  };
  await connect();
  const [{ id = '' } = {}] = (await world.client.connections.list({ workspace: 'northlight' })).data;

  const skip = (ms: number): void => {
    ahead += ms;
    emulator.control.advance(ms);
  };
  const connection = () => world.client.connections.get(id);
  return {
    ...world,
    emulator,
    id,
    now,
    skip,
    connect,
    connection,
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
  { name: 'TikTok of 2026', platform: 'tiktok', settings: { tokenProfile: '2026' }, look: 56 * minute, life: 2 * hour, least: 80 * minute, most: 113 * minute },
  { name: 'TikTok of before', platform: 'tiktok', settings: { tokenProfile: 'legacy' }, look: 3 * hour, life: 24 * hour, least: 16 * hour, most: 20 * hour },
] as const;

describe.each(lives)('$name', ({ platform, settings, look, life, least, most }) => {
  test('a year passes, and the token was always renewed in time', { timeout: 240_000 }, async () => {
    const { client, emulator, events, id, isActive, now, pass } = await createTimeline(platform, look, settings);
    expect(await pass(365 * day)).toBeGreaterThanOrEqual(365 * day);
    expect(await isActive()).toBe(true);
    const all = await events();
    expect(new Set(all.slice(1).map(({ type }) => type))).toEqual(new Set(['connection.refreshed']));
    const times = all.map(({ createdAt }) => Date.parse(createdAt));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...gaps)).toBeLessThan(most);
    expect(most).toBeLessThan(life);
    // Each refresh that was sent was also granted, as far back as the platform remembers.
    const sent = emulator.control.log().requests.filter(({ endpoint }) => endpoint === 'refresh');
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    const { expiresAt } = await client.connections.getAccessToken(id);
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(now());
    expect(await events()).toHaveLength(all.length);
  });

  const causes = [
    ['the password is changed', 'changePassword'],
    ['the platform ends the tokens', 'expire'],
  ] as const;

  test.each(causes)(
    'when %s, the connection says so at the next renewal, and the same link repairs it',
    { timeout: 60_000 },
    async (_cause, action) => {
      const { connect, connection, emulator, events, id, isActive, pass } = await createTimeline(platform, look, settings);
      await pass(20 * look);
      if (action === 'expire') emulator.control.expire('harbourcoffee', 'all');
      else emulator.control.changePassword('harbourcoffee');
      expect(await pass(life, isActive)).toBeLessThanOrEqual(most);
      expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: 'refresh_refused' });
      await pass(3 * look);
      await connect();
      expect(await connection()).toMatchObject({ id, status: 'active', reason: 'repaired' });
      await pass(life);
      expect(await isActive()).toBe(true);
      const types = (await events()).map(({ type }) => type).filter((type) => type !== 'connection.refreshed');
      expect(types).toEqual(['connection.connected', 'connection.needs_reconnect', 'connection.reconnected']);
    },
  );

  test('when the person removes the app, the connection ends at once, and the same link begins it anew', { timeout: 60_000 }, async () => {
    const { connect, connection, emulator, id, isActive, pass } = await createTimeline(platform, look, settings);
    await pass(20 * look);
    emulator.control.removeApp('harbourcoffee');
    await emulator.control.notices();
    expect(await connection()).toMatchObject({ id, status: 'disconnected', reason: 'removed_at_platform' });
    const asked = emulator.control.log().counts['refresh'];
    await pass(life);
    expect(emulator.control.log().counts['refresh']).toBe(asked);
    await connect();
    expect(await connection()).toMatchObject({ id, status: 'active', reason: 'connected' });
    await pass(life);
    expect(await isActive()).toBe(true);
  });

  test('an outage of the platform delays, and disconnects nobody', { timeout: 60_000 }, async () => {
    const { emulator, isActive, events, pass, skip, work } = await createTimeline(platform, look, settings);
    await pass(2 * look);
    emulator.control.next({ endpoint: 'refresh', behaviour: { status: 503, body: 'Down for maintenance.' }, times: 3 });
    await pass(most, async () => (emulator.control.log().counts['refresh'] ?? 0) < 1);
    for (let minutes = 0; minutes < 75; minutes += 5) {
      skip(5 * minute);
      await work();
      expect(await isActive()).toBe(true);
    }
    expect((await events()).map(({ type }) => type)).toEqual(['connection.connected', 'connection.refreshed']);
  });
});

test('Connect that stood still for longer than a token of Instagram lives says so, and does not bring it there', async () => {
  const { connect, connection, emulator, id, skip, work } = await createTimeline('instagram', day);
  skip(61 * day);
  await work();
  expect(await connection()).toMatchObject({ id, status: 'needs_reconnect', reason: 'token_expired' });
  expect(emulator.control.log().counts['refresh'] ?? 0).toBe(0);
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
