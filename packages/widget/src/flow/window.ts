/** The parts of a browser's window that a flow uses; tests give their own. */
export interface FlowWindow
  extends Pick<Window, 'open' | 'fetch' | 'setTimeout' | 'addEventListener' | 'sessionStorage' | 'crypto' | 'origin'> {
  readonly Date: { now(): number };
  readonly document: Pick<Document, 'hidden' | 'hasFocus'>;
  /** `standalone`: an installed app on iOS. */
  readonly navigator: { readonly onLine: boolean; readonly standalone?: boolean };
  readonly location: Pick<Location, 'href' | 'assign'>;
  /** Itself, unless in a frame. */
  readonly parent: unknown;
}
