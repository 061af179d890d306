import { requestIdHeader, type Body, type Operation, type Params, type Query, type Result } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import type { Log } from '../context.ts';
import type { Caller } from '../caller.ts';
import { Problem } from '../problem.ts';
import { hashSecret } from '../secrets.ts';
import { isEmpty, mediaType, readJson } from './body.ts';
import type { Callers, Identity } from './callers.ts';
import { isForPages, preflightHeaders, readable } from './cross-origin.ts';
import type { Environment, Exchange } from './environment.ts';
import { problemResponse } from './problems.ts';
import { validate } from './validation.ts';

interface Input<O extends Operation> {
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
  readonly callers: Callers;
  /** Counts a public call; refuses one too many. */
  readonly limit: (address: string) => Promise<void>;
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
  // What callers choose for a key may be a secret of theirs; only whether it is the same one matters here.
  return hashSecret(key);
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

const inputOf = async (exchange: Exchange, operation: Operation, identity: Identity): Promise<Input<Operation>> => {
  const request = exchange.req.raw;
  const caller: Caller = { ...identity, idempotencyKey: idempotencyKey(request, operation) };
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
  } else if (!(await isEmpty(request))) {
    // A field in the wrong place must not be taken for one that was left out.
    const wanted = operation.query === undefined ? '' : ' What it takes besides stands in its query.';
    throw new Problem('invalid_request', `This operation takes no body.${wanted}`);
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
  { origin, callers, limit, log }: Interpreter,
): void => {
  const identify = async (exchange: Exchange, operation: Operation): Promise<Identity> => {
    const address = exchange.env.address ?? '';
    if (operation.access === 'key') return callers(exchange.req.raw, address, operation);
    await limit(address);
    return { principal: 'public' };
  };

  const problemOf = (cause: unknown, exchange: Exchange, operation: Operation): Problem => {
    if (cause instanceof Problem) return cause;
    log.error({ err: cause, operation: operation.id, requestId: exchange.get('requestId') }, 'An operation broke.');
    return new Problem(
      'internal_error',
      'The fault is on this side and has been noted. Try again; if it stays, name the requestId to the operator.',
    );
  };

  for (const { operation, handle } of bound) {
    const fixed = { 'cache-control': 'no-store', ...(isForPages(operation) && readable) };
    app.on(operation.method, honoPath(operation.path), async (exchange) => {
      const requestId = exchange.get('requestId');
      // All at once: each header that is set on an answer afterwards costs more than all of them here.
      const headers = { ...fixed, [requestIdHeader]: requestId };
      try {
        const result = await handle(await inputOf(exchange, operation, await identify(exchange, operation)));
        if (operation.result === undefined) return new Response(null, { status: operation.status, headers });
        const out = operation.result.parse(result);
        return new Response(JSON.stringify(out), {
          status: operation.status,
          headers: { ...headers, 'content-type': 'application/json' },
        });
      } catch (cause) {
        return problemResponse(problemOf(cause, exchange, operation), origin, requestId, headers);
      }
    });
  }

  for (const path of new Set(bound.map(({ operation }) => operation.path))) {
    const operations = bound.filter((entry) => entry.operation.path === path).map(({ operation }) => operation);
    const allowed = operations.map(({ method }) => method).join(', ');
    const withToken = operations.filter(({ session }) => session !== undefined);
    if (withToken.length > 0) {
      const headers = preflightHeaders(withToken);
      app.options(honoPath(path), (exchange) =>
        new Response(null, { status: 204, headers: { ...headers, [requestIdHeader]: exchange.get('requestId') } }),
      );
    }
    app.all(honoPath(path), (exchange) => {
      const problem = new Problem('method_not_allowed', `This address takes ${allowed}.`);
      const headers = { allow: allowed, ...(withToken.length > 0 && readable) };
      return problemResponse(problem, origin, exchange.get('requestId'), headers);
    });
  }
  app.all('/v1/*', (exchange) => {
    const problem = new Problem('not_found', 'There is no such operation. See /openapi.json for all of them.');
    return problemResponse(problem, origin, exchange.get('requestId'));
  });
};
