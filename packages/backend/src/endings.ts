import type { ConnectionReason, ConnectionRevocation, EventType } from '@connect/sdk/contract';
import { accessOfConnection } from './connection-access.ts';
import type { Context } from './context.ts';
import type { Revocations } from './revocations.ts';
import type { Actor, ConnectionRow, Writes } from './storage/port.ts';

/** How a connection ends, as its row and its event say it. */
interface Ending {
  readonly type: Extract<EventType, 'connection.disconnected' | 'connection.rejected' | 'connection.undone'>;
  readonly reason: ConnectionReason;
  readonly actor: Actor;
  /** Refuses, by throwing, to end the connection as it is now. */
  readonly allow?: (row: ConnectionRow) => void;
  /** Ends it only where this holds of the connection as it is now. */
  readonly only?: (row: ConnectionRow) => boolean;
  /** Routes by which the platform has ended the access by itself: there is nothing left to revoke. */
  readonly revokedBy?: readonly string[];
  /** Forgets whose account it was, too, also where the connection has ended before. */
  readonly erases?: true;
}

export const createEndings = (context: Context, revocations: Revocations) => {
  const { storage, now } = context;

  /** Forgets whose account a connection was that has ended; once. */
  const erase = async (tx: Writes, { id, link, platform }: ConnectionRow, { reason, actor }: Ending): Promise<void> => {
    const at = now();
    if (!(await tx.eraseConnection(id, reason, at))) return;
    await tx.append({ type: 'connection.erased', link, connection: id, fid: null, actor, data: { platform, reason }, createdAt: at });
  };

  /** What becomes of an access of which nobody here has tokens any more that open it. */
  const untoldOf = async (tx: Writes, { route, accountId, altIds }: ConnectionRow): Promise<ConnectionRevocation> =>
    (await tx.isAccountConnected(route, [accountId, ...altIds])) ? 'kept_for_others' : 'by_hand';

  return {
    /**
     * Drops the tokens, and tells the platform: that it has to be told is committed together with the end, and so is that it is
     * forgotten whose it was. What became of the access there; `undefined` where the connection had ended already, or is not there.
     */
    async end(id: string, ending: Ending): Promise<ConnectionRevocation | undefined> {
      const { type, reason, actor, allow, only, revokedBy = [], erases = false } = ending;
      const workspace = (await storage.connection(id))?.workspace;
      if (workspace === undefined) return undefined;
      const ended = await storage.write(workspace, async (tx) => {
        const row = await tx.connection(id);
        if (row === undefined || (row.status === 'disconnected' && !erases)) return undefined;
        if (only !== undefined && !only(row)) return undefined;
        if (row.status === 'disconnected') {
          await erase(tx, row, ending);
          return undefined;
        }
        allow?.(row);
        const at = now();
        const isRevoked = revokedBy.includes(row.route);
        const access = isRevoked ? undefined : accessOfConnection(context, row);
        const revocation = access && revocations.prepare(access);
        if (revocation !== undefined) await tx.insertRevocation(revocation);
        await tx.updateConnection(id, {
          status: 'disconnected',
          reason,
          revocation: isRevoked ? 'revoked' : 'pending',
          tokensSealed: null,
          accessExpiresAt: null,
          refreshDueAt: null,
          refreshLeaseUntil: null,
          refreshLeaseBy: null,
          refreshAttemptAt: null,
          picture: null,
          updatedAt: at,
        });
        // Nobody can tell the platform. Whether its person may, depends on what else lives from their consent.
        const untold = isRevoked || revocation !== undefined ? undefined : await untoldOf(tx, row);
        if (untold !== undefined) await tx.updateConnection(id, { revocation: untold });
        // Nothing of the person's that nobody needs any longer.
        if (row.picture !== null) await tx.deletePicture(row.picture);
        await tx.append({
          type,
          link: row.link,
          connection: id,
          fid: null,
          actor,
          data: { platform: row.platform, handle: row.handle, reason },
          createdAt: at,
        });
        if (erases) await erase(tx, row, ending);
        return { outcome: isRevoked ? 'revoked' : untold, revocation } as const;
      });
      return ended && (ended.outcome ?? revocations.carryOut(ended.revocation));
    },
  };
};

export type Endings = ReturnType<typeof createEndings>;
