import type { CallOptions } from './call.ts';
import { ConnectError, isConnectError } from './connect-error.ts';
import type { Event, EventPage } from './contract/event.ts';
import type { events } from './contract/events.ts';
import type { QueryInput } from './contract/operation.ts';
import { pause } from './pause.ts';

/** Which events to read: those of one workspace, by type, from a cursor on. */
export type EventQuery = QueryInput<typeof events.list>;

/** What following takes. `timeoutMs` holds for each request, on top of its wait. */
export interface FollowOptions extends CallOptions {
  /** Told each failure that passes by itself; the next request is sent after a pause. */
  readonly onRetry?: ((error: ConnectError) => void) | undefined;
}

/** Refuses a page that says there is more and leads to itself: asking again would never end. */
const advancing = (page: EventPage, cursor: string | undefined): EventPage => {
  if (!page.hasMore || page.nextCursor !== cursor) return page;
  throw new ConnectError('invalid_response', 'A page of the events leads to itself, so that it would never end.');
};

/** Every event of the pages, until there is no more. */
export async function* drained(
  read: (cursor: string | undefined) => Promise<EventPage>,
  first: string | undefined,
): AsyncGenerator<Event, void, undefined> {
  let page: EventPage | undefined;
  do {
    const cursor: string | undefined = page?.nextCursor ?? first;
    page = advancing(await read(cursor), cursor);
    yield* page.data;
  } while (page.hasMore);
}

/** Whether the same request can succeed later without anybody doing anything. */
const passes = (error: unknown): error is ConnectError =>
  isConnectError(error, 'network_error', 'timeout', 'rate_limited', 'session_unavailable') ||
  (isConnectError(error) && (error.status ?? 0) >= 500);

/** Every page that has events, for ever; the first one in any case. */
export async function* followed(
  list: (query: EventQuery, options: CallOptions) => Promise<EventPage>,
  query: EventQuery,
  { onRetry, ...options }: FollowOptions,
  delay: (attempt: number) => number,
): AsyncGenerator<EventPage, never, undefined> {
  const wait = Math.max(1, Number(query.wait ?? 25));
  let { cursor } = query;
  let isFirst = true;
  // Failures and empty answers that came at once, in a row: both would otherwise be asked for in a tight loop.
  let inVain = 0;
  for (;;) {
    const askedAt = Date.now();
    let page: EventPage;
    try {
      page = advancing(await list({ ...query, cursor, wait: isFirst ? 0 : wait }, options), cursor);
    } catch (error) {
      if (!passes(error)) throw error;
      onRetry?.(error);
      inVain += 1;
      await pause(Math.max(error.retryAfterMs ?? 0, delay(inVain)), options.signal);
      continue;
    }
    const hasNews = page.data.length > 0;
    if (hasNews || isFirst) yield page;
    cursor = page.nextCursor;
    // A backend that does not wait, or a proxy that ends waiting, is not asked without pause.
    inVain = hasNews || isFirst || Date.now() - askedAt >= 1000 ? 0 : inVain + 1;
    isFirst = false;
    if (inVain > 0) await pause(delay(inVain), options.signal);
  }
}
