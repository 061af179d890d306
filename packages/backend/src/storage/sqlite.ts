import { closeSync, existsSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { Kysely, sql, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import { sqliteDriver, TransactionalSqliteAdapter, type Patience } from './sqlite-driver.ts';
import { StorageError } from './storage-error.ts';

const migrationPatience = 600_000;

interface SqliteOptions {
  /** How long a statement waits for another process that writes, in ms. Default 5,000. */
  readonly patience?: number;
  /** Whether the file is made where there is none. Default true; otherwise that is refused (`missing`), and a file keeps its mode. */
  readonly create?: boolean;
}

/**
 * Opens a SQLite database file, which is made if need be, for its owner alone (mode 0600); `:memory:` is one that goes
 * with the process.
 *
 * There is one connection: better-sqlite3 works on this thread, so a second one would not let a read pass while a commit
 * waits for the disk, and a transaction never waits for anything else.
 */
export const openSqlite = (path: string, { patience: usualPatience = 5_000, create = true }: SqliteOptions = {}): Engine => {
  const database = openDatabase(path, usualPatience, create);
  const patience: Patience = { ms: usualPatience };
  const db = new Kysely<Tables>({
    dialect: {
      createDriver: () => sqliteDriver(database, patience),
      createAdapter: () => new TransactionalSqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    },
  });
  return {
    db,
    types: {
      key: sql.raw('text'),
      text: sql.raw('text'),
      number: sql.raw('integer'),
      bytes: sql.raw('blob'),
      // Without it a column keeps a value of any type: https://sqlite.org/stricttables.html
      tableEnd: sql.raw('strict'),
    },
    locksRows: false,
    async migrating(work) {
      patience.ms = migrationPatience;
      try {
        return await work(db, undefined);
      } finally {
        patience.ms = usualPatience;
      }
    },
    time: () => Promise.resolve(undefined),
    async close() {
      await db.destroy();
      database.close();
    },
  };
};

const openDatabase = (path: string, timeout: number, create: boolean): Sqlite.Database => {
  let database: Sqlite.Database | undefined;
  try {
    if (!create && !existsSync(path)) throw new StorageError('missing', `There is no SQLite database ${path}; check DATABASE_URL.`);
    if (create && path !== ':memory:') createPrivately(path);
    database = new Sqlite(path, { timeout, fileMustExist: !create });
    if (create) keepLog(database, path);
    // `full` has each commit reach the disk before it is acknowledged; `normal` would lose the last ones with the power:
    // https://sqlite.org/pragma.html#pragma_synchronous
    database.pragma('synchronous = full');
    // macOS needs more than fsync to reach the disk; elsewhere these do nothing: https://sqlite.org/pragma.html#pragma_fullfsync
    database.pragma('fullfsync = on');
    database.pragma('checkpoint_fullfsync = on');
    database.pragma('foreign_keys = on');
    database.pragma('trusted_schema = off');
    // From here on it is the driver that waits for locks, because SQLite's own waiting stops the whole process.
    database.pragma('busy_timeout = 0');
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StorageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError('unavailable', `The SQLite database ${path} cannot be opened (${reason}); check DATABASE_URL.`);
  }
};

/** A write-ahead log lets other processes read while one writes. The file remembers that it has one. */
const keepLog = (database: Sqlite.Database, path: string): void => {
  const mode = database.pragma('journal_mode = wal', { simple: true });
  if (mode !== 'wal' && path !== ':memory:') {
    throw new StorageError('unavailable', `SQLite cannot keep a write-ahead log beside ${path}; put it on a local disk.`);
  }
};

/** SQLite gives the files beside the database the database's own permissions, so this is the only place to set them. */
const createPrivately = (path: string): void => {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) throw error;
  }
};
