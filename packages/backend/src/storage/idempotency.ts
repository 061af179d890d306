import { columnsOf } from './columns.ts';
import type { IdempotencyRow, Reads, Writes } from './port.ts';
import type { Db } from './schema.ts';
import { requireOwn } from './storage-error.ts';

const columns = columnsOf<IdempotencyRow>({
  principal: 'plain',
  workspace: 'plain',
  operation: 'plain',
  key: 'plain',
  requestHash: 'plain',
  resource: 'plain',
  createdAt: 'plain',
});

export const idempotencyReads = (db: Db) =>
  ({
    async idempotency(principal, workspace, operation, key) {
      const row = await db
        .selectFrom('idempotency')
        .selectAll()
        .where('principal', '=', principal)
        .where('workspace', '=', workspace)
        .where('operation', '=', operation)
        .where('key', '=', key)
        .executeTakeFirst();
      return row && columns.decode(row);
    },
  }) satisfies Partial<Reads>;

export const idempotencyWrites = (db: Db, workspace: string) =>
  ({
    async insertIdempotency(row) {
      requireOwn(workspace, row);
      await db.insertInto('idempotency').values(columns.encode(row)).execute();
    },

    async repointIdempotency({ principal, workspace: of, operation, key, resource }) {
      requireOwn(workspace, { workspace: of });
      await db
        .updateTable('idempotency')
        .set({ resource })
        .where('principal', '=', principal)
        .where('workspace', '=', of)
        .where('operation', '=', operation)
        .where('key', '=', key)
        .execute();
    },
  }) satisfies Partial<Writes>;
