import type { AccessToken, Connection, connections as contract, ConnectionReason, Query } from '@connect/sdk/contract';
import { limits } from '@connect/sdk/contract';
import type { Context } from './context.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { Problem } from './problem.ts';
import type { Refreshes } from './refreshes.ts';
import { revokeAccess, type Revocation } from './revocation.ts';
import { openTokens } from './sealed-tokens.ts';
import type { ConnectionRow } from './storage/port.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

export const createConnections = (context: Context, refreshes: Refreshes) => {
  const { storage, platforms, vault, now, origin } = context;

  const view = (row: ConnectionRow): Connection => ({
    id: row.id,
    workspace: row.workspace,
    link: row.link,
    platform: row.platform,
    status: row.status,
    reason: row.reason,
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
    lastUsedAt: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
  });

  const require = async (id: string): Promise<ConnectionRow> => {
    const row = await storage.connection(id);
    if (row === undefined) throw new Problem('not_found', `There is no connection ${id}.`);
    return row;
  };

  return {
    view,

    async list(query: Query<typeof contract.list>): Promise<{ data: Connection[]; nextCursor: string | null }> {
      const limit = query.limit ?? limits.pageDefault;
      const rows = await storage.connections({
        workspace: query.workspace,
        ...(query.link && { link: query.link }),
        ...(query.platform && { platform: query.platform }),
        ...(query.status && { status: query.status }),
        ...(query.cursor && { after: decodeCursor(query.cursor) }),
        limit: limit + 1,
      });
      return pageOf(rows, limit, (row) => row, view);
    },

    async get(id: string): Promise<Connection> {
      return view(await require(id));
    },

    /** A token that is valid for the next minute at least. */
    async token(id: string): Promise<AccessToken> {
      const row = await refreshes.fresh(await require(id));
      if (row.status !== 'active' || row.tokensSealed === null) {
        throw new Problem(
          'token_unavailable',
          `The connection ${id} has no valid token: ${row.status}, ${row.reason}. Its client can repair it with the same link.`,
        );
      }
      const tokens = openTokens(vault, id, row.tokensSealed);
      await storage.touchConnection(id, now());
      return {
        connection: id,
        platform: row.platform,
        accessToken: tokens.accessToken,
        expiresAt: tokens.accessExpiresAt === null ? null : iso(tokens.accessExpiresAt),
        scopes: [...row.scopesGranted],
      };
    },

    /** Drops the tokens first, then tells the platform. `undefined` where the connection had ended already. */
    async disconnect(
      id: string,
      reason: Extract<ConnectionReason, 'disconnected_by_product' | 'disconnected_by_recipient'>,
    ): Promise<Revocation | undefined> {
      const { workspace } = await require(id);
      const ended = await storage.write(workspace, async (tx) => {
        const row = await tx.connection(id);
        if (row === undefined || row.status === 'disconnected') return undefined;
        const at = now();
        await tx.updateConnection(id, {
          status: 'disconnected',
          reason,
          tokensSealed: null,
          accessExpiresAt: null,
          refreshDueAt: null,
          refreshLeaseUntil: null,
          refreshAttemptAt: null,
          picture: null,
          updatedAt: at,
        });
        // Nothing of the person's that nobody needs any longer.
        if (row.picture !== null) await tx.deletePicture(row.picture);
        await tx.append({
          type: 'connection.disconnected',
          link: row.link,
          connection: id,
          fid: null,
          data: { platform: row.platform, handle: row.handle, reason },
          createdAt: at,
        });
        return row;
      });
      if (ended === undefined || ended.tokensSealed === null) return undefined;
      const platform = platforms.get(ended.platform);
      if (platform === undefined) return 'unsupported';
      const access = { tokens: openTokens(vault, id, ended.tokensSealed), accountIds: [ended.accountId], connection: id };
      return revokeAccess(context, platform, access, 'A connection has ended here; the platform did not confirm its end there.');
    },
  };
};

export type Connections = ReturnType<typeof createConnections>;
