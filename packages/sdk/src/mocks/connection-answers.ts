import type { Connection } from '../contract/connection.ts';
import type { connections } from '../contract/connections.ts';
import type { Answers } from './answer.ts';
import { pageOf } from './page.ts';
import { Refused } from './refused.ts';
import type { World } from './world.ts';

type ConnectionOperation = (typeof connections)[keyof typeof connections]['id'];

/** How operations on connections are answered. */
export const connectionAnswers = (world: World): Answers<ConnectionOperation> => {
  const find = (id: string): Connection => {
    const connection = world.connections.get(id);
    if (!connection) throw new Refused('not_found', `There is no connection ${id}.`);
    return connection;
  };

  return {
    'connections.list': ({ query }) => {
      const rows = [...world.connections.values()]
        .filter((connection) => connection.workspace === query.workspace)
        .filter((connection) => query.link === undefined || connection.link === query.link)
        .filter((connection) => query.platform === undefined || connection.platform === query.platform)
        .filter((connection) => query.status === undefined || connection.status === query.status);
      return pageOf(rows, query);
    },

    'connections.get': ({ params }) => find(params.id),

    'connections.token': ({ params }) => {
      const connection = find(params.id);
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
        accessToken: `mock-access-token-${connection.id}`,
        expiresAt: '2099-01-01T00:00:00.000Z',
        scopes: connection.scopes.granted,
      };
    },

    'connections.disconnect': ({ params }) => {
      const connection = find(params.id);
      if (connection.status === 'disconnected') return undefined;
      world.connections.set(connection.id, {
        ...connection,
        status: 'disconnected',
        reason: 'disconnected_by_product',
        updatedAt: world.now(),
      });
      return undefined;
    },
  };
};
