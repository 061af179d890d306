import { readAnswer } from './answer.ts';
import type { AnswerOf } from './answers.ts';
import { givenUp } from './carrier.ts';
import { ConnectError } from './connect-error.ts';
import type { Route } from './contract/operation.ts';
import { failure } from './failure.ts';
import { requestPath } from './request-path.ts';
import { isRepeatable } from './retry.ts';
import { isTimeout, type Access, type Wire } from './wire.ts';

/** What every method takes. */
export interface CallOptions {
  /** Ends the call with code `aborted`, waits and retries included. */
  readonly signal?: AbortSignal | undefined;
  /** For each attempt and its whole answer, in ms; by default the client's. */
  readonly timeoutMs?: number | undefined;
}

/** What a method takes that creates something. */
export interface CreateOptions extends CallOptions {
  /**
   * 1 to 255 visible ASCII characters. Calling again with the same key and input answers the same resource instead of
   * making a second one. By default a random one for each call, the same in all its retries.
   */
  readonly idempotencyKey?: string | undefined;
}

/** The parts of a request, as the contract's operation says. */
export interface CallInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Carries out an operation. Rejects with `ConnectError` only. */
export type Call = <R extends Route>(route: R, input: CallInput, options?: CreateOptions) => Promise<AnswerOf<R['id']>>;

/** The interpreter of the contract on the client's side. `access` may be something to wait for, and may fail. */
export const createCall = (wire: Wire, access: () => Access | Promise<Access>): Call => {
  return async <R extends Route>(route: R, input: CallInput, options: CreateOptions = {}): Promise<AnswerOf<R['id']>> => {
    const path = requestPath(route, input.params);
    const body = input.body === undefined ? undefined : bodyOf(route, input.body);
    const headers = headersOf(route, body !== undefined, options.idempotencyKey);
    const timeoutMs = options.timeoutMs ?? wire.timeoutMs;
    if (!isTimeout(timeoutMs)) throw refused(route, '`timeoutMs` must be a number of ms above 0, such as 10000');
    const name = `${route.id}: ${route.method} ${path}`;
    const signals = [wire.signal, options.signal].filter((signal) => signal !== undefined);
    const signal = signals[1] ? AbortSignal.any(signals) : signals[0];
    let secret: string | undefined;
    try {
      signal?.throwIfAborted();
      const { origin, token } = await Promise.race([access(), ...(signal ? [givenUp(signal)] : [])]);
      secret = token;
      const response = await wire.carry({
        url: `${origin}${path}${searchOf(input.query)}`,
        init: {
          method: route.method,
          headers: { ...headers, authorization: `Bearer ${token}` },
          ...(body !== undefined && { body }),
          // The token belongs to this origin alone, and what a link may do now is never a matter for a cache.
          redirect: 'manual',
          cache: 'no-store',
        },
        timeoutMs,
        retries: isRepeatable(route) ? wire.retries : 0,
        delay: wire.retryDelayMs,
        signal,
      });
      return (await readAnswer(route, response, name, wire.read)) as AnswerOf<R['id']>;
    } catch (error) {
      throw failure(error, { name, timeoutMs, signal, secret });
    }
  };
};

const refused = (route: Route, sentence: string, cause?: unknown): ConnectError =>
  new ConnectError('invalid_input', `${sentence}; nothing was sent. [${route.id}]`, { cause });

const headersOf = (route: Route, hasBody: boolean, idempotencyKey: string = crypto.randomUUID()) => {
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw refused(route, '`idempotencyKey` must be 1 to 255 visible ASCII characters');
  }
  return {
    accept: 'application/json, application/problem+json',
    ...(hasBody && { 'content-type': 'application/json' }),
    ...(route.idempotent && { 'idempotency-key': idempotencyKey }),
  };
};

const bodyOf = (route: Route, input: unknown): string => {
  try {
    return JSON.stringify(input);
  } catch (error) {
    throw refused(route, 'The input has no JSON form', error);
  }
};

const searchOf = (query: CallInput['query'] = {}): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
};
