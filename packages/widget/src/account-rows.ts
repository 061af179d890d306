import type { Connection, Event, Page } from '@connect/sdk';
import { kindOf } from './sharer-failure.ts';

/** Where rows come from, and who hears of changes. */
export interface AccountRowsHost {
  /** Reads one page of what the list shows, newest first. */
  readonly page: (cursor: string | undefined) => Promise<Page<Connection>>;
  readonly one: (id: string) => Promise<Connection>;
  /** Whether the list shows it at all: its platform, its link. */
  readonly isShown: (connection: Connection) => boolean;
  /** Something is different; `before` is missing where it was not there. */
  readonly changed: (now: Connection, before: Connection | undefined) => void;
  readonly update: () => void;
}

/** The connections that the list has read so far, newest first. */
export interface AccountRows {
  readonly rows: readonly Connection[];
  /** `undefined` before the first page is there. */
  readonly isLoaded: boolean;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  /** Reads the first page, or the next one. Calls meanwhile do nothing. */
  more(): Promise<void>;
  /** Takes in news of the workspace; `null`: there may be news, look. */
  news(events: readonly Event[] | null): Promise<void>;
  /** What an action has answered. */
  put(connection: Connection): void;
  reread(id: string): Promise<void>;
}

/** So many changes are read one by one; more by pages. */
const few = 6;

/** Makes the rows of one list. It loads nothing by itself. */
export const createAccountRows = (host: AccountRowsHost): AccountRows => {
  const known = new Map<string, Connection>();
  /** Where each page that was read begins. */
  const cursors: (string | undefined)[] = [];
  let rows: readonly Connection[] = [];
  let next: string | undefined;
  let isLoading = false;
  let turn = 0;

  const order = () => {
    rows = [...known.values()].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
    host.update();
  };

  const put = (now: Connection) => {
    const before = known.get(now.id);
    // An answer that was overtaken by a later one says nothing new.
    if (!host.isShown(now) || (before && (now.updatedAt < before.updatedAt || JSON.stringify(now) === JSON.stringify(before)))) return;
    known.set(now.id, now);
    order();
    host.changed(now, before);
  };

  const drop = (id: string) => {
    if (known.delete(id)) order();
  };

  const reread = async (id: string) => {
    try {
      put(await host.one(id));
    } catch (error) {
      if (kindOf(error) !== 'not_found') throw error;
      drop(id);
    }
  };

  /** Reads a page again. What is new in it is older than what was read before only where it lies beyond the last page. */
  const rereadPage = async (index: number) => {
    const { data } = await host.page(cursors[index]);
    const newest = rows[0]?.createdAt ?? '';
    for (const connection of data) if (known.has(connection.id) || connection.createdAt >= newest) put(connection);
  };

  return {
    get rows() {
      return rows;
    },
    get isLoaded() {
      return cursors.length > 0;
    },
    get isLoading() {
      return isLoading;
    },
    get hasMore() {
      return next !== undefined;
    },
    async more() {
      if (isLoading || (cursors.length > 0 && next === undefined)) return;
      isLoading = true;
      host.update();
      try {
        const { data, nextCursor } = await host.page(next);
        cursors.push(next);
        next = nextCursor ?? undefined;
        // What came meanwhile as news is newer than what this page says.
        for (const connection of data) if (!known.has(connection.id)) known.set(connection.id, connection);
      } finally {
        isLoading = false;
        order();
      }
    },
    async news(events) {
      if (cursors.length === 0) return;
      const ids = new Set(events?.flatMap(({ connection }) => connection ?? []));
      // A link's new name is told by many rows; after many changes, and where nobody tells of any, each page has its turn.
      if (events && ids.size <= few && !events.some(({ type }) => type === 'link.updated')) {
        await Promise.all([...ids].map(reread));
        return;
      }
      await rereadPage(0);
      if (events) for (let index = 1; index < cursors.length; index += 1) await rereadPage(index);
      else if (cursors.length > 1) await rereadPage(1 + (turn++ % (cursors.length - 1)));
    },
    put,
    reread,
  };
};
