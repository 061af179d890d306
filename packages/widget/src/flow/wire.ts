import type { FlowWindow } from './window.ts';

/** Resolves after so many ms. */
export const sleep = (view: FlowWindow, ms: number): Promise<undefined> => new Promise((done) => view.setTimeout(done, ms));

/**
 * Calls a public operation of the backend and answers what it said. Rejects where nothing came within `ms` (by default
 * 30,000): with a TypeError where nothing came back at all, with an Error where the answer was a refusal or does not fit.
 */
export const post = async <T>(
  view: FlowWindow,
  url: string,
  body: object,
  fits: (answer: unknown) => answer is T,
  signal: AbortSignal | null = null,
  ms = 3e4,
): Promise<T> => {
  const response = await Promise.race([
    // A string is sent as text/plain, which needs no preflight. Nothing but the body says who asks. And what is said only
    // once has to arrive also when this page is just being left.
    view.fetch(url, { method: 'POST', body: JSON.stringify(body), credentials: 'omit', keepalive: !signal, signal }),
    sleep(view, ms),
  ]);
  const answer: unknown = response?.ok && (await response.json());
  if (!fits(answer)) throw new Error(url);
  return answer;
};
