import { PostgresDriver, type CompiledQuery, type DatabaseConnection } from 'kysely';
import { StorageError, type StorageErrorCode } from './storage-error.ts';

/** Kysely's driver, whose errors are told as `StorageError`. */
export class TranslatingPostgresDriver extends PostgresDriver {
  readonly #known = new WeakSet<DatabaseConnection>();

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection().catch((error: unknown) => {
      throw translated(error);
    });
    if (!this.#known.has(connection)) {
      this.#known.add(connection);
      const execute = connection.executeQuery.bind(connection);
      // Changed in place, because the driver finds its own state by the connection itself.
      connection.executeQuery = async <Row>(query: CompiledQuery) => {
        try {
          return await execute<Row>(query);
        } catch (error) {
          throw translated(error);
        }
      };
    }
    return connection;
  }
}

const foreign = 'The tables are not those of this version; run migrate.';
const taken = 'There are tables of our names already; give Connect a database or a schema of its own.';
const unreachable = 'PostgreSQL cannot be used now; check that it runs, and DATABASE_URL.';

/**
 * The server's own sentences are left out where they may repeat values:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const translated = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // Without a code it is pg's own: a connection that ended, a pool that was closed or has none free in time.
  const say = (kind: StorageErrorCode, sentence: string) => new StorageError(kind, sentence, code);
  if (code === undefined) return say('unavailable', `${unreachable} (${error.message})`);
  if (!/^[0-9A-Z]{5}$/.test(code)) return say('unavailable', `${unreachable} (${code})`);
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : 'unnamed';
  if (code === '23505') return say('conflict', `A row of that identity exists already (${constraint}).`);
  if (/^42(P01|703)$/.test(code)) return say('outdated', `${foreign} (${error.message})`);
  if (code === '42P07') return say('outdated', `${taken} (${error.message})`);
  if (code.startsWith('23')) return say('failed', `PostgreSQL refused a row that breaks the rule ${constraint}.`);
  // Connections, operator's interventions and timeouts, resources, authorization, unknown database.
  if (/^(08|57|53|28|3D)/.test(code)) return say('unavailable', `${unreachable} (${code}: ${error.message})`);
  if (code.startsWith('22')) return say('failed', `PostgreSQL refused a value (${code}).`);
  return say('failed', `PostgreSQL refused a statement (${code}: ${error.message}).`);
};
