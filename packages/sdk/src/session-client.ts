import type { Session } from './contract/session.ts';
import { fetchCarrier } from './fetch-carrier.ts';
import { sharedConnectionsOver, type SessionConnections } from './resources/connections.ts';
import { eventsOver, type Events } from './resources/events.ts';
import { linksOver, type Links, type SessionLinkInput } from './resources/links.ts';
import { workspaceOver, type Workspaces } from './resources/workspaces.ts';
import { sessionCall } from './session-call.ts';
import { isSession, type SessionProvider } from './session-source.ts';
import { shapeReader } from './shape-reader.ts';
import { ensure, wireOf, type WireOptions } from './wire.ts';

/** What `createSessionClient` is made with. */
export interface SessionClientOptions extends WireOptions {
  /**
   * The session that your server made with `sessions.create`, or a function that asks your server for one. The function
   * is called when the first call is made, again a minute before the session ends (or when a fifth of its life is left,
   * where that is less), and again when the backend no longer takes it; calls that come meanwhile share one answer. A
   * session by itself ends when it ends.
   */
  readonly session: Session | SessionProvider;
  /** The clock, in ms since 1970; by default the computer's. For tests. */
  readonly now?: (() => number) | undefined;
}

/** The client that `createSessionClient` makes: what a session can do, within its abilities and its own workspace. */
export interface SessionClient {
  readonly workspaces: Pick<Workspaces, 'get'>;
  readonly links: Links<SessionLinkInput>;
  readonly connections: SessionConnections;
  readonly events: Events;
}

/**
 * Makes a client for a page: it holds a session instead of an API key. Where the session goes, and to which backend, is
 * in the session itself. Besides what the backend refuses, calls reject with `session_unavailable` where the function
 * fails, and with `unauthorized` where a fresh session is refused too.
 *
 * @throws ConnectError `configuration` for options that cannot work.
 *
 * @example
 * ```ts
 * const connect = createSessionClient({
 *   session: async () => (await fetch('/connect-session', { method: 'POST' })).json(),
 * });
 * const { data } = await connect.links.list({ workspace: 'northlight' });
 * ```
 */
export const createSessionClient = (options: SessionClientOptions): SessionClient => {
  const { session, now = Date.now } = options;
  ensure(
    typeof session === 'function' || isSession(session),
    '`session` must be what `sessions.create` answered on your server, or a function that answers it.',
  );
  const wire = wireOf(options, fetchCarrier, shapeReader);
  const call = sessionCall(wire, session, now);
  return {
    workspaces: workspaceOver(call),
    links: linksOver(call),
    connections: sharedConnectionsOver(call),
    events: eventsOver(call, wire),
  };
};
