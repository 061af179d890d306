import { linkStatuses, type LinkStatus } from '@connect/sdk/contract';
import { sql, type ExpressionBuilder, type RawBuilder } from 'kysely';
import { columnsOf, type Table } from './columns.ts';
import { before } from './keyset.ts';
import type { CountedLink, LinkRow, Reads, Writes } from './port.ts';
import type { Db, Tables } from './schema.ts';
import { missing, requireOwn } from './storage-error.ts';

const columns = columnsOf<LinkRow>({
  id: 'plain',
  workspace: 'plain',
  secretHash: 'plain',
  secretSealed: 'plain',
  secretAt: 'plain',
  platforms: 'json',
  sharedByName: 'plain',
  sharedByEmail: 'plain',
  description: 'plain',
  clientName: 'plain',
  returnUrl: 'plain',
  expiresAt: 'plain',
  maxConnections: 'plain',
  expectedAccounts: 'json',
  requiresApproval: 'flag',
  requiresSubscription: 'flag',
  slot: 'plain',
  searchText: 'plain',
  locale: 'plain',
  metadata: 'json',
  pausedAt: 'plain',
  revokedAt: 'plain',
  lastOpenedAt: 'plain',
  lastUsedAt: 'plain',
  createdAt: 'plain',
  updatedAt: 'plain',
});

const counted = (row: Table<LinkRow> & { readonly connection_count: number | null }): CountedLink => ({
  link: columns.decode(row),
  connectionCount: row.connection_count ?? 0,
});

const connectionCount = (from: ExpressionBuilder<Tables, 'links'>) =>
  from
    .selectFrom('connections')
    .whereRef('connections.workspace', '=', 'links.workspace')
    .whereRef('connections.link', '=', 'links.id')
    .where('connections.status', '<>', 'disconnected')
    .select(({ fn }) => fn.countAll<number>().as('count'));

/**
 * Links whose status is this one at `now`, as link-status.ts computes it: its own condition holds, and none of those that
 * come before it. In conditions rather than in a `case`, of whose outcome PostgreSQL could not estimate how frequent it is.
 */
const hasStatus = (status: LinkStatus, now: number, from: ExpressionBuilder<Tables, 'links'>): RawBuilder<boolean> => {
  const conditions = {
    revoked: sql`links.revoked_at is not null`,
    expired: sql`links.expires_at is not null and links.expires_at <= ${now}`,
    suspended: sql`links.requires_subscription = 1 and exists (
      select 1 from workspaces where workspaces.id = links.workspace and workspaces.subscription_status <> 'active')`,
    paused: sql`links.paused_at is not null`,
    exhausted: sql`links.max_connections is not null and links.max_connections <= ${connectionCount(from)}`,
    active: sql`1 = 1`,
  };
  const before = linkStatuses.slice(0, linkStatuses.indexOf(status)).map((earlier) => sql`not (${conditions[earlier]})`);
  return sql`(${sql.join([...before, sql`(${conditions[status]})`], sql` and `)})`;
};

/** Matches text that holds this one: every letter of it means itself. */
const holding = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

export const linkReads = (db: Db) => {
  const select = () =>
    db
      .selectFrom('links')
      .selectAll('links')
      .select((from) => connectionCount(from).as('connection_count'));

  return {
    async link(id) {
      const row = await select().where('id', '=', id).executeTakeFirst();
      return row && counted(row);
    },

    async linkBySecret(secretHash) {
      const row = await select().where('secret_hash', '=', secretHash).executeTakeFirst();
      return row && counted(row);
    },

    async linkBySlot(workspace, slot) {
      const row = await select()
        .where('links.workspace', '=', workspace)
        .where('links.slot', '=', slot)
        .where('links.revoked_at', 'is', null)
        .executeTakeFirst();
      return row && counted(row);
    },

    async linkNames(ids) {
      if (ids.length === 0) return new Map();
      const rows = await db.selectFrom('links').select(['id', 'client_name', 'description']).where('id', 'in', ids).execute();
      return new Map(rows.map(({ id, client_name: client, description }) => [id, client ?? description]));
    },

    async links({ workspace, status, platform, slot, words = [], after, limit, now }) {
      let query = select().where('links.workspace', '=', workspace);
      if (status !== undefined) query = query.where((from) => hasStatus(status, now, from));
      if (platform !== undefined) query = query.where(sql<boolean>`links.platforms like ${holding(JSON.stringify(platform))} escape '\\'`);
      if (slot !== undefined) query = query.where('links.slot', '=', slot);
      for (const word of words) query = query.where(sql<boolean>`links.search_text like ${holding(word)} escape '\\'`);
      if (after !== undefined) query = query.where(before('links', after));
      const rows = await query.orderBy('links.created_at', 'desc').orderBy('links.id', 'desc').limit(limit).execute();
      return rows.map(counted);
    },
  } satisfies Partial<Reads>;
};

export const linkWrites = (db: Db, workspace: string) =>
  ({
    async insertLink(row) {
      requireOwn(workspace, row);
      await db.insertInto('links').values(columns.encode(row)).execute();
    },

    async updateLink(id, change) {
      const values = columns.encodeChange(change);
      if (Object.keys(values).length === 0) return;
      const update = db.updateTable('links').set(values).where('id', '=', id).where('workspace', '=', workspace);
      const { numUpdatedRows } = await update.executeTakeFirst();
      if (numUpdatedRows === 0n) throw missing(`link ${id} in the workspace ${workspace}`);
    },
  }) satisfies Partial<Writes>;
