import { Migrator } from 'kysely/migration';
import type { ColumnTypes, Engine } from './engine.ts';
import { migrations } from './migrations/index.ts';
import type { Db } from './schema.ts';
import { StorageError } from './storage-error.ts';

/** What takes a database from one version of the tables to another. `schema` is the one that they are created in. */
export const createMigrator = (db: Db, types: ColumnTypes, schema: string | undefined): Migrator =>
  new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations(types)) },
    migrationTableName: 'connect_migrations',
    migrationLockTableName: 'connect_migrations_lock',
    // Without it Kysely would take another schema's table for ours.
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });

/**
 * Brings the tables up to date, all or nothing. Several processes may do so at once: one works, the others wait and find
 * it done. Rejects with a `StorageError` where a newer version was here before, or where a table has one of our names.
 */
export const migrate = (engine: Engine): Promise<void> =>
  engine.migrating(async (db, schema) => {
    const { error } = await createMigrator(db, engine.types, schema).migrateToLatest();
    if (error instanceof StorageError) throw error;
    if (error !== undefined) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StorageError('outdated', `The tables are of another version, probably a newer one; run that one. (${reason})`);
    }
  });

/** How far the tables are. Changes nothing, makes no table of Kysely's either. */
export const tables = (engine: Engine): Promise<'none' | 'older' | 'ready'> =>
  engine.migrating(async (db, schema) => {
    const done = (await createMigrator(db, engine.types, schema).getMigrations()).map(({ executedAt }) => executedAt !== undefined);
    if (!done.includes(true)) return 'none';
    return done.includes(false) ? 'older' : 'ready';
  });
