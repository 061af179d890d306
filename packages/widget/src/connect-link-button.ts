import { render as renderTemplate } from 'lit/html.js';
import { accentOf } from './accent.ts';
import { styles } from './connect-link-button.styles.ts';
import { render } from './connect-link-button.view.ts';
import { connectEvent } from './events.ts';
import { createFlow, parseLink, type Flow, type FlowEventName, type FlowState, type LinkUrl } from './flow/index.ts';
import { isInApp } from './in-app.ts';
import { resolveLink, type LinkAnswer } from './link-answer.ts';
import { en, type Texts } from './locales/en.ts';

// On a server there are no elements. There the class can be imported, but not used.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? Object;

/**
 * A button with which somebody connects their account through a connect link, in a page of the product: who asks and what
 * for, the platform's window, and how it ended. What stands inside the element is shown while its script is missing.
 *
 * Built on HTMLElement and lit-html, without LitElement, whose reactive base class weighs almost as much as the whole flow.
 *
 * @summary Shows who shares a connect link, and connects an account in a popup.
 * @tag connect-link-button
 * @tagname connect-link-button
 *
 * @attr {string} link - The connect link's full URL. The backend's origin is its origin.
 * @attr {string} platform - The platform's id, such as `instagram`. Without it there is a button for each platform of the link.
 * @attr {'auto' | 'popup' | 'redirect'} mode - How the platform is reached. `auto`, the default, opens a window except where windows get lost (in-app browsers) and where the platform prefers otherwise.
 * @attr {string} lang - Language of the sentences that come from the backend; by default the link's, or the visitor's.
 * @attr {string} name - Makes the element a form field whose value is the connection's id; several are joined by commas.
 * @attr {boolean} required - The form cannot be sent before an account is connected.
 * @attr {boolean} disabled - The controls cannot be used. Say why next to the element.
 *
 * @event {CustomEvent<ConnectDetail>} connect-start - A flow is about to begin. Cancel the event to stop it.
 * @event {CustomEvent<ConnectDetail>} connect-open - The window is open.
 * @event {CustomEvent<ConnectDetail>} connect-uncertain - Nobody can tell whether the person is still at it. The flow goes on, and may still end well.
 * @event {CustomEvent<ConnectDetail>} connect-success - Connected, once per flow. `detail.connections` has the public ids, and the handles where the backend could make sure of this page's origin.
 * @event {CustomEvent<ConnectDetail>} connect-error - The flow ended without an account, or the link cannot be used, or this page's policy is in the way; `detail.code` says which.
 * @event {CustomEvent<ConnectDetail>} connect-cancel - The person cancelled, here.
 * @event {CustomEvent<ConnectDetail>} connect-state-change - `detail.state` is another.
 *
 * @slot label - Replaces the main button's label while nothing is under way.
 *
 * @csspart banner - Who asks, and what for.
 * @csspart avatar - The organisation's logo, or its first letter.
 * @csspart text - The lines beside it.
 * @csspart button - The main button or buttons; the link to the hosted page where there can be no button.
 * @csspart status - The live region with what happened.
 * @csspart actions - The quieter controls below.
 *
 * @cssproperty [--cl-surface=light-dark(#fff, #151d2a)] - The card. `transparent` together with `--cl-line` leaves no card.
 * @cssproperty [--cl-text=light-dark(#131d2b, #e8edf4)] - Text.
 * @cssproperty [--cl-muted=light-dark(#4c5b6d, #a6b3c4)] - Smaller text.
 * @cssproperty [--cl-line=light-dark(#dde3ea, #2a374a)] - The card's border.
 * @cssproperty [--cl-neutral-bg=light-dark(#ebeff4, #212c3c)] - Background of neutral messages, and of quiet controls under the pointer.
 * @cssproperty [--cl-accent=light-dark(#2350c0, #93b4ff)] - The main button; by default the workspace's colour, kept readable.
 * @cssproperty [--cl-accent-text=light-dark(#fff, #0a1733)] - Text on the main button.
 * @cssproperty [--cl-link=light-dark(#2350c0, #9dbbff)] - Links, quiet controls, and the focus ring.
 * @cssproperty [--cl-ok=light-dark(#0d6238, #7fdca9)] - Text of good news.
 * @cssproperty [--cl-ok-bg=light-dark(#e6f4ec, #10291c)] - Background of good news.
 * @cssproperty [--cl-warn=light-dark(#7d4300, #ffc878)] - Text of what did not work.
 * @cssproperty [--cl-warn-bg=light-dark(#fff3de, #2e210d)] - Background of what did not work.
 * @cssproperty [--cl-radius=12px] - Corners.
 * @cssproperty [--cl-padding=20px] - Room inside the card.
 */
export class ConnectLinkButton extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes = ['link', 'platform', 'mode', 'disabled', 'required'];

  /** The connect link's full URL. */
  declare link: string;
  /** The platform's id; empty for all platforms of the link. */
  declare platform: string;
  /** `auto`, `popup` or `redirect`. */
  declare mode: string;
  /** Whether the controls cannot be used. */
  declare disabled: boolean;
  /** Whether the form needs a connection. */
  declare required: boolean;

  declare private words: Partial<Texts> | undefined;
  declare private internals: ElementInternals | undefined;
  declare private sheet: CSSStyleSheet | undefined;
  declare private target: LinkUrl | undefined;
  declare private flow: Flow | undefined;
  declare private offer: LinkAnswer | undefined;
  declare private life: AbortController | undefined;
  /** The revision of the banner that the visitor has read. */
  declare private read: string | undefined;
  declare private dirty: boolean;

  constructor() {
    super();
    // What a framework has set before this class was there stands in the way of the accessors.
    const early = { ...this } as Record<string, unknown>;
    for (const name of Object.keys(early)) Reflect.deleteProperty(this, name);
    this.internals = this.attachInternals?.();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    try {
      const shared = new CSSStyleSheet();
      shared.replaceSync(styles);
      root.adoptedStyleSheets = [shared, (this.sheet = new CSSStyleSheet())];
    } catch {
      // Safari before 16.4 has no sheets of this kind.
      root.append(Object.assign(document.createElement('style'), { textContent: styles }));
    }
    Object.assign(this, early);
  }

  /** Replaces some or all of the texts, for instance by those of another language. */
  get texts(): Partial<Texts> | undefined {
    return this.words;
  }
  set texts(texts: Partial<Texts> | undefined) {
    this.words = texts;
    this.update();
  }

  /** Where the flow is. */
  get state(): FlowState {
    return this.flow?.snapshot().state ?? (this.target ? 'hosted' : this.link ? 'unavailable' : 'loading');
  }

  connectedCallback(): void {
    this.begin();
  }

  disconnectedCallback(): void {
    this.life?.abort();
    this.flow?.stop();
    this.life = this.flow = undefined;
  }

  attributeChangedCallback(name: string): void {
    if (this.life && /link|platform/.test(name)) this.begin();
    this.update();
  }

  formDisabledCallback(): void {
    this.update();
  }

  formResetCallback(): void {
    this.reset();
  }

  /** Begins, goes on, or shows the window again. To be called in the person's own gesture: browsers open no window otherwise. */
  start(platform = this.chosen(), mode = this.way()): void {
    const { flow, state } = this;
    if (!flow || !platform || this.matches(':disabled')) return;
    // Its names are made in a few milliseconds, and nothing may begin without.
    if (!flow.snapshot().fid) return void setTimeout(() => this.start(platform, mode));
    // Whether the visitor has had it before their eyes: not only in the document, nor under the page of whoever frames this one.
    if (parent === window && this.shadowRoot?.querySelector('ul')?.offsetHeight) this.read = this.offer?.bannerRevision;
    if (/loading|ready|connected|failed/.test(state) && !this.dispatchEvent(connectEvent('connect-start', { ...flow.snapshot(), platform }))) return;
    flow.start(platform, mode);
  }

  /** Ends the flow that is under way, for good. */
  cancel(): void {
    if (!/connected|failed/.test(this.state)) this.flow?.cancel();
  }

  /** Forgets how the last flow ended. */
  reset(): void {
    if (/connected|failed/.test(this.state)) this.flow?.cancel();
  }

  private begin() {
    this.disconnectedCallback();
    this.offer = this.target = this.read = undefined;
    const life = (this.life = new AbortController());
    const { link, platform } = this;
    if (link) {
      try {
        this.target = parseLink(link);
        // Back from this tab's own trip to the platform. The record of the flow says all that this parameter does.
        const here = new URL(location.href);
        here.searchParams.delete('cl_fid');
        if (here.search !== location.search) history.replaceState(history.state, '', here);
        // A page without an origin, or without Web Crypto, can only send people to the hosted page.
        if (origin !== 'null' && crypto.subtle) {
          this.flow = createFlow({
            link,
            platform,
            on: (name) => this.tell(name),
            bannerShown: () => this.read ?? null,
          });
          void this.resolve();
        }
      } catch (error) {
        console.error('connect-link-button:', error);
      }
    }
    for (const type of ['online', 'offline']) {
      addEventListener(type, () => (this.offer ? this.update() : void this.resolve()), life);
    }
    this.update();
  }

  private async resolve() {
    const { flow, target, life } = this;
    if (!flow || !target || !life) return;
    const offer = await resolveLink(target.origin, target.secret, this.lang, life.signal);
    if (life.signal.aborted) return;
    const usable = !offer || offer.platforms;
    const foreign = usable && offer?.embed === 'origin_not_allowed';
    if (foreign) console.error(`connect-link-button: add ${origin} to the workspace's embedOrigins`);
    this.offer = offer ?? this.offer;
    const color = offer?.workspace?.accentColor;
    if (color) this.sheet?.replaceSync(accentOf(color));
    flow.resolved(
      !usable ? 'unavailable' : !foreign && (this.platform || offer?.platforms?.[0]) ? 'ready' : 'hosted',
      offer?.refusal,
    );
    this.update();
  }

  private tell(name: FlowEventName) {
    const { flow } = this;
    if (!flow) return;
    const shot = flow.snapshot();
    if (name === 'csp-blocked') {
      console.error(`connect-link-button: connect-src lacks ${this.target?.origin}`);
      this.dispatchEvent(connectEvent('connect-error', shot, 'csp_blocked'));
    } else this.dispatchEvent(connectEvent(name, shot));
    // Perhaps its window met a refusal before it could say so.
    if (name === 'connect-uncertain') void this.resolve();
    this.update();
  }

  private chosen(): string {
    const { platforms = [] } = this.offer ?? {};
    return this.platform || this.flow?.snapshot().platform || (platforms[1] ? '' : (platforms[0]?.id ?? ''));
  }

  private way(): 'popup' | 'redirect' {
    const { mode, offer } = this;
    const prefers = offer?.platforms?.find(({ id }) => id === this.chosen())?.preferredMode;
    return mode === 'redirect' || (mode !== 'popup' && (prefers === 'redirect' || isInApp(navigator.userAgent))) ? 'redirect' : 'popup';
  }

  private piece(name: string) {
    return this.shadowRoot?.querySelector<HTMLElement>(`[part=${name}]`);
  }

  private update() {
    if (this.dirty) return;
    this.dirty = true;
    queueMicrotask(() => this.paint());
  }

  private paint() {
    this.dirty = false;
    const { flow, target, state, internals, shadowRoot: root } = this;
    if (!root || !this.life) return;
    const focused = root.activeElement;
    const before = this.dataset['state'];
    const shot = flow?.snapshot();
    renderTemplate(
      render({
        state,
        shot,
        offer: this.offer,
        texts: { ...en, ...this.words },
        platform: /loading|ready|connected|failed/.test(state) && !this.platform && this.offer?.platforms?.[1] ? '' : this.chosen(),
        opensWindow: this.way() === 'popup',
        disabled: this.matches(':disabled'),
        urls: { link: this.link, launch: flow?.launchUrl('popup') ?? '', result: `${target?.origin}/f/${shot?.fid}/done` },
        start: (platform, mode) => this.start(platform, mode),
        follow: () => flow?.follow(),
        check: () => {
          flow?.resolved('loading');
          void this.resolve();
        },
        cancel: () => this.cancel(),
      }),
      root,
    );
    this.dataset['state'] = state;
    if ((focused && !focused.isConnected) || (state !== before && state === 'connected' && document.activeElement === document.body)) {
      (this.piece('button') ?? this.piece('status'))?.focus();
    }
    const ids = shot?.connections.map(({ id }) => id).join();
    internals?.setFormValue(ids || null);
    internals?.setValidity(this.required && !ids ? { valueMissing: true } : {}, (this.words ?? en).required ?? en.required, this.piece('button') ?? undefined);
  }
}

// Properties and attributes are one, so that every framework can set either.
for (const name of ['link', 'platform', 'mode']) {
  Object.defineProperty(ConnectLinkButton.prototype, name, {
    get(this: HTMLElement) {
      return this.getAttribute(name) ?? '';
    },
    set(this: HTMLElement, value: string) {
      this.setAttribute(name, value);
    },
  });
}
for (const name of ['disabled', 'required']) {
  Object.defineProperty(ConnectLinkButton.prototype, name, {
    get(this: HTMLElement) {
      return this.hasAttribute(name);
    },
    set(this: HTMLElement, value: boolean) {
      this.toggleAttribute(name, value);
    },
  });
}
