import type { Event, EventPage, events as contract, EventType, links as linkContract, Query } from '@connect/sdk/contract';
import { eventTypes, limits } from '@connect/sdk/contract';
import { requireSeen, type Caller } from './caller.ts';
import type { Changes } from './changes.ts';
import type { Context } from './context.ts';
import { decodeEventCursor, encodeEventCursor } from './event-cursor.ts';
import { eventView } from './event-view.ts';
import type { Sessions } from './sessions.ts';
import { requireWorkspace } from './workspaces.ts';

/** How many requests one process lets wait, in all and in one workspace; whoever comes then is answered at once. */
const mostWaiting = { inAll: 1000, inWorkspace: 200 } as const;

/** What no session is told, because it names endpoints, which only a key may see; they may be those of the whole product. */
const forKeysAlone: ReadonlySet<EventType> = new Set(['webhook.disabled']);

/** The types of events that are listed for this caller, `undefined` for all. */
const typesFor = ({ session }: Caller, asked: readonly EventType[] | undefined): readonly EventType[] | undefined =>
  session === undefined ? asked : (asked ?? eventTypes).filter((type) => !forKeysAlone.has(type));

/** How long until events of other processes are looked for, in ms. */
const lookAgain = 1000;

export const createEvents = (context: Context, sessions: Sessions, changes: Changes) => {
  const { storage, now } = context;
  let waiting = 0;

  const hasRoom = (workspace: string): boolean =>
    waiting < mostWaiting.inAll && changes.waiting(workspace) < mostWaiting.inWorkspace;

  return {
    /** What happened in a workspace after the cursor; where that is nothing, what happens within `wait` seconds. */
    async list(caller: Caller, query: Query<typeof contract.list>, signal: AbortSignal): Promise<EventPage> {
      const { workspace, cursor, wait = 0, limit = limits.pageDefault } = query;
      await requireWorkspace(context, caller, workspace);
      const types = typesFor(caller, query.types?.split(',') as EventType[] | undefined);
      let after = cursor === undefined ? 0 : cursor === 'latest' ? await storage.lastSeq(workspace) : undefined;
      after ??= decodeEventCursor(cursor ?? '', workspace, await storage.lastSeq(workspace));
      const until = now() + wait * 1000;
      for (;;) {
        // Before the events, so that the cursor passes over none that is committed in between.
        const last = await storage.lastSeq(workspace);
        const rows = after < last ? await storage.events({ workspace, after, ...(types && { types }), limit: limit + 1 }) : [];
        const shown = rows.slice(0, limit);
        const hasMore = rows.length > limit;
        // Past those of other types too, so that nobody looks through them twice.
        after = Math.max(hasMore ? 0 : last, shown.at(-1)?.seq ?? after);
        const left = until - now();
        if (shown.length > 0 || left <= 0 || signal.aborted || !hasRoom(workspace)) {
          return { data: shown.map(eventView), nextCursor: encodeEventCursor(workspace, after), hasMore };
        }
        waiting += 1;
        await changes.wait(workspace, Math.min(left, lookAgain), signal).finally(() => (waiting -= 1));
        await sessions.requireStill(caller);
      }
    },

    /** What happened with a link, newest first. */
    async activity(
      caller: Caller,
      id: string,
      query: Query<typeof linkContract.activity>,
    ): Promise<{ data: Event[]; nextCursor: string | null }> {
      const { cursor, limit = limits.pageDefault } = query;
      const { workspace } = requireSeen(caller, (await storage.link(id))?.link, `link ${id}`);
      const before = cursor === undefined ? undefined : decodeEventCursor(cursor, workspace);
      const rows = await storage.activity({ workspace, link: id, ...(before !== undefined && { before }), limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return { data: shown.map(eventView), nextCursor: last ? encodeEventCursor(workspace, last.seq) : null };
    },
  };
};

export type Events = ReturnType<typeof createEvents>;
