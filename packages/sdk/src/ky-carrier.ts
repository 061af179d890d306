import ky, { HTTPError, NetworkError, TimeoutError } from 'ky';
import { ConnectionLost, NotOk, TimedOut, wholeAnswer, type Carrier, type Fetch } from './carrier.ts';
import { longestWaitMs, passingStatuses, retryAfterMs } from './retry.ts';

/** Carries by ky: for servers. */
export const kyCarrier = (fetch: Fetch): Carrier => {
  /** Whatever `fetch` fails with is a lost connection, in every runtime's wording. */
  const whole = async (input: string | URL | Request): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(input);
    try {
      return await wholeAnswer(fetch, request);
    } catch (error) {
      throw new NetworkError(request, { cause: error instanceof Error ? error : new Error(String(error)) });
    }
  };
  return async ({ url, init, timeoutMs, retries, delay, signal }) => {
    try {
      return await ky(url, {
        ...init,
        signal: signal ?? null,
        timeout: timeoutMs,
        fetch: whole,
        retry: {
          limit: retries,
          methods: [init.method ?? 'GET'],
          statusCodes: [...passingStatuses],
          maxRetryAfter: longestWaitMs,
          retryOnTimeout: true,
          delay,
          shouldRetry: ({ error }) => {
            const asked = error instanceof HTTPError && retryAfterMs(error.response.headers);
            return asked && asked > longestWaitMs ? false : undefined;
          },
        },
      });
    } catch (error) {
      if (error instanceof TimeoutError) throw new TimedOut();
      if (error instanceof HTTPError) throw new NotOk(error.response, error.data);
      throw new ConnectionLost('', { cause: error instanceof NetworkError ? error.cause : error });
    }
  };
};
