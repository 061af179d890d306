import type { ConnectError, Event, EventType } from '@connect/sdk';
import { isEnded, kindOf } from './sharer-failure.ts';
import type { SharerSession } from './sharer-session.ts';

/** What is watched, and who is told. */
export interface WatchOptions {
  /** Types of events to hear of; by default all. */
  readonly types?: readonly EventType[] | undefined;
  /**
   * News, in their order; `null`: there may be any, read again. Called with `null` once at the start too, so that nothing
   * is missed between what was read before and the first news. The next news wait until it is done.
   */
  readonly onNews: (events: readonly Event[] | null) => void | Promise<void>;
  /** News cannot come because of this error; `undefined`: they come again. It goes on trying meanwhile. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
  readonly signal: AbortSignal;
}

/** So often rows are read again where the session may not read events, in ms: seen within 2 s, the answer's way included. */
const rereadMs = 1500;

/** The longest pause between tries, in ms. */
const longestMs = 30_000;

/** Waits until a moment is over, the network is back, the page is hidden or shown, or the signal ends; `undefined` for no moment. */
const pause = (ms: number | undefined, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const life = new AbortController();
    const done = () => {
      clearTimeout(timer);
      life.abort();
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    addEventListener('online', done, life);
    document.addEventListener('visibilitychange', done, life);
    signal.addEventListener('abort', done, life);
    if (signal.aborted) done();
  });

/** A signal that ends with the given one, and when nobody can see the page. */
const whileShown = (signal: AbortSignal): AbortSignal => {
  const hidden = new AbortController();
  const options = { signal: AbortSignal.any([signal, hidden.signal]) };
  document.addEventListener('visibilitychange', () => document.hidden && hidden.abort(), options);
  return options.signal;
};

/**
 * Watches a workspace until the signal ends, or the session is no longer taken: waits for news where the session may read events, and otherwise has the rows
 * read again every 1.5 s. It rests while nobody can see the page, and tells what was missed as soon as somebody does.
 */
export const watch = async (sharer: SharerSession, { types, onNews, onTrouble, signal }: WatchOptions): Promise<void> => {
  let cursor: string | undefined;
  let mayListen = true;
  let failures = 0;
  let isTroubled = false;
  const fine = () => {
    if (isTroubled) onTrouble?.(undefined);
    isTroubled = false;
    failures = 0;
  };

  const listen = async (round: AbortSignal): Promise<void> => {
    // Without a cursor there was no news yet, and what happened since the rows were read is unknown.
    const query = { workspace: sharer.session.workspace, cursor: cursor ?? 'latest', ...(types && { types: types.join() }) };
    // Here each failure ends the round, so that the next one tells when it works again.
    const onRetry = (error: unknown) => {
      throw error;
    };
    for await (const { data, nextCursor } of sharer.client.events.follow(query, { signal: round, onRetry })) {
      fine();
      if (cursor === undefined || data.length > 0) await onNews(cursor === undefined ? null : data);
      cursor = nextCursor;
    }
  };

  const reread = async (round: AbortSignal): Promise<void> => {
    for (; !round.aborted; await pause(rereadMs, round)) {
      await onNews(null);
      fine();
    }
  };

  while (!signal.aborted) {
    while (document.hidden && !signal.aborted) await pause(undefined, signal);
    if (signal.aborted) return;
    const round = whileShown(signal);
    try {
      await (mayListen && sharer.can('events:read') ? listen(round) : reread(round));
    } catch (error) {
      if (round.aborted && isEnded(error)) continue;
      const kind = kindOf(error);
      // Either it may not listen, or what it hears may not be read: the first is mended by looking again, the second by nothing.
      const deaf = kind === 'ability' && mayListen;
      if (kind === 'ability') mayListen = false;
      // A cursor of another database, for instance after a restored backup.
      else if (kind === 'invalid' && cursor !== undefined) cursor = undefined;
      else {
        isTroubled = true;
        onTrouble?.(error);
      }
      // Only another session can help, and whoever gets one watches anew: a tab that was left open asks no more.
      if ((error as Partial<ConnectError>).code === 'unauthorized') return;
      failures += 1;
      // Where the page cannot get one either, the next look is when somebody comes back to it.
      const ms = kind === 'session' && failures > 5 ? undefined : Math.min(longestMs, 1000 * 2 ** Math.min(failures - 1, 5));
      if (!deaf) await pause(ms, round);
    }
  }
};
