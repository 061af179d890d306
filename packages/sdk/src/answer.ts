import type { Reader } from './answers.ts';
import { ConnectError } from './connect-error.ts';
import { requestIdHeader } from './contract/headers.ts';
import type { Route } from './contract/operation.ts';

/** What a route answered, as `read` takes it. `name` is for errors. */
export const readAnswer = async (route: Route, response: Response, name: string, read: Reader): Promise<unknown> => {
  const { status, headers } = response;
  if (route.status === 204) return undefined;
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
  const result = read(route.id, answer);
  if ('value' in result) return result.value;
  const fields = result.faults.slice(0, 3).map((field) => `\`${field || 'the answer'}\``);
  throw wrong(`The answer is not what the contract says at ${fields.join(', ')}.`);
};
