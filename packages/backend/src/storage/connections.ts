import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { columnsOf } from './columns.ts';
import type { ConnectionClaims, ConnectionReads, ConnectionRow, ConnectionWrites } from './connection-port.ts';
import { before } from './keyset.ts';
import type { Lease } from './lease.ts';
import type { Db, Tables } from './schema.ts';
import { missing, requireOwn } from './storage-error.ts';

const columns = columnsOf<ConnectionRow>({
  id: 'plain',
  workspace: 'plain',
  link: 'plain',
  platform: 'plain',
  route: 'plain',
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
  revocation: 'plain',
  tokensSealed: 'plain',
  accessExpiresAt: 'plain',
  refreshDueAt: 'plain',
  refreshLeaseUntil: 'plain',
  refreshLeaseBy: 'plain',
  refreshAttemptAt: 'plain',
  refreshFailures: 'plain',
  checkedAt: 'plain',
  leftAloneUntil: 'plain',
  lastUsedAt: 'plain',
  connectedAt: 'plain',
  consentedAt: 'plain',
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

    async isAccountConnected(route, accountIds) {
      if (accountIds.length === 0) return false;
      const query = db
        .selectFrom('account_ids')
        .innerJoin('connections', 'connections.id', 'account_ids.connection')
        .select('connections.id')
        .where('account_ids.platform', '=', route)
        .where('account_ids.id', 'in', accountIds)
        .where('connections.status', '<>', 'disconnected')
        .where('connections.tokens_sealed', 'is not', null);
      return (await query.limit(1).executeTakeFirst()) !== undefined;
    },

    async connectionsOfAccount(routes, accountIds) {
      if (routes.length === 0 || accountIds.length === 0) return [];
      const ids = db
        .selectFrom('account_ids')
        .select('connection')
        .where('platform', 'in', routes)
        .where('id', 'in', accountIds);
      const rows = await db.selectFrom('connections').selectAll().where('id', 'in', ids).orderBy('id').execute();
      return rows.map((row) => columns.decode(row));
    },

    async connections({ workspace, link, platform, status, reasons, after, limit }) {
      if (reasons?.length === 0) return [];
      let query = db.selectFrom('connections').selectAll().where('workspace', '=', workspace);
      if (link !== undefined) query = query.where('link', '=', link);
      if (platform !== undefined) query = query.where('platform', '=', platform);
      if (status !== undefined) query = query.where('status', '=', status);
      if (reasons !== undefined) query = query.where('reason', 'in', reasons);
      if (after !== undefined) query = query.where(before('connections', after));
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies ConnectionReads;

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
      const row = await update.returning(['route', 'account_id']).executeTakeFirst();
      if (row === undefined) throw missing(`connection ${id} in the workspace ${workspace}`);
      if (change.altIds === undefined) return;
      await db.deleteFrom('account_ids').where('connection', '=', id).execute();
      await insertAccountIds(db, { id, route: row.route, accountId: row.account_id, altIds: change.altIds });
    },
  }) satisfies Omit<ConnectionWrites, 'eraseConnection'>;

const insertAccountIds = async (
  db: Db,
  { id: connection, route, accountId, altIds }: Pick<ConnectionRow, 'id' | 'route' | 'accountId' | 'altIds'>,
): Promise<void> => {
  const ids = [...new Set([accountId, ...altIds])];
  await db
    .insertInto('account_ids')
    .values(ids.map((id) => ({ platform: route, id, connection })))
    .execute();
};

/** Nobody holds it at `now`. */
const isFree =
  (now: number) =>
  (where: ExpressionBuilder<Tables, 'connections'>): Expression<SqlBool> =>
    where.or([where('refresh_lease_until', 'is', null), where('refresh_lease_until', '<=', now)]);

/** Connections by one of these routes that nobody holds at `now`. */
const freeOf = (db: Db, routes: readonly string[], now: number) =>
  db.selectFrom('connections').select('id').where('route', 'in', routes).where(isFree(now));

/** What happens to a connection without an event, each in one statement. */
export const connectionClaims = (db: Db, locksRows: boolean) => {
  const claimFirst = async (due: ReturnType<typeof freeOf>, { id, until }: Lease): Promise<ConnectionRow | undefined> => {
    const first = due.limit(1);
    const row = await db
      .updateTable('connections')
      .set({ refresh_lease_until: until, refresh_lease_by: id })
      // Several processes look at once: each takes a row that no other is just taking.
      .where('id', '=', locksRows ? first.forUpdate().skipLocked() : first)
      .returningAll()
      .executeTakeFirst();
    return row && columns.decode(row);
  };

  return {
    async claimRefresh(connection, now, { id, until }) {
      const row = await db
        .updateTable('connections')
        .set({ refresh_lease_until: until, refresh_lease_by: id })
        .where('id', '=', connection)
        .where('status', '=', 'active')
        .where(isFree(now))
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async claimDueRefresh(platforms, now, lease) {
      if (platforms.length === 0) return undefined;
      const due = freeOf(db, platforms, now).where('refresh_due_at', '<=', now).where('status', 'in', ['active', 'pending_approval']);
      return claimFirst(due.orderBy('refresh_due_at'), lease);
    },

    async claimDueCheck(platforms, before, now, lease) {
      if (platforms.length === 0) return undefined;
      const due = freeOf(db, platforms, now).where('checked_at', '<=', before).where('status', '=', 'active');
      return claimFirst(due.orderBy('checked_at'), lease);
    },

    async extendRefresh(connection, { id, until }) {
      const { numUpdatedRows } = await db
        .updateTable('connections')
        .set({ refresh_lease_until: until })
        .where('id', '=', connection)
        .where('refresh_lease_by', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async recordRefreshAttempt(connection, leaseId, at) {
      const { numUpdatedRows } = await db
        .updateTable('connections')
        .set({ refresh_attempt_at: at, refresh_due_at: at })
        .where('id', '=', connection)
        .where('refresh_lease_by', '=', leaseId)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async releaseRefresh(connection, leaseId, dueAt) {
      await db
        .updateTable('connections')
        .set({ refresh_lease_until: null, refresh_lease_by: null, refresh_due_at: dueAt })
        .where('id', '=', connection)
        .where('refresh_lease_by', '=', leaseId)
        .execute();
    },

    async releaseCheck(connection, leaseId, change) {
      await db
        .updateTable('connections')
        .set({ refresh_lease_until: null, refresh_lease_by: null, ...columns.encodeChange(change) })
        .where('id', '=', connection)
        .where('refresh_lease_by', '=', leaseId)
        .execute();
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
  } satisfies ConnectionClaims;
};
