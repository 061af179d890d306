import type { Connection } from '@connect/sdk';
import type { TemplateResult } from 'lit/html.js';
import { createAccountActions, type AccountActions } from './account-actions.ts';
import { reasonOf, valuesOf, type AccountRowContext } from './account-row.ts';
import { createAccountRows, type AccountRows } from './account-rows.ts';
import { styles } from './connect-account-list.styles.ts';
import { render, type AccountListView } from './connect-account-list.view.ts';
import { sharerEvent } from './events.ts';
import { createKeyedRows } from './keyed-rows.ts';
import { accounts } from './locales/accounts.en.ts';
import { platformName } from './platform-name.ts';
import { reflect, SharerElement } from './sharer-element.ts';
import type { SharerSession } from './sharer-session.ts';
import { styles as shared } from './sharer.styles.ts';
import { watch } from './watch.ts';
import { wordsOf } from './words.ts';

/** So many accounts are read at once. */
const pageSize = 50;

/** After this time a wait is spoken of, in ms. */
const slowMs = 10_000;

/** A link manager, as far as the list knows it. */
interface Opener extends HTMLElement {
  open?(): unknown;
}

/**
 * The accounts that clients have connected: how each is doing and why, through which link, since when, and what there is to
 * do. It is live: a new account is there within two seconds. Nothing of it is kept in the page when the session is taken away.
 *
 * @summary Shows which accounts are connected and how they are doing.
 * @tag connect-account-list
 * @tagname connect-account-list
 *
 * @attr {string} platform - Only accounts of this platform, by its id, such as `instagram`.
 * @attr {string} link - Only accounts that came through this link, by its id.
 * @attr {string} manager - The id of a `<connect-link-manager>` in the same document or shadow root, which the button of the empty list opens.
 * @attr {string} lang - Language of dates and numbers; by default the page's.
 *
 * @event {CustomEvent<AccountDetail>} connect-account-added - An account has arrived since the list was read.
 * @event {CustomEvent<AccountDetail>} connect-account-changed - An account is not as it was; `detail.status` says how it is now.
 * @event {CustomEvent<null>} connect-session-ended - The session, which was given as it is and not as a function, is over: set `session` to a new one. Told when it is noticed, and again when the person presses Reload; `preventDefault()` then keeps the page from being loaded anew.
 * @event {CustomEvent<SessionFailedDetail>} connect-session-failed - The `session` function failed, or the backend does not take what it answers; `detail.error` says why. Most often the person is signed out: let them sign in. Told when it is noticed, and after each vain press of Reload.
 *
 * @slot empty - Replaces what is said while there are no accounts.
 *
 * @cssproperty [--cl-surface=light-dark(#fff, #151d2a)] - Rows, dialogs and menus.
 * @cssproperty [--cl-sunken=light-dark(#f7f9fb, #111926)] - Fields that can only be read, and controls under the pointer.
 * @cssproperty [--cl-text=light-dark(#131d2b, #e8edf4)] - Text.
 * @cssproperty [--cl-muted=light-dark(#4c5b6d, #a6b3c4)] - Smaller text.
 * @cssproperty [--cl-line=light-dark(#dde3ea, #2a374a)] - Borders of lists and boxes.
 * @cssproperty [--cl-control=light-dark(#77869a, #73849c)] - Borders of controls.
 * @cssproperty [--cl-accent=light-dark(#2350c0, #93b4ff)] - Main buttons; by default the workspace's colour, kept readable.
 * @cssproperty [--cl-accent-text=light-dark(#fff, #0a1733)] - Text on main buttons.
 * @cssproperty [--cl-link=light-dark(#2350c0, #9dbbff)] - Quiet controls, and the focus ring.
 * @cssproperty [--cl-ok=light-dark(#0d6238, #7fdca9)] - Text of what works.
 * @cssproperty [--cl-ok-bg=light-dark(#e6f4ec, #10291c)] - Background of what works.
 * @cssproperty [--cl-warn=light-dark(#7d4300, #ffc878)] - Text of what needs somebody.
 * @cssproperty [--cl-warn-bg=light-dark(#fff3de, #2e210d)] - Background of what needs somebody.
 * @cssproperty [--cl-danger=light-dark(#ab2219, #ffa59c)] - What cannot be undone.
 * @cssproperty [--cl-info=light-dark(#1c4a8c, #a9c8ff)] - Text of what waits.
 * @cssproperty [--cl-info-bg=light-dark(#e8f0fc, #14243f)] - Background of what waits.
 * @cssproperty [--cl-neutral=light-dark(#3c4a5b, #c3cedb)] - Text of what has ended.
 * @cssproperty [--cl-neutral-bg=light-dark(#ebeff4, #212c3c)] - Background of what has ended, and of letters that stand for a picture.
 * @cssproperty [--cl-radius=12px] - Corners.
 */
export class ConnectAccountList extends SharerElement {
  static readonly observedAttributes = ['platform', 'link', 'manager', 'lang'];

  /** Only accounts of this platform; empty for all. */
  declare platform: string;
  /** Only accounts that came through the link of this id; empty for all. */
  declare link: string;
  /** The id of the link manager that the empty list's button opens. */
  declare manager: string;

  private list: AccountRows = this.newList();
  private actions: AccountActions = this.newActions();
  private readonly working = createKeyedRows('list');
  private readonly over = createKeyedRows('list');
  private readonly arrived = new Set<string>();
  private watching: AbortController | undefined;
  private sight: IntersectionObserver | undefined;
  private isSlow = false;
  private slowTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.addStyles(shared);
    this.addStyles(styles);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.life) return;
    const { signal } = this.life;
    // What neither a network nor the element can mend waits for the person.
    addEventListener('online', () => /offline|unreachable/.test(this.failure?.kind ?? '') && this.retry(), { signal });
    addEventListener('offline', () => this.fail({ code: 'network_error' }), { signal });
    this.sight = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && void this.more(), { rootMargin: '400px' });
    this.slowTimer = setTimeout(() => {
      this.isSlow = true;
      if (!this.session) console.warn('connect-account-list: set its `session` property, or it can show nothing.');
      this.update();
    }, slowMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watching?.abort();
    this.sight?.disconnect();
    clearTimeout(this.slowTimer);
  }

  override attributeChangedCallback(name: string): void {
    if (this.life && (name === 'platform' || name === 'link')) {
      this.forget();
      if (this.sharer) this.opened();
    }
    this.update();
  }

  protected override sessionGiven(): void {
    void this.openSession();
  }

  protected override opened(): void {
    this.watching?.abort();
    const { life, sharer } = this;
    if (!life || !sharer) return;
    this.update();
    if (!sharer.can('connections:read')) return;
    const watching = (this.watching = new AbortController());
    const signal = AbortSignal.any([life.signal, watching.signal]);
    void (async () => {
      if (!this.list.isLoaded) await this.more();
      if (signal.aborted || !this.list.isLoaded) return;
      await watch(sharer, {
        signal,
        onNews: async (events) => {
          if (events?.some(({ type }) => type === 'workspace.updated')) await sharer.refresh();
          await this.list.news(events);
          if (this.failure) this.fail(undefined);
        },
        onTrouble: (error) => this.fail(error),
      });
    })();
  }

  protected override forget(): void {
    this.watching?.abort();
    this.list = this.newList();
    this.actions = this.newActions();
    this.arrived.clear();
    this.update();
  }

  protected override focusLost(): void {
    // A row that is gone from where it was leaves the focus with the list, and not at the top of the page.
    this.shadowRoot?.querySelector('section')?.focus();
  }

  protected override template(): TemplateResult {
    queueMicrotask(() => this.lookForMore());
    return render({
      ...this.context(),
      list: this.list,
      working: this.working,
      over: this.over,
      isSlow: this.isSlow,
      mayRead: this.sharer?.can('connections:read') ?? true,
      deniedText: this.explain({ code: 'forbidden' }).text,
      failure: this.failure,
      announcement: this.announcement,
      more: () => void this.more(),
      retry: () => this.retry(),
    } satisfies AccountListView);
  }

  private context(): AccountRowContext {
    const { sharer, actions } = this;
    return {
      words: wordsOf(accounts, this.texts),
      locale: this.locale,
      productName: sharer?.workspace.productName ?? '',
      routeOf: ({ route }) => (sharer ? platformName(sharer.workspace, route) : route),
      canWrite: sharer?.can('connections:write') ?? false,
      canReveal: sharer?.can('links:reveal') ?? false,
      noteOf: actions.noteOf,
      busyOf: actions.busyOf,
      isCopied: actions.isCopied,
      isNew: (id) => this.arrived.has(id),
      act: actions.act,
      newLink: this.manager && sharer?.can('links:write') && sharer.workspace.subscription.status === 'active' ? () => this.openManager() : undefined,
    };
  }

  /** For what happens only while there is a session: before, nothing is read, and without one there are no rows to press on. */
  private get given(): SharerSession {
    return this.sharer as SharerSession;
  }

  private get signal(): AbortSignal {
    return this.life?.signal ?? AbortSignal.abort();
  }

  private newList(): AccountRows {
    const list: AccountRows = createAccountRows({
      page: (cursor) => {
        const { client, workspace } = this.given;
        const query = { workspace: workspace.id, limit: pageSize, platform: this.platform || undefined, link: this.link || undefined, cursor };
        return client.connections.list(query, { signal: this.signal });
      },
      one: (id) => this.given.client.connections.get(id, { signal: this.signal }),
      isShown: ({ platform, link }) => (!this.platform || platform === this.platform) && (!this.link || link === this.link),
      changed: (now, before) => list === this.list && this.tell(now, before),
      update: () => this.update(),
    });
    return list;
  }

  private newActions(): AccountActions {
    return createAccountActions({
      client: () => this.given.client,
      context: () => this.context(),
      root: this.shadowRoot as ShadowRoot,
      signal: () => this.signal,
      put: (connection) => this.list.put(connection),
      reread: (id) => this.list.reread(id),
      explain: (error) => this.explain(error),
      fail: (error) => this.fail(error),
      announce: (sentence) => this.announce(sentence),
      update: () => this.update(),
      refocus: () => this.shadowRoot?.activeElement || this.focusLost(),
    });
  }

  private async more(): Promise<void> {
    const { list } = this;
    try {
      await list.more();
      if (list === this.list && this.failure) this.fail(undefined);
    } catch (error) {
      if (list === this.list) this.fail(error);
    }
  }

  /** Goes on reading while the end of the list can be seen; not after a failure, which the person has to end. */
  private lookForMore() {
    this.sight?.disconnect();
    const button = this.shadowRoot?.querySelector('.more');
    if (button && !this.failure && !this.list.isLoading) this.sight?.observe(button);
  }

  /** Tells the page and the person what has happened to an account. */
  private tell(now: Connection, before: Connection | undefined) {
    const { id: connection, status } = now;
    const context = this.context();
    const values = valuesOf(now, context);
    const isBack = !before || (before.status === 'disconnected' && status !== 'disconnected');
    if (isBack) this.arrived.add(connection);
    if (before?.status !== status) {
      this.actions.settle(connection);
      const { words } = context;
      if (status === 'pending_approval') this.announce(words.plain('waits', values));
      else if (status === 'needs_reconnect') this.announce(words.plain('lost', { ...values, reason: reasonOf(now, context) ?? words.plain('status.needs_reconnect') }));
      else if (status === 'disconnected') this.announce(words.plain('disconnected', values));
      else if (isBack) this.announce(words.plain('arrived', values));
    }
    this.dispatchEvent(sharerEvent(before ? 'connect-account-changed' : 'connect-account-added', { connection, status }));
  }

  private openManager() {
    const manager = (this.getRootNode() as Document | ShadowRoot).getElementById(this.manager) as Opener | null;
    if (manager?.open) manager.open();
    else console.error(`connect-account-list: there is no <connect-link-manager id="${this.manager}"> to open.`);
  }
}

reflect(ConnectAccountList, { platform: 'platform', link: 'link', manager: 'manager' });
