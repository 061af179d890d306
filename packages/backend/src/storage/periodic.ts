import type { PeriodicClaims } from './periodic-port.ts';
import type { Db } from './schema.ts';

/** Work that is done from time to time, each change of it in one statement. */
export const periodicClaims = (db: Db) =>
  ({
    async claimPeriodic(name, now, { id, until }) {
      const row = await db
        .insertInto('periodic')
        .values({ name, due_at: now, lease_until: until, lease_by: id })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ lease_until: until, lease_by: id })
            .where('periodic.due_at', '<=', now)
            .where((where) => where.or([where('periodic.lease_until', 'is', null), where('periodic.lease_until', '<=', now)])),
        )
        .returning('name')
        .executeTakeFirst();
      return row !== undefined;
    },

    async extendPeriodic(name, { id, until }) {
      const update = db.updateTable('periodic').set({ lease_until: until });
      const { numUpdatedRows } = await update.where('name', '=', name).where('lease_by', '=', id).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async releasePeriodic(name, leaseId, dueAt) {
      const update = db.updateTable('periodic').set({ lease_until: null, lease_by: null, due_at: dueAt });
      const { numUpdatedRows } = await update.where('name', '=', name).where('lease_by', '=', leaseId).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async periodicFreeSince(name) {
      const row = await db.selectFrom('periodic').select(['due_at', 'lease_until']).where('name', '=', name).executeTakeFirst();
      return row && Math.max(row.due_at, row.lease_until ?? 0);
    },
  }) satisfies PeriodicClaims;
