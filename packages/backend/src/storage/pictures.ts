import { columnsOf } from './columns.ts';
import type { PictureRow, Reads, Writes } from './port.ts';
import type { Db } from './schema.ts';
import { requireOwn } from './storage-error.ts';

const columns = columnsOf<PictureRow>({
  id: 'plain',
  workspace: 'plain',
  mediaType: 'plain',
  bytes: 'bytes',
  createdAt: 'plain',
});

export const pictureReads = (db: Db) =>
  ({
    async picture(id) {
      const row = await db.selectFrom('pictures').selectAll().where('id', '=', id).executeTakeFirst();
      return row && columns.decode(row);
    },
  }) satisfies Partial<Reads>;

export const pictureWrites = (db: Db, workspace: string) =>
  ({
    async insertPicture(row) {
      requireOwn(workspace, row);
      await db.insertInto('pictures').values(columns.encode(row)).execute();
    },

    async deletePicture(id) {
      await db.deleteFrom('pictures').where('id', '=', id).where('workspace', '=', workspace).execute();
    },
  }) satisfies Partial<Writes>;
