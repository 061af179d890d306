import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'kysely';
import { connectionClaims, connectionReads, connectionWrites } from './connections.ts';
import { deletionClaims, deletionReads } from './deletions.ts';
import type { Engine } from './engine.ts';
import { erasureWrites } from './erasure.ts';
import { eventReads, eventWrites } from './events.ts';
import { flowClaims, flowReads, flowWrites } from './flows.ts';
import { idempotencyReads, idempotencyWrites } from './idempotency.ts';
import { linkReads, linkWrites } from './links.ts';
import { migrate, tables } from './migrate.ts';
import { pictureReads, pictureWrites } from './pictures.ts';
import { periodicClaims } from './periodic.ts';
import type { Reads, Storage, Writes } from './port.ts';
import { receiptReads, receiptWrites } from './receipts.ts';
import { revocationClaims, revocationReads, revocationWrites } from './revocations.ts';
import type { Db } from './schema.ts';
import { sealedClaims, sealedReads } from './sealed.ts';
import { sessionReads, sessionWrites } from './sessions.ts';
import { StorageError } from './storage-error.ts';
import { sweep } from './sweep.ts';
import { webhookDeliveryClaims, webhookDeliveryReads, webhookDeliveryWrites } from './webhook-deliveries.ts';
import { webhookEndpointClaims, webhookEndpointReads, webhookEndpointWrites } from './webhook-endpoints.ts';
import { ensureWorkspace, lockWorkspace, workspaceReads, workspaceWrites } from './workspaces.ts';

const reads = (db: Db): Reads => ({
  ...workspaceReads(db),
  ...linkReads(db),
  ...sessionReads(db),
  ...flowReads(db),
  ...connectionReads(db),
  ...receiptReads(db),
  ...revocationReads(db),
  ...pictureReads(db),
  ...idempotencyReads(db),
  ...eventReads(db),
  ...webhookEndpointReads(db),
  ...webhookDeliveryReads(db),
  ...deletionReads(db),
  ...sealedReads(db),
});

const writes = (db: Db, workspace: string): Writes => ({
  ...reads(db),
  ...workspaceWrites(db, workspace),
  ...linkWrites(db, workspace),
  ...sessionWrites(db, workspace),
  ...connectionWrites(db, workspace),
  ...flowWrites(db, workspace),
  ...erasureWrites(db, workspace),
  ...receiptWrites(db),
  ...revocationWrites(db),
  ...pictureWrites(db, workspace),
  ...idempotencyWrites(db, workspace),
  ...eventWrites(db, workspace),
  ...webhookEndpointWrites(db),
  ...webhookDeliveryWrites(db),
});

/** A transaction, from its first statement until its end. */
interface Scope {
  open: boolean;
}

const attempts = 4;

/** The storage over a database. */
export const createStorage = (engine: Engine): Storage => {
  const { db } = engine;
  const inside = new AsyncLocalStorage<Scope>();

  const transaction = <T>(workspace: string, work: (tx: Writes) => Promise<T>): Promise<T | undefined> =>
    db.transaction().execute(async (tx) => {
      if (!(await lockWorkspace(tx, workspace, engine.locksRows))) return undefined;
      const scope: Scope = { open: true };
      try {
        const refuse = (name: string) => (scope.open ? undefined : `tx.${name} was called after its transaction had ended.`);
        return await inside.run(scope, () => work(guarded(writes(tx, workspace), refuse)));
      } finally {
        scope.open = false;
      }
    });

  const storage: Storage = {
    ...reads(db),
    ...flowClaims(db),
    ...deletionClaims(db),
    ...sealedClaims(db),
    ...connectionClaims(db, engine.locksRows),
    ...periodicClaims(db),
    ...revocationClaims(db, engine.locksRows),
    sweep: sweep(db),
    ...webhookEndpointClaims(db, engine.locksRows),
    ...webhookDeliveryClaims(db, engine.locksRows),
    ensureWorkspace: ensureWorkspace(db),

    migrate: () => migrate(engine),
    tables: () => tables(engine),

    async write(workspace, work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transaction(workspace, work);
        } catch (error) {
          if (attempt === attempts || !isRepeatable(error)) throw error;
        }
      }
    },

    time: () => engine.time(),

    async ping() {
      await sql`select 1`.execute(db);
    },

    close: () => engine.close(),
  };

  // On SQLite such a call would wait for its own transaction, for ever; elsewhere it would not see what that has changed.
  return guarded(storage, (name) =>
    inside.getStore()?.open ? `storage.${name} was called within write; use what write hands to its work instead.` : undefined,
  );
};

/** Serialization failure and deadlock: PostgreSQL took all back. We lock in one order, but its relatives refuse more. */
const isRepeatable = (error: unknown): boolean => error instanceof StorageError && /^40(001|P01)$/.test(error.driverCode ?? '');

/** The same methods, each of which rejects where `refuse` has something against it. */
const guarded = <Methods extends object>(methods: Methods, refuse: (name: string) => string | undefined): Methods =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]: [string, (...values: unknown[]) => Promise<unknown>]) => [
      name,
      async (...values: unknown[]) => {
        const refusal = refuse(name);
        if (refusal !== undefined) throw new StorageError('misused', refusal);
        return method(...values);
      },
    ]),
  ) as Methods;
