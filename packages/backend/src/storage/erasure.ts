import type { ConnectionWrites } from './connection-port.ts';
import type { Db } from './schema.ts';
import { missing } from './storage-error.ts';

/** Facts of an event that tell who somebody is. */
const personal = ['handle'];

/** Forgets whose account a connection was. */
export const erasureWrites = (db: Db, workspace: string) =>
  ({
    async eraseConnection(id, reason, at) {
      const erased = `erased-${id}`;
      const row = await db
        .updateTable('connections')
        .set({
          account_id: erased,
          alt_ids: '[]',
          handle: '',
          display_name: null,
          account_type: null,
          picture: null,
          reason,
          updated_at: at,
        })
        .where('id', '=', id)
        .where('workspace', '=', workspace)
        .where('status', '=', 'disconnected')
        .where('account_id', '<>', erased)
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) {
        const query = db.selectFrom('connections').select('id').where('id', '=', id).where('workspace', '=', workspace);
        if ((await query.where('account_id', '=', erased).executeTakeFirst()) !== undefined) return false;
        throw missing(`connection ${id} that has ended in the workspace ${workspace}`);
      }
      await db.deleteFrom('account_ids').where('connection', '=', id).execute();
      await db.deleteFrom('receipts').where('connection', '=', id).execute();

      const events = await db
        .selectFrom('events')
        .select(['seq', 'data'])
        .where('connection', '=', id)
        .where('workspace', '=', workspace)
        .execute();
      for (const { seq, data } of events) {
        const facts = Object.entries(JSON.parse(data) as Record<string, string>);
        const kept = facts.filter(([name]) => !personal.includes(name));
        if (kept.length === facts.length) continue;
        await db
          .updateTable('events')
          .set({ data: JSON.stringify(Object.fromEntries(kept)) })
          .where('workspace', '=', workspace)
          .where('seq', '=', seq)
          .execute();
      }
      return true;
    },
  }) satisfies Pick<ConnectionWrites, 'eraseConnection'>;
