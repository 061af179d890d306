import type { FlowConnection, FlowSnapshot, FlowState } from './flow/index.ts';

/** `detail` of all events of the link button. Frozen. */
export interface ConnectDetail {
  readonly state: FlowState;
  /** The platform's id, such as `instagram`. */
  readonly platform: string;
  /** The flow's public name. The integrator's server finds the same name in webhooks and events. */
  readonly fid: string;
  /** What was connected; empty before `connect-success`. */
  readonly connections: readonly FlowConnection[];
  /** Why the flow ended without an account, or why the link cannot be used; `null` otherwise. */
  readonly code: string | null;
}

/** The link button's events by name. All bubble and cross shadow roots; `connect-start` can be cancelled. */
export interface ConnectEventMap {
  'connect-start': CustomEvent<ConnectDetail>;
  'connect-open': CustomEvent<ConnectDetail>;
  'connect-uncertain': CustomEvent<ConnectDetail>;
  'connect-success': CustomEvent<ConnectDetail>;
  'connect-error': CustomEvent<ConnectDetail>;
  'connect-cancel': CustomEvent<ConnectDetail>;
  'connect-state-change': CustomEvent<ConnectDetail>;
}

/** `detail` of the account list's events. Frozen. */
export interface AccountDetail {
  /** The connection's public id, such as `con_…`. */
  readonly connection: string;
  /** `active`, `pending_approval`, `needs_reconnect` or `disconnected`; newer backends may have more. */
  readonly status: string;
}

/** The account list's events by name. All bubble and cross shadow roots. */
export interface AccountEventMap {
  'connect-account-added': CustomEvent<AccountDetail>;
  'connect-account-changed': CustomEvent<AccountDetail>;
}

/** `detail` of the link manager's events about a link. Frozen. */
export interface LinkDetail {
  /** The link's id. */
  readonly link: string;
}

/** The link manager's events by name. All bubble and cross shadow roots. */
export interface ManagerEventMap {
  'connect-link-created': CustomEvent<LinkDetail>;
  'connect-link-changed': CustomEvent<LinkDetail>;
  'connect-dialog-open': CustomEvent<null>;
  'connect-dialog-close': CustomEvent<null>;
}

/** `detail` of `connect-session-failed`. Frozen. */
export interface SessionFailedDetail {
  /** What the `session` function threw, or the error that says what was wrong with its answer. */
  readonly error: unknown;
}

/** The events of both of the sharer's elements about their session. They bubble and cross shadow roots. */
export interface SessionEventMap {
  /**
   * A session that was given as it is, and not as a function, has ended. Told when the element finds out, and again when the
   * person asks to go on: set `session` to a new one. `preventDefault()` keeps the element from loading the page anew.
   */
  'connect-session-ended': CustomEvent<null>;
  /**
   * The `session` function failed, or what it answers is not taken by the backend: most often the person is signed out of the
   * page. Told when the element finds out, and after each vain press of Reload.
   */
  'connect-session-failed': CustomEvent<SessionFailedDetail>;
}

declare global {
  // So that listeners on the element, on anything around it, on the document and on the window know what they get.
  interface GlobalEventHandlersEventMap extends ConnectEventMap, AccountEventMap, ManagerEventMap, SessionEventMap {}
}

/** An event of the link button. */
export const connectEvent = (name: keyof ConnectEventMap, shot: FlowSnapshot, code = shot.refusal?.code ?? null): CustomEvent<ConnectDetail> => {
  const { state, platform, fid } = shot;
  const connections = Object.freeze(shot.connections.map((connection) => Object.freeze(connection)));
  return new CustomEvent(name, {
    bubbles: true,
    composed: true,
    cancelable: name === 'connect-start',
    detail: Object.freeze({ state, platform, fid, connections, code }),
  });
};

/** An event of the sharer's elements. */
export const sharerEvent = (
  name: keyof (AccountEventMap & ManagerEventMap & SessionEventMap),
  detail: AccountDetail | LinkDetail | SessionFailedDetail | null,
  cancelable = false,
): CustomEvent<AccountDetail | LinkDetail | SessionFailedDetail | null> => new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail: detail && Object.freeze(detail) });
