import type { Ability, Session, SessionClient, Workspace } from '@connect/sdk';
import type { TemplateResult } from 'lit/html.js';
import type { SharerFailure } from './sharer-failure.ts';

/** What a part of `<connect-link-manager>` works with. The element makes it; a part has no other tie to the element. */
export interface PartHost {
  /** The session that the element has opened: see sharer-session.ts. Read anew at each use, since sessions are renewed. */
  readonly sharer: {
    readonly client: SessionClient;
    readonly session: Session;
    readonly workspace: Workspace;
    can(ability: Ability): boolean;
    /** Reads the workspace again, for instance after its plan has changed. */
    refresh(): Promise<void>;
  };
  /** The element's `texts`: words that replace the English ones, by key. */
  readonly texts: Readonly<Record<string, string | undefined>> | undefined;
  /** Language of dates, numbers and lists: the element's `lang`, or else the page's; `undefined` for the browser's. */
  readonly locale: string | undefined;
  /** Where the part is painted, to find what gets the focus. */
  readonly root: ShadowRoot;
  /** Ends when the element leaves the page. A renewed session does not end it: nothing that was typed is lost. */
  readonly signal: AbortSignal;
  /** Puts an error into the element's words. */
  explain(error: unknown): SharerFailure;
  /** Paints the element again, soon. */
  update(): void;
  /** Says a sentence in the element's live region. */
  announce(sentence: string): void;
  /** Adds rules to the element's shadow root, once however often it is called with them. */
  addStyles(rules: string): void;
}

/** A piece of the manager that keeps its own state. */
export interface Part {
  /** What the part looks like now. Call it in every paint while the part is shown. */
  render(): TemplateResult;
  /** Puts the focus where the person goes on; call it after the first paint, never later. */
  focus(): void;
  /** Ends listeners and requests. What was sent may still arrive at the backend. */
  stop(): void;
}
