import { changeChecks } from './storage/changes.ts';
import { claimChecks } from './storage/claims.ts';
import { dueChecks } from './storage/due.ts';
import { listChecks } from './storage/lists.ts';
import { migrationChecks } from './storage/migrations.ts';
import { noticeChecks } from './storage/notices.ts';
import { revocationChecks } from './storage/revocations.ts';
import { sharerChecks } from './storage/sharers.ts';
import { checkOn, type TestDatabase, type TestRunner } from './storage/suite.ts';
import { sweepChecks } from './storage/sweeps.ts';
import { tableChecks } from './storage/tables.ts';
import { transactionChecks } from './storage/transactions.ts';
import { webhookChecks } from './storage/webhooks.ts';

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
    claimChecks(check);
    dueChecks(check);
    sweepChecks(check);
    sharerChecks(check);
    webhookChecks(check);
    noticeChecks(check);
    revocationChecks(check);
  });
};
