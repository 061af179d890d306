import { allRows, type Page } from '../all-rows.ts';
import type { Call, CallOptions } from '../call.ts';
import { connectionRoutes, type AccessToken, type Connection } from '../contract/connection.ts';
import type { connections } from '../contract/connections.ts';
import type { QueryInput } from '../contract/operation.ts';

/** Which connections to list: those of one workspace, by link, platform or status, from a cursor on. */
export type ConnectionQuery = QueryInput<typeof connections.list>;

/** Accounts that clients have connected to a workspace. */
export interface Connections {
  /** Reads one page of a workspace's connections, newest first. */
  list(query: ConnectionQuery, options?: CallOptions): Promise<Page<Connection>>;
  /** Iterates over all connections of a workspace, newest first; `limit` is the size of the pages that are fetched. */
  all(query: ConnectionQuery, options?: CallOptions): AsyncGenerator<Connection, void, undefined>;
  /** Reads a connection. */
  get(id: string, options?: CallOptions): Promise<Connection>;
  /**
   * Answers a platform access token that is valid now, refreshed on the way if need be. Keep it on your server, and ask
   * again instead of storing it. Refused with `token_unavailable` where the client has to reconnect first.
   */
  getAccessToken(id: string, options?: CallOptions): Promise<AccessToken>;
  /** Ends a connection: revoked at the platform where it can be, tokens dropped. Doing it again changes nothing. */
  disconnect(id: string, options?: CallOptions): Promise<void>;
}

export const connectionsOver = (call: Call): Connections => {
  const list: Connections['list'] = (query, options) => call(connectionRoutes.list, { query }, options);
  return {
    list,
    all: (query, options) => allRows((cursor) => list({ ...query, cursor }, options), query.cursor),
    get: (id, options) => call(connectionRoutes.get, { params: { id } }, options),
    getAccessToken: (id, options) => call(connectionRoutes.token, { params: { id } }, options),
    disconnect: (id, options) => call(connectionRoutes.disconnect, { params: { id } }, options),
  };
};
