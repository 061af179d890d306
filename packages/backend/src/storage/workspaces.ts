import { columnsOf } from './columns.ts';
import type { Reads, Storage, WorkspaceRow, Writes } from './port.ts';
import type { Db } from './schema.ts';
import { requireOwn } from './storage-error.ts';

const columns = columnsOf<WorkspaceRow>({
  id: 'plain',
  name: 'plain',
  logoUrl: 'plain',
  logoPicture: 'plain',
  accentColor: 'plain',
  subscriptionStatus: 'plain',
  upgradeUrl: 'plain',
  planName: 'plain',
  embedOrigins: 'json',
  returnUrls: 'json',
  createdAt: 'plain',
  updatedAt: 'plain',
});

export const workspaceReads = (db: Db) =>
  ({
    async workspace(id) {
      const row = await db.selectFrom('workspaces').selectAll().where('id', '=', id).executeTakeFirst();
      return row && columns.decode(row);
    },
  }) satisfies Partial<Reads>;

export const ensureWorkspace = (db: Db): Storage['ensureWorkspace'] => async (row) => {
  const inserted = await db
    .insertInto('workspaces')
    .values({ ...columns.encode(row), last_seq: 0 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

/**
 * Takes the workspace's row for the rest of the transaction; tells whether there is one. "No key update", because a new row
 * that refers to the workspace need not wait for it.
 */
export const lockWorkspace = async (db: Db, id: string, locksRows: boolean): Promise<boolean> => {
  const row = db.selectFrom('workspaces').select('id').where('id', '=', id);
  return (await (locksRows ? row.forNoKeyUpdate() : row).executeTakeFirst()) !== undefined;
};

export const workspaceWrites = (db: Db, workspace: string) =>
  ({
    async updateWorkspace(id, change) {
      requireOwn(workspace, { workspace: id });
      const values = columns.encodeChange(change);
      if (Object.keys(values).length === 0) return;
      await db.updateTable('workspaces').set(values).where('id', '=', id).execute();
    },
  }) satisfies Partial<Writes>;
