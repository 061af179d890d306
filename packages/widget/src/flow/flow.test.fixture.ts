import { expect, vi } from 'vitest';
import { backend, createFakeWindow } from './fake-window.test.fixture.ts';
import { createFlow, type Flow, type FlowEventName, type FlowSnapshot } from './flow.ts';
import type { FlowMode } from './machine.ts';

export const linkSecret = `cl_${'L'.repeat(43)}`;
export const connections = [{ id: 'con_1', platform: 'instagram', status: 'active', handle: '@harbourcoffee' }];

const flows: Flow[] = [];

/** Lets go of all that the test began. */
export const stopFlows = (): void => {
  for (const flow of flows.splice(0)) flow.stop();
};

export interface Beginning {
  readonly bannerShown?: () => string | null;
  readonly storage?: Record<string, string>;
  /** What the server already says about the flow. */
  readonly status?: string;
}

/** A flow in a window of its own, whose link is known to be usable. Time has to be the test's. */
export const begin = async (options: Beginning = {}) => {
  const { fake, view } = createFakeWindow(options.storage);
  if (options.status) fake.outcome = { ...fake.outcome, seq: 2, status: options.status };
  const events: { name: FlowEventName; shot: FlowSnapshot }[] = [];
  const flow = createFlow({
    link: `${backend}/l/${linkSecret}`,
    platform: 'instagram',
    on: (name, shot) => void events.push({ name, shot }),
    ...(options.bannerShown && { bannerShown: options.bannerShown }),
    view,
  });
  flows.push(flow);
  await vi.waitFor(() => expect(flow.snapshot().fid).not.toBe(''), { interval: 1 });
  await vi.advanceTimersByTimeAsync(5);
  flow.resolved('ready');
  return {
    fake,
    flow,
    events,
    names: () => events.map(({ name }) => name).filter((name) => name !== 'connect-state-change'),
    state: () => flow.snapshot().state,
    start: (mode: FlowMode = 'popup') => flow.start('instagram', mode),
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    popup: () => fake.opened.at(-1)?.popup ?? expect.fail('no window was opened'),
    hello: () => fake.message({ v: 1, type: 'connect-link:hello', fid: flow.snapshot().fid }),
    result: (more: object = {}) =>
      fake.message({
        v: 1,
        type: 'connect-link:result',
        fid: flow.snapshot().fid,
        seq: 3,
        status: 'connected',
        platform: 'instagram',
        connections,
        error: null,
        ...more,
      }),
  };
};
