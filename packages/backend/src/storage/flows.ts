import { sql } from 'kysely';
import { columnsOf } from './columns.ts';
import type { FlowClaims, FlowReads, FlowRow, FlowWrites } from './flow-port.ts';
import type { Db } from './schema.ts';
import { StorageError } from './storage-error.ts';

const columns = columnsOf<FlowRow>({
  fid: 'plain',
  link: 'plain',
  workspace: 'plain',
  linkSecretHash: 'plain',
  platform: 'plain',
  status: 'plain',
  seq: 'plain',
  mode: 'plain',
  openerOrigin: 'plain',
  attested: 'flag',
  bindHash: 'plain',
  returnUrl: 'plain',
  stateHash: 'plain',
  takenHash: 'plain',
  verifierSealed: 'plain',
  redirectUri: 'plain',
  attemptExpiresAt: 'plain',
  codeSealed: 'plain',
  choosing: 'flag',
  confirmHash: 'plain',
  confirmExpiresAt: 'plain',
  errorCode: 'plain',
  errorDetail: 'json',
  acceptsOther: 'plain',
  repairs: 'plain',
  connections: 'json',
  deliveredAt: 'plain',
  expiresAt: 'plain',
  createdAt: 'plain',
  updatedAt: 'plain',
});

const next = sql<number>`seq + 1`;

export const flowReads = (db: Db) =>
  ({
    async flow(fid) {
      const row = await db.selectFrom('flows').selectAll().where('fid', '=', fid).executeTakeFirst();
      return row && columns.decode(row);
    },

    async flowByState(stateHash) {
      const row = await db
        .selectFrom('flows')
        .selectAll()
        .where((where) => where.or([where('state_hash', '=', stateHash), where('taken_hash', '=', stateHash)]))
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async abandonedChoices(until, limit) {
      const rows = await db
        .selectFrom('flows')
        .selectAll()
        .where('code_sealed', 'is not', null)
        .where('confirm_expires_at', '<=', until)
        .where('choosing', '=', 1)
        .where('status', '=', 'pending_confirm')
        .orderBy('confirm_expires_at')
        .limit(limit)
        .execute();
      return rows.map((row) => columns.decode(row));
    },

    async choicesOfAccount(routes, accountIds, before) {
      if (routes.length === 0 || accountIds.length === 0) return [];
      const fids = db
        .selectFrom('flow_accounts')
        .select('fid')
        .where('route', 'in', routes)
        .where('id', 'in', accountIds)
        .where('consented_at', '<', before);
      const rows = await db.selectFrom('flows').selectAll().where('fid', 'in', fids).where('choosing', '=', 1).orderBy('fid').execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies FlowReads;

/** Changes a flow where the guard holds; only in `workspace`, where one is given. */
const updateFlow =
  (db: Db, workspace?: string): FlowClaims['updateFlow'] =>
  async (fid, change, { seq, status }) => {
    let update = db
      .updateTable('flows')
      .set({ ...columns.encodeChange(change), seq: next })
      .where('fid', '=', fid);
    if (workspace !== undefined) update = update.where('workspace', '=', workspace);
    if (seq !== undefined) update = update.where('seq', '=', seq);
    if (status !== undefined) {
      if (status.length === 0) return undefined;
      update = update.where('status', 'in', status);
    }
    const row = await update.returningAll().executeTakeFirst();
    // Should this not happen any more, they go with the flow: nobody takes them for a choice that stands.
    if (row !== undefined && change.choosing === false) await db.deleteFrom('flow_accounts').where('fid', '=', fid).execute();
    return row && columns.decode(row);
  };

export const flowWrites = (db: Db, workspace: string) =>
  ({
    updateFlow: updateFlow(db, workspace),

    async insertChoiceAccounts(fid, { route, accountIds, consentedAt }) {
      await db.deleteFrom('flow_accounts').where('fid', '=', fid).execute();
      const rows = [...new Set(accountIds)].map((id) => ({ route, id, fid, consented_at: consentedAt }));
      if (rows.length > 0) await db.insertInto('flow_accounts').values(rows).execute();
    },
  }) satisfies FlowWrites;

/** What happens to a flow by itself, each in one statement. */
export const flowClaims = (db: Db) =>
  ({
    updateFlow: updateFlow(db),

    async insertFlow(row) {
      const inserted = await db
        .insertInto('flows')
        .values(columns.encode(row))
        .onConflict((conflict) => conflict.column('fid').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (inserted) return { flow: columns.decode(inserted), inserted: true };
      const flow = await flowReads(db).flow(row.fid);
      if (flow === undefined) throw new StorageError('failed', `The flow ${row.fid} was deleted while it was announced again.`);
      return { flow, inserted: false };
    },

    async deliverFlow(fid, seq, at) {
      const row = await db
        .updateTable('flows')
        .set({ delivered_at: at })
        .where('fid', '=', fid)
        .where('seq', '=', seq)
        .where('delivered_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async takeState(stateHash, now) {
      const row = await db
        .updateTable('flows')
        .set((from) => ({ state_hash: null, taken_hash: from.ref('state_hash'), seq: next, updated_at: now }))
        .where('state_hash', '=', stateHash)
        .where('status', '=', 'at_platform')
        .where('attempt_expires_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },
  }) satisfies FlowClaims;
