import type { Connection } from '@connect/sdk/contract';
import { actorOf, requireSeen, type Caller } from './caller.ts';
import type { Connections } from './connections.ts';
import type { Context } from './context.ts';
import type { Endings } from './endings.ts';
import { expectedAccount, isExpected } from './expected-account.ts';
import type { JudgedLink } from './link-view.ts';
import type { Links } from './links.ts';
import { Problem } from './problem.ts';
import { endOfTokens, refreshDueOf } from './refresh-due.ts';
import { openTokens } from './sealed-tokens.ts';
import type { ConnectionRow, Writes } from './storage/port.ts';

/** Says why a link lets nobody in now, and what to do about it. An account that waits has its place on the link already. */
const requireOpen = ({ link, workspace, status, connectionCount }: JudgedLink, row: ConnectionRow): void => {
  const conflict = (why: string): Problem => new Problem('conflict', `The connection ${row.id} cannot be approved: ${why}`);
  const of = `its link ${link.id}`;
  switch (status) {
    case 'revoked':
      throw conflict(`${of} is revoked. Reject it, and send its client a new link.`);
    case 'expired':
      throw conflict(`${of} has expired. Give the link a later expiresAt, or reject the connection.`);
    case 'paused':
      throw conflict(`${of} is paused. Resume the link first.`);
    case 'suspended':
      throw new Problem(
        'subscription_required',
        `The subscription of the workspace ${workspace.id} is not active. The connection ${row.id} can be approved once it is.`,
      );
    default:
  }
  if (link.maxConnections !== null && connectionCount > link.maxConnections) {
    const full = `${of} allows ${link.maxConnections} accounts and has ${connectionCount}`;
    throw conflict(`${full}. Raise maxConnections, or end another one first.`);
  }
  const expected = expectedAccount(link, row.route, row.platform);
  if (expected?.onMismatch === 'refuse' && !isExpected(row, expected)) {
    const other = `it is ${row.handle}, and ${of} is for ${expected.handle}`;
    throw conflict(`${other}. Change expectedAccounts, or reject the connection.`);
  }
};

/** The sharer's word about accounts that wait for it. */
export const createApprovals = (context: Context, links: Links, connections: Connections, endings: Endings) => {
  const { storage, vault, platforms, now } = context;

  const approve = async (tx: Writes, caller: Caller, id: string): Promise<void> => {
    const row = requireSeen(caller, await tx.connection(id), `connection ${id}`);
    if (row.status === 'disconnected') {
      const ended = `The connection ${id} has ended (${row.reason})`;
      throw new Problem('conflict', `${ended}. Its client can connect again with the link.`);
    }
    if (row.status !== 'pending_approval') return;
    const counted = await tx.link(row.link);
    if (counted === undefined) throw new Problem('not_found', `There is no link ${row.link}.`);
    requireOpen(await links.judge(counted, tx), row);
    const at = now();
    const platform = platforms.get(row.route);
    const tokens = row.tokensSealed === null ? undefined : openTokens(vault, id, row.tokensSealed);
    const end = tokens && platform ? endOfTokens(platform, tokens) : row.accessExpiresAt;
    if (tokens === undefined || (end !== null && end <= at)) {
      const ended = `The connection ${id} cannot be approved: its access has ended while it waited`;
      throw new Problem('conflict', `${ended}. Its client can connect again with the link, and then be approved.`);
    }
    await tx.updateConnection(id, {
      status: 'active',
      reason: 'approved',
      refreshDueAt: platform ? refreshDueOf(platform, tokens, at) : null,
      checkedAt: at,
      updatedAt: at,
    });
    await tx.append({
      type: 'connection.approved',
      link: row.link,
      connection: id,
      fid: null,
      actor: actorOf(caller),
      data: { platform: row.platform, handle: row.handle },
      createdAt: at,
    });
  };

  return {
    /** Lets a waiting account in, where its link would let it in now. One that is in already stays as it is. */
    async approve(caller: Caller, id: string): Promise<Connection> {
      const { workspace } = requireSeen(caller, await storage.connection(id), `connection ${id}`);
      await storage.write(workspace, (tx) => approve(tx, caller, id));
      return connections.get(caller, id);
    },

    /** Ends a waiting account's connection, without its ever having been used. One that has ended already stays as it is. */
    async reject(caller: Caller, id: string): Promise<Connection> {
      requireSeen(caller, await storage.connection(id), `connection ${id}`);
      await endings.end(id, {
        type: 'connection.rejected',
        reason: 'approval_rejected',
        actor: actorOf(caller),
        allow: ({ status }) => {
          if (status === 'pending_approval') return;
          throw new Problem('conflict', `The connection ${id} does not wait for approval. Disconnect it with DELETE instead.`);
        },
      });
      return connections.get(caller, id);
    },
  };
};

export type Approvals = ReturnType<typeof createApprovals>;
