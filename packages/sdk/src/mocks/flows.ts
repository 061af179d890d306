import type { Refusal, RefusalCode } from '../contract/errors.ts';
import type { FlowConnection, FlowState, FlowStatus } from '../contract/flows.ts';
import { fixtures } from './fixtures.ts';
import { mockRefusal } from './mock-refusal.ts';
import type { World } from './world.ts';

/** What comes with a step of a flow. */
export interface FlowStep {
  /** By default the one of the step before, or `instagram`. */
  readonly platform?: string;
  /** The link that the flow belongs to; a connection that comes of it is then in the world as well. */
  readonly link?: string;
  /** What was connected; by default one active connection of `@harbourcoffee`. */
  readonly connections?: readonly FlowConnection[];
  /** Why it ended, for `denied`, `error`, `cancelled` and `expired`. By default the code that fits. */
  readonly error?: RefusalCode | Refusal;
}

/** A flow, moved by a test where in life a person at a platform would. */
export interface FlowScript {
  /** How the flow is doing. */
  readonly state: FlowState;
  /** The `seq` of the end that the page has acknowledged, if it has. */
  readonly acknowledgedSeq: number | undefined;
  /** Moves the flow on and wakes whoever waits for it. `connected` and `cancelled` are final, as in the backend. */
  advance(status: FlowStatus, step?: FlowStep): FlowState;
}

/** Every flow of the mocks. */
export interface Flows {
  flow(fid: string): FlowScript;
  find(fid: string): FlowScript | undefined;
  acknowledge(fid: string, seq: number): void;
  /** Waits until the flow changes, `ms` are over or the caller has gone. */
  change(fid: string, ms: number, signal: AbortSignal): Promise<void>;
  clear(): void;
}

const endings: Readonly<Partial<Record<FlowStatus, RefusalCode>>> = {
  denied: 'denied',
  error: 'internal_error',
  cancelled: 'cancelled',
  expired: 'attempt_expired',
};

/** Whether nothing more will happen in a flow by itself. */
export const hasEnded = ({ status }: FlowState): boolean => status === 'connected' || status in endings;

interface Kept {
  state: FlowState;
  acknowledgedSeq: number | undefined;
}

/** Makes an empty set of flows. */
export const createFlows = (world: World): Flows => {
  const kept = new Map<string, Kept>();
  const waiting = new Set<{ readonly fid: string; readonly wake: () => void }>();
  const wake = (fid?: string) =>
    waiting.forEach((waiter) => (fid === undefined || fid === waiter.fid ? waiter.wake() : undefined));
  const stateOf = (fid: string): FlowState => kept.get(fid)?.state ?? fixtures.flowState({ fid });

  const connect = (platform: string, link: string | undefined): FlowConnection => {
    const from = link === undefined ? {} : { link, workspace: world.link(link).link.workspace };
    const { id, account } = world.addConnection({ platform, ...from });
    return { id, platform, status: 'active', handle: account.handle };
  };

  const script = (fid: string): FlowScript => ({
    get state() {
      return stateOf(fid);
    },
    get acknowledgedSeq() {
      return kept.get(fid)?.acknowledgedSeq;
    },
    advance(status, step = {}) {
      const before = stateOf(fid);
      if (before.status === 'connected' || before.status === 'cancelled') {
        throw new Error(`The flow is ${before.status}, which is final; it cannot become ${status}. Use another flow.`);
      }
      const platform = step.platform ?? before.platform ?? (status === 'none' || status === 'launched' ? null : 'instagram');
      const code = step.error ?? endings[status];
      const state: FlowState = {
        ...before,
        seq: before.seq + 1,
        status,
        platform,
        connections: status === 'connected' ? [...(step.connections ?? [connect(platform ?? 'instagram', step.link)])] : [],
        error: code === undefined ? null : typeof code === 'string' ? mockRefusal(code) : code,
      };
      kept.set(fid, { state, acknowledgedSeq: kept.get(fid)?.acknowledgedSeq });
      wake(fid);
      return state;
    },
  });

  return {
    flow: script,
    find: (fid) => (kept.has(fid) ? script(fid) : undefined),
    acknowledge(fid, seq) {
      const flow = kept.get(fid);
      if (flow && flow.state.seq === seq && hasEnded(flow.state)) flow.acknowledgedSeq = seq;
    },
    change: (fid, ms, signal) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          waiting.delete(waiter);
          resolve();
        };
        const timer = setTimeout(finish, ms);
        const waiter = { fid, wake: finish };
        waiting.add(waiter);
        if (signal.aborted) finish();
        else signal.addEventListener('abort', finish);
      }),
    clear() {
      kept.clear();
      wake();
    },
  };
};
