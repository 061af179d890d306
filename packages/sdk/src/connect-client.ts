import { contractReader } from './answers.ts';
import { createCall } from './call.ts';
import { ConnectError } from './connect-error.ts';
import { kyCarrier } from './ky-carrier.ts';
import { connectionsOver, type Connections } from './resources/connections.ts';
import { eventsOver, type Events } from './resources/events.ts';
import { linksOver, type LinkInput, type Links } from './resources/links.ts';
import { sessionsOver, type Sessions } from './resources/sessions.ts';
import { webhooksOver, type Webhooks } from './resources/webhooks.ts';
import { workspacesOver, type Workspaces } from './resources/workspaces.ts';
import { ensure, isToken, originOf, wireOf, type WireOptions } from './wire.ts';

/** What `createClient` is made with. */
export interface ClientOptions extends WireOptions {
  /** The backend's address, such as `https://connect.example`: https, without a path (http only on localhost). */
  readonly origin: string;
  /** One of the backend's API keys. It can do everything in every workspace: keep it on your server. */
  readonly apiKey: string;
  /** Tolerates a `window`: for tests in a simulated browser, and for tools whose users own the key. */
  readonly allowBrowser?: boolean | undefined;
}

/** The client that `createClient` makes. */
export interface ConnectClient {
  readonly workspaces: Workspaces;
  readonly links: Links<LinkInput>;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly events: Events;
  readonly webhooks: Webhooks;
}

/**
 * Makes a client for your server. It sends nothing by itself and holds no connection, so one per process is enough.
 *
 * @throws ConnectError `configuration` for options that cannot work, `api_key_in_browser` in a page.
 *
 * @example
 * ```ts
 * const connect = createClient({ origin: 'https://connect.example', apiKey: process.env.CONNECT_API_KEY ?? '' });
 *
 * const link = await connect.links.create({
 *   workspace: 'northlight',
 *   platforms: ['instagram', 'tiktok'],
 *   sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
 * });
 * console.log(link.url); // share it, and treat it as a secret
 *
 * for await (const connection of connect.connections.all({ workspace: 'northlight' })) {
 *   console.log(connection.account.handle, connection.status);
 * }
 * ```
 */
export const createClient = (options: ClientOptions): ConnectClient => {
  const { apiKey: token } = options;
  const origin = originOf(options.origin);
  ensure(
    origin !== undefined,
    "`origin` must be the backend's address without a path, such as https://connect.example (http only on localhost).",
  );
  ensure(
    isToken(token),
    "`apiKey` is missing or has characters that no key has. Pass one of the backend's CONNECT_API_KEYS.",
  );
  const wire = wireOf(options, kyCarrier, contractReader());
  const access = { origin, token };
  if (!options.allowBrowser && typeof window !== 'undefined' && typeof window.document !== 'undefined') {
    throw new ConnectError(
      'api_key_in_browser',
      'createClient was called in a browser, where every visitor could read the API key and use it. ' +
        'Call it on your server; in the page, use createSessionClient with a session that your server made, ' +
        'and <connect-link-button> of @connect/widget, which needs neither. ' +
        'For tests in a simulated browser there is `allowBrowser`.',
    );
  }
  const call = createCall(wire, () => access);
  return {
    workspaces: workspacesOver(call),
    links: linksOver(call),
    connections: connectionsOver(call),
    sessions: sessionsOver(call),
    events: eventsOver(call, wire),
    webhooks: webhooksOver(call),
  };
};
