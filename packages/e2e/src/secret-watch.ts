import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { createPerson, newFlow, type NewFlow, type Person } from './person.ts';
import type { Traces } from './traces.ts';
import { createWatchedWorld, type WatchedWorld } from './watched-world.ts';
import type { World } from './world.ts';

export type Route = 'instagram' | 'facebook' | 'tiktok';

/** Who logs in at each platform, and the account that comes. */
export const people = {
  instagram: { account: 'harbourcoffee', handle: '@harbourcoffee' },
  facebook: { account: 'jonas.lindqvist', handle: '@oakandpine' },
  tiktok: { account: 'harbourcoffee', handle: '@harbourcoffee' },
} as const satisfies Readonly<Record<Route, object>>;

/**
 * A watched world for the tests of a file. After each of them everything that was logged, answered, sent, printed and stored
 * is searched for every secret that has passed by.
 */
export const watchSecrets = () => {
  let clock = Date.now();
  let watched: WatchedWorld;
  let person: Person;

  beforeAll(async () => {
    watched = await createWatchedWorld(() => clock);
    const { log } = watched.traces;
    // Whatever is printed past the log is looked at as well.
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...printed: unknown[]) => log.warn({ printed }, `console.${method}`));
    }
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await watched.world.close();
  });
  beforeEach(() => {
    const { world } = watched;
    world.instagram.reset();
    world.facebook.reset();
    world.tiktok.reset();
    person = createPerson(world);
  });
  afterEach(() => {
    const { traces, world } = watched;
    for (const { headers, body } of world.inbox.posted) traces.saw('a delivery', `${JSON.stringify(headers)} ${body}`);
    expect(traces.leaks()).toEqual([]);
  });

  /** From the button to the platform's redirect back, which is not opened yet. */
  const away = async (route: Route, conduct: Parameters<Person['authorize']>[2] = {}) => {
    const { world } = watched;
    const link = await world.link({ platforms: [...new Set(['instagram', 'tiktok', route])] });
    const flow = newFlow();
    const address = await person.launch(link.url, route, flow, { attested: true });
    const callback = await person.authorize(route, address, { account: people[route].account, ...conduct });
    return { link, flow, callback };
  };

  return {
    get world(): World {
      return watched.world;
    },
    get traces(): Traces {
      return watched.traces;
    },
    /** The database's file. */
    get database(): string {
      return watched.database;
    },
    /** What `connect-backend` would have to be told to work beside this backend. */
    get environment(): Readonly<Record<string, string>> {
      return watched.environment;
    },
    get person(): Person {
      return person;
    },
    /** The backend's time, which passes when it is told to. */
    pass: (ms: number): void => void (clock += ms),
    /** Back to this machine's time, with which platforms sign what they tell. */
    now: (): void => void (clock = Date.now()),
    away,
    connect: async (route: Route) => {
      const made = await away(route);
      const page = await person.open(made.callback);
      expect(page.title).toMatch(/^@[\w.]+ (is connected|works again)$/);
      const { connections } = await person.status(made.flow);
      return { ...made, page, id: connections[0]?.id ?? '' };
    },
    errorOf: async (flow: NewFlow) => (await person.status(flow)).error?.code,
  };
};
