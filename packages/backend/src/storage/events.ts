import { sql } from 'kysely';
import { newId } from '../secrets.ts';
import { columnsOf } from './columns.ts';
import type { EventRow, Reads, Writes } from './port.ts';
import type { Db } from './schema.ts';
import { enqueueDeliveries } from './webhook-deliveries.ts';

const columns = columnsOf<EventRow>({
  id: 'plain',
  workspace: 'plain',
  seq: 'plain',
  type: 'plain',
  link: 'plain',
  connection: 'plain',
  fid: 'plain',
  actor: 'json',
  data: 'json',
  createdAt: 'plain',
});

export const eventReads = (db: Db) =>
  ({
    async events({ workspace, after, types, limit }) {
      let query = db.selectFrom('events').selectAll().where('workspace', '=', workspace).where('seq', '>', after);
      if (types?.length === 0) return [];
      if (types !== undefined) query = query.where('type', 'in', types);
      return (await query.orderBy('seq').limit(limit).execute()).map((row) => columns.decode(row));
    },

    async activity({ workspace, link, before, limit }) {
      let query = db.selectFrom('events').selectAll().where('workspace', '=', workspace).where('link', '=', link);
      if (before !== undefined) query = query.where('seq', '<', before);
      return (await query.orderBy('seq', 'desc').limit(limit).execute()).map((row) => columns.decode(row));
    },

    async lastSeq(workspace) {
      const row = await db.selectFrom('workspaces').select('last_seq').where('id', '=', workspace).executeTakeFirst();
      return row?.last_seq ?? 0;
    },
  }) satisfies Partial<Reads>;

export const eventWrites = (db: Db, workspace: string) =>
  ({
    async append(event) {
      // The counter stands in the row that the transaction holds, so numbers follow the commits and a rollback gives them back.
      const { last_seq: seq } = await db
        .updateTable('workspaces')
        .set({ last_seq: sql<number>`last_seq + 1` })
        .where('id', '=', workspace)
        .returning('last_seq')
        .executeTakeFirstOrThrow();
      const row: EventRow = { ...event, id: newId('evt'), workspace, seq };
      await db.insertInto('events').values(columns.encode(row)).execute();
      await enqueueDeliveries(db, row);
      return row;
    },
  }) satisfies Partial<Writes>;
