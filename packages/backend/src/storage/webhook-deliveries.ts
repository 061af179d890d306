import { sql } from 'kysely';
import { newId } from '../secrets.ts';
import { columnsOf } from './columns.ts';
import { before } from './keyset.ts';
import type { EventRow } from './rows.ts';
import type { Db } from './schema.ts';
import type { DeliveryRoom, WebhookDeliveryClaims, WebhookDeliveryReads, WebhookDeliveryRow, WebhookDeliveryWrites } from './webhook-delivery-port.ts';

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
  failureReason: 'plain',
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
  failureReason: null,
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
  }) satisfies WebhookDeliveryReads;

export const webhookDeliveryWrites = (db: Db) =>
  ({
    async settleDelivery(id, leaseId, change) {
      const { numUpdatedRows } = await db
        .updateTable('webhook_deliveries')
        .set({ ...columns.encodeChange(change), lease_id: null, lease_until: null })
        .where('id', '=', id)
        .where('lease_id', '=', leaseId)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  }) satisfies WebhookDeliveryWrites;

/** Endpoints with a greater id than `after`, up to `last`. */
interface Stretch {
  readonly after: string;
  readonly last?: string;
}

/**
 * The first that is due of the first endpoint of this stretch that there is room for. Goes from endpoint to endpoint over the
 * index (endpoint, due_at), so that what waits for one costs the others nothing.
 */
const nextDue = (now: number, { perEndpoint, toFailing }: DeliveryRoom, { after, last }: Stretch, locksRows: boolean) => {
  const ends = last === undefined ? sql`` : sql`and delivery.endpoint <= ${last}`;
  const isDue = (row: 'head' | 'delivery') =>
    sql`${sql.ref(`${row}.due_at`)} <= ${now} and (${sql.ref(`${row}.lease_until`)} is null or ${sql.ref(`${row}.lease_until`)} <= ${now})`;
  const underWay = sql<number>`(
    select count(*) from webhook_deliveries as held where held.endpoint = waiting.endpoint and held.lease_until > ${now}
  )`;
  const underWayToFailing = sql<number>`(
    select count(*) from webhook_deliveries as held join webhook_endpoints as failing on failing.id = held.endpoint
    where held.lease_until > ${now} and failing.failing_since is not null
  )`;
  // Several processes look at once: each takes a row that no other is just taking.
  const locks = sql.raw(locksRows ? 'for update of delivery skip locked' : '');
  // A row's own conditions stand twice, because PostgreSQL asks them again where another process has just changed it.
  return sql<string>`(
    with recursive waiting(endpoint) as (
      select min(delivery.endpoint) from webhook_deliveries as delivery
      where delivery.due_at is not null and delivery.endpoint > ${after} ${ends}
      union all
      select (
        select min(delivery.endpoint) from webhook_deliveries as delivery
        where delivery.due_at is not null and delivery.endpoint > waiting.endpoint ${ends}
      ) from waiting where waiting.endpoint is not null
    )
    select delivery.id from waiting
    join webhook_deliveries as delivery on delivery.id = (
      select head.id from webhook_deliveries as head
      where head.endpoint = waiting.endpoint and ${isDue('head')} order by head.due_at limit 1
    )
    where ${isDue('delivery')} and ${underWay} < case
      when (select endpoint.failing_since from webhook_endpoints as endpoint where endpoint.id = waiting.endpoint) is null then ${perEndpoint}
      when ${underWayToFailing} < ${toFailing} then 1
      else 0
    end
    limit 1
    ${locks}
  )`;
};

export const webhookDeliveryClaims = (db: Db, locksRows: boolean) => {
  const again = (dueAt: number) => columns.encodeChange({ ...nothingYet, status: 'pending', dueAt });

  return {
    async claimDelivery(now, { id, until }, room, after) {
      const claim = (stretch: Stretch) =>
        db
          .updateTable('webhook_deliveries')
          .set({ lease_id: id, lease_until: until })
          .where('id', '=', nextDue(now, room, stretch, locksRows))
          .returningAll()
          .executeTakeFirst();
      const row = (await claim({ after })) ?? (after === '' ? undefined : await claim({ after: '', last: after }));
      return row && columns.decode(row);
    },

    async extendDelivery(delivery, { id, until }) {
      const update = db.updateTable('webhook_deliveries').set({ lease_until: until });
      const { numUpdatedRows } = await update.where('id', '=', delivery).where('lease_id', '=', id).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    ...webhookDeliveryWrites(db),

    async redeliver({ endpoint, since, statuses, dueAt, after, limit }) {
      let round = db
        .selectFrom('webhook_deliveries')
        .select(['id', 'created_at as createdAt'])
        .where('endpoint', '=', endpoint)
        .where('created_at', '>=', since);
      if (after !== undefined) round = round.where(before('webhook_deliveries', after));
      const rows = await round.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      const last = rows.at(-1);
      if (last === undefined || statuses.length === 0) return { count: 0, last: undefined };
      const ids = rows.map(({ id }) => id);
      const { numUpdatedRows } = await db
        .updateTable('webhook_deliveries')
        .set(again(dueAt))
        .where('id', 'in', ids)
        .where('status', 'in', statuses)
        .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', dueAt)]))
        .executeTakeFirst();
      return { count: Number(numUpdatedRows), last: rows.length < limit ? undefined : last };
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
  } satisfies WebhookDeliveryClaims;
};
