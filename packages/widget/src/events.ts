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

declare global {
  // So that listeners on the element, on anything around it, on the document and on the window know what they get.
  interface GlobalEventHandlersEventMap {
    'connect-start': CustomEvent<ConnectDetail>;
    'connect-open': CustomEvent<ConnectDetail>;
    'connect-uncertain': CustomEvent<ConnectDetail>;
    'connect-success': CustomEvent<ConnectDetail>;
    'connect-error': CustomEvent<ConnectDetail>;
    'connect-cancel': CustomEvent<ConnectDetail>;
    'connect-state-change': CustomEvent<ConnectDetail>;
  }
}

/** The link button's events by name. All bubble and cross shadow roots; `connect-start` can be cancelled. */
export type ConnectEventMap = Pick<GlobalEventHandlersEventMap, Extract<keyof GlobalEventHandlersEventMap, `connect-${string}`>>;

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
