import type { Call, CallOptions } from '../call.ts';
import type { Event, EventPage } from '../contract/event.ts';
import { eventPaths } from '../contract/paths.ts';
import { drained, followed, type EventQuery, type FollowOptions } from '../event-pages.ts';
import type { Wire } from '../wire.ts';

/** What happened in a workspace, in its order and without gaps. */
export interface Events {
  /**
   * Reads one page, oldest first. Keep `nextCursor`, which never ends, and ask with it again for what happened since;
   * `latest` as cursor begins now. With `wait` (s) it is answered at the first news; `timeoutMs` is on top of that.
   */
  list(query: EventQuery, options?: CallOptions): Promise<EventPage>;
  /** Iterates over all events from the cursor to now, and ends there. */
  all(query: EventQuery, options?: CallOptions): AsyncGenerator<Event, void, undefined>;
  /**
   * Iterates over pages as events happen, and goes on for ever: the first page at once, even when it is empty, and from
   * then on each page that has events. A page's `nextCursor` is where to go on, for instance after a restart, once its
   * events are dealt with. `wait` is how long one request waits, 1 to 25 s and by default 25. Lost connections, time-outs
   * and refusals that pass are retried with growing pauses; everything else, such as `unauthorized`, `forbidden`,
   * `not_found` and an ended signal (`aborted`), ends the iteration as an error.
   */
  follow(query: EventQuery, options?: FollowOptions): AsyncGenerator<EventPage, never, undefined>;
}

export const eventsOver = (call: Call, wire: Pick<Wire, 'timeoutMs' | 'retryDelayMs'>): Events => {
  const list: Events['list'] = (query, options = {}) => {
    const timeoutMs = (options.timeoutMs ?? wire.timeoutMs) + Number(query.wait ?? 0) * 1000;
    return call(eventPaths.list, { query }, { ...options, timeoutMs });
  };
  return {
    list,
    all: (query, options) => drained((cursor) => list({ ...query, cursor }, options), query.cursor),
    follow: (query, options = {}) => followed(list, query, options, wire.retryDelayMs),
  };
};
