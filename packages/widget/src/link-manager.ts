import type { Event, Link, LinkWithUrl } from '@connect/sdk';
import type { TemplateResult } from 'lit/html.js';
import { linkManagerStyles } from './link-manager.styles.ts';
import { managerEn } from './locales/manager.en.ts';
import { renderManager } from './connect-link-manager.view.ts';
import { createKeyedRows } from './keyed-rows.ts';
import { createLinkActions } from './link-actions.ts';
import { createLinkFilter } from './link-filter.ts';
import { createLinkForm } from './link-form.ts';
import { createLinkList, type LinkFilter } from './link-list.ts';
import { createLinkReady } from './link-ready.ts';
import { counted } from './link-row.ts';
import { createLinkTimeline } from './link-timeline.ts';
import type { Leaf, ManagerHost, Panel, Toast } from './manager-content.ts';
import { platformName } from './platform-name.ts';
import { isEnded, kindOf } from './sharer-failure.ts';
import { wordsOf } from './words.ts';

/** The content of the dialog "Connect links". */
export interface LinkManager {
  render(): TemplateResult;
  /** The dialog is open, and the session is there; also after each renewal. */
  shown(): void;
  /** The dialog is closed. What was typed stays. */
  hidden(): void;
  /** Whether something was typed that a stray click must not take away. */
  readonly dirty: boolean;
  news(events: readonly Event[] | null): Promise<void>;
  stop(): void;
}

/** Waiting for longer than this is said, in ms. */
const slowMs = 10_000;
/** So long a sentence about what was done stays, in ms. */
const toastMs = 6_000;
/** So often the rows in view say anew how long ago something was, in ms. */
const clockMs = 60_000;

/** Makes the dialog's content. */
export const createLinkManager = (host: ManagerHost): LinkManager => {
  host.addStyles(linkManagerStyles);
  const words = () => wordsOf(managerEn, host.texts);
  const nameOf = (id: string) => platformName(host.sharer.workspace, id);
  const bar = createLinkFilter();
  const rows = createKeyedRows('list', 'link');
  let panel: Panel | undefined;
  let leaf: Leaf | undefined;
  let toast: Toast | undefined;
  let toastTimer: ReturnType<typeof setTimeout> | undefined;
  let slowTimer: ReturnType<typeof setTimeout> | undefined;
  let isSlow = false;
  /** The plan has turned out to be inactive before the workspace said so. */
  let isRefused = false;
  let isShown = false;
  /** The dialog has just been opened, and the focus is not where the person begins. */
  let isArriving = false;
  let scrolled = 0;
  const clock = setInterval(() => {
    if (!isShown || document.hidden) return;
    rows.age();
    host.update();
  }, clockMs);

  const body = () => host.root.querySelector<HTMLElement>('.body');
  let observer: IntersectionObserver | undefined;
  /** The button at the list's end: what comes next is fetched before the person is there. */
  const observe = () => {
    // Anew each time: an end that was left and reached again between two frames tells nothing by itself.
    observer?.disconnect();
    const end = host.root.querySelector('.more');
    if (!end) return;
    observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && void list.more(), { root: body() ?? null, rootMargin: '800px 0px' });
    observer.observe(end);
  };
  const afterPaint = (work: () => void) => {
    host.update();
    // The paint is a microtask too, and stands before this one.
    queueMicrotask(work);
  };
  const focusOn = (selector: string) => host.root.querySelector<HTMLElement>(selector)?.focus();

  const isGated = () => isRefused || host.sharer.workspace.subscription.status === 'inactive';
  const refresh = async () => {
    await host.refresh();
    if (host.sharer.workspace.subscription.status === 'active') isRefused = false;
    host.update();
  };
  const caught = (error: unknown): boolean => {
    if (isEnded(error)) return true;
    const kind = kindOf(error);
    if (kind === 'plan') gate();
    else if (kind === 'session' || kind === 'offline') host.fail(error);
    else return false;
    return true;
  };
  const gate = () => {
    isRefused = true;
    refresh().catch(caught);
    host.update();
  };
  const tell = (text: string, isTrouble = false) => {
    clearTimeout(toastTimer);
    toast = { text, isTrouble };
    // What did not work stays until it was read.
    if (isTrouble) host.update();
    else {
      host.announce(text);
      toastTimer = setTimeout(untell, toastMs);
    }
  };
  const untell = () => {
    clearTimeout(toastTimer);
    toast = undefined;
    host.update();
  };

  const list = createLinkList(host, {
    changed: () => {
      clearTimeout(slowTimer);
      isSlow = false;
      if (list.phase === 'first') {
        slowTimer = setTimeout(() => {
          isSlow = true;
          host.announce(words().plain('slow'));
        }, slowMs);
      }
      if (list.phase === 'failed' || list.phase === 'moreFailed') caught(list.failure);
      if (list.phase === 'ready' && isShown) afterPaint(settle);
      host.update();
    },
    updated: (link) => {
      actions.updated(link);
      if (leaf?.id === link.id) leaf.part.changed(link);
      if (link.status === 'revoked' && panel?.kind === 'ready' && panel.id === link.id) dropPanel();
      // Somebody's plan has begun or ended, and only the links tell.
      if ((link.status === 'suspended') !== isGated() && link.requiresSubscription) refresh().catch(caught);
    },
  });
  const find = async (given: Partial<LinkFilter>) => {
    await list.load(given);
    if (list.phase !== 'ready') return;
    const { length } = list.links;
    const { plain } = words();
    const some = list.hasMore ? plain('shown.more', { n: length }) : counted(words(), 'shown', length, host.locale);
    host.announce(length === 0 ? plain('filter.none.h') : some);
  };

  /** By the button: with it the focus would be gone after the last page, and goes on with the first row that is new. */
  const more = async () => {
    const { length } = list.links;
    await list.more();
    if (list.links.length > length) afterPaint(() => /^(title)?$/.test(host.root.activeElement?.id ?? '') && focusOn(`.row:nth-child(${length + 1}) button`));
  };

  const dropPanel = () => {
    panel?.part.stop();
    panel = undefined;
    host.update();
  };
  const setPanel = (next: Panel) => {
    dropPanel();
    panel = next;
    body()?.scrollTo({ top: 0 });
    afterPaint(() => {
      body()?.scrollTo({ top: 0 });
      next.part.focus();
    });
  };
  const setLeaf = (next: Leaf) => {
    scrolled = body()?.scrollTop ?? 0;
    leaf = next;
    afterPaint(() => {
      body()?.scrollTo({ top: 0 });
      next.part.focus();
    });
  };
  /** Back to the list, where the person left it. */
  const dropLeaf = () => {
    const { id, part } = leaf ?? {};
    part?.stop();
    leaf = undefined;
    afterPaint(() => {
      body()?.scrollTo({ top: scrolled });
      focusOn(`[data-link="${id}"] [aria-haspopup]`);
    });
  };
  const showReady = (link: LinkWithUrl, after: 'made' | 'rotated' | 'revealed') =>
    setPanel({ kind: 'ready', id: link.id, part: createLinkReady(host, { link, after }) });

  const create = () => {
    if (panel?.kind === 'form') return panel.part.focus();
    const part = createLinkForm(host, {
      returnUrl: host.returnUrl,
      onDone: (link) => {
        const { url, ...made } = link as LinkWithUrl;
        list.add(made);
        host.emit('connect-link-created', link.id);
        showReady({ ...made, url }, 'made');
        host.announce(words().plain('made'));
      },
      onCancel: () => {
        dropPanel();
        afterPaint(() => focusOn('.first'));
      },
      onTrouble: caught,
      onPlanInactive: gate,
    });
    setPanel({ kind: 'form', part });
  };
  const edit = (link: Link) => {
    const part = createLinkForm(host, {
      link,
      onDone: (changed) => {
        list.put(changed);
        host.emit('connect-link-changed', link.id);
        dropLeaf();
        tell(words().plain('saved'));
      },
      onCancel: dropLeaf,
      onTrouble: caught,
      onPlanInactive: gate,
    });
    setLeaf({ kind: 'edit', id: link.id, part });
  };
  const actions = createLinkActions({
    host,
    list,
    words,
    nameOf,
    tell,
    caught,
    changed: ({ id }) => host.emit('connect-link-changed', id),
    showReady,
    showTimeline: (link) => setLeaf({ kind: 'timeline', id: link.id, part: createLinkTimeline(host, link) }),
    edit,
  });

  /** Once the content is there, the focus goes on from the title, where the dialog has put it; from nowhere else. */
  const settle = () => {
    observe();
    const isNew = isArriving;
    isArriving = false;
    if (!isNew || host.root.activeElement?.id !== 'title') return;
    if (leaf ?? panel) (leaf ?? panel)?.part.focus();
    else focusOn('.first');
  };

  const online = () => {
    if (host.failure?.kind === 'offline') host.fail(undefined);
    if (isShown && list.phase === 'failed') void list.load();
    if (isShown && list.phase === 'moreFailed') void list.more();
  };
  addEventListener('online', online, { signal: host.signal });

  return {
    get dirty() {
      return (panel?.kind === 'form' && panel.part.dirty) || (leaf?.kind === 'edit' && leaf.part.dirty);
    },
    shown: () => {
      const isFirst = !isShown;
      isShown = true;
      isArriving ||= isFirst;
      if (host.failure?.kind === 'offline' || host.failure?.kind === 'unreachable') host.fail(undefined);
      if (!host.sharer.can('links:read')) return afterPaint(settle);
      if (isFirst || list.phase === 'failed') void list.load();
      else if (list.phase === 'moreFailed') void list.more();
      if (isFirst && list.links.length > 0) afterPaint(settle);
    },
    hidden: () => {
      isShown = false;
      observer?.disconnect();
      clearTimeout(slowTimer);
      untell();
      // An address that was shown once is not left lying about; what was typed is.
      if (panel?.kind === 'ready' || (panel?.kind === 'form' && !panel.part.dirty)) dropPanel();
      if (leaf?.kind === 'timeline' || (leaf?.kind === 'edit' && !leaf.part.dirty)) {
        leaf.part.stop();
        leaf = undefined;
      }
    },
    news: async (events) => {
      const isWorkspace = events === null ? isGated() : events.some(({ type }) => type === 'workspace.updated');
      if (isWorkspace) await refresh();
      if (leaf?.kind === 'timeline') await leaf.part.news(events);
      if (host.sharer.can('links:read')) await list.news(events);
      // What has just worked is no trouble any more.
      if (host.failure) host.fail(undefined);
    },
    stop: () => {
      observer?.disconnect();
      bar.stop();
      clearInterval(clock);
      clearTimeout(slowTimer);
      clearTimeout(toastTimer);
      panel?.part.stop();
      leaf?.part.stop();
    },
    render: () =>
      renderManager({
        host,
        words: words(),
        panel,
        leaf,
        toast,
        list,
        rows,
        isSlow,
        isGated: isGated(),
        actions,
        nameOf,
        filter: (own) => bar.render({ words: own, filter: list.filter, platforms: host.sharer.workspace.platforms, change: (given) => void find(given) }),
        explain: host.explain,
        on: {
          create,
          back: dropLeaf,
          untell,
          more: () => void more(),
          retry: () => void (list.phase === 'failed' ? list.load() : more()),
          clear: () => {
            bar.clear();
            void find({ search: '', status: '', platform: '' });
            focusOn('[type=search]');
          },
        },
      }),
  };
};
