import { newId } from '../secrets.ts';
import { columnsOf } from './columns.ts';
import type { EventRow, Reads, Storage, WebhookDeliveryRow } from './port.ts';
import { before } from './position.ts';
import type { Db } from './schema.ts';

const columns = columnsOf<WebhookDeliveryRow>({
  id: 'plain',
  endpoint: 'plain',
  workspace: 'plain',
  event: 'plain',
  seq: 'plain',
  type: 'plain',
  status: 'plain',
  attempts: 'plain',
  dueAt: 'plain',
  leaseId: 'plain',
  leaseUntil: 'plain',
  lastAttemptAt: 'plain',
  responseStatus: 'plain',
  failure: 'plain',
  durationMs: 'plain',
  deliveredAt: 'plain',
  createdAt: 'plain',
});

const nothingYet = {
  attempts: 0,
  leaseId: null,
  leaseUntil: null,
  lastAttemptAt: null,
  responseStatus: null,
  failure: null,
  durationMs: null,
  deliveredAt: null,
} as const;

/** Writes what an event sets on its way, in the event's own transaction: one delivery to each endpoint that hears of it. */
export const enqueueDeliveries = async (db: Db, event: EventRow): Promise<void> => {
  const endpoints = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'types', 'disabled_at'])
    .where((where) => where.or([where('workspace', '=', event.workspace), where('workspace', 'is', null)]))
    .execute();
  const hearing = endpoints.filter(({ types }) => types === null || (JSON.parse(types) as string[]).includes(event.type));
  if (hearing.length === 0) return;
  const rows = hearing.map(({ id: endpoint, disabled_at }): WebhookDeliveryRow => ({
    ...nothingYet,
    id: newId('whd'),
    endpoint,
    workspace: event.workspace,
    event: event.id,
    seq: event.seq,
    type: event.type,
    status: disabled_at === null ? 'pending' : 'skipped',
    dueAt: disabled_at === null ? event.createdAt : null,
    createdAt: event.createdAt,
  }));
  await db.insertInto('webhook_deliveries').values(rows.map((row) => columns.encode(row))).execute();
};

/** Takes out of the way what nobody is sending just now. What is under way settles by itself. */
export const skipPending = async (db: Db, endpoint: string): Promise<void> => {
  await db
    .updateTable('webhook_deliveries')
    .set({ status: 'skipped', due_at: null })
    .where('endpoint', '=', endpoint)
    .where('status', '=', 'pending')
    .where('lease_id', 'is', null)
    .execute();
};

export const webhookDeliveryReads = (db: Db) =>
  ({
    async webhookDelivery(id) {
      const row = await db.selectFrom('webhook_deliveries').selectAll().where('id', '=', id).executeTakeFirst();
      return row && columns.decode(row);
    },

    async webhookDeliveries({ endpoint, status, after, limit }) {
      let query = db.selectFrom('webhook_deliveries').selectAll().where('endpoint', '=', endpoint);
      if (status !== undefined) query = query.where('status', '=', status);
      if (after !== undefined) query = query.where(before('webhook_deliveries', after));
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies Partial<Reads>;

/** Also within a transaction. */
export const settleDelivery =
  (db: Db): Storage['settleDelivery'] =>
  async (id, leaseId, change) => {
    const { numUpdatedRows } = await db
      .updateTable('webhook_deliveries')
      .set({ ...columns.encodeChange(change), lease_id: null, lease_until: null })
      .where('id', '=', id)
      .where('lease_id', '=', leaseId)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  };

export const webhookDeliveryClaims = (db: Db, locksRows: boolean) => {
  const again = (dueAt: number) => columns.encodeChange({ ...nothingYet, status: 'pending', dueAt });

  return {
    async claimDelivery(now, { id, until }, perEndpoint) {
      const due = db
        .selectFrom('webhook_deliveries as row')
        .select('row.id')
        .where('row.due_at', '<=', now)
        .where((where) => where.or([where('row.lease_until', 'is', null), where('row.lease_until', '<=', now)]))
        .where(
          (where) =>
            where
              .selectFrom('webhook_deliveries as other')
              .select(where.fn.countAll<number>().as('count'))
              .whereRef('other.endpoint', '=', 'row.endpoint')
              .where('other.lease_until', '>', now),
          '<',
          perEndpoint,
        )
        .orderBy('row.due_at')
        .limit(1);
      const row = await db
        .updateTable('webhook_deliveries')
        .set({ lease_id: id, lease_until: until })
        // Several processes look at once: each takes a row that no other is just taking.
        .where('id', '=', locksRows ? due.forUpdate().skipLocked() : due)
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async extendDelivery(delivery, { id, until }) {
      const update = db.updateTable('webhook_deliveries').set({ lease_until: until });
      const { numUpdatedRows } = await update.where('id', '=', delivery).where('lease_id', '=', id).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    settleDelivery: settleDelivery(db),

    async redeliver({ endpoint, since, statuses, dueAt }) {
      if (statuses.length === 0) return 0;
      const { numUpdatedRows } = await db
        .updateTable('webhook_deliveries')
        .set(again(dueAt))
        .where('endpoint', '=', endpoint)
        .where('created_at', '>=', since)
        .where('status', 'in', statuses)
        .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', dueAt)]))
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    async redeliverOne(id, dueAt) {
      const row = await db
        .updateTable('webhook_deliveries')
        .set(again(dueAt))
        .where('id', '=', id)
        .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', dueAt)]))
        .returningAll()
        .executeTakeFirst();
      return row && columns.decode(row);
    },

    async sweepDeliveries(at, limit) {
      const old = db
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('created_at', '<', at)
        .where('due_at', 'is', null)
        .limit(limit);
      const { numDeletedRows } = await db.deleteFrom('webhook_deliveries').where('id', 'in', old).executeTakeFirst();
      return Number(numDeletedRows);
    },
  } satisfies Partial<Storage>;
};
