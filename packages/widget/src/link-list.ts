import type { Event, Link, LinkStatus } from '@connect/sdk';
import type { PartHost } from './manager-part.ts';
import { kindOf } from './sharer-failure.ts';

/** Which links are shown; empty for all. */
export interface LinkFilter {
  readonly search: string;
  readonly status: LinkStatus | '';
  readonly platform: string;
}

/** The links of the workspace as far as they were loaded, newest first, in an order that stays while the list is open. */
export interface LinkList {
  readonly links: readonly Link[];
  readonly filter: LinkFilter;
  /** `first`: the first page is on its way; `more`: another one. `failed` and `moreFailed`: with `failure`. */
  readonly phase: 'first' | 'more' | 'ready' | 'failed' | 'moreFailed';
  readonly failure: unknown;
  readonly hasMore: boolean;
  /** Links that others have made since, not shown yet. */
  readonly fresh: number;
  find(id: string): Link | undefined;
  /** Begins anew; what is shown stays until the answer is there. */
  load(filter?: Partial<LinkFilter>): Promise<void>;
  /** Loads the next page. */
  more(): Promise<void>;
  /** Shows what a link is now, where it is in the list. */
  put(link: Link): void;
  /** Puts a link on top. */
  add(link: Link): void;
  /** Reads a link again. */
  reread(id: string): Promise<void>;
  /** Shows the links that others have made, on top. */
  showFresh(): void;
  /** Takes in news of the workspace; `null`: there may be news, look. Rejects where they cannot be read. */
  news(events: readonly Event[] | null): Promise<void>;
}

/** What a list tells. */
export interface LinkListEvents {
  /** Something is different; paint. */
  readonly changed: () => void;
  /** A link is not as it was. */
  readonly updated: (link: Link) => void;
}

const pageSize = 50;
/** More changes at once than this are read by pages. */
const fewLinks = 6;

interface Page {
  readonly cursor: string | undefined;
  ids: readonly string[];
}

/** Makes the list. It loads nothing by itself. */
export const createLinkList = (host: PartHost, on: LinkListEvents): LinkList => {
  const known = new Map<string, Link>();
  let pages: Page[] = [];
  let top: string[] = [];
  let fresh: Link[] = [];
  let links: readonly Link[] = [];
  let filter: LinkFilter = { search: '', status: '', platform: '' };
  let phase: LinkList['phase'] = 'first';
  let failure: unknown;
  let next: string | null = null;
  let life = new AbortController();
  let turn = 0;

  const order = () => {
    links = [...top, ...pages.flatMap(({ ids }) => ids)].flatMap((id) => known.get(id) ?? []);
    on.changed();
  };
  const read = (cursor: string | undefined) => {
    const { search, status, platform } = filter;
    const { client, workspace } = host.sharer;
    const given = { search: search.trim() || undefined, status: status || undefined, platform: platform || undefined, cursor };
    return client.links.list({ workspace: workspace.id, limit: pageSize, ...given }, { signal: AbortSignal.any([life.signal, host.signal]) });
  };

  const put = (link: Link) => {
    const before = known.get(link.id);
    // An answer that was overtaken by a later one says nothing new.
    if (!before || link.updatedAt < before.updatedAt) return;
    if (JSON.stringify(before) === JSON.stringify(link)) return;
    known.set(link.id, link);
    on.updated(link);
    order();
  };
  const isShown = (id: string) => known.has(id);

  const load: LinkList['load'] = async (given = {}) => {
    life.abort();
    const own = (life = new AbortController());
    filter = { ...filter, ...given };
    phase = 'first';
    on.changed();
    try {
      const page = await read(undefined);
      if (own.signal.aborted) return;
      known.clear();
      for (const link of page.data) known.set(link.id, link);
      pages = [{ cursor: undefined, ids: page.data.map(({ id }) => id) }];
      top = [];
      fresh = [];
      next = page.nextCursor;
      phase = 'ready';
      order();
    } catch (error) {
      if (own.signal.aborted || host.signal.aborted) return;
      failure = error;
      phase = 'failed';
      on.changed();
    }
  };

  const more = async () => {
    if (next === null || (phase !== 'ready' && phase !== 'moreFailed')) return;
    const own = life;
    const cursor = next;
    phase = 'more';
    on.changed();
    try {
      const page = await read(cursor);
      if (own.signal.aborted) return;
      const added = page.data.filter(({ id }) => !isShown(id));
      for (const link of page.data) known.set(link.id, link);
      pages.push({ cursor, ids: added.map(({ id }) => id) });
      next = page.nextCursor;
      phase = 'ready';
      order();
    } catch (error) {
      if (own.signal.aborted || host.signal.aborted) return;
      failure = error;
      phase = 'moreFailed';
      on.changed();
    }
  };

  const reread = async (id: string) => {
    try {
      put(await host.sharer.client.links.get(id, { signal: host.signal }));
    } catch (error) {
      // Not ours any more; it stays as it was last seen, and goes when the list is loaded again.
      if (kindOf(error) !== 'not_found') throw error;
    }
  };

  /** Reads a loaded page again. What is missing in it was changed so that the filter leaves it out: it stays, as it is now. */
  const rereadPage = async (index: number) => {
    const page = pages[index];
    const own = life;
    if (!page) return;
    const { data } = await read(page.cursor);
    if (own.signal.aborted) return;
    const newest = links[0]?.createdAt ?? '';
    const unknown = data.filter((link) => !isShown(link.id) && !fresh.some(({ id }) => id === link.id) && link.createdAt >= newest);
    for (const link of data) put(link);
    if (index === 0 && unknown.length > 0) {
      fresh = [...unknown, ...fresh];
      on.changed();
    }
    const told = new Set(data.map(({ id }) => id));
    await Promise.all(page.ids.filter((id) => !told.has(id)).slice(0, fewLinks).map(reread));
  };

  const news: LinkList['news'] = async (events) => {
    if (pages.length === 0) return;
    if (events === null) {
      // The newest links, and one of the other pages after the other.
      await rereadPage(0);
      if (pages.length > 1) await rereadPage(1 + (turn++ % (pages.length - 1)));
      return;
    }
    const ids = new Set(events.flatMap(({ link }) => (link !== null && isShown(link) ? [link] : [])));
    const isNew = events.some(({ type, link }) => type === 'link.created' && link !== null && !isShown(link));
    // With the plan, the status of every link changes.
    const isAll = events.some(({ type }) => type === 'workspace.updated');
    if (isAll || ids.size > fewLinks) {
      for (const [index, page] of pages.entries()) if (isAll || page.ids.some((id) => ids.has(id))) await rereadPage(index);
      await Promise.all(top.filter((id) => isAll || ids.has(id)).map(reread));
    } else await Promise.all([...ids].map(reread));
    if (isNew) await rereadPage(0);
  };

  return {
    get links() {
      return links;
    },
    get filter() {
      return filter;
    },
    get phase() {
      return phase;
    },
    get failure() {
      return failure;
    },
    get hasMore() {
      return next !== null;
    },
    get fresh() {
      return fresh.length;
    },
    find: (id) => known.get(id),
    load,
    more,
    put,
    add: (link) => {
      fresh = fresh.filter(({ id }) => id !== link.id);
      if (!isShown(link.id)) top = [link.id, ...top];
      known.set(link.id, link);
      order();
    },
    reread,
    showFresh: () => {
      for (const link of fresh) known.set(link.id, link);
      top = [...fresh.map(({ id }) => id), ...top];
      fresh = [];
      order();
    },
    news,
  };
};
