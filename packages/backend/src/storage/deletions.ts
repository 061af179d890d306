import { columnsOf } from './columns.ts';
import type { DeletionClaims, DeletionReads, DeletionRow } from './deletion-port.ts';
import type { Db } from './schema.ts';
import { StorageError } from './storage-error.ts';

const columns = columnsOf<DeletionRow>({
  code: 'plain',
  requestHash: 'plain',
  sender: 'plain',
  routes: 'json',
  accountIds: 'json',
  occurredAt: 'plain',
  found: 'plain',
  connectedSince: 'flag',
  receivedAt: 'plain',
  doneAt: 'plain',
});

export const deletionReads = (db: Db) =>
  ({
    async deletion(code) {
      const row = await db.selectFrom('deletions').selectAll().where('code', '=', code).executeTakeFirst();
      return row && columns.decode(row);
    },

    async deletionByRequest(requestHashes) {
      const query = db.selectFrom('deletions').selectAll().where('request_hash', 'in', requestHashes);
      const row = await query.orderBy('received_at').limit(1).executeTakeFirst();
      return row && columns.decode(row);
    },

    async deletionsWithIds(sender) {
      const query = db.selectFrom('deletions').selectAll().where('sender', '=', sender).where('account_ids', 'is not', null);
      return (await query.execute()).map((row) => columns.decode(row));
    },

    async deletionsToDo(limit) {
      const query = db.selectFrom('deletions').selectAll().where('done_at', 'is', null);
      const rows = await query.orderBy('received_at').limit(limit).execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies DeletionReads;

export const deletionClaims = (db: Db) =>
  ({
    async insertDeletion(row) {
      const inserted = await db
        .insertInto('deletions')
        .values(columns.encode(row))
        .onConflict((conflict) => conflict.column('request_hash').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (inserted) return { deletion: columns.decode(inserted), inserted: true };
      const query = db.selectFrom('deletions').selectAll().where('request_hash', '=', row.requestHash);
      const known = await query.executeTakeFirst();
      if (known === undefined) throw new StorageError('failed', 'A request to delete was forgotten while it was repeated.');
      return { deletion: columns.decode(known), inserted: false };
    },

    async finishDeletion(code, doneAt) {
      const update = db.updateTable('deletions').set({ done_at: doneAt });
      await update.where('code', '=', code).where('done_at', 'is', null).execute();
    },
  }) satisfies DeletionClaims;
