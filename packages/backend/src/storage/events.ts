import { sql } from 'kysely';
import { newId } from '../secrets.ts';
import { columnsOf } from './columns.ts';
import type { EventRow, Reads, Writes } from './port.ts';
import type { Db } from './schema.ts';

const columns = columnsOf<EventRow>({
  id: 'plain',
  workspace: 'plain',
  seq: 'plain',
  type: 'plain',
  link: 'plain',
  connection: 'plain',
  fid: 'plain',
  data: 'json',
  createdAt: 'plain',
});

export const eventReads = (db: Db) =>
  ({
    async events(workspace, after, limit) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('workspace', '=', workspace)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => columns.decode(row));
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
      return row;
    },
  }) satisfies Partial<Writes>;
