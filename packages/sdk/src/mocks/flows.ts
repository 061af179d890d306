import type { Connection, ConnectionReason } from '../contract/connection.ts';
import type { Refusal, RefusalCode } from '../contract/errors.ts';
import type { EventType } from '../contract/event.ts';
import type { FlowConnection, FlowState, FlowStatus } from '../contract/flows.ts';
import { fixtures } from './fixtures.ts';
import { mockRefusal } from './mock-refusal.ts';
import { createWaiters } from './waiters.ts';
import type { World } from './world.ts';

/** What comes with a step of a flow. */
export interface FlowStep {
  /** By default the one of the step before, or `instagram`. */
  readonly platform?: string;
  /**
   * The link that the flow belongs to, by default that of the step before. With it the step is in the link's activity, a
   * connection that comes of it is in the world, and the link's expected account and approval are minded as in the backend.
   */
  readonly link?: string;
  /** The account that arrives with `connected`. By default the expected one, or `@harbourcoffee`. */
  readonly handle?: string;
  /** What was connected; by default one connection of `handle`. */
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
  change(fid: string, ms: number, signal: AbortSignal): Promise<boolean>;
  clear(): void;
}

const endings: Readonly<Partial<Record<FlowStatus, RefusalCode>>> = {
  denied: 'denied',
  error: 'internal_error',
  cancelled: 'cancelled',
  expired: 'attempt_expired',
};

/** What the steps of a flow are in its link's activity. */
const recorded: Readonly<Partial<Record<FlowStatus, EventType>>> = {
  at_platform: 'flow.started',
  denied: 'flow.denied',
  error: 'flow.failed',
  cancelled: 'flow.failed',
  expired: 'flow.failed',
};

/** Whether nothing more will happen in a flow by itself. */
export const hasEnded = ({ status }: FlowState): boolean => status === 'connected' || status in endings;

interface Kept {
  readonly state: FlowState;
  readonly link: string | undefined;
  acknowledgedSeq: number | undefined;
}

const accountOf = (sample: Connection, platform: string, handle: string): Connection['account'] => ({
  ...sample.account,
  id: `${platform} ${handle}`,
  handle,
});

/** Why an account that was connected before is active. */
const again = ({ status }: Connection): ConnectionReason => (status === 'needs_reconnect' ? 'repaired' : 'reconnected');

const pick = ({ id, platform, status }: Connection): FlowConnection => ({ id, platform, status });

/** Makes an empty set of flows. */
export const createFlows = (world: World): Flows => {
  const kept = new Map<string, Kept>();
  const waiters = createWaiters();
  const stateOf = (fid: string): FlowState => kept.get(fid)?.state ?? fixtures.flowState({ fid });
  const actor = { kind: 'recipient', name: null, email: null };

  const linkOf = (id: string | undefined) => {
    if (id === undefined) return undefined;
    const found = world.links.get(id)?.link;
    if (!found) throw new Error(`There is no link ${id} that the flow could belong to. Use mocks.addLink.`);
    return found;
  };

  const expectedOf = (id: string | undefined, platform: string) =>
    linkOf(id)?.expectedAccounts.find((expected) => expected.platform === platform);

  const isRefused = (id: string | undefined, platform: string, handle: string | undefined): boolean => {
    const expected = expectedOf(id, platform);
    return expected?.onMismatch === 'refuse' && handle !== undefined && handle.toLowerCase() !== expected.handle.toLowerCase();
  };

  /** The account arrives: an account that the workspace has already keeps its connection, as in the backend. */
  const connect = (platform: string, id: string | undefined, given: string | undefined): FlowConnection => {
    const sample = fixtures.connection();
    const handle = given ?? expectedOf(id, platform)?.handle ?? sample.account.handle;
    const link = linkOf(id);
    if (!link) return { ...pick(world.addConnection({ platform, account: accountOf(sample, platform, handle) })), handle };
    const now = world.now();
    const from = { link: link.id, workspace: link.workspace, platform, connectedAt: now, updatedAt: now };
    const before = [...world.connections.values()].find(
      ({ workspace, platform: at, account }) => workspace === link.workspace && at === platform && account.handle === handle,
    );
    const isKnown = before?.status === 'active' || before?.status === 'needs_reconnect';
    const status = link.requiresApproval && !isKnown ? 'pending_approval' : 'active';
    const reason = status === 'pending_approval' ? 'awaiting_approval' : before ? again(before) : 'connected';
    const connection = world.addConnection({
      account: accountOf(sample, platform, handle),
      createdAt: now,
      ...before,
      ...from,
      status,
      reason,
    });
    const kept = world.links.get(link.id);
    if (kept) kept.link = { ...kept.link, lastUsedAt: now };
    world.history.record({
      type: before ? 'connection.reconnected' : 'connection.connected',
      workspace: link.workspace,
      link: link.id,
      connection: connection.id,
      actor,
      data: { platform, handle },
    });
    return { ...pick(connection), handle };
  };

  const script = (fid: string): FlowScript => ({
    get state() {
      return stateOf(fid);
    },
    get acknowledgedSeq() {
      return kept.get(fid)?.acknowledgedSeq;
    },
    advance(wanted, step = {}) {
      const before = stateOf(fid);
      if (before.status === 'connected' || before.status === 'cancelled') {
        throw new Error(`The flow is ${before.status}, which is final; it cannot become ${wanted}. Use another flow.`);
      }
      const link = step.link ?? kept.get(fid)?.link;
      const platform = step.platform ?? before.platform ?? (wanted === 'none' || wanted === 'launched' ? null : 'instagram');
      const wrong = wanted === 'connected' && isRefused(link, platform ?? 'instagram', step.handle);
      const status = wrong ? 'error' : wanted;
      const code = wrong ? 'wrong_account' : (step.error ?? endings[status]);
      const error = code === undefined ? null : typeof code === 'string' ? mockRefusal(code) : code;
      const connected = () => [...(step.connections ?? [connect(platform ?? 'instagram', link, step.handle)])];
      const state: FlowState = {
        ...before,
        seq: before.seq + 1,
        status,
        platform,
        connections: status === 'connected' ? connected() : [],
        error,
      };
      kept.set(fid, { state, link, acknowledgedSeq: kept.get(fid)?.acknowledgedSeq });
      const type = recorded[status];
      const from = linkOf(link);
      if (type && from) {
        const data = { ...(platform !== null && { platform }), ...(error && { code: error.code }) };
        world.history.record({ type, workspace: from.workspace, link: from.id, actor, data });
      }
      waiters.wake(fid);
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
    change: waiters.wait,
    clear() {
      kept.clear();
      waiters.release();
    },
  };
};
