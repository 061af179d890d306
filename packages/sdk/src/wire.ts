import type { Reader } from './answers.ts';
import type { Carrier, Fetch } from './carrier.ts';
import { ConnectError } from './connect-error.ts';
import { parseAddress } from './contract/address.ts';

/** How a client's calls are sent. */
export interface WireOptions {
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
}

/** How calls are sent, with every default filled in. */
export interface Wire {
  readonly carry: Carrier;
  readonly read: Reader;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly retryDelayMs: (attempt: number) => number;
  readonly signal: AbortSignal | undefined;
}

/** Where calls go and with which right. */
export interface Access {
  readonly origin: string;
  /** An API key or a session's token. */
  readonly token: string;
}

/** Whether a number of ms is one that timers can wait for (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
export const isTimeout = (ms: number): boolean => ms > 0 && ms <= 2 ** 31 - 1;

/** Whether this can travel in a header as it is: what an API key or a session's token looks like. */
export const isToken = (token: unknown): token is string => typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);

/** The backend's origin out of its address; `undefined` where the text is none, or has a path. */
export const originOf = (address: unknown): string | undefined => {
  const url = typeof address === 'string' ? parseAddress(address) : undefined;
  return url?.href === `${url?.origin}/` ? url?.origin : undefined;
};

/** Doubles from 300 ms to 8 s; up to half of it is random, so that many clients do not come back at once. */
const backOffMs = (attempt: number): number => Math.min(8000, 300 * 2 ** (attempt - 1)) * (1 - Math.random() / 2);

/** Refuses options that cannot work, with `configuration`. */
export function ensure(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new ConnectError('configuration', sentence);
}

/** Fills in what the options leave out, and refuses what cannot work. */
export const wireOf = (options: WireOptions, carrier: (fetch: Fetch) => Carrier, read: Reader): Wire => {
  const { timeoutMs = 10_000, retries = 2, retryDelayMs = backOffMs, fetch, signal } = options;
  ensure(Number.isInteger(retries) && retries >= 0, '`retries` must be a whole number from 0, such as 2.');
  ensure(isTimeout(timeoutMs), '`timeoutMs` must be a number of ms above 0, such as 10000.');
  const carry = carrier(fetch ?? ((request) => globalThis.fetch(request)));
  return { carry, read, timeoutMs, retries, retryDelayMs, signal };
};
