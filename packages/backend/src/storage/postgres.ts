import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types, type ClientBase, type PoolConfig } from 'pg';
import type { Engine } from './engine.ts';
import { TranslatingPostgresDriver } from './postgres-driver.ts';
import type { Db, Tables } from './schema.ts';
import { StorageError } from './storage-error.ts';

export interface PostgresOptions {
  /** Connections at most, of this process. Default 10. */
  readonly connections?: number;
}

/**
 * Opens a pool of connections to PostgreSQL 15 or later. Whatever the URL names in its query wins over what is set here:
 * `sslmode`, `sslrootcert`, `statement_timeout` (ms), `application_name`, `options` (such as `-c search_path=connect`).
 */
export const openPostgres = (url: string, { connections = 10 }: PostgresOptions = {}): Engine => {
  const settings: PoolConfig = {
    connectionString: url,
    fallback_application_name: 'connect',
    connectionTimeoutMillis: 10_000,
    // A connection that a firewall has dropped is noticed, instead of waiting for ever.
    keepAlive: true,
    // A process that stops in the middle of a transaction gives its workspace free again.
    idle_in_transaction_session_timeout: 30_000,
    types: { getTypeParser },
  };
  const db = open({ ...settings, max: connections, statement_timeout: 30_000 });
  return {
    db,
    types: {
      // The database's own order may be a language's, and change with an update of the system's libraries.
      key: sql.raw('text collate "C"'),
      text: sql.raw('text'),
      number: sql.raw('bigint'),
      bytes: sql.raw('bytea'),
      tableEnd: sql.raw(''),
    },
    locksRows: true,
    async migrating(work) {
      // Of its own, because the pool's statements may not take as long as a migration, or as waiting for another's.
      const migrating = open({ ...settings, max: 1 });
      try {
        const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(migrating);
        const schema = rows[0]?.schema;
        if (!schema) {
          throw new StorageError('unavailable', 'No schema of the search_path in DATABASE_URL exists; create it first.');
        }
        return await work(migrating, schema);
      } finally {
        await migrating.destroy();
      }
    },
    async time() {
      const { rows } = await sql<{ time: number }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as time`.execute(db);
      return rows[0]?.time;
    },
    close: () => db.destroy(),
  };
};

const open = (settings: PoolConfig): Db => {
  // The pool waits for what `onConnect` returns, although its type does not say so.
  const pool = new Pool({ ...settings, onConnect: (client): unknown => prepare(client) });
  pool.on('error', ignoreBreak);
  const dialect = new PostgresDialect({ pool });
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => new TranslatingPostgresDriver({ pool }),
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (db) => dialect.createIntrospector(db),
    },
  });
};

/**
 * Without listeners a connection that breaks while no statement is under way would end the process. The pool drops it by
 * itself, and whoever holds it learns of it at the next statement.
 */
const ignoreBreak = (): void => undefined;

/**
 * What a server may be configured to by default, and we must not be: a transaction at a higher level would not see what
 * was committed while it waited for the workspace's row, and with `synchronous_commit` off the last commits are lost with
 * the server. Other settings that wait for less or more than its own disk stay.
 */
const prepare = async (client: ClientBase): Promise<void> => {
  client.on('error', ignoreBreak);
  await client.query(`select
    set_config('default_transaction_isolation', 'read committed', false),
    case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'on', false) end`);
};

/** bigint as a number, which pg gives as text by default. Ours stay far below 2⁵³. Only for our pool, not for the process. */
const getTypeParser: typeof types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === types.builtins.INT8 && format !== 'binary' ? Number : types.getTypeParser(type, format);
