import { sql } from 'kysely';
import { columnsOf } from './columns.ts';
import { before } from './keyset.ts';
import type { Db } from './schema.ts';
import { skipPending } from './webhook-deliveries.ts';
import type { WebhookEndpointClaims, WebhookEndpointReads, WebhookEndpointRow, WebhookEndpointWrites } from './webhook-endpoint-port.ts';

const columns = columnsOf<WebhookEndpointRow>({
  id: 'plain',
  workspace: 'plain',
  url: 'plain',
  types: 'json',
  description: 'plain',
  secretSealed: 'plain',
  previousSealed: 'plain',
  previousUntil: 'plain',
  failingSince: 'plain',
  lastFailedAt: 'plain',
  disabledAt: 'plain',
  disabledReason: 'plain',
  createKey: 'plain',
  requestHash: 'plain',
  createdAt: 'plain',
  updatedAt: 'plain',
});

export const webhookEndpointReads = (db: Db) =>
  ({
    async webhookEndpoint(id) {
      const row = await db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirst();
      return row && columns.decode(row);
    },

    async webhookEndpointByKey(createKey) {
      const row = await db.selectFrom('webhook_endpoints').selectAll().where('create_key', '=', createKey).executeTakeFirst();
      return row && columns.decode(row);
    },

    async webhookEndpoints({ workspace, isForAll, after, limit }) {
      let query = db.selectFrom('webhook_endpoints').selectAll();
      if (isForAll) query = query.where('workspace', 'is', null);
      if (workspace !== undefined) {
        query = query.where((where) => where.or([where('workspace', '=', workspace), where('workspace', 'is', null)]));
      }
      if (after !== undefined) query = query.where(before('webhook_endpoints', after));
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map((row) => columns.decode(row));
    },
  }) satisfies WebhookEndpointReads;

export const webhookEndpointWrites = (db: Db) =>
  ({
    async updateWebhookEndpoint(id, change, { secretSealed, disabled, failingSince } = {}) {
      let update = db.updateTable('webhook_endpoints').set(columns.encodeChange(change)).where('id', '=', id);
      if (secretSealed !== undefined) update = update.where('secret_sealed', '=', secretSealed);
      if (disabled !== undefined) update = update.where('disabled_at', disabled ? 'is not' : 'is', null);
      if (failingSince !== undefined) update = update.where('failing_since', failingSince === null ? 'is' : '=', failingSince);
      const row = await update.returningAll().executeTakeFirst();
      if (row !== undefined && change.disabledAt != null) await skipPending(db, id);
      return row && columns.decode(row);
    },
  }) satisfies WebhookEndpointWrites;

export const webhookEndpointClaims = (db: Db, locksRows: boolean) =>
  ({
    insertWebhookEndpoint: (row, most) =>
      db.transaction().execute(async (tx) => {
        // There may be no row yet that could be locked.
        const lock = `connect webhook_endpoints ${row.workspace ?? ''}`;
        if (locksRows) await sql`select pg_advisory_xact_lock(hashtext(${lock}))`.execute(tx);
        const { count } = await tx
          .selectFrom('webhook_endpoints')
          .select((from) => from.fn.countAll<number>().as('count'))
          .where('workspace', row.workspace === null ? 'is' : '=', row.workspace)
          .executeTakeFirstOrThrow();
        if (count >= most) return false;
        await tx.insertInto('webhook_endpoints').values(columns.encode(row)).execute();
        return true;
      }),

    updateWebhookEndpoint: (...given) => db.transaction().execute((tx) => webhookEndpointWrites(tx).updateWebhookEndpoint(...given)),

    deleteWebhookEndpoint: (id) =>
      db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx.deleteFrom('webhook_endpoints').where('id', '=', id).executeTakeFirst();
        await tx.deleteFrom('webhook_deliveries').where('endpoint', '=', id).execute();
        return numDeletedRows > 0n;
      }),
  }) satisfies WebhookEndpointClaims;
