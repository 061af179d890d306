import type { Storage } from '../../storage/port.ts';

/** What runs the tests: `{ describe, test }` of vitest, of `node:test`, or of anything like them. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  test(name: string, body: () => Promise<void>): unknown;
}

/** An empty database that one test has for itself. */
export interface TestDatabase {
  /** Opens it anew, as another process would: the storages share nothing but the database. */
  open(): Promise<Storage>;
  /** Deletes it, after every storage that was opened is closed. */
  remove(): Promise<void>;
}

/** What a test works with: a storage whose tables are there, and a way to open the same database again. */
interface Bench {
  readonly storage: Storage;
  open(): Promise<Storage>;
}

/** Declares one test with a database of its own. */
export type Check = (name: string, body: (bench: Bench) => Promise<void>) => void;

export const checkOn =
  ({ test }: TestRunner, create: () => Promise<TestDatabase>, migrated = true): Check =>
  (name, body) => {
    test(name, async () => {
      const database = await create();
      const opened: Storage[] = [];
      const open = async (): Promise<Storage> => {
        const storage = await database.open();
        opened.push(storage);
        return storage;
      };
      try {
        const storage = await open();
        if (migrated) await storage.migrate();
        await body({ storage, open });
      } finally {
        for (const storage of opened) await storage.close();
        await database.remove();
      }
    });
  };

/** `count` runs at the same time. */
export const atOnce = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

/** Two storages of the same database, in turn. */
export const inTurn =
  (one: Storage, other: Storage) =>
  (index: number): Storage =>
    index % 2 === 0 ? one : other;

/** What was given to somebody, of what many have asked for. */
export const taken = <T>(results: readonly (T | undefined)[]): T[] => results.filter((result) => result !== undefined);
