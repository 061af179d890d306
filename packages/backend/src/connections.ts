import type { AccessToken, Connection, connections as contract, Query } from '@connect/sdk/contract';
import { limits } from '@connect/sdk/contract';
import type { AccessTokens } from './access-tokens.ts';
import { actorOf, requireSeen, type Caller } from './caller.ts';
import type { Checks } from './checks.ts';
import type { Context } from './context.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { endedAccess } from './ended-access.ts';
import type { Endings } from './endings.ts';
import { iso, isoOrNull } from './iso-time.ts';
import { Problem } from './problem.ts';
import { openTokens } from './sealed-tokens.ts';
import type { ConnectionRow } from './storage/port.ts';
import { requireWorkspace } from './workspaces.ts';

export const createConnections = (context: Context, accessTokens: AccessTokens, checks: Checks, endings: Endings) => {
  const { storage, vault, now, origin } = context;

  /** What became of its access tells of other workspaces, where it was kept for their connections: no session hears it. */
  const view = async (caller: Caller, row: ConnectionRow, linkName: string | null): Promise<Connection> => ({
    id: row.id,
    workspace: row.workspace,
    link: row.link,
    linkName,
    platform: row.platform,
    route: row.route,
    status: row.status,
    reason: row.reason,
    ...(caller.session === undefined && { revocation: await endedAccess(storage, row) }),
    account: {
      id: row.accountId,
      handle: row.handle,
      displayName: row.displayName,
      pictureUrl: row.picture === null ? null : `${origin}/pictures/${row.picture}`,
      type: row.accountType,
    },
    scopes: { granted: [...row.scopesGranted], missing: [...row.scopesMissing] },
    createdAt: iso(row.createdAt),
    connectedAt: iso(row.connectedAt),
    updatedAt: iso(row.updatedAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
  });

  const require = async (caller: Caller, id: string): Promise<ConnectionRow> =>
    requireSeen(caller, await storage.connection(id), `connection ${id}`);

  return {
    async list(caller: Caller, query: Query<typeof contract.list>): Promise<{ data: Connection[]; nextCursor: string | null }> {
      const limit = query.limit ?? limits.pageDefault;
      await requireWorkspace(context, caller, query.workspace);
      const rows = await storage.connections({
        workspace: query.workspace,
        ...(query.link && { link: query.link }),
        ...(query.platform && { platform: query.platform }),
        ...(query.status && { status: query.status }),
        ...(query.cursor && { after: decodeCursor(query.cursor) }),
        limit: limit + 1,
      });
      const names = await storage.linkNames([...new Set(rows.map(({ link }) => link))]);
      const { data, nextCursor } = pageOf(
        rows,
        limit,
        (row) => row,
        (row) => view(caller, row, names.get(row.link) ?? null),
      );
      return { data: await Promise.all(data), nextCursor };
    },

    async get(caller: Caller, id: string): Promise<Connection> {
      const row = await require(caller, id);
      return view(caller, row, (await storage.linkNames([row.link])).get(row.link) ?? null);
    },

    /** A token that is valid for the next minute at least; with `check`, one that the platform was asked about. */
    async token(caller: Caller, id: string, check: boolean): Promise<AccessToken> {
      const found = await require(caller, id);
      const row = await accessTokens.fresh(check ? await checks.checkNow(found) : found);
      if (row.status !== 'active' || row.tokensSealed === null) {
        const way =
          row.status === 'pending_approval'
            ? `Approve it with POST /v1/connections/${id}/approve.`
            : 'Its client can repair it with the same link.';
        throw new Problem('token_unavailable', `The connection ${id} has no valid token: ${row.status}, ${row.reason}. ${way}`);
      }
      const tokens = openTokens(vault, id, row.tokensSealed);
      await storage.touchConnection(id, now());
      return {
        connection: id,
        platform: row.platform,
        route: row.route,
        accessToken: tokens.accessToken,
        expiresAt: isoOrNull(tokens.accessExpiresAt),
        scopes: [...row.scopesGranted],
      };
    },

    async disconnect(caller: Caller, id: string): Promise<void> {
      await require(caller, id);
      const reason = caller.session === undefined ? 'disconnected_by_product' : 'disconnected_by_sharer';
      await endings.end(id, { type: 'connection.disconnected', reason, actor: actorOf(caller) });
    },
  };
};

export type Connections = ReturnType<typeof createConnections>;
