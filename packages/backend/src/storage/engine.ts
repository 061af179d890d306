import type { RawBuilder } from 'kysely';
import type { Db } from './schema.ts';

/** What a database calls the types of our columns. */
export interface ColumnTypes {
  /** Text that is compared byte by byte, so that ids are ordered alike everywhere. */
  readonly key: RawBuilder<unknown>;
  readonly text: RawBuilder<unknown>;
  /** Whole numbers up to 2⁵³: times in ms, counts, 0 and 1. */
  readonly number: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
  /** What ends a `create table`. */
  readonly tableEnd: RawBuilder<unknown>;
}

/** All in which the two databases differ. Its queries reject with `StorageError`. */
export interface Engine {
  readonly db: Db;
  readonly types: ColumnTypes;
  /** Whether a transaction locks rows; where it does not, it has the whole database to itself. */
  readonly locksRows: boolean;
  /**
   * Lends a database to a migration: it may wait long for another process that migrates, and take long itself.
   * `schema` is the one that tables are created in.
   */
  migrating<T>(work: (db: Db, schema: string | undefined) => Promise<T>): Promise<T>;
  /** ms since 1970 by the database's own clock; `undefined` where it works in this process, by this machine's. */
  time(): Promise<number | undefined>;
  close(): Promise<void>;
}
