import { fieldErrors } from '../contract/field-errors.ts';
import { limits } from '../contract/limits.ts';
import type { Operation } from '../contract/operation.ts';
import { Refused, refusedField } from './refused.ts';

/** A request as the contract reads it. */
export interface MockRequest {
  /** The operation's name, such as `links.create`. */
  readonly operation: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  /** The asking page, where the runtime lets a handler see it. */
  readonly origin: string | undefined;
  readonly signal: AbortSignal;
}

type Schema = NonNullable<Operation['body']>;

const check = (schema: Schema | undefined, value: unknown): unknown => {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refused('invalid_request', 'The request is not what the contract says.', fieldErrors(result.error.issues));
};

const parseQuery = (operation: Operation, search: URLSearchParams): unknown => {
  const repeated = [...search.keys()].find((name) => search.getAll(name).length > 1);
  if (repeated !== undefined) throw refusedField(repeated, 'Must not be given twice.');
  if (!operation.query && search.size > 0) throw new Refused('invalid_request', 'This operation takes no query.');
  return check(operation.query, Object.fromEntries(search));
};

const parseBody = async (operation: Operation, request: Request): Promise<unknown> => {
  if (!operation.body) return undefined;
  const expected = operation.media === 'text' ? 'text/plain' : 'application/json';
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== expected) {
    throw new Refused('unsupported_media_type', `Send the body as ${expected}, not as ${type ?? 'nothing'}.`);
  }
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > limits.body) throw new Refused('payload_too_large', `The body is larger than ${limits.body} bytes.`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Whichever of the two it is, the sender mends it in the same place.
    throw new Refused('invalid_request', 'The body is not JSON in UTF-8.');
  }
  return check(operation.body, value);
};

const authorize = (request: Request, apiKey: string | undefined): void => {
  const given = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (given === undefined) throw new Refused('unauthorized', 'Send an API key: Authorization: Bearer …');
  if (apiKey !== undefined && given !== apiKey) throw new Refused('unauthorized', 'The API key is not one of this backend.');
};

const keyOf = (operation: Operation, request: Request): string | undefined => {
  const key = operation.idempotent ? request.headers.get('idempotency-key') : null;
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key ?? undefined;
  throw new Refused('invalid_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
};

/** Reads a request by its operation's schemas, as strictly as the backend does. */
export const readRequest = async (
  operation: Operation,
  request: Request,
  params: Readonly<Record<string, unknown>>,
  apiKey: string | undefined,
): Promise<MockRequest> => {
  if (operation.access === 'key') authorize(request, apiKey);
  return {
    operation: operation.id,
    params: check(operation.params, params),
    query: parseQuery(operation, new URL(request.url).searchParams),
    body: await parseBody(operation, request),
    idempotencyKey: keyOf(operation, request),
    origin: request.headers.get('origin') ?? undefined,
    signal: request.signal,
  };
};
