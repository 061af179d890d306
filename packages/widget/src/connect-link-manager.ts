import type { Session } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { styles } from './connect-link-manager.styles.ts';
import { sharerEvent } from './events.ts';
import type { FixedLinks } from './fixed-links.ts';
import { icon } from './icons.ts';
import type { LinkManager } from './link-manager.ts';
import type { ManagerHost } from './manager-content.ts';
import { note, skeleton, trouble } from './placeholder.ts';
import { openerEn } from './locales/opener.en.ts';
import { reflect, SharerElement } from './sharer-element.ts';
import type { SharerFailure } from './sharer-failure.ts';
import { coded, type SharerSession } from './sharer-session.ts';
import { styles as shared } from './sharer.styles.ts';
import { watch } from './watch.ts';
import { wordsOf } from './words.ts';

/** What the element shows once its session and its scripts are there. */
type Content = LinkManager | FixedLinks;

/**
 * Where somebody in the product makes connect links, sends them to clients, and sees, pauses and ends them: a button that
 * opens a dialog. What the session may not do is not offered. News of colleagues and clients appear by themselves.
 *
 * Closed, it is a button and little more: the client of the API, the list and the forms are loaded when it is opened.
 *
 * @summary A button that opens the dialog in which a sharer makes, sends, watches and ends connect links.
 * @tag connect-link-manager
 * @tagname connect-link-manager
 *
 * @attr {'' | 'fixed'} view - `fixed` shows one lasting link per platform in the page itself, to be copied, and no button and no dialog.
 * @attr {string} return-url - Where clients go after connecting, unless the person says otherwise; must match the workspace's `returnUrls`.
 * @attr {string} lang - Language of dates and numbers; by default the page's. The words are `texts`.
 *
 * @event {CustomEvent<LinkDetail>} connect-link-created - This person has made a link; `detail.link` is its id.
 * @event {CustomEvent<LinkDetail>} connect-link-changed - This person has changed, paused, resumed, readdressed or ended a link.
 * @event {CustomEvent<null>} connect-dialog-open - The dialog is open.
 * @event {CustomEvent<null>} connect-dialog-close - The dialog is closed.
 * @event {CustomEvent<null>} connect-session-ended - The session, which was given as it is and not as a function, is over: set `session` to a new one. Told when it is noticed, and again when the person presses Reload; `preventDefault()` then keeps the page from being loaded anew.
 * @event {CustomEvent<SessionFailedDetail>} connect-session-failed - The `session` function failed, or the backend does not take what it answers; `detail.error` says why. Most often the person is signed out: let them sign in. Told when it is noticed, and after each vain press of Reload.
 *
 * @slot label - Replaces the words of the button that opens the dialog.
 *
 * @csspart button - The button that opens the dialog.
 * @csspart dialog - The dialog.
 * @csspart header - Its title and the button that closes it.
 * @csspart body - What scrolls below.
 *
 * @cssproperty [--cl-surface=light-dark(#fff, #151d2a)] - The dialog.
 * @cssproperty [--cl-sunken=light-dark(#f7f9fb, #111926)] - What lies deeper: fields that cannot be typed in, and quiet controls under the pointer.
 * @cssproperty [--cl-text=light-dark(#131d2b, #e8edf4)] - Text.
 * @cssproperty [--cl-muted=light-dark(#4c5b6d, #a6b3c4)] - Smaller text.
 * @cssproperty [--cl-line=light-dark(#dde3ea, #2a374a)] - Borders between rows and around boxes.
 * @cssproperty [--cl-control=light-dark(#77869a, #73849c)] - Borders of fields and second buttons.
 * @cssproperty [--cl-accent=light-dark(#2350c0, #93b4ff)] - The main button; by default the workspace's colour, kept readable.
 * @cssproperty [--cl-accent-text=light-dark(#fff, #0a1733)] - Text on the main button.
 * @cssproperty [--cl-link=light-dark(#2350c0, #9dbbff)] - Links, quiet controls, and the focus ring.
 * @cssproperty [--cl-ok=light-dark(#0d6238, #7fdca9)] - Text of good news; `--cl-ok-bg` is its background.
 * @cssproperty [--cl-warn=light-dark(#7d4300, #ffc878)] - Text of what needs care; `--cl-warn-bg` is its background.
 * @cssproperty [--cl-danger=light-dark(#ab2219, #ffa59c)] - What cannot be undone, and faults; `--cl-danger-bg` is its background.
 * @cssproperty [--cl-neutral=light-dark(#3c4a5b, #c3cedb)] - Other status pills; `--cl-neutral-bg` is their background.
 * @cssproperty [--cl-radius=12px] - Corners.
 */
export class ConnectLinkManager extends SharerElement {
  static readonly observedAttributes = ['view', 'return-url', 'lang'];

  /** `fixed` for one lasting link per platform in the page; empty for the button with its dialog. */
  declare view: string;
  /** Where clients go after connecting, unless the person says otherwise. */
  declare returnUrl: string;

  declare private content: Content | undefined;
  /** Ends with the content. */
  declare private work: AbortController | undefined;
  /** Ends with the dialog, or with the session. */
  declare private watching: AbortController | undefined;
  declare private watched: Session | undefined;
  declare private isOpen: boolean;
  declare private slow: ReturnType<typeof setTimeout> | undefined;
  declare private isSlow: boolean;
  /** Whether the pointer went down on the backdrop, so that a text selection that ends there closes nothing. */
  declare private isOutside: boolean;

  constructor() {
    super();
    this.addStyles(shared);
    this.addStyles(styles);
  }

  /** Opens the dialog, unless `view` is `fixed`. Resolves when its session is there, or could not be got. */
  async open(): Promise<void> {
    const { dialog } = this;
    if (!this.life) return;
    if (dialog && !dialog.open) {
      this.isOpen = true;
      dialog.showModal();
      this.update();
      this.dispatchEvent(sharerEvent('connect-dialog-open', null));
    }
    clearTimeout(this.slow);
    this.isSlow = false;
    this.slow = setTimeout(() => {
      this.isSlow = true;
      this.update();
    }, 10_000);
    await this.openSession();
    clearTimeout(this.slow);
  }

  /** Closes the dialog. What was typed in it is there when it is opened again. */
  close(): void {
    this.dialog?.close();
  }

  override attributeChangedCallback(name: string): void {
    if (name === 'view' && this.life) {
      this.close();
      this.drop();
      if (this.view === 'fixed' && this.session) void this.open();
    }
    super.attributeChangedCallback(name);
  }

  override disconnectedCallback(): void {
    clearTimeout(this.slow);
    this.close();
    this.drop();
    super.disconnectedCallback();
  }

  protected override sessionGiven(): void {
    if (this.view === 'fixed' || this.isOpen) void this.open();
    super.sessionGiven();
  }

  protected override opened(): void {
    super.opened();
    void this.show();
  }

  protected override forget(): void {
    this.drop();
    super.forget();
  }

  protected override focusLost(): void {
    if (this.isOpen) this.shadowRoot?.querySelector<HTMLElement>('#title')?.focus();
  }

  private get dialog() {
    return this.shadowRoot?.querySelector<HTMLDialogElement>('dialog.modal') ?? undefined;
  }

  /** Loads the scripts, once, makes the content, and has it show what there is. */
  private async show() {
    const { sharer } = this;
    if (!sharer || (!this.isOpen && this.view !== 'fixed')) return;
    try {
      if (!this.content) {
        const isFixed = this.view === 'fixed';
        const work = (this.work ??= new AbortController());
        const make = isFixed ? (await import('./fixed-links.ts')).createFixedLinks : (await import('./link-manager.ts')).createLinkManager;
        if (work.signal.aborted || work !== this.work) return;
        this.content ??= make(this.host(work.signal));
      }
      if ('shown' in this.content && this.isOpen) this.content.shown();
      this.follow(sharer);
    } catch (error) {
      // A script that is gone, for instance because the page was deployed anew meanwhile.
      this.fail(coded('script_unavailable', 'A part of the element could not be loaded.', error));
    }
    this.update();
  }

  /** Watches for news as long as somebody looks. */
  private follow(sharer: SharerSession) {
    const { session } = sharer;
    if (this.watching && this.watched === session && !this.watching.signal.aborted) return;
    this.watching?.abort();
    const watching = (this.watching = new AbortController());
    this.watched = session;
    void watch(sharer, {
      signal: watching.signal,
      onNews: (events) => this.content?.news(events),
      onTrouble: (error) => this.fail(error),
    }).then(() => watching.abort());
  }

  /** Forgets the content and all that it has typed in it. */
  private drop() {
    this.watching?.abort();
    this.work?.abort();
    this.content?.stop();
    this.content = this.work = this.watching = undefined;
  }

  private host(signal: AbortSignal): ManagerHost {
    const host = {
      root: this.shadowRoot as ShadowRoot,
      signal,
      explain: (error) => this.explain(error),
      update: () => this.update(),
      announce: (sentence) => this.announce(sentence),
      addStyles: (rules) => void this.addStyles(rules),
      retry: () => this.retry(),
      fail: (error) => this.fail(error),
      refresh: async () => this.sharer?.refresh(),
      emit: (name, link) => void this.dispatchEvent(sharerEvent(name, { link })),
    } as ManagerHost;
    // What changes while the content lives is read anew at each use.
    for (const name of ['sharer', 'texts', 'locale', 'failure', 'returnUrl'] as const) Object.defineProperty(host, name, { get: () => this[name] });
    return host;
  }

  private closed() {
    this.isOpen = false;
    clearTimeout(this.slow);
    this.watching?.abort();
    this.watching = undefined;
    if (this.content && 'hidden' in this.content) this.content.hidden();
    this.update();
    this.dispatchEvent(sharerEvent('connect-dialog-close', null));
  }

  private press(event: Event) {
    const isOutside = event.target === this.dialog;
    // A click beside the dialog closes it, unless that could be a slip in the middle of typing.
    if (event.type === 'click' && isOutside && this.isOutside && !(this.content && 'dirty' in this.content && this.content.dirty)) this.close();
    this.isOutside = isOutside;
  }

  protected override template(): TemplateResult {
    const { content, failure, sharer } = this;
    const { say, plain } = wordsOf(openerEn, this.texts);
    const gone = (what: SharerFailure) => trouble(what, () => this.retry());
    const inside = () =>
      content && sharer ? content.render() : failure ? gone(failure) : skeleton(plain('loading'), this.isSlow ? plain('slow') : undefined);
    const status = html`<div class="sr" role="status">${this.announcement}</div>`;
    if (this.view === 'fixed') {
      // What cannot be mended from here is said in the rows.
      return html`${content && failure?.action ? note(failure.title, failure.text, failure.action, () => this.retry()) : nothing}${inside()}${status}`;
    }
    return html`<button part="button" class="btn primary opener" aria-haspopup="dialog" @click=${() => void this.open()}>${icon('link')}<span><slot name="label">${say('h')}</slot></span></button><dialog class="modal" part="dialog" aria-labelledby="title" @close=${() => this.closed()} @pointerdown=${(event: Event) => this.press(event)} @click=${(event: Event) => this.press(event)}><header part="header"><h2 id="title" tabindex="-1" autofocus>${say('h')}</h2><button class="btn icon" aria-label=${plain('close')} @click=${() => this.close()}>${icon('close')}</button></header>${
      this.isOpen ? html`<div class="body" part="body">${inside()}</div>` : nothing
    }${status}</dialog>`;
  }
}

reflect(ConnectLinkManager, { view: 'view', returnUrl: 'return-url' });
