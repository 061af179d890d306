import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Connection } from '../contract/connection.ts';
import type { ApiErrorCode } from '../contract/errors.ts';
import type { LinkWithUrl } from '../contract/link.ts';
import type { Operation } from '../contract/operation.ts';
import type { Workspace } from '../contract/workspace.ts';
import { createAnswers } from './answers.ts';
import { createFlows, type FlowScript } from './flows.ts';
import { mayFailWith, operations, type CodeOf, type OperationId } from './operations.ts';
import { commonHeaders, problemResponse, Refused } from './refused.ts';
import { readRequest, type MockRequest } from './request.ts';
import { createWorld, type LinkSeed } from './world.ts';

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
  /** What resolving tells a page about its origin; by default by the workspace's `embedOrigins`, where they can be compared. */
  readonly embed?: 'allowed' | 'origin_not_allowed';
  /** The clock; by default the real one. */
  readonly now?: () => Date;
}

/** How a provoked failure comes. */
export interface FailureOptions {
  /** `Retry-After`, in seconds. */
  readonly retryAfter?: number;
  /** How many requests fail in a row. By default 1. */
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
  /** The flow of this public name, to be moved on by the test. */
  flow(fid: string): FlowScript;
  /**
   * Makes the next request of an operation fail with a code that the contract declares for it, or with a broken
   * connection. What it asked for is not done.
   */
  failNext<Id extends OperationId>(operation: Id, code: CodeOf<Id> | 'network_error', options?: FailureOptions): void;
  /** Empties the world, the recorded requests and the failures that are still to come. */
  reset(): void;
}

interface Failure {
  readonly operation: string;
  readonly code: ApiErrorCode | 'network_error';
  readonly headers: Readonly<Record<string, string>>;
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
  const world = createWorld(origin, now);
  const flows = createFlows(world);
  const answers = createAnswers(world, flows, {
    platforms: options.platforms ?? ['instagram', 'tiktok'],
    productName: options.productName ?? 'Brightline',
    embed: options.embed,
  });
  const requests: MockRequest[] = [];
  const failures: Failure[] = [];
  let asked = 0;

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
        const read = await readRequest(operation, request, params, apiKey);
        requests.push(read);
        const index = failures.findIndex((failure) => failure.operation === operation.id);
        const [failure] = index === -1 ? [] : failures.splice(index, 1);
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
    flow: flows.flow,
    failNext(id, code, { retryAfter, times = 1 } = {}) {
      const operation = operations.get(id);
      if (!operation || (code !== 'network_error' && !mayFailWith(operation, code))) {
        throw new Error(`The contract declares no failure ${code} for ${id}.`);
      }
      const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      for (let count = 0; count < times; count += 1) failures.push({ operation: id, code, headers });
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
