/** What carries requests. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** A call on its way: one request, and how it may be repeated. */
export interface Carriage {
  readonly url: string;
  readonly init: RequestInit;
  /** For each attempt and its whole answer, in ms. */
  readonly timeoutMs: number;
  /** How often it may be sent again. */
  readonly retries: number;
  /** How long to wait before the nth retry, in ms, where the answer does not say. */
  readonly delay: (attempt: number) => number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request, again where that is allowed and may help, and answers its whole answer of status 2xx. Rejects with one of
 * the classes below, or with the signal's reason.
 */
export type Carrier = (carriage: Carriage) => Promise<Response>;

/** No whole answer came in time. */
export class TimedOut extends Error {}

/** The backend could not be reached, or the connection broke; the cause is what the runtime said. */
export class ConnectionLost extends Error {}

/** An answer of another status than 2xx. `data` is its body, as far as it was JSON. */
export class NotOk extends Error {
  readonly response: Response;
  readonly data: unknown;

  constructor(response: Response, data: unknown) {
    super();
    this.response = response;
    this.data = data;
  }
}

/** Rejects when the signal ends, for work that does not listen to it. */
export const givenUp = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

/**
 * An answer counts once it is whole: a connection that breaks in the middle of it is retried like one that never came
 * about, and the time limit covers it.
 */
export const wholeAnswer = async (fetch: Fetch, request: Request): Promise<Response> => {
  request.signal.throwIfAborted();
  const read = async (): Promise<Response> => {
    const response = await fetch(request);
    // Status 0 is a browser's hidden redirect; it has no body and cannot be copied.
    if (response.body === null || response.status === 0) return response;
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response([204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
  };
  return Promise.race([givenUp(request.signal), read()]);
};
