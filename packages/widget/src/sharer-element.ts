import { nothing, render, type TemplateResult } from 'lit/html.js';
import { accentOf } from './accent.ts';
import { sharerEvent } from './events.ts';
import { failureOf, isEnded, type SharerFailure } from './sharer-failure.ts';
import { askForSession, openSharerSession, type SharerSession, type SessionSource } from './sharer-session.ts';

// On a server there are no elements. There the classes can be imported, but not used.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? Object;

/** Words that replace the element's own, by key. */
export type SharerTexts = Readonly<Record<string, string | undefined>>;

/** What the elements of the person who shares have in common: their session, their words, and when they are painted. */
export abstract class SharerElement extends Base {
  /** The session that was opened; `undefined` before. It stays while a later one is asked for. */
  declare protected sharer: SharerSession | undefined;
  /** Why there is no session, or why what is shown may be old; said by the element, beside what it shows. */
  declare protected failure: SharerFailure | undefined;
  /** Ends when the element is taken out of the page. */
  declare protected life: AbortController | undefined;

  declare private source: SessionSource | undefined;
  declare private words: SharerTexts | undefined;
  declare private said: string | undefined;
  declare private rules: Set<string>;
  declare private brand: CSSStyleSheet | undefined;
  declare private opening: Promise<void> | undefined;
  declare private isScheduled: boolean;

  constructor() {
    super();
    // What a framework has set before this class was there stands in the way of the accessors.
    const early = { ...this } as Record<string, unknown>;
    for (const name of Object.keys(early)) Reflect.deleteProperty(this, name);
    this.attachShadow({ mode: 'open' });
    this.rules = new Set();
    this.brand = this.addStyles(':host{}');
    Object.assign(this, early);
  }

  /**
   * The session that your server made with `sessions.create`, or a function that asks your server for one. The function is
   * called when the element needs a session, again shortly before that ends, and when the backend no longer takes it.
   * Give the same function as long as it is about the same workspace: another one is asked at once.
   */
  get session(): SessionSource | undefined {
    return this.source;
  }
  set session(source: SessionSource | undefined | null) {
    if (source === this.source) return;
    this.source = source ?? undefined;
    if (!source) {
      this.sharer = this.failure = this.opening = undefined;
      this.forget();
      this.update();
    } else if (this.sharer || this.failure) void this.begin();
    else if (this.life) this.sessionGiven();
  }

  /** Replaces some or all of the texts, for instance by those of another language. */
  get texts(): SharerTexts | undefined {
    return this.words;
  }
  set texts(texts: SharerTexts | undefined) {
    this.words = texts;
    this.update();
  }

  connectedCallback(): void {
    this.life = new AbortController();
    this.update();
    if (this.source) this.sessionGiven();
  }

  disconnectedCallback(): void {
    this.life?.abort();
    this.life = this.opening = undefined;
  }

  attributeChangedCallback(_name: string): void {
    this.update();
  }

  /** The element's content. Called before each paint. */
  protected abstract template(): TemplateResult;

  /** There is a source of sessions, and the element is in the page. Whoever needs the session now calls `openSession()`. */
  protected sessionGiven(): void {
    this.update();
  }

  /** A session is there, and `sharer` with it: for the first time, again, or after a failure. */
  protected opened(): void {
    this.update();
  }

  /** The session was taken away, or is now one of another workspace: nothing of what was shown may stay. */
  protected forget(): void {
    this.update();
  }

  /** What had the focus is gone after a paint. */
  protected focusLost(): void {
    this.update();
  }

  /** Opens the session unless it is open; ends in `opened()` or in `failure`. Calls at the same time share one attempt. */
  protected async openSession(): Promise<void> {
    if (this.opening) return this.opening;
    if (this.sharer && this.failure?.kind !== 'session') return this.opened();
    await this.begin();
  }

  /** What the button of a failure does: asks the `session` function again, lets the page get another session, or loads it anew. */
  protected retry(): void {
    const { kind } = this.failure ?? {};
    const isGiven = kind === 'session' && typeof this.source === 'object';
    if (kind === 'script' || (isGiven && this.tellEnded())) location.reload();
    else if (!isGiven) void this.openSession();
  }

  /** Keeps what went wrong, to be shown; `undefined` when it is over. What is shown stays. `isAsked`: the person waits for a session. */
  protected fail(error: unknown, isAsked = false): void {
    if (error !== undefined && isEnded(error)) return;
    // An answer that was under way already says nothing about what comes.
    if (error === undefined && this.failure?.kind === 'offline' && !navigator.onLine) return;
    // What neither the backend nor the SDK has a code for is a fault of the page or of this element: for its developer.
    if (error && !('code' in (error as object))) console.error(`${this.localName}:`, error);
    const before = this.failure?.kind;
    this.failure = error === undefined ? undefined : this.explain(error);
    this.update();
    if (this.failure?.kind !== 'session' || (before === 'session' && !isAsked)) return;
    // Only the page can get another one.
    if (typeof this.source === 'object') return void this.tellEnded();
    console.error(
      `${this.localName}: \`session\` gave no session. Where people may be signed out, listen to connect-session-failed and let them sign in.`,
      error,
    );
    this.dispatchEvent(sharerEvent('connect-session-failed', { error: (error as Error).cause ?? error }));
  }

  /** Answers whether the page leaves it to the element to go on. */
  private tellEnded(): boolean {
    return this.dispatchEvent(sharerEvent('connect-session-ended', null, true));
  }

  /** Puts an error into the element's words. */
  protected explain(error: unknown): SharerFailure {
    return failureOf(error, this.words, this.sharer?.workspace);
  }

  /** Language of dates, numbers and lists. */
  protected get locale(): string | undefined {
    const tag = this.closest<HTMLElement>('[lang]')?.lang || document.documentElement.lang;
    try {
      return Intl.getCanonicalLocales(tag)[0];
    } catch {
      // Whatever the page has written there, it is no language.
      return undefined;
    }
  }

  /** Says a sentence in the live region. The same one again is said again. */
  protected announce(sentence: string): void {
    this.said = sentence === this.said ? `${sentence}\u00a0` : sentence;
    this.update();
  }

  /** What the live region says; for the one `role=status` of the template. */
  protected get announcement(): string | typeof nothing {
    return this.said ?? nothing;
  }

  /** Adds rules to the shadow root, once however often it is called with them. */
  protected addStyles(rules: string): CSSStyleSheet | undefined {
    const root = this.shadowRoot;
    if (!root || this.rules.has(rules)) return undefined;
    this.rules.add(rules);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return sheet;
  }

  /** Paints soon, once for all that has changed until then. */
  protected update(): void {
    if (this.isScheduled || !this.life) return;
    this.isScheduled = true;
    queueMicrotask(() => {
      this.isScheduled = false;
      const root = this.shadowRoot;
      if (!root || !this.life) return;
      const focused = root.activeElement;
      render(this.template(), root);
      if (focused && !focused.isConnected) this.focusLost();
    });
  }

  private begin(): Promise<void> {
    const opening = this.attempt().finally(() => {
      if (this.opening === opening) this.opening = undefined;
    });
    return (this.opening = opening);
  }

  private async attempt(): Promise<void> {
    const { life, source } = this;
    if (!life || !source) return;
    try {
      const next = await askForSession(source, life.signal);
      if (life.signal.aborted) return;
      // The page has thought better of it meanwhile.
      if (source !== this.source) return await this.attempt();
      if (!this.sharer?.adopt(next)) {
        const sharer = await openSharerSession(() => this.source ?? source, { signal: life.signal, first: next });
        if (life.signal.aborted || source !== this.source) return await this.attempt();
        if (this.sharer) this.forget();
        this.sharer = sharer;
        const { accentColor } = sharer.workspace;
        this.brand?.replaceSync(accentColor ? accentOf(accentColor) : '');
      }
      this.failure = undefined;
      this.opened();
    } catch (error) {
      if (!life.signal.aborted) this.fail(error, typeof source === 'function');
    }
  }
}

/** Makes properties and attributes one, so that every framework can set either: attributes by the name of their property. */
export const reflect = ({ prototype }: { readonly prototype: HTMLElement }, attributes: Readonly<Record<string, string>>): void => {
  for (const [name, attribute] of Object.entries(attributes)) {
    Object.defineProperty(prototype, name, {
      get(this: HTMLElement) {
        return this.getAttribute(attribute) ?? '';
      },
      set(this: HTMLElement, value: string) {
        this.setAttribute(attribute, value);
      },
    });
  }
};
