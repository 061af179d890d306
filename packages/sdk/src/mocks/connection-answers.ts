import type { Connection, ConnectionRevocation } from '../contract/connection.ts';
import type { connections } from '../contract/connections.ts';
import type { EventType } from '../contract/event.ts';
import { actorOf, requireConnection, requireWorkspace, type Asker } from './access.ts';
import type { Answers } from './answer.ts';
import { pageOf } from './page.ts';
import { Refused } from './refused.ts';
import type { World } from './world.ts';

type ConnectionOperation = (typeof connections)[keyof typeof connections]['id'];

/** How ending an access goes at a platform, told by the route of its connection; others take it back at once. */
const byRoute: Readonly<Partial<Record<string, ConnectionRevocation>>> = { instagram: 'by_hand' };

/** How operations on connections are answered. */
export const connectionAnswers = (world: World): Answers<ConnectionOperation> => {
  /** As the asker may see it. */
  const view = (asker: Asker, connection: Connection): Connection => {
    const { revocation = null, ...told } = world.viewConnection(connection);
    return asker ? told : { ...told, revocation: told.status === 'disconnected' ? revocation : null };
  };

  const change = (
    asker: Asker,
    connection: Connection,
    type: EventType,
    { status, reason }: Pick<Connection, 'status' | 'reason'>,
  ): Connection => {
    const revocation = status === 'disconnected' ? (byRoute[connection.route] ?? 'revoked') : null;
    const changed = { ...connection, status, reason, revocation, updatedAt: world.now() };
    world.connections.set(connection.id, changed);
    const { id, workspace, link, platform, account } = connection;
    const data = { platform, handle: account.handle, reason };
    world.history.record({ type, workspace, link, connection: id, actor: actorOf(asker), data });
    return view(asker, changed);
  };

  const notWaiting = ({ id, status, reason }: Connection): Refused =>
    new Refused('conflict', `The connection ${id} does not wait for approval: ${status}, ${reason}.`);

  /** Whether the connection's link would let it in if it arrived now. */
  const requireOpenLink = ({ id, link }: Connection): void => {
    const kept = world.links.get(link);
    // A connection that a test made without a link has nothing that could forbid it.
    if (!kept) return;
    // A waiting account has its place already, so that a full link is no obstacle.
    const { status } = world.view(kept);
    if (status === 'suspended') {
      throw new Refused('subscription_required', `The subscription of ${kept.link.workspace} is not active.`);
    }
    if (status !== 'active' && status !== 'exhausted') {
      throw new Refused('conflict', `The link ${link} of the connection ${id} is ${status} and lets no account in.`);
    }
  };

  return {
    'connections.list': ({ query, session }) => {
      requireWorkspace(world, session, query.workspace);
      const rows = [...world.connections.values()]
        .filter((connection) => connection.workspace === query.workspace)
        .filter((connection) => query.link === undefined || connection.link === query.link)
        .filter((connection) => query.platform === undefined || connection.platform === query.platform)
        .filter((connection) => query.status === undefined || connection.status === query.status)
        .map((connection) => view(session, connection));
      return pageOf(rows, query);
    },

    'connections.get': ({ params, session }) => view(session, requireConnection(world, session, params.id)),

    'connections.token': ({ params, session }) => {
      const connection = requireConnection(world, session, params.id);
      if (connection.status !== 'active') {
        throw new Refused(
          'token_unavailable',
          `The connection ${connection.id} has no token (${connection.reason}). Ask the client to connect again.`,
        );
      }
      world.connections.set(connection.id, { ...connection, lastUsedAt: world.now() });
      return {
        connection: connection.id,
        platform: connection.platform,
        route: connection.route,
        accessToken: `mock-access-token-${connection.id}`,
        expiresAt: '2099-01-01T00:00:00.000Z',
        scopes: connection.scopes.granted,
      };
    },

    'connections.approve': ({ params, session }) => {
      const connection = requireConnection(world, session, params.id);
      if (connection.status === 'active') return view(session, connection);
      if (connection.status !== 'pending_approval') throw notWaiting(connection);
      requireOpenLink(connection);
      return change(session, connection, 'connection.approved', { status: 'active', reason: 'approved' });
    },

    'connections.reject': ({ params, session }) => {
      const connection = requireConnection(world, session, params.id);
      if (connection.reason === 'approval_rejected') return view(session, connection);
      if (connection.status !== 'pending_approval') throw notWaiting(connection);
      return change(session, connection, 'connection.rejected', { status: 'disconnected', reason: 'approval_rejected' });
    },

    'connections.disconnect': ({ params, session }) => {
      const connection = requireConnection(world, session, params.id);
      if (connection.status === 'disconnected') return undefined;
      const reason = session ? 'disconnected_by_sharer' : 'disconnected_by_product';
      change(session, connection, 'connection.disconnected', { status: 'disconnected', reason });
      return undefined;
    },
  };
};
