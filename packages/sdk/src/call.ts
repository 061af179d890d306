import ky from 'ky';
import { readAnswer, wholeAnswer, type Fetch } from './answer.ts';
import { ConnectError } from './connect-error.ts';
import type { Result, Route } from './contract/operation.ts';
import { failure } from './failure.ts';
import { requestPath } from './request-path.ts';
import { retryOptions } from './retry.ts';

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

/** Where and how calls go. */
export interface Wire {
  readonly origin: string;
  readonly apiKey: string;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly retryDelayMs: ((attempt: number) => number) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The parts of a request, as the contract's operation says. */
export interface CallInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Carries out an operation. Rejects with `ConnectError` only. */
export type Call = <R extends Route>(route: R, input: CallInput, options?: CreateOptions) => Promise<Result<R>>;

/** Whether a number of ms is one that timers can wait for (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
export const isTimeout = (ms: number): boolean => ms > 0 && ms <= 2 ** 31 - 1;

/** The interpreter of the contract on the client's side. */
export const createCall = (wire: Wire): Call => {
  const fetch = wholeAnswer(wire.fetch);
  return async <R extends Route>(route: R, input: CallInput, options: CreateOptions = {}): Promise<Result<R>> => {
    const path = requestPath(route, input.params);
    const body = input.body === undefined ? undefined : bodyOf(route, input.body);
    const headers = headersOf(route, wire.apiKey, body !== undefined, options.idempotencyKey);
    const timeoutMs = options.timeoutMs ?? wire.timeoutMs;
    if (!isTimeout(timeoutMs)) throw refused(route, '`timeoutMs` must be a number of ms above 0, such as 10000');
    const name = `${route.id}: ${route.method} ${path}`;
    const signals = [wire.signal, options.signal].filter((signal) => signal !== undefined);
    const signal = signals.length > 0 ? AbortSignal.any(signals) : undefined;
    try {
      signal?.throwIfAborted();
      const response = await ky(wire.origin + path, {
        method: route.method,
        headers,
        ...(body !== undefined && { body }),
        searchParams: searchOf(input.query),
        // The key belongs to this origin alone, and what a link may do now is never a matter for a cache.
        redirect: 'manual',
        cache: 'no-store',
        signal: signal ?? null,
        timeout: timeoutMs,
        fetch,
        retry: retryOptions(route, wire.retries, wire.retryDelayMs),
      });
      return (await readAnswer(route, response, name)) as Result<R>;
    } catch (error) {
      throw failure(error, { name, timeoutMs, signal, apiKey: wire.apiKey });
    }
  };
};

const refused = (route: Route, sentence: string, cause?: unknown): ConnectError =>
  new ConnectError('invalid_input', `${sentence}; nothing was sent. [${route.id}]`, { cause });

const headersOf = (route: Route, apiKey: string, hasBody: boolean, idempotencyKey: string = crypto.randomUUID()) => {
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw refused(route, '`idempotencyKey` must be 1 to 255 visible ASCII characters');
  }
  return {
    accept: 'application/json, application/problem+json',
    authorization: `Bearer ${apiKey}`,
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

const searchOf = (query: CallInput['query'] = {}): string[][] =>
  Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
