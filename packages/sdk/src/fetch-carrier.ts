import { ConnectionLost, NotOk, TimedOut, wholeAnswer, type Carriage, type Carrier, type Fetch } from './carrier.ts';
import { pause } from './pause.ts';
import { longestWaitMs, passingStatuses, retryAfterMs } from './retry.ts';

const attempt = async (fetch: Fetch, { url, init, timeoutMs, signal }: Carriage): Promise<Response> => {
  const life = new AbortController();
  const late = new TimedOut();
  const stop = () => life.abort(signal?.reason);
  const timer = setTimeout(() => life.abort(late), timeoutMs);
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    const response = await wholeAnswer(fetch, new Request(url, { ...init, signal: life.signal }));
    if (response.ok) return response;
    throw new NotOk(response, await response.json().catch(() => undefined));
  } catch (error) {
    if (error instanceof NotOk) throw error;
    throw life.signal.reason === late ? late : new ConnectionLost('', { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
};

/** How long to wait before the nth retry, in ms; `undefined` where another attempt cannot help. */
const waitAfter = (error: unknown, retry: number, { delay }: Carriage): number | undefined => {
  if (!(error instanceof NotOk)) return delay(retry);
  const { status, headers } = error.response;
  if (!passingStatuses.includes(status)) return undefined;
  const asked = retryAfterMs(headers) ?? delay(retry);
  return asked > longestWaitMs ? undefined : asked;
};

/** Carries by `fetch` alone: for pages, whose visitors would have to load any library. See docs/decisions/0016. */
export const fetchCarrier =
  (fetch: Fetch): Carrier =>
  async (carriage) => {
    for (let retry = 1; ; retry += 1) {
      try {
        return await attempt(fetch, carriage);
      } catch (error) {
        const wait = retry > carriage.retries || carriage.signal?.aborted ? undefined : waitAfter(error, retry, carriage);
        if (wait === undefined) throw error;
        await pause(wait, carriage.signal);
      }
    }
  };
