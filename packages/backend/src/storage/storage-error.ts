/**
 * `conflict`: a row of that identity exists already. `missing`: the row to change is not there. `unavailable`: the database
 * does not answer, is locked, full or refuses us; trying again may help. `outdated`: its tables are not those of this
 * version. `misused`: the storage was called in a way that it cannot serve. `failed`: anything else.
 */
export type StorageErrorCode = 'conflict' | 'missing' | 'unavailable' | 'outdated' | 'misused' | 'failed';

/**
 * What the storage rejects with. It stands in for the driver's own error and holds none of it but its code: what drivers
 * say may repeat whole rows (PostgreSQL's `detail`) or the connection's password.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  /** The driver's code: an SQLSTATE, an `SQLITE_…` or a system error's, such as `ECONNREFUSED`. */
  readonly driverCode: string | undefined;

  constructor(code: StorageErrorCode, message: string, driverCode?: string) {
    super(message);
    this.code = code;
    this.driverCode = driverCode;
  }
}

/** What a change rejects with that has found no row. */
export const missing = (what: string): StorageError => new StorageError('missing', `There is no ${what} to change.`);

/** Rejects a row of another workspace than the one that the transaction holds. */
export const requireOwn = (held: string, { workspace }: { readonly workspace: string }): void => {
  if (workspace !== held) throw new StorageError('misused', `The transaction holds the workspace ${held}, not ${workspace}.`);
};
