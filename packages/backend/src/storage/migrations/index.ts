import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from '../engine.ts';
import { first } from './0001-first.ts';
import { linkSecretAt } from './0002-link-secret-at.ts';
import { sharers } from './0003-sharers.ts';
import { webhooks } from './0004-webhooks.ts';
import { jobs } from './0005-jobs.ts';
import { notices } from './0006-notices.ts';
import { routes } from './0007-routes.ts';
import { revocations } from './0008-revocations.ts';
import { checks } from './0009-checks.ts';
import { waitingDeliveries } from './0010-waiting-deliveries.ts';
import { receipts } from './0011-receipts.ts';
import { deletions } from './0012-deletions.ts';
import { endedAccess } from './0013-ended-access.ts';
import { webhookFailures } from './0014-webhook-failures.ts';
import { patience } from './0015-patience.ts';

/** Every migration by name, in the order of names. One that has been released never changes. */
export const migrations = (types: ColumnTypes): Record<string, Migration> => ({
  '0001-first': { up: (db) => first(db, types) },
  '0002-link-secret-at': { up: (db) => linkSecretAt(db, types) },
  '0003-sharers': { up: (db) => sharers(db, types) },
  '0004-webhooks': { up: (db) => webhooks(db, types) },
  '0005-jobs': { up: (db) => jobs(db, types) },
  '0006-notices': { up: (db) => notices(db, types) },
  '0007-routes': { up: (db) => routes(db, types) },
  '0008-revocations': { up: (db) => revocations(db, types) },
  '0009-checks': { up: (db) => checks(db, types) },
  '0010-waiting-deliveries': { up: waitingDeliveries },
  '0011-receipts': { up: (db) => receipts(db, types) },
  '0012-deletions': { up: (db) => deletions(db, types) },
  '0013-ended-access': { up: (db) => endedAccess(db, types) },
  '0014-webhook-failures': { up: (db) => webhookFailures(db, types) },
  '0015-patience': { up: (db) => patience(db, types) },
});
