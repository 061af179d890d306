import { createCall, isTimeout } from './call.ts';
import { ConnectError } from './connect-error.ts';
import { parseAddress } from './contract/address.ts';
import { connectionsOver, type Connections } from './resources/connections.ts';
import { linksOver, type Links } from './resources/links.ts';
import { workspacesOver, type Workspaces } from './resources/workspaces.ts';

/** What `createClient` is made with. */
export interface ClientOptions {
  /** The backend's address, such as `https://connect.example`: https, without a path (http only on localhost). */
  readonly origin: string;
  /** One of the backend's API keys. It can do everything in every workspace: keep it on your server. */
  readonly apiKey: string;
  /** Used instead of the global `fetch`: to log, to trace, or to call a backend in the same process. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined;
  /** For each attempt and its whole answer, in ms. By default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** How often a call that can be repeated is sent again, at most. By default 2. */
  readonly retries?: number | undefined;
  /**
   * How long to wait before the nth retry, in ms, where the backend does not say (`Retry-After`).
   * By default 300 ms, doubled each time up to 8 s, minus up to half of it at random.
   */
  readonly retryDelayMs?: ((attempt: number) => number) | undefined;
  /** Ends all calls of this client, as at a shutdown. */
  readonly signal?: AbortSignal | undefined;
  /** Tolerates a `window`: for tests in a simulated browser, and for tools whose users own the key. */
  readonly allowBrowser?: boolean | undefined;
}

/** The client that `createClient` makes. */
export interface ConnectClient {
  readonly workspaces: Workspaces;
  readonly links: Links;
  readonly connections: Connections;
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
  const { apiKey, timeoutMs = 10_000, retries = 2 } = options;
  const url = typeof options.origin === 'string' ? parseAddress(options.origin) : undefined;
  ensure(
    url !== undefined && url.href === `${url.origin}/`,
    "`origin` must be the backend's address without a path, such as https://connect.example (http only on localhost).",
  );
  ensure(
    typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey),
    "`apiKey` is missing or has characters that no key has. Pass one of the backend's CONNECT_API_KEYS.",
  );
  ensure(Number.isInteger(retries) && retries >= 0, '`retries` must be a whole number from 0, such as 2.');
  ensure(isTimeout(timeoutMs), '`timeoutMs` must be a number of ms above 0, such as 10000.');
  if (!options.allowBrowser && typeof window !== 'undefined' && typeof window.document !== 'undefined') {
    throw new ConnectError(
      'api_key_in_browser',
      'createClient was called in a browser, where every visitor could read the API key and use it. ' +
        'Call it on your server; in the page, <connect-link-button> of @connect/widget needs no key. ' +
        'For tests in a simulated browser there is `allowBrowser`.',
    );
  }
  const call = createCall({
    origin: url.origin,
    apiKey,
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    timeoutMs,
    retries,
    retryDelayMs: options.retryDelayMs,
    signal: options.signal,
  });
  return { workspaces: workspacesOver(call), links: linksOver(call), connections: connectionsOver(call) };
};

function ensure(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new ConnectError('configuration', sentence);
}
