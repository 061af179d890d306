import type { ConnectionReason, EventType } from '@connect/sdk/contract';
import type { Context } from './context.ts';
import type { Revocation, Revocations } from './revocations.ts';
import { openTokens } from './sealed-tokens.ts';
import type { Actor, ConnectionRow } from './storage/port.ts';

/** How a connection ends, as its row and its event say it. */
export interface Ending {
  readonly type: Extract<EventType, 'connection.disconnected' | 'connection.rejected' | 'connection.undone'>;
  readonly reason: ConnectionReason;
  readonly actor: Actor;
  /** Refuses, by throwing, to end the connection as it is now. */
  readonly allow?: (row: ConnectionRow) => void;
  /** Ends it only where this holds of the connection as it is now. */
  readonly only?: (row: ConnectionRow) => boolean;
  /** The platform has ended the access by itself: there is nothing left to revoke. */
  readonly isRevoked?: true;
}

export const createEndings = ({ storage, vault, now }: Context, revocations: Revocations) => {

  return {
    /**
     * Drops the tokens, and tells the platform: that it has to be told is committed together with the end. `undefined` where the
     * connection had ended already, or is not there, or had nothing to be revoked.
     */
    async end(id: string, { type, reason, actor, allow, only, isRevoked }: Ending): Promise<Revocation | undefined> {
      const workspace = (await storage.connection(id))?.workspace;
      if (workspace === undefined) return undefined;
      const ended = await storage.write(workspace, async (tx) => {
        const row = await tx.connection(id);
        if (row === undefined || row.status === 'disconnected') return undefined;
        if (only !== undefined && !only(row)) return undefined;
        allow?.(row);
        const at = now();
        const { route, tokensSealed, accountId, altIds } = row;
        const revocation =
          isRevoked || tokensSealed === null
            ? undefined
            : revocations.prepare({ route, tokens: openTokens(vault, id, tokensSealed), accountIds: [accountId, ...altIds], connection: id });
        if (revocation !== undefined) await tx.insertRevocation(revocation);
        await tx.updateConnection(id, {
          status: 'disconnected',
          reason,
          tokensSealed: null,
          accessExpiresAt: null,
          refreshDueAt: null,
          refreshLeaseUntil: null,
          refreshLeaseBy: null,
          refreshAttemptAt: null,
          picture: null,
          updatedAt: at,
        });
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
        return { hadTokens: tokensSealed !== null, revocation };
      });
      if (ended === undefined) return undefined;
      if (isRevoked) return 'revoked';
      return ended.hadTokens ? revocations.carryOut(ended.revocation) : undefined;
    },
  };
};

export type Endings = ReturnType<typeof createEndings>;
