import { fieldErrors, fieldMessage } from '../contract/field-errors.ts';
import { limits } from '../contract/limits.ts';
import type { Operation } from '../contract/operation.ts';
import type { Session } from '../contract/session.ts';
import { Refused, refusedField } from './refused.ts';
import { sessionPrefix, type World } from './world.ts';

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
  /** The session with which it was asked; without one it was an API key, or a public operation. */
  readonly session: Session | undefined;
  readonly signal: AbortSignal;
}

type Schema = NonNullable<Operation['body']>;

const check = (schema: Schema | undefined, value: unknown): unknown => {
  if (!schema) return undefined;
  const result = schema.safeParse(value, { error: fieldMessage });
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
  if (!operation.body) {
    if (/^\s*(\{\s*\})?\s*$/.test(await request.text())) return undefined;
    const wanted = operation.query ? ' What it takes besides stands in its query.' : '';
    throw new Refused('invalid_request', `This operation takes no body.${wanted}`);
  }
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

/** What requests are let in by. */
export interface Door {
  /** The one key that is accepted; without it, any is. */
  readonly apiKey: string | undefined;
  readonly world: Pick<World, 'sessionByToken'>;
}

/** The session that an operation is asked with; `undefined` for an API key. Refuses what is neither, and what may not. */
const authorize = (operation: Operation, request: Request, { apiKey, world }: Door): Session | undefined => {
  const given = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (given === undefined) throw new Refused('unauthorized', 'Send an API key: Authorization: Bearer …');
  if (!given.startsWith(sessionPrefix)) {
    if (apiKey === undefined || given === apiKey) return undefined;
    throw new Refused('unauthorized', 'The API key is not one of this backend.');
  }
  const session = world.sessionByToken(given);
  if (!session) throw new Refused('unauthorized', 'The session is unknown or over. Ask for a fresh one.');
  const ability = operation.session;
  if (ability === undefined) throw new Refused('unauthorized', `${operation.id} takes an API key, not a session.`);
  if (ability === 'any' || session.can.includes(ability)) return session;
  throw new Refused('forbidden', `This session may not do ${operation.id}: it lacks the ability ${ability}.`);
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
  door: Door,
): Promise<MockRequest> => {
  const session = operation.access === 'key' ? authorize(operation, request, door) : undefined;
  return {
    operation: operation.id,
    params: check(operation.params, params),
    query: parseQuery(operation, new URL(request.url).searchParams),
    body: await parseBody(operation, request),
    idempotencyKey: keyOf(operation, request),
    origin: request.headers.get('origin') ?? undefined,
    session,
    signal: request.signal,
  };
};
