import { allRows, type Page } from '../all-rows.ts';
import type { Call, CallOptions } from '../call.ts';
import type { AccessToken, Connection } from '../contract/connection.ts';
import { connectionPaths } from '../contract/paths.ts';
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
   * again instead of storing it. Refused with `token_unavailable` where the client has to reconnect first, and with
   * `platform_unavailable` where the platform cannot say just now; asking before `retryAfterMs` brings the same. With
   * `check`, for when the platform has refused it to you, the platform is asked before: what it no longer takes turns the
   * connection to `needs_reconnect`, with the reason and an event.
   */
  getAccessToken(id: string, options?: CallOptions & { readonly check?: boolean }): Promise<AccessToken>;
  /**
   * Lets an account in that waits for approval. Refused with `conflict` or `subscription_required` where its link no
   * longer lets accounts in, or where it does not wait. Doing it again changes nothing.
   */
  approve(id: string, options?: CallOptions): Promise<Connection>;
  /** Refuses an account that waits for approval: its tokens are revoked and dropped. Doing it again changes nothing. */
  reject(id: string, options?: CallOptions): Promise<Connection>;
  /**
   * Ends a connection: revoked at the platform where it can be, tokens dropped. What became of that, `get` tells as `revocation`.
   * Doing it again changes nothing.
   */
  disconnect(id: string, options?: CallOptions): Promise<void>;
}

/** Connections without their access tokens, which never go to a browser. */
export type SessionConnections = Omit<Connections, 'getAccessToken'>;

/** What sessions may do too. */
export const sharedConnectionsOver = (call: Call): SessionConnections => {
  const list: Connections['list'] = (query, options) => call(connectionPaths.list, { query }, options);
  return {
    list,
    all: (query, options) => allRows((cursor) => list({ ...query, cursor }, options), query.cursor),
    get: (id, options) => call(connectionPaths.get, { params: { id } }, options),
    approve: (id, options) => call(connectionPaths.approve, { params: { id } }, options),
    reject: (id, options) => call(connectionPaths.reject, { params: { id } }, options),
    disconnect: (id, options) => call(connectionPaths.disconnect, { params: { id } }, options),
  };
};

export const connectionsOver = (call: Call): Connections => ({
  ...sharedConnectionsOver(call),
  getAccessToken: (id, options) =>
    call(connectionPaths.token, { params: { id }, query: options?.check ? { check: 'true' } : {} }, options),
});
