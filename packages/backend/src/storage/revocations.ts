import { columnsOf } from './columns.ts';
import type { RevocationClaims, RevocationReads, RevocationRow, RevocationWrites } from './revocation-port.ts';
import type { Db } from './schema.ts';

const columns = columnsOf<RevocationRow>({
  id: 'plain',
  route: 'plain',
  accountIds: 'json',
  connection: 'plain',
  tokensSealed: 'plain',
  consentedAt: 'plain',
  failures: 'plain',
  dueAt: 'plain',
  leaseId: 'plain',
  leaseUntil: 'plain',
  createdAt: 'plain',
});

const ofAccounts = (db: Db, routes: readonly string[], accountIds: readonly string[]) =>
  db.selectFrom('revocation_accounts').select('revocation').where('route', 'in', routes).where('id', 'in', accountIds);

const connectionsOf = (db: Db, routes: readonly string[], accountIds: readonly string[]) =>
  db.selectFrom('account_ids').select('connection').where('platform', 'in', routes).where('id', 'in', accountIds);

export const revocationReads = (db: Db) =>
  ({
    async isRevoking(route, accountIds, now) {
      if (accountIds.length === 0) return false;
      const query = db
        .selectFrom('revocation_accounts')
        .innerJoin('revocations', 'revocations.id', 'revocation_accounts.revocation')
        .select('revocations.id')
        .where('revocation_accounts.route', '=', route)
        .where('revocation_accounts.id', 'in', accountIds)
        .where('revocations.lease_until', '>', now);
      return (await query.limit(1).executeTakeFirst()) !== undefined;
    },

    async revocationCount(routes, accountIds, before) {
      if (routes.length === 0 || accountIds.length === 0) return 0;
      const query = db.selectFrom('revocations').select((count) => count.fn.countAll<number | string>().as('n'));
      const row = await query.where('id', 'in', ofAccounts(db, routes, accountIds)).where('consented_at', '<', before).executeTakeFirst();
      return Number(row?.n ?? 0);
    },
  }) satisfies RevocationReads;

const insert = async (db: Db, row: RevocationRow): Promise<void> => {
  await db.insertInto('revocations').values(columns.encode(row)).execute();
  const ids = [...new Set(row.accountIds)];
  if (ids.length === 0) return;
  const accounts = ids.map((id) => ({ route: row.route, id, revocation: row.id }));
  await db.insertInto('revocation_accounts').values(accounts).execute();
};

export const revocationWrites = (db: Db) =>
  ({
    insertRevocation: (row) => insert(db, row),
  }) satisfies RevocationWrites;

/** What happens to a revocation by itself, each in one statement. */
export const revocationClaims = (db: Db, locksRows: boolean) =>
  ({
    insertRevocation: (row) => db.transaction().execute((tx) => insert(tx, row)),

    async claimRevocation(routes, now, { id, until }) {
      if (routes.length === 0) return undefined;
      const due = db
        .selectFrom('revocations')
        .select('id')
        .where('due_at', '<=', now)
        .where('route', 'in', routes)
        .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
        .orderBy('due_at')
        .limit(1);
      const row = await db
        .updateTable('revocations')
        .set({ lease_id: id, lease_until: until })
        .where('id', '=', locksRows ? due.forUpdate().skipLocked() : due)
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async extendRevocation(id, lease) {
      const update = db.updateTable('revocations').set({ lease_until: lease.until });
      const { numUpdatedRows } = await update.where('id', '=', id).where('lease_id', '=', lease.id).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async renewRevocation(id, from, to) {
      const update = db.updateTable('revocations').set({ tokens_sealed: to });
      const { numUpdatedRows } = await update.where('id', '=', id).where('tokens_sealed', '=', from).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async settleRevocation(id, leaseId, change) {
      const update = db.updateTable('revocations').set({ ...columns.encodeChange(change), lease_id: null, lease_until: null });
      const { numUpdatedRows } = await update.where('id', '=', id).where('lease_id', '=', leaseId).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    finishRevocation: (id, leaseId, revocation) =>
      db.transaction().execute(async (tx) => {
        const deletion = tx.deleteFrom('revocations').where('id', '=', id).where('lease_id', '=', leaseId);
        const stored = await deletion.returningAll().executeTakeFirst();
        if (stored === undefined) return false;
        const { connection, route, accountIds, consentedAt } = columns.decode(stored);
        const ended = tx.updateTable('connections').set({ revocation }).where('status', '=', 'disconnected').where('route', '=', route);
        if (connection !== null) {
          const own = ended.where('id', '=', connection).where('consented_at', '=', consentedAt);
          await own.where('revocation', '=', 'pending').execute();
        }
        if (revocation === 'kept_for_others' || accountIds.length === 0) return true;
        await ended.where('id', 'in', connectionsOf(tx, [route], accountIds)).where('revocation', '=', 'kept_for_others').execute();
        return true;
      }),

    async postponeRevocations(route, accountIds, now, until) {
      if (accountIds.length === 0) return;
      const ids = ofAccounts(db, [route], accountIds);
      await db
        .updateTable('revocations')
        .set({ due_at: until })
        .where('id', 'in', ids)
        .where('due_at', '<', until)
        .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
        .execute();
    },

    async dropRevocations(routes, accountIds, before) {
      if (routes.length === 0 || accountIds.length === 0) return;
      await db.transaction().execute(async (tx) => {
        const ids = ofAccounts(tx, routes, accountIds);
        await tx.deleteFrom('revocations').where('id', 'in', ids).where('consented_at', '<', before).execute();
        const ended = tx.updateTable('connections').set({ revocation: 'revoked' }).where('status', '=', 'disconnected');
        const meant = ended.where('id', 'in', connectionsOf(tx, routes, accountIds)).where('route', 'in', routes);
        await meant.where('consented_at', '<', before).execute();
      });
    },
  }) satisfies RevocationClaims;
