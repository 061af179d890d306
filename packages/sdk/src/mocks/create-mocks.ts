import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Connection } from '../contract/connection.ts';
import type { Event } from '../contract/event.ts';
import type { ApiErrorCode } from '../contract/errors.ts';
import type { LinkWithUrl } from '../contract/link.ts';
import type { Operation } from '../contract/operation.ts';
import type { Session } from '../contract/session.ts';
import type { WebhookEndpoint, WebhookEndpointWithSecret } from '../contract/webhook.ts';
import type { Workspace } from '../contract/workspace.ts';
import { createAnswers } from './answers.ts';
import { platformName } from './platform-name.ts';
import { createFlows, type FlowScript } from './flows.ts';
import { mayFailWith, operations, type CodeOf, type OperationId } from './operations.ts';
import { commonHeaders, problemResponse, Refused } from './refused.ts';
import { readRequest, type MockRequest } from './request.ts';
import { createWorld, type GivenEvent, type LinkSeed } from './world.ts';

/** What `createMocks` is made with. */
export interface MockOptions {
  /** The backend's address that requests go to, without a slash at the end. By default `https://connect.example`. */
  readonly origin?: string;
  /** The one key that is accepted; without it, any is. */
  readonly apiKey?: string;
  /** Ids of the platforms that the backend offers. By default `instagram` and `tiktok`. */
  readonly platforms?: readonly string[];
  /** The product's name in banners. By default `Brightline`. */
  readonly productName?: string;
  /** Languages of the pages. By default `en` and `de`. */
  readonly locales?: readonly string[];
  /** What resolving tells a page about its origin; by default by the workspace's `embedOrigins`, where they can be compared. */
  readonly embed?: 'allowed' | 'origin_not_allowed';
  /** The clock; by default the real one. */
  readonly now?: () => Date;
}

/** How a provoked failure comes. */
export interface FailureOptions {
  /** `Retry-After`, in seconds. */
  readonly retryAfter?: number;
  /** How many requests fail in a row: a whole number from 1 on, or `Infinity` for all until the failure is ended. By default 1. */
  readonly times?: number;
}

/** A backend in memory, behind msw. */
export interface Mocks {
  /** For `setupServer(...mocks.handlers)` of `msw/node` and `setupWorker(...mocks.handlers)` of `msw/browser`. */
  readonly handlers: HttpHandler[];
  /** What was asked and could be read, in order; failures that were provoked included. */
  readonly requests: readonly MockRequest[];
  /** Puts a workspace into the world. */
  addWorkspace(given?: Partial<Workspace>): Workspace;
  /** Puts a link into the world, and its workspace where that is missing. An `exhausted` one comes with its connections. */
  addLink(given?: LinkSeed): LinkWithUrl;
  /** Puts a connection into the world, and its workspace where that is missing. */
  addConnection(given?: Partial<Connection>): Connection;
  /**
   * Puts a session into the world, and its workspace where that is missing. By default it may do everything in
   * `northlight` and lasts an hour by the mocks' clock.
   */
  addSession(given?: Partial<Session>): Session;
  /** Ends a session as `sessions.revoke` does; what is asked with its token is refused as `unauthorized`. */
  endSession(id: string): void;
  /**
   * Lets something have happened, as `{ type: 'link.opened', link: link.id }`, and wakes whoever waits for news. What
   * operations and flows do is recorded by itself; what `add…` puts into the world is not.
   */
  addEvent(given: GivenEvent): Event;
  /** Puts a webhook endpoint into the world. Nothing is sent there: what it hears of counts as delivered. */
  addWebhookEndpoint(given?: Partial<WebhookEndpoint>): WebhookEndpointWithSecret;
  /** The flow of this public name, to be moved on by the test. */
  flow(fid: string): FlowScript;
  /**
   * Makes the next request of an operation fail with a code that the contract declares for it, or with a broken
   * connection. What it asked for is not done. Failures of one operation come in the order in which they were asked for.
   *
   * Answers a function that ends the failure, however many times it has come: with `times: Infinity` the operation is down
   * from here to there, whoever asks and however often. Throws where the contract declares no such failure, and where
   * `times` is no number of requests.
   */
  failNext<Id extends OperationId>(operation: Id, code: CodeOf<Id> | 'network_error', options?: FailureOptions): () => void;
  /** Empties the world, the recorded requests and the failures that are still to come. */
  reset(): void;
}

interface Failure {
  readonly operation: string;
  readonly code: ApiErrorCode | 'network_error';
  readonly headers: Readonly<Record<string, string>>;
  /** So many requests will still fail. */
  left: number;
}

const methods = { GET: http.get, POST: http.post, PUT: http.put, PATCH: http.patch, DELETE: http.delete } as const;

/**
 * Makes a backend in memory that answers by the contract: it reads requests as strictly as the real one, and what it
 * answers has passed the same schemas.
 *
 * @example
 * ```ts
 * const mocks = createMocks({ origin: 'https://connect.example' });
 * const server = setupServer(...mocks.handlers);
 * beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
 * afterEach(() => mocks.reset());
 *
 * test('shows the upgrade prompt', async () => {
 *   mocks.addWorkspace({ id: 'northlight' });
 *   mocks.failNext('links.create', 'subscription_required');
 *   …
 * });
 * ```
 */
export const createMocks = (options: MockOptions = {}): Mocks => {
  const { origin = 'https://connect.example', apiKey, now = () => new Date() } = options;
  const ids = options.platforms ?? ['instagram', 'tiktok'];
  const productName = options.productName ?? 'Brightline';
  const world = createWorld(origin, now, {
    productName,
    platforms: ids.map((id) => ({ id, name: platformName(id) })),
    locales: [...(options.locales ?? ['en', 'de'])],
  });
  const flows = createFlows(world);
  const answers = createAnswers(world, flows, { productName, embed: options.embed });
  const door = { apiKey, world };
  const requests: MockRequest[] = [];
  const failures: Failure[] = [];
  let asked = 0;

  const end = (failure: Failure): void => {
    const index = failures.indexOf(failure);
    if (index !== -1) failures.splice(index, 1);
  };

  const respond = async (work: (requestId: string) => Promise<Response>): Promise<Response> => {
    const requestId = `req_mock${String((asked += 1)).padStart(6, '0')}`;
    try {
      return await work(requestId);
    } catch (error) {
      if (error instanceof Refused) return problemResponse(error, origin, requestId);
      throw error;
    }
  };

  const handle = (operation: Operation): HttpHandler =>
    methods[operation.method](origin + operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), ({ request, params }) =>
      respond(async (requestId) => {
        const read = await readRequest(operation, request, params, door);
        requests.push(read);
        const failure = failures.find((one) => one.operation === operation.id);
        if (failure && (failure.left -= 1) === 0) end(failure);
        if (failure?.code === 'network_error') return HttpResponse.error();
        if (failure) throw new Refused(failure.code, 'This failure was asked for by a test.', undefined, failure.headers);
        const answer = answers[operation.id as OperationId] as (request: MockRequest) => unknown;
        const result = await answer(read);
        const { status } = operation;
        const headers = commonHeaders(requestId);
        return operation.result
          ? HttpResponse.json(operation.result.parse(result) as Record<string, unknown>, { status, headers })
          : new Response(null, { status, headers });
      }),
    );

  const unknownPath = http.all(`${origin}/v1/*`, ({ request }) =>
    respond(() => {
      const { pathname } = new URL(request.url);
      const allowed = [...operations.values()].filter(({ path }) => matches(path, pathname)).map(({ method }) => method);
      throw allowed.length === 0
        ? new Refused('not_found', `There is no operation at ${pathname}.`)
        : new Refused('method_not_allowed', `${pathname} takes ${allowed.join(', ')}.`, undefined, { allow: allowed.join(', ') });
    }),
  );

  return {
    handlers: [...[...operations.values()].map(handle), unknownPath],
    requests,
    addWorkspace: world.addWorkspace,
    addLink: world.addLink,
    addConnection: world.addConnection,
    addSession: world.addSession,
    endSession: world.endSession,
    addEvent: world.addEvent,
    addWebhookEndpoint: world.addWebhookEndpoint,
    flow: flows.flow,
    failNext(id, code, { retryAfter, times = 1 } = {}) {
      const operation = operations.get(id);
      if (!operation || (code !== 'network_error' && !mayFailWith(operation, code))) {
        throw new Error(`The contract declares no failure ${code} for ${id}.`);
      }
      if (times !== Infinity && !(Number.isInteger(times) && times > 0)) {
        throw new Error(`\`times\` is ${times}. Give how many requests of ${id} fail, from 1 on, or Infinity.`);
      }
      const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      const failure: Failure = { operation: id, code, headers, left: times };
      failures.push(failure);
      return () => end(failure);
    },
    reset() {
      world.clear();
      flows.clear();
      requests.length = 0;
      failures.length = 0;
      asked = 0;
    },
  };
};

const matches = (path: string, pathname: string): boolean =>
  new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
