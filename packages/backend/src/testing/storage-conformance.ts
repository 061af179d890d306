import { changeChecks } from './storage/changes.ts';
import { connectionChecks } from './storage/connections.ts';
import { deletionChecks } from './storage/deletions.ts';
import { dueChecks } from './storage/due.ts';
import { flowChecks } from './storage/flows.ts';
import { listChecks } from './storage/lists.ts';
import { migrationChecks } from './storage/migrations.ts';
import { periodicChecks } from './storage/periodic.ts';
import { revocationChecks } from './storage/revocations.ts';
import { sealedChecks } from './storage/sealed.ts';
import { sharerChecks } from './storage/sharers.ts';
import { checkOn, type TestDatabase, type TestRunner } from './storage/suite.ts';
import { sweepChecks } from './storage/sweeps.ts';
import { tableChecks } from './storage/tables.ts';
import { transactionChecks } from './storage/transactions.ts';
import { webhookDeliveryChecks } from './storage/webhook-deliveries.ts';
import { webhookEndpointChecks } from './storage/webhook-endpoints.ts';

export type { TestDatabase, TestRunner } from './storage/suite.ts';

/**
 * Declares the tests that every storage must pass, one database per test. It brings no test runner: pass the one you use.
 *
 * @example
 * ```ts
 * import { describe, test } from 'vitest';
 * import { storageConformance } from '@connect/backend/testing';
 *
 * storageConformance({ describe, test }, 'My storage', async () => {
 *   const database = await createEmptyDatabase();
 *   return { open: () => openMyStorage(database.url), remove: () => database.drop() };
 * });
 * ```
 */
export const storageConformance = (runner: TestRunner, name: string, create: () => Promise<TestDatabase>): void => {
  runner.describe(name, () => {
    migrationChecks(checkOn(runner, create, false));
    const check = checkOn(runner, create);
    tableChecks(check);
    changeChecks(check);
    transactionChecks(check);
    listChecks(check);
    flowChecks(check);
    connectionChecks(check);
    dueChecks(check);
    periodicChecks(check);
    sweepChecks(check);
    sharerChecks(check);
    webhookEndpointChecks(check);
    webhookDeliveryChecks(check);
    deletionChecks(check);
    sealedChecks(check);
    revocationChecks(check);
  });
};
