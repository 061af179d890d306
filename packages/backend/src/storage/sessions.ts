import { columnsOf } from './columns.ts';
import type { Reads, SessionRow, Writes } from './port.ts';
import type { Db } from './schema.ts';
import { missing, requireOwn } from './storage-error.ts';

const columns = columnsOf<SessionRow>({
  id: 'plain',
  workspace: 'plain',
  tokenHash: 'plain',
  actorName: 'plain',
  actorEmail: 'plain',
  can: 'json',
  createdAt: 'plain',
  expiresAt: 'plain',
  revokedAt: 'plain',
});

export const sessionReads = (db: Db) =>
  ({
    async session(id) {
      const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row && columns.decode(row);
    },

    async sessionByToken(tokenHash) {
      const row = await db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
      return row && columns.decode(row);
    },
  }) satisfies Partial<Reads>;

export const sessionWrites = (db: Db, workspace: string) =>
  ({
    async insertSession(row) {
      requireOwn(workspace, row);
      await db.insertInto('sessions').values(columns.encode(row)).execute();
    },

    async updateSession(id, change) {
      const update = db.updateTable('sessions').set(columns.encodeChange(change));
      const { numUpdatedRows } = await update.where('id', '=', id).where('workspace', '=', workspace).executeTakeFirst();
      if (numUpdatedRows === 0n) throw missing(`session ${id} in the workspace ${workspace}`);
    },
  }) satisfies Partial<Writes>;
