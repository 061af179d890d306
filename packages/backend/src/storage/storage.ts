import { createStorage } from './kysely-storage.ts';
import type { Storage } from './port.ts';
import type { PostgresOptions } from './postgres.ts';
import { StorageError } from './storage-error.ts';

export interface StorageOptions extends PostgresOptions {
  /** Whether a SQLite file is made where there is none. Default true; otherwise rejected with `missing`. */
  readonly create?: boolean;
}

/**
 * Opens a storage: `sqlite:<path>` (absolute, or relative to the working directory), `sqlite::memory:`, or
 * `postgres://…` / `postgresql://…`. Its tables are made by `migrate`. Only the driver that is needed is loaded.
 * Rejects with a `StorageError`, which never repeats the URL's password. PostgreSQL is not asked before the first query.
 */
export const openStorage = async (url: string, options: StorageOptions = {}): Promise<Storage> => {
  const [, scheme, rest = ''] = /^(sqlite|postgres|postgresql):(.+)$/s.exec(url) ?? [];
  if (scheme === 'sqlite') {
    const path = rest.replace(/^\/\/(?=\/)/, '');
    if (path.startsWith('//')) throw refused('names a host, which a SQLite database does not have');
    const { openSqlite } = await import('./sqlite.ts');
    return createStorage(openSqlite(path, { create: options.create ?? true }));
  }
  if (scheme !== undefined) {
    if (!URL.canParse(url)) throw refused('is not a URL; special characters in its password must be percent-encoded');
    const { openPostgres } = await import('./postgres.ts');
    return createStorage(openPostgres(url, options));
  }
  throw refused('is neither a sqlite: path nor a postgres: URL');
};

const refused = (fault: string): StorageError =>
  new StorageError(
    'unavailable',
    `DATABASE_URL ${fault}; such as sqlite:/var/lib/connect/connect.db or postgres://connect:secret@localhost:5432/connect.`,
  );
