import type { FlowConnection, FlowOutcome, Refusal } from './message.ts';

/** Where the element is. The first four are at rest, `connected` and `failed` are ends, in the others a flow is under way. */
export type FlowState =
  | 'loading'
  | 'ready'
  /** Only a plain link to the hosted page can be offered. */
  | 'hosted'
  | 'unavailable'
  | 'opening'
  | 'blocked'
  | 'waiting'
  /** Nobody can tell whether the person is still at it. The flow goes on; only the wording changes. */
  | 'unsure'
  | 'confirming'
  | 'redirecting'
  | 'resuming'
  | 'connected'
  | 'failed';

/** How the platform is reached: in a window, in this tab, or by a link that the person follows. */
export type FlowMode = 'popup' | 'redirect' | 'link';

/** All that the next step depends on. Times are ms since 1970. */
export interface Machine {
  readonly state: FlowState;
  /** Where to return to while no flow is under way: what is known about the link. */
  readonly rest: 'loading' | 'ready' | 'hosted' | 'unavailable';
  /** What this very step asks for. */
  readonly todo?: FlowMode | 'focus' | 'renew' | undefined;
  readonly mode: FlowMode;
  /** When the state was entered. */
  readonly at: number;
  /** When the flow began. */
  readonly began: number;
  /** For how many seconds the window has looked closed while this page had the focus. */
  readonly gone: number;
  /** The last that the server told of. */
  readonly seq: number;
  readonly status: string;
  readonly connections: readonly FlowConnection[];
  /** Why the link cannot be used, or why the flow ended without an account. */
  readonly refusal: Refusal | null;
}

/** Something that happened. */
export type FlowEvent =
  /** The link was looked at, again or for the first time. */
  | { readonly type: 'resolved'; readonly rest: Machine['rest']; readonly refusal: Refusal | null }
  /** The person wants to go on. `alive`: the window does not look closed. */
  | { readonly type: 'click'; readonly mode: FlowMode; readonly alive: boolean }
  /** The browser opened no window. */
  | { readonly type: 'blocked' }
  /** There is a window: its page answered, or the person followed the link. */
  | { readonly type: 'shown' }
  /** A second passed. `gone`: the window looks closed while this page has the focus. */
  | { readonly type: 'tick'; readonly gone: boolean }
  /** The server, or where it cannot be reached the window, told how the flow is doing. */
  | ({ readonly type: 'status' } & Pick<FlowOutcome, 'seq' | 'status' | 'connections' | 'error'>)
  /** The page is back: reloaded, or shown again by the browser's own memory. */
  | { readonly type: 'resume'; readonly mode: FlowMode; readonly began: number }
  /** The person cancels what is under way, or what has ended is put away. */
  | { readonly type: 'cancel' };

/** Nothing is known, nothing is under way. */
export const initial: Machine = {
  state: 'loading',
  rest: 'loading',
  mode: 'popup',
  at: 0,
  began: 0,
  gone: 0,
  seq: 0,
  status: 'none',
  connections: [],
  refusal: null,
};

/** Whether nothing has begun. */
export const isResting = ({ state }: Machine): boolean => /loading|ready|hosted|unavailable/.test(state);

/** Whether a flow is under way. */
export const isActive = (machine: Machine): boolean => !isResting(machine) && !/connected|failed/.test(machine.state);

/**
 * The next step of the flow as the person in front of the element sees it. Pure. Nothing but the person's own cancelling
 * ends a flow here: the server does, and a late success wins over every doubt.
 */
export const step = (machine: Machine, event: FlowEvent, now: number): Machine => {
  const { state, mode, status, began, rest } = machine;
  const active = isActive(machine);
  const to = (next: FlowState, more?: Partial<Machine>): Machine => ({
    ...machine,
    todo: undefined,
    ...(next !== state && { state: next, at: now, gone: 0 }),
    ...more,
  });
  const same = to(state);
  const toRest = (): Machine => ({ ...initial, state: rest, rest, todo: 'renew' });
  const among = (states: RegExp, next: FlowState) => (states.test(state) ? to(next) : same);

  switch (event.type) {
    case 'resolved':
      // A window that never announced itself has met the same refusal. One that did may still end well: what it repairs
      // counts against no limit.
      return isResting(machine) || (event.rest === 'unavailable' && /opening|unsure/.test(state) && !/launched|_/.test(status))
        ? to(event.rest, { rest: event.rest, refusal: event.refusal })
        : to(state, { rest: event.rest });

    case 'click':
      if (/opening|redirecting/.test(state)) return same;
      if (active && state !== 'blocked' && event.mode === 'popup') {
        if (event.alive) return to(state === 'unsure' ? 'waiting' : state, { todo: 'focus' });
        return state === 'confirming' ? same : to('waiting', { todo: 'popup' });
      }
      return to(({ popup: 'opening', redirect: 'redirecting', link: 'blocked' } as const)[event.mode], {
        todo: event.mode,
        mode: event.mode,
        began: active ? began : now,
        refusal: null,
      });

    case 'blocked':
      return among(/opening|waiting/, 'blocked');

    case 'shown':
      return among(/opening|blocked|unsure/, 'waiting');

    case 'tick': {
      const gone = event.gone ? machine.gone + 1 : 0;
      return gone > 2 || (state === 'opening' && now - machine.at > 7999) ? among(/opening|waiting/, 'unsure') : to(state, { gone });
    }

    case 'status': {
      const { seq, connections, error: refusal } = event;
      const heard = { seq, status: event.status, connections, refusal };
      // Whoever tries again in the window after a refusal may still succeed there.
      if (!(active || (state === 'failed' && event.status === 'connected')) || seq < machine.seq || (seq === machine.seq && event.status === status && state !== 'resuming')) return same;
      // The server ends a flow after 20 minutes.
      if (now - began > 12e5 && event.status !== 'connected') {
        return state === 'resuming' ? toRest() : to('failed', { ...heard, status: 'expired', refusal: { code: 'attempt_expired', title: '', detail: '' } });
      }
      switch (event.status) {
        case 'none':
          // Nobody announced this flow. A window may still be loading; a tab that is back here is not.
          return mode === 'redirect' && state !== 'redirecting' ? toRest() : among(/resuming/, 'unsure');
        case 'launched':
        case 'at_platform':
          return to(mode === 'redirect' ? 'unsure' : 'waiting', heard);
        case 'pending_confirm':
          return to('confirming', heard);
        case 'connected':
          return to('connected', heard);
        case 'denied':
        case 'error':
        case 'cancelled':
        case 'expired':
          return to('failed', heard);
      }
      return same;
    }

    case 'resume':
      return to('resuming', { mode: event.mode, began: event.began });

    case 'cancel':
      return isResting(machine) ? same : toRest();
  }
};
