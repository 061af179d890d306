import type { BehaviourOrder, Emulator } from '@connect/emulators';
import type { Event } from '@connect/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPerson } from './person.ts';
import { createWorld } from './world.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The platforms with what is theirs: after which time a token is due at the latest, whether each refresh ends the token that it
 * was made with, how old a token must be, and what each kind of request is called.
 */
const platforms = [
  {
    name: 'Instagram',
    platform: 'instagram',
    account: 'harbourcoffee',
    settings: {},
    due: 13 * day,
    rotates: false,
    young: day,
    endpoints: { token: 'token', account: 'me', refresh: 'refresh' },
  },
  {
    name: 'Facebook',
    platform: 'facebook',
    account: 'ines.duarte',
    settings: {},
    due: 13 * day,
    rotates: false,
    young: 0,
    endpoints: { token: 'token', account: 'accounts', refresh: 'exchange' },
  },
  {
    name: 'TikTok of 2026',
    platform: 'tiktok',
    account: 'harbourcoffee',
    settings: { tokenProfile: '2026' },
    due: 112 * minute,
    rotates: true,
    young: 0,
    endpoints: { token: 'token', account: 'userinfo', refresh: 'refresh' },
  },
  {
    name: 'TikTok of before',
    platform: 'tiktok',
    account: 'harbourcoffee',
    settings: { tokenProfile: 'legacy' },
    due: 20 * hour,
    rotates: false,
    young: 0,
    endpoints: { token: 'token', account: 'userinfo', refresh: 'refresh' },
  },
] as const;
type Subject = (typeof platforms)[number];

type Behaviour = BehaviourOrder['behaviour'];
interface Fault {
  readonly fault: string;
  readonly behaviour: Behaviour;
  /** Whether the platform has done what it was asked, and only its answer is lost. */
  readonly done?: true;
  /** ms that it asks to be left alone. */
  readonly wait?: number;
}

const page = '<!doctype html><title>Please wait</title><h1>Please wait</h1>';
const faults: readonly Fault[] = [
  { fault: 'comes too late', behaviour: { processed: true, delayMs: 3000 }, done: true },
  { fault: 'breaks off in the middle', behaviour: 'cut-off', done: true },
  { fault: 'is half a JSON text', behaviour: { kind: 'malformed', processed: true }, done: true },
  { fault: 'is a web page, although it was done', behaviour: { kind: 'html', processed: true }, done: true },
  { fault: 'is empty, although it was done', behaviour: { kind: 'empty', processed: true }, done: true },
  { fault: 'is somebody else’s web page', behaviour: 'html' },
  { fault: 'is a firewall’s refusal', behaviour: { status: 403, body: page, headers: { 'content-type': 'text/html' } } },
  { fault: 'is a page that is not there', behaviour: { status: 404, body: page, headers: { 'content-type': 'text/html' } } },
  { fault: 'leads elsewhere', behaviour: { status: 302, body: '', headers: { location: 'https://status.example/' } } },
  { fault: 'is 500 in no words', behaviour: { status: 500, body: 'Sorry, something went wrong.' } },
  { fault: 'is 502 with a web page', behaviour: { status: 502, body: page, headers: { 'content-type': 'text/html' } } },
  { fault: 'is 503 with Retry-After', behaviour: { status: 503, body: '', headers: { 'retry-after': '1800' } }, wait: 30 * minute },
  { fault: 'is 429 with a web page', behaviour: { status: 429, body: page } },
  { fault: 'is 429 in its own words', behaviour: { kind: 'rate-limited' } },
  { fault: 'is 429 for half an hour', behaviour: { kind: 'rate-limited', retryAfterSeconds: 1800 }, wait: 30 * minute },
  { fault: 'is 429 until a date', behaviour: { kind: 'rate-limited', retryAfterSeconds: 1800, retryAfterForm: 'date' }, wait: 30 * minute },
];

/** A workspace with one account in it, and a time that passes for all when it is told to. */
const createScene = async ({ platform, account, settings, endpoints }: Subject, behaviour?: Behaviour) => {
  let ahead = 0;
  // Only where an answer comes too late is the time short: a busy machine answers late, too.
  const isLate = typeof behaviour === 'object' && 'delayMs' in behaviour;
  const world = await createWorld({ now: () => Date.now() + ahead, ...(isLate && { platformTimeoutMs: 1000 }) });
  onTestFinished(() => world.close());
  const { control }: Pick<Emulator, 'control'> = world[platform];
  control.settings(settings);
  const link = await world.link({ platforms: [platform] });
  const connect = () => createPerson(world).connect(link.url, platform, { account });
  const events = async (): Promise<Event[]> => (await world.client.events.list({ workspace: 'northlight', limit: 100 })).data;
  return {
    connect,
    connections: async () => (await world.client.connections.list({ workspace: 'northlight' })).data,
    events,
    types: async () => (await events()).filter(({ connection }) => connection !== null).map(({ type }) => type),
    token: async (id: string) => (await world.client.connections.getAccessToken(id)).accessToken,
    work: () => world.connect.jobs.runDue(),
    skip(ms: number): void {
      ahead += ms;
      control.advance(ms);
    },
    disturb: (call: keyof typeof endpoints, behaviour: Behaviour): void =>
      control.next({ endpoint: endpoints[call], behaviour }),
    received: (call: keyof typeof endpoints): number => control.log().counts[endpoints[call]] ?? 0,
  };
};

/** The one account that is connected. */
const connected = async (scene: Awaited<ReturnType<typeof createScene>>) => {
  await scene.connect();
  const [connection, ...others] = await scene.connections();
  if (connection === undefined || others.length > 0) throw new Error('There must be one connection.');
  return { id: connection.id, token: await scene.token(connection.id) };
};

describe.each(platforms)('$name', (subject) => {
  test.each(faults)('a renewal whose answer $fault loses nothing that can be kept', async ({ behaviour, done, wait }) => {
    const scene = await createScene(subject, behaviour);
    const { id, token } = await connected(scene);
    scene.skip(subject.due);
    // Of Facebook's, the first exchange counts as well.
    const before = scene.received('refresh');
    scene.disturb('refresh', behaviour);
    await scene.work();
    expect(scene.received('refresh')).toBe(before + 1);
    expect(await scene.connections()).toMatchObject([{ id, status: 'active', reason: 'connected' }]);
    // What there was is what is given out, and the platform is left alone.
    if (!(subject.rotates && done)) expect(await scene.token(id)).toBe(token);
    await scene.work();
    expect(scene.received('refresh')).toBe(before + 1);
    expect(await scene.types()).toEqual(['connection.connected']);

    scene.skip((wait ?? 5 * minute) - 10 * second);
    await scene.work();
    expect(scene.received('refresh')).toBe(before + 1);
    // What it has renewed may be too young for another time: then it is tried again later.
    scene.skip(minute + 10 * second + subject.young + hour / 5);
    await scene.work();
    await scene.work();
    if (subject.rotates && done) {
      expect(await scene.connections()).toMatchObject([{ id, status: 'needs_reconnect', reason: 'refresh_outcome_unknown' }]);
      await scene.connect();
      expect(await scene.connections()).toMatchObject([{ id, status: 'active', reason: 'repaired' }]);
    } else {
      expect(await scene.connections()).toMatchObject([{ id, status: 'active', reason: 'connected' }]);
      expect(await scene.types()).toEqual(['connection.connected', 'connection.refreshed']);
    }
    expect(await scene.token(id)).toMatch(/./);
  });

  test.each(faults)('a code whose answer $fault connects nothing, says why, and the same link connects after it', async ({ behaviour }) => {
    const scene = await createScene(subject, behaviour);
    scene.disturb('token', behaviour);
    await scene.connect();
    expect(await scene.connections()).toEqual([]);
    expect(scene.received('token')).toBe(1);
    const limited = JSON.stringify(behaviour).includes('429') || JSON.stringify(behaviour).includes('rate-limited');
    expect((await scene.events()).at(-1)).toMatchObject({
      type: 'flow.failed',
      data: { code: limited ? 'platform_limit' : 'platform_unavailable' },
    });
    await connected(scene);
  });

  test.each(faults)('an account whose answer $fault does not end the connection that it has already', async ({ behaviour }) => {
    const scene = await createScene(subject, behaviour);
    const { id, token } = await connected(scene);
    const reads = scene.received('account');
    scene.disturb('account', behaviour);
    await scene.connect();
    expect(scene.received('account')).toBe(reads + 1);
    expect((await scene.events()).at(-1)?.type).toBe('flow.failed');
    expect(await scene.connections()).toMatchObject([{ id, status: 'active', reason: 'connected' }]);
    expect(await scene.token(id)).toBe(token);
    // The access at the platform lives, too: it was not given back with what came of the second consent.
    scene.skip(subject.due);
    await scene.work();
    expect(await scene.connections()).toMatchObject([{ id, status: 'active' }]);
    expect((await scene.types()).at(-1)).toBe('connection.refreshed');
  });
});
