import { sql, type RawBuilder } from 'kysely';
import { sealedStart } from '../sealed-text.ts';
import { columnsOf } from './columns.ts';
import type { Db } from './schema.ts';
import type { SealedKind, SealingClaims, SealingKeyRow, SealingReads } from './sealing-port.ts';

const keys = columnsOf<SealingKeyRow>({ id: 'plain', fingerprint: 'plain', newestSince: 'plain', createdAt: 'plain' });

interface Place {
  readonly table: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly column: RawBuilder<unknown>;
  /** Rows that may be sealed anew at this time. */
  readonly free: (now: number) => RawBuilder<unknown>;
}

const place = (table: string, id: string, column: string, free: Place['free'] = () => sql`true`): Place => ({
  table: sql.table(table),
  id: sql.ref(id),
  column: sql.ref(column),
  free,
});

/** A refresh knows its connection by the tokens that it has read: while it goes on, or nobody knows how it went, they stay. */
const notRefreshing = (now: number): RawBuilder<unknown> =>
  sql`(refresh_lease_until is null or refresh_lease_until <= ${now}) and refresh_attempt_at is null`;

/** Every column that holds sealed texts. */
const places: Readonly<Record<SealedKind, Place>> = {
  link: place('links', 'id', 'secret_sealed'),
  tokens: place('connections', 'id', 'tokens_sealed', notRefreshing),
  revocation: place('revocations', 'id', 'tokens_sealed', (now) => sql`(lease_until is null or lease_until <= ${now})`),
  verifier: place('flows', 'fid', 'verifier_sealed'),
  code: place('flows', 'fid', 'code_sealed'),
  webhook: place('webhook_endpoints', 'id', 'secret_sealed'),
  former_webhook: place('webhook_endpoints', 'id', 'previous_sealed'),
};

/** Begins with this key's name. Not `like`, to which a name's underscore would mean any character. */
const isOf = (column: RawBuilder<unknown>, key: string): RawBuilder<unknown> => {
  const start = sealedStart(key);
  return sql`substr(${column}, 1, ${sql.lit(start.length)}) = ${start}`;
};

export const sealedReads = (db: Db) =>
  ({
    async sealedCount(kind, key) {
      const { table, column } = places[kind];
      const query = sql<{ n: number | string }>`select count(*) as n from ${table} where ${isOf(column, key)}`;
      return Number((await query.execute(db)).rows[0]?.n ?? 0);
    },

    async sealedWith({ kind, not, after, limit }) {
      const { table, id, column } = places[kind];
      const others = sql.join(
        not.map((key) => sql`and not (${isOf(column, key)})`),
        sql` `,
      );
      const query = sql<{ id: string; sealed: string }>`select ${id} as id, ${column} as sealed from ${table}
        where ${column} is not null and ${id} > ${after} ${others} order by ${id} limit ${limit}`;
      return (await query.execute(db)).rows;
    },

    async sealingKeys() {
      return (await db.selectFrom('sealing_keys').selectAll().orderBy('id').execute()).map((row) => keys.decode(row));
    },
  }) satisfies SealingReads;

export const sealedClaims = (db: Db) =>
  ({
    async reseal({ kind, id: row, from, to, now }) {
      const { table, id, column, free } = places[kind];
      const update = sql`update ${table} set ${column} = ${to} where ${id} = ${row} and ${column} = ${from} and ${free(now)}`;
      return ((await update.execute(db)).numAffectedRows ?? 0n) > 0n;
    },

    async registerKey(row) {
      await db
        .insertInto('sealing_keys')
        .values(keys.encode(row))
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({
              newest_since: sql`case when excluded.newest_since is null or sealing_keys.newest_since >= excluded.newest_since
                then sealing_keys.newest_since else excluded.newest_since end`,
            }),
        )
        .execute();
    },

    async forgetKey(id) {
      await db.deleteFrom('sealing_keys').where('id', '=', id).execute();
    },
  }) satisfies SealingClaims;
