import { NetworkError } from 'ky';
import { ConnectError } from './connect-error.ts';
import { requestIdHeader } from './contract/errors.ts';
import type { Route } from './contract/operation.ts';

/** What carries requests. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** Rejects when the request is given up, also where `fetch` does not listen to its signal. */
const givenUp = ({ signal }: Request): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

const readWhole = async (fetch: Fetch, request: Request): Promise<Response> => {
  const response = await fetch(request);
  // Status 0 is a browser's hidden redirect; it has no body and cannot be copied.
  if (response.body === null || response.status === 0) return response;
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  return new Response([204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
};

/**
 * An answer counts once it is whole: a connection that breaks in the middle of it is retried like one that never came
 * about, and the time limit covers it. Whatever `fetch` fails with is a lost connection, in every runtime's wording.
 */
export const wholeAnswer =
  (fetch: Fetch) =>
  async (input: string | URL | Request): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(input);
    try {
      request.signal.throwIfAborted();
      return await Promise.race([givenUp(request), readWhole(fetch, request)]);
    } catch (error) {
      throw new NetworkError(request, { cause: error instanceof Error ? error : new Error(String(error)) });
    }
  };

/** What a route answered, parsed by the contract: fields that this version does not know are left out. `name` is for errors. */
export const readAnswer = async (route: Route, response: Response, name: string): Promise<unknown> => {
  if (!route.result) return undefined;
  const { status, headers } = response;
  const requestId = headers.get(requestIdHeader) ?? undefined;
  const wrong = (what: string): ConnectError => {
    const advice = 'Check `origin`, and that backend and SDK have the same version.';
    return new ConnectError('invalid_response', `${what} ${advice} [${name}]`, { status, requestId });
  };
  const text = await response.text();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // The parser's own message quotes the answer, which may hold a token.
    throw wrong(`Status ${status} came with something that is not JSON.`);
  }
  const result = route.result.safeParse(answer);
  if (result.success) return result.data;
  const fields = result.error.issues.slice(0, 3).map((issue) => `\`${issue.path.join('.') || 'the answer'}\``);
  throw wrong(`The answer is not what the contract says at ${fields.join(', ')}.`);
};
