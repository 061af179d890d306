import { columnsOf } from './columns.ts';
import type { ReceiptRow, Reads, Writes } from './port.ts';
import type { Db } from './schema.ts';

const columns = columnsOf<ReceiptRow>({
  hash: 'plain',
  keyId: 'plain',
  connection: 'plain',
  link: 'plain',
  linkSecretHash: 'plain',
  fid: 'plain',
  createdAt: 'plain',
  overAt: 'plain',
});

export const receiptReads = (db: Db) =>
  ({
    async receipt(hash) {
      const row = await db.selectFrom('receipts').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row && columns.decode(row);
    },

    async receiptsOfFlow(fid) {
      const query = db.selectFrom('receipts').selectAll().where('fid', '=', fid);
      const rows = await query.orderBy('created_at').orderBy('hash').execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies Partial<Reads>;

export const receiptWrites = (db: Db) =>
  ({
    async insertReceipt(row) {
      await db.insertInto('receipts').values(columns.encode(row)).execute();
    },

    async endReceipts(connection, at) {
      await db.updateTable('receipts').set({ over_at: at }).where('connection', '=', connection).where('over_at', 'is', null).execute();
    },
  }) satisfies Partial<Writes>;
