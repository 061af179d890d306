import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/**
 * Webhook endpoints and what is on its way to them. Deliveries name their endpoint without a reference: an event must be
 * recorded although an endpoint is being deleted, and its delivery then goes nowhere.
 */
export const webhooks = async (db: Kysely<unknown>, { key, text, number, tableEnd }: ColumnTypes): Promise<void> => {
  await sql`create table webhook_endpoints (
    id ${key} primary key,
    workspace ${key} references workspaces (id),
    url ${text} not null,
    types ${text},
    description ${text},
    secret_sealed ${text} not null,
    previous_sealed ${text},
    previous_until ${number},
    failing_since ${number},
    disabled_at ${number},
    disabled_reason ${text},
    create_key ${key} unique,
    request_hash ${text},
    created_at ${number} not null,
    updated_at ${number} not null
  ) ${tableEnd}`.execute(db);
  await sql`create index webhook_endpoints_of_workspace on webhook_endpoints (workspace, created_at, id)`.execute(db);
  await sql`create index webhook_endpoints_in_order on webhook_endpoints (created_at, id)`.execute(db);

  await sql`create table webhook_deliveries (
    id ${key} primary key,
    endpoint ${key} not null,
    workspace ${key} not null references workspaces (id),
    event ${key} not null,
    seq ${number} not null,
    type ${text} not null,
    status ${key} not null,
    attempts ${number} not null,
    due_at ${number},
    lease_id ${key},
    lease_until ${number},
    last_attempt_at ${number},
    response_status ${number},
    failure ${text},
    duration_ms ${number},
    delivered_at ${number},
    created_at ${number} not null
  ) ${tableEnd}`.execute(db);
  await sql`create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint, created_at, id)`.execute(db);
  await sql`create index webhook_deliveries_by_age on webhook_deliveries (created_at)`.execute(db);
  await sql`create index webhook_deliveries_due on webhook_deliveries (due_at) where due_at is not null`.execute(db);
  // How many are under way to an endpoint is counted at each claim.
  await sql`create index webhook_deliveries_leased on webhook_deliveries (endpoint, lease_until) where lease_until is not null`.execute(db);
};
