import { sql, type Kysely } from 'kysely';
import type { ColumnTypes } from '../engine.ts';

/**
 * The first tables. Rows refer to each other without cascades: nothing that others still name can be deleted. Events name
 * links, connections and flows without a reference, and receipts their flow, because they outlive them.
 */
export const first = async (db: Kysely<unknown>, { key, text, number, bytes, tableEnd }: ColumnTypes): Promise<void> => {
  await sql`create table workspaces (
    id ${key} primary key,
    name ${text} not null,
    logo_url ${text},
    logo_picture ${key},
    accent_color ${text},
    subscription_status ${text} not null,
    upgrade_url ${text},
    plan_name ${text},
    embed_origins ${text} not null,
    return_urls ${text} not null,
    last_seq ${number} not null default 0,
    created_at ${number} not null,
    updated_at ${number} not null
  ) ${tableEnd}`.execute(db);

  await sql`create table links (
    id ${key} primary key,
    workspace ${key} not null references workspaces (id),
    secret_hash ${key} not null unique,
    secret_sealed ${text} not null,
    platforms ${text} not null,
    shared_by_name ${text} not null,
    shared_by_email ${text} not null,
    description ${text},
    client_name ${text},
    return_url ${text},
    expires_at ${number},
    max_connections ${number},
    requires_subscription ${number} not null,
    locale ${text},
    metadata ${text} not null,
    paused_at ${number},
    revoked_at ${number},
    last_opened_at ${number},
    last_used_at ${number},
    created_at ${number} not null,
    updated_at ${number} not null
  ) ${tableEnd}`.execute(db);
  await sql`create index links_of_workspace on links (workspace, created_at, id)`.execute(db);

  await sql`create table flows (
    fid ${key} primary key,
    link ${key} not null references links (id),
    workspace ${key} not null references workspaces (id),
    platform ${text} not null,
    status ${text} not null,
    seq ${number} not null,
    mode ${text} not null,
    opener_origin ${text},
    attested ${number} not null,
    bind_hash ${text} not null,
    return_url ${text},
    state_hash ${key} unique,
    taken_hash ${key},
    verifier_sealed ${text},
    redirect_uri ${text},
    attempt_expires_at ${number},
    code_sealed ${text},
    confirm_hash ${text},
    confirm_expires_at ${number},
    error_code ${text},
    error_detail ${text},
    connections ${text} not null,
    delivered_at ${number},
    expires_at ${number} not null,
    created_at ${number} not null,
    updated_at ${number} not null
  ) ${tableEnd}`.execute(db);
  await sql`create index flows_by_taken_state on flows (taken_hash) where taken_hash is not null`.execute(db);
  await sql`create index flows_by_expiry on flows (expires_at)`.execute(db);

  await sql`create table connections (
    id ${key} primary key,
    workspace ${key} not null references workspaces (id),
    link ${key} not null references links (id),
    platform ${key} not null,
    account_id ${key} not null,
    alt_ids ${text} not null,
    handle ${text} not null,
    display_name ${text},
    account_type ${text},
    picture ${key},
    scopes_granted ${text} not null,
    scopes_missing ${text} not null,
    status ${text} not null,
    reason ${text} not null,
    tokens_sealed ${text},
    access_expires_at ${number},
    refresh_due_at ${number},
    refresh_lease_until ${number},
    refresh_attempt_at ${number},
    last_used_at ${number},
    connected_at ${number} not null,
    created_at ${number} not null,
    updated_at ${number} not null,
    unique (workspace, platform, account_id)
  ) ${tableEnd}`.execute(db);
  await sql`create index connections_of_workspace on connections (workspace, created_at, id)`.execute(db);
  // It begins with the workspace, so that SQLite prefers it to the one above, and ends with the status, so that a link's
  // connections are counted from the index alone.
  await sql`create index connections_of_link on connections (workspace, link, created_at, id, status)`.execute(db);
  await sql`create index connections_by_refresh on connections (refresh_due_at) where refresh_due_at is not null`.execute(db);

  await sql`create table account_ids (
    platform ${key} not null,
    id ${key} not null,
    connection ${key} not null references connections (id),
    primary key (platform, id, connection)
  ) ${tableEnd}`.execute(db);
  await sql`create index account_ids_of_connection on account_ids (connection)`.execute(db);

  await sql`create table receipts (
    hash ${key} primary key,
    key_id ${text} not null,
    connection ${key} not null references connections (id),
    link ${key} not null references links (id),
    fid ${key} not null,
    created_at ${number} not null
  ) ${tableEnd}`.execute(db);
  await sql`create index receipts_of_flow on receipts (fid, created_at)`.execute(db);

  await sql`create table pictures (
    id ${key} primary key,
    workspace ${key} not null references workspaces (id),
    media_type ${text} not null,
    bytes ${bytes} not null,
    created_at ${number} not null
  ) ${tableEnd}`.execute(db);

  await sql`create table events (
    id ${text} not null,
    workspace ${key} not null references workspaces (id),
    seq ${number} not null,
    type ${text} not null,
    link ${key},
    connection ${key},
    fid ${key},
    data ${text} not null,
    created_at ${number} not null,
    primary key (workspace, seq)
  ) ${tableEnd}`.execute(db);

  await sql`create table idempotency (
    principal ${key} not null,
    workspace ${key} not null references workspaces (id),
    operation ${key} not null,
    "key" ${key} not null,
    request_hash ${text} not null,
    resource ${text} not null,
    created_at ${number} not null,
    primary key (principal, workspace, operation, "key")
  ) ${tableEnd}`.execute(db);
};
