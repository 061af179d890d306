import { columnsOf } from './columns.ts';
import type { ConnectionRow, Reads, Storage, Writes } from './port.ts';
import { before } from './position.ts';
import type { Db } from './schema.ts';
import { missing, requireOwn } from './storage-error.ts';

const columns = columnsOf<ConnectionRow>({
  id: 'plain',
  workspace: 'plain',
  link: 'plain',
  platform: 'plain',
  accountId: 'plain',
  altIds: 'json',
  handle: 'plain',
  displayName: 'plain',
  accountType: 'plain',
  picture: 'plain',
  scopesGranted: 'json',
  scopesMissing: 'json',
  status: 'plain',
  reason: 'plain',
  tokensSealed: 'plain',
  accessExpiresAt: 'plain',
  refreshDueAt: 'plain',
  refreshLeaseUntil: 'plain',
  refreshAttemptAt: 'plain',
  lastUsedAt: 'plain',
  connectedAt: 'plain',
  createdAt: 'plain',
  updatedAt: 'plain',
});

export const connectionReads = (db: Db) =>
  ({
    async connection(id) {
      const row = await db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
      return row && columns.decode(row);
    },

    async connectionByAccount(workspace, platform, accountId) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('workspace', '=', workspace)
        .where('platform', '=', platform)
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async isAccountConnected(platform, accountIds, except) {
      if (accountIds.length === 0) return false;
      let query = db
        .selectFrom('account_ids')
        .innerJoin('connections', 'connections.id', 'account_ids.connection')
        .select('connections.id')
        .where('account_ids.platform', '=', platform)
        .where('account_ids.id', 'in', accountIds)
        .where('connections.status', '<>', 'disconnected');
      if (except !== null) query = query.where('connections.id', '<>', except);
      return (await query.limit(1).executeTakeFirst()) !== undefined;
    },

    async connections({ workspace, link, platform, status, after, limit }) {
      let query = db.selectFrom('connections').selectAll().where('workspace', '=', workspace);
      if (link !== undefined) query = query.where('link', '=', link);
      if (platform !== undefined) query = query.where('platform', '=', platform);
      if (status !== undefined) query = query.where('status', '=', status);
      if (after !== undefined) query = query.where(before('connections', after));
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies Partial<Reads>;

export const connectionWrites = (db: Db, workspace: string) =>
  ({
    async insertConnection(row) {
      requireOwn(workspace, row);
      await db.insertInto('connections').values(columns.encode(row)).execute();
      await insertAccountIds(db, row);
    },

    async updateConnection(id, change) {
      const values = columns.encodeChange(change);
      if (Object.keys(values).length === 0) return;
      const update = db.updateTable('connections').set(values).where('id', '=', id).where('workspace', '=', workspace);
      const row = await update.returning(['platform', 'account_id']).executeTakeFirst();
      if (row === undefined) throw missing(`connection ${id} in the workspace ${workspace}`);
      if (change.altIds === undefined) return;
      await db.deleteFrom('account_ids').where('connection', '=', id).execute();
      await insertAccountIds(db, { id, platform: row.platform, accountId: row.account_id, altIds: change.altIds });
    },
  }) satisfies Partial<Writes>;

const insertAccountIds = async (
  db: Db,
  { id: connection, platform, accountId, altIds }: Pick<ConnectionRow, 'id' | 'platform' | 'accountId' | 'altIds'>,
): Promise<void> => {
  const ids = [...new Set([accountId, ...altIds])];
  await db
    .insertInto('account_ids')
    .values(ids.map((id) => ({ platform, id, connection })))
    .execute();
};

/** What happens to a connection without an event, each in one statement. */
export const connectionClaims = (db: Db) =>
  ({
    async claimRefresh(connection, now, until) {
      const row = await db
        .updateTable('connections')
        .set({ refresh_lease_until: until })
        .where('id', '=', connection)
        .where('status', '=', 'active')
        .where((where) => where.or([where('refresh_lease_until', 'is', null), where('refresh_lease_until', '<=', now)]))
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async recordRefreshAttempt(connection, at) {
      await db.updateTable('connections').set({ refresh_attempt_at: at }).where('id', '=', connection).execute();
    },

    async touchConnection(id, usedAt) {
      await db
        .updateTable('connections')
        .set({ last_used_at: usedAt })
        .where('id', '=', id)
        // Two processes may tell of it in another order than it happened in.
        .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', usedAt)]))
        .execute();
    },
  }) satisfies Partial<Storage>;
