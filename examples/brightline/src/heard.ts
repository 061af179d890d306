import { setTimeout } from 'node:timers/promises';
import { isConnectError, type ConnectClient, type Event } from '@connect/sdk';

/** What Brightline's server keeps of each workspace's events: the newest. */
const kept = 200;

export interface Heard {
  /** The newest events of a workspace, newest first. */
  of(workspace: string): readonly Event[];
  /** Listens until the signal ends, whatever happens on the way. `onNews` is told what happens from now on. */
  listen(workspace: string, onNews: (event: Event) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/**
 * Hears what happens at Connect, in order and without gaps. Brightline forgets it at the end, so it reads from the first event
 * at each start. A product with a database keeps the cursor beside what it has done, and goes on from there.
 */
export const createHeard = (connect: ConnectClient): Heard => {
  const events = new Map<string, Event[]>();

  return {
    of: (workspace) => events.get(workspace) ?? [],
    async listen(workspace, onNews, signal) {
      let cursor: string | undefined;
      let isPast = true;
      while (!signal.aborted) {
        try {
          for await (const page of connect.events.follow({ workspace, cursor, limit: 100 }, { signal })) {
            for (const event of page.data) {
              const known = events.get(workspace) ?? [];
              // A page comes again where dealing with it failed half-way.
              if (event.seq <= (known[0]?.seq ?? 0)) continue;
              if (!isPast) await onNews(event);
              events.set(workspace, [event, ...known].slice(0, kept));
            }
            cursor = page.nextCursor;
            isPast &&= page.hasMore;
          }
        } catch (error) {
          if (isConnectError(error, 'aborted')) return;
          // Lost connections pass inside of follow(). What arrives here needs somebody, who reads it in the log.
          console.error(`brightline: can't hear of ${workspace}:`, error instanceof Error ? error.message : error);
          await setTimeout(5000, undefined, { signal }).catch(() => undefined);
        }
      }
    },
  };
};
