import { requestIdHeader, type Body, type Operation, type Params, type Query, type Result } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import type { Log } from '../context.ts';
import type { Caller } from '../links.ts';
import { Problem } from '../problem.ts';
import { mediaType, readJson } from './body.ts';
import type { Environment, Exchange } from './environment.ts';
import { problemResponse } from './problems.ts';
import type { RateLimiters } from './rate-limits.ts';
import { validate } from './validation.ts';

export interface Input<O extends Operation> {
  readonly params: Params<O>;
  readonly query: Query<O>;
  readonly body: Body<O>;
  readonly caller: Caller;
  readonly request: Request;
}

/** An operation and the code that does it. */
export interface BoundOperation {
  readonly operation: Operation;
  handle(input: Input<Operation>): Promise<unknown>;
}

/** Binds an operation to its handler; what goes in and out is typed by the contract. */
export const on = <O extends Operation>(operation: O, handle: (input: Input<O>) => Promise<Result<O>>): BoundOperation => ({
  operation,
  handle: handle as BoundOperation['handle'],
});

interface Interpreter {
  readonly origin: string;
  readonly principalOf: (request: Request) => string;
  readonly rateLimiters: RateLimiters;
  readonly log: Log;
}

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const expectedMedia = { json: 'application/json', text: 'text/plain' } as const;

const idempotencyKey = (request: Request, operation: Operation): string | undefined => {
  const key = operation.idempotent ? request.headers.get('idempotency-key') : null;
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Problem('invalid_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  }
  return key;
};

const queryOf = (request: Request): Record<string, string> => {
  const { searchParams } = new URL(request.url);
  const names = [...searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Problem('invalid_request', `${twice}: Must not be given twice.`, {
      errors: [{ field: twice, message: 'Must not be given twice.' }],
    });
  }
  return Object.fromEntries(searchParams);
};

const inputOf = async (exchange: Exchange, operation: Operation, principal: string): Promise<Input<Operation>> => {
  const request = exchange.req.raw;
  const caller: Caller = { principal, idempotencyKey: idempotencyKey(request, operation) };
  const params = operation.params && validate(operation.params, exchange.req.param(), 'address');
  const given = queryOf(request);
  if (operation.query === undefined && Object.keys(given).length > 0) {
    throw new Problem('invalid_request', 'This operation takes no query.');
  }
  const query = operation.query && validate(operation.query, given, 'query');
  let body: unknown;
  if (operation.body !== undefined) {
    const expected = expectedMedia[operation.media ?? 'json'];
    if (mediaType(request) !== expected) throw new Problem('unsupported_media_type', `Send the body as ${expected}.`);
    body = validate(operation.body, await readJson(request), 'body');
  }
  return { params, query, body, caller, request } as Input<Operation>;
};

/**
 * Serves operations as their data says: who may call, what goes in, what comes out. The answer is parsed too: the
 * schema is the allow-list, so that nothing else can slip out.
 */
export const mountOperations = (
  app: Hono<Environment>,
  bound: readonly BoundOperation[],
  { origin, principalOf, rateLimiters, log }: Interpreter,
): void => {
  const answer = (exchange: Exchange, problem: Problem): Response => problemResponse(problem, origin, exchange.get('requestId'));

  const limit = async (exchange: Exchange): Promise<void> => {
    const wait = await rateLimiters.call(exchange.env.address ?? '');
    if (wait !== undefined) throw new Problem('rate_limited', `There were too many calls from your address. Wait ${wait} seconds.`, { retryAfter: wait });
  };

  const principal = async (exchange: Exchange, operation: Operation): Promise<string> => {
    if (operation.access === 'secret') {
      await limit(exchange);
      return 'public';
    }
    try {
      return principalOf(exchange.req.raw);
    } catch (cause) {
      // Guessing keys is limited; using one is not.
      await limit(exchange);
      throw cause;
    }
  };

  const serve = async (exchange: Exchange, { operation, handle }: BoundOperation): Promise<Response> => {
    const caller = await principal(exchange, operation);
    const result = await handle(await inputOf(exchange, operation, caller));
    if (operation.result === undefined) return new Response(null, { status: operation.status });
    const out = operation.result.parse(result);
    return new Response(JSON.stringify(out), { status: operation.status, headers: { 'content-type': 'application/json' } });
  };

  for (const entry of bound) {
    const { operation } = entry;
    app.on(operation.method, honoPath(operation.path), async (exchange) => {
      let response: Response;
      try {
        response = await serve(exchange, entry);
      } catch (cause) {
        if (cause instanceof Problem) {
          response = answer(exchange, cause);
        } else {
          log.error({ err: cause, operation: operation.id, requestId: exchange.get('requestId') }, 'An operation broke.');
          response = answer(
            exchange,
            new Problem(
              'internal_error',
              'The fault is on this side and has been noted. Try again; if it stays, name the requestId to the operator.',
            ),
          );
        }
      }
      response.headers.set('cache-control', 'no-store');
      response.headers.set(requestIdHeader, exchange.get('requestId'));
      if (operation.access === 'secret') {
        response.headers.set('access-control-allow-origin', '*');
        response.headers.set('access-control-expose-headers', `retry-after, ${requestIdHeader}`);
      }
      return response;
    });
  }

  for (const path of new Set(bound.map(({ operation }) => operation.path))) {
    const allowed = bound.filter(({ operation }) => operation.path === path).map(({ operation }) => operation.method);
    app.all(honoPath(path), (exchange) => {
      const response = answer(exchange, new Problem('method_not_allowed', `This address takes ${allowed.join(', ')}.`));
      response.headers.set('allow', allowed.join(', '));
      return response;
    });
  }
  app.all('/v1/*', (exchange) =>
    answer(exchange, new Problem('not_found', 'There is no such operation. See /openapi.json for all of them.')),
  );
};

