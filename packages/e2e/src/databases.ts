import { describe, test as base } from 'vitest';
import { createPerson } from './person.ts';
import { createSchema } from './schema.ts';
import { createWorld, type World } from './world.ts';

interface Database {
  readonly url: string;
  drop(): Promise<void>;
}

/** The backend's time: that of this machine, and what a test has let pass. */
const createClock = () => {
  let ahead = 0;
  return {
    now: (): number => Date.now() + ahead,
    pass: (ms: number): void => void (ahead += ms),
    reset: (): void => void (ahead = 0),
  };
};

export type Clock = ReturnType<typeof createClock>;

const aliveIn = async ({ client }: World) => (await client.connections.list({ workspace: 'northlight', status: 'active' })).data;

/**
 * A test that is given what it asks for, as that of stage.ts: a `world` on this database, started once for a file, in which
 * nothing is connected, its `clock`, and a `person` with a browser without a screen.
 */
const testOn = (create: () => Promise<Database>) =>
  base
    .extend('clock', { scope: 'file' }, () => createClock())
    .extend('started', { scope: 'file' }, async ({ clock }, { onCleanup }) => {
      const database = await create();
      const world = await createWorld({ now: clock.now, database: database.url });
      onCleanup(async () => {
        await world.close();
        await database.drop();
      });
      return world;
    })
    .extend('world', async ({ clock, started }) => {
      clock.reset();
      started.instagram.reset();
      started.facebook.reset();
      started.tiktok.reset();
      await started.inbox.reset();
      await started.workspace();
      const { connections } = started.client;
      for await (const { id, status } of connections.all({ workspace: 'northlight' })) {
        if (status !== 'disconnected') await connections.disconnect(id);
      }
      return started;
    })
    .extend('person', ({ world }) => createPerson(world))
    /** What is connected in the workspace now. */
    .extend('alive', ({ world }) => () => aliveIn(world))
    /** How often a platform was asked for tokens for a code. */
    .extend(
      'tokenRequests',
      ({ world }) =>
        (platform: 'instagram' | 'tiktok' = 'tiktok'): number =>
          world[platform].control.log().counts['token'] ?? 0,
    );

export type DatabaseTest = ReturnType<typeof testOn>;

const databases: readonly (readonly [name: string, test: DatabaseTest])[] = [
  ['SQLite', testOn(() => Promise.resolve({ url: 'sqlite::memory:', drop: () => Promise.resolve() }))],
  ['PostgreSQL', testOn(createSchema)],
];

/** Journeys without a screen, gone once on each database that Connect can be run with. */
export const onEachDatabase = (journeys: (test: DatabaseTest) => void): void => {
  for (const [name, test] of databases) describe(`on ${name}`, () => journeys(test));
};
