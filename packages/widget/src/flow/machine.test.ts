import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initial, isActive, isResting, step, type FlowEvent, type FlowState, type Machine } from './machine.ts';

const t0 = 1_000_000;
const minutes = 60_000;

const ready: Machine = { ...initial, state: 'ready', rest: 'ready' };

/** A machine in a state, with a flow that began at t0. */
const at = (state: FlowState, more: Partial<Machine> = {}): Machine => ({ ...ready, state, at: t0, began: t0, ...more });

const status = (word: string, seq = 1, more: Partial<Extract<FlowEvent, { type: 'status' }>> = {}): FlowEvent => ({
  type: 'status',
  status: word,
  seq,
  connections: [],
  error: null,
  ...more,
});
const click = (mode: 'popup' | 'redirect' | 'link' = 'popup', alive = false): FlowEvent => ({ type: 'click', mode, alive });
const refusal = { code: 'denied', title: 'You didn’t give access', detail: 'That’s fine.' };

/** A few seconds pass, a tick each. */
const wait = (machine: Machine, seconds: number, gone = false): Machine => {
  let after = machine;
  for (let second = 1; second <= seconds; second++) after = step(after, { type: 'tick', gone }, machine.at + second * 1000);
  return after;
};

describe('what is known about the link', () => {
  test('a link that answered is ready; one that could not be asked is ready too, with a button that works', () => {
    expect(step(initial, { type: 'resolved', rest: 'ready', refusal: null }, t0).state).toBe('ready');
  });

  test.each(['loading', 'ready'] as const)('in %s, a link that is revoked or expired becomes unavailable, with its reason', (state) => {
    const next = step({ ...initial, state }, { type: 'resolved', rest: 'unavailable', refusal }, t0);
    expect(next).toMatchObject({ state: 'unavailable', rest: 'unavailable', refusal });
  });

  test('a page that is not registered gets the plain link', () => {
    expect(step(initial, { type: 'resolved', rest: 'hosted', refusal: null }, t0).state).toBe('hosted');
  });

  test.each(['opening', 'unsure'] as const)('in %s, a window that never announced itself has met the refusal that the link now has', (state) => {
    expect(step(at(state), { type: 'resolved', rest: 'unavailable', refusal }, t0)).toMatchObject({ state: 'unavailable', refusal });
  });

  test.each(['waiting', 'confirming', 'resuming', 'connected'] as const)('in %s, what is under way goes on', (state) => {
    const next = step(at(state, { seq: 1, status: 'launched' }), { type: 'resolved', rest: 'unavailable', refusal }, t0);
    expect(next).toMatchObject({ state, rest: 'unavailable' });
  });

  test('a repair may end well although its link is exhausted by now', () => {
    const next = step(at('unsure', { seq: 2, status: 'at_platform' }), { type: 'resolved', rest: 'unavailable', refusal }, t0);
    expect(next.state).toBe('unsure');
  });
});

describe('beginning', () => {
  test.each(['loading', 'ready', 'failed', 'connected'] as const)('from %s, a click opens the window', (state) => {
    const next = step(at(state, { refusal }), click(), t0 + 5);
    expect(next).toMatchObject({ state: 'opening', todo: 'popup', mode: 'popup', began: t0 + 5, refusal: null });
  });

  test('from ready, a click in redirect mode leaves the page', () => {
    expect(step(ready, click('redirect'), t0)).toMatchObject({ state: 'redirecting', todo: 'redirect', mode: 'redirect' });
  });

  test('where no window can be opened and the page not be left, a link is offered', () => {
    expect(step(ready, click('link'), t0)).toMatchObject({ state: 'blocked', todo: 'link' });
  });

  test.each(['opening', 'redirecting'] as const)('in %s, more clicks change nothing', (state) => {
    expect(step(at(state), click(), t0)).toMatchObject({ state, todo: undefined });
  });
});

describe('the window', () => {
  test.each(['opening', 'waiting'] as const)('in %s, a browser that opens none means blocked', (state) => {
    expect(step(at(state), { type: 'blocked' }, t0).state).toBe('blocked');
  });

  test('blocked is not believed once there is other news', () => {
    expect(step(at('confirming'), { type: 'blocked' }, t0).state).toBe('confirming');
  });

  test.each(['opening', 'blocked', 'unsure'] as const)('in %s, a window that answers, or a link that was followed, means waiting', (state) => {
    expect(step(at(state), { type: 'shown' }, t0).state).toBe('waiting');
  });

  test.each(['launched', 'at_platform'])('opening becomes waiting when the server says %s', (word) => {
    expect(step(at('opening'), status(word), t0)).toMatchObject({ state: 'waiting', seq: 1, status: word });
  });

  test('after 8 s without any sign, opening becomes unsure', () => {
    expect(wait(at('opening'), 7).state).toBe('opening');
    expect(wait(at('opening'), 8).state).toBe('unsure');
  });

  test('waiting itself knows no time limit', () => {
    expect(wait(at('waiting'), 600).state).toBe('waiting');
  });

  test.each(['opening', 'waiting'] as const)('in %s, a window that looks closed for 3 s while the page has the focus means unsure', (state) => {
    expect(wait(at(state), 2, true).state).toBe(state);
    expect(wait(at(state), 3, true).state).toBe('unsure');
  });

  test('a window that looks closed only now and then does not', () => {
    let machine = at('waiting');
    for (let second = 1; second < 60; second++) machine = step(machine, { type: 'tick', gone: second % 3 !== 0 }, t0 + second * 1000);
    expect(machine.state).toBe('waiting');
  });

  test('in confirming a closed window means nothing: the question may be in another app', () => {
    expect(wait(at('confirming'), 60, true).state).toBe('confirming');
  });

  test.each(['waiting', 'unsure'] as const)('in %s, the button shows the window again, or opens it for the same flow', (state) => {
    const machine = at(state, { seq: 2, status: 'at_platform' });
    expect(step(machine, click('popup', true), t0)).toMatchObject({ state: 'waiting', todo: 'focus' });
    expect(step(machine, click('popup', false), t0)).toMatchObject({ state: 'waiting', todo: 'popup', began: t0, seq: 2 });
  });

  test('in confirming the button shows the window, but opens no new one, which would throw away what waits for the answer', () => {
    expect(step(at('confirming'), click('popup', true), t0)).toMatchObject({ state: 'confirming', todo: 'focus' });
    expect(step(at('confirming'), click('popup', false), t0)).toMatchObject({ state: 'confirming', todo: undefined });
  });

  test.each(['blocked', 'waiting', 'unsure'] as const)('from %s the same flow goes on in this tab', (state) => {
    expect(step(at(state), click('redirect'), t0 + 9)).toMatchObject({ state: 'redirecting', todo: 'redirect', mode: 'redirect', began: t0 });
  });

  test('from blocked the window can be tried again', () => {
    expect(step(at('blocked'), click(), t0 + 9)).toMatchObject({ state: 'opening', todo: 'popup', began: t0 });
  });
});

describe('the end', () => {
  const connections = [{ id: 'con_1', platform: 'instagram', status: 'active', handle: '@harbourcoffee' }];

  test.each(['opening', 'blocked', 'waiting', 'unsure', 'confirming', 'redirecting', 'resuming'] as const)(
    'in %s a success is a success: late, it wins over every doubt',
    (state) => {
      expect(step(at(state), status('connected', 3, { connections }), t0 + 60 * minutes)).toMatchObject({ state: 'connected', connections });
    },
  );

  test.each(['opening', 'waiting', 'unsure', 'confirming', 'resuming'] as const)('in %s a no is a failure with its reason', (state) => {
    for (const word of ['denied', 'error', 'cancelled', 'expired']) {
      expect(step(at(state), status(word, 3, { error: refusal }), t0)).toMatchObject({ state: 'failed', status: word, refusal });
    }
  });

  test('a question in another browser means confirming, and then its answer', () => {
    const confirming = step(at('waiting'), status('pending_confirm'), t0);
    expect(confirming.state).toBe('confirming');
    expect(step(confirming, status('connected', 2, { connections }), t0).state).toBe('connected');
    expect(step(confirming, status('denied', 2, { error: refusal }), t0).state).toBe('failed');
  });

  test('connected is final: duplicates, later polls and forged messages change nothing', () => {
    const connected = at('connected', { seq: 3, status: 'connected', connections });
    for (const event of [status('connected', 3), status('denied', 9, { error: refusal }), status('connected', 9)]) {
      expect(step(connected, event, t0)).toMatchObject({ state: 'connected', connections });
    }
  });

  test('what is older than what is known is ignored', () => {
    const machine = at('waiting', { seq: 5, status: 'at_platform' });
    expect(step(machine, status('denied', 4, { error: refusal }), t0).state).toBe('waiting');
    expect(step(machine, status('connected', 4, { connections }), t0).state).toBe('waiting');
  });

  test('after a refusal a late success still wins, and nothing else does', () => {
    const failed = at('failed', { seq: 3, status: 'error', refusal });
    for (const word of ['launched', 'at_platform', 'denied', 'error'] as const) expect(step(failed, status(word, 4), t0).state).toBe('failed');
    expect(step(failed, status('connected', 5), t0).state).toBe('connected');
    expect(step(failed, status('connected', 2), t0).state).toBe('failed');
  });

  test('after a failure the next attempt does not hear the failure before it once more', () => {
    const failed = at('failed', { seq: 3, status: 'denied', refusal });
    const again = step(failed, click(), t0);
    expect(step(again, status('denied', 3, { error: refusal }), t0).state).toBe('opening');
    expect(step(again, status('launched', 4), t0).state).toBe('waiting');
  });

  test('words that only a later server knows are ignored', () => {
    expect(step(at('waiting'), status('dancing', 7), t0).state).toBe('waiting');
    expect(step(at('waiting'), status('constructor', 7), t0).state).toBe('waiting');
  });

  test('an answer that still knows no end after 20 minutes is one', () => {
    const late = t0 + 20 * minutes + 1;
    expect(step(at('waiting'), status('at_platform'), t0 + 20 * minutes).state).toBe('waiting');
    for (const word of ['none', 'launched', 'at_platform', 'pending_confirm']) {
      expect(step(at('waiting'), status(word), late)).toMatchObject({ state: 'failed', status: 'expired', refusal: { code: 'attempt_expired' } });
    }
  });
});

describe('coming back', () => {
  const resume = (mode: 'popup' | 'redirect'): FlowEvent => ({ type: 'resume', mode, began: t0 });

  test('a reload resumes from the record, and the server says where', () => {
    const resuming = step(initial, resume('popup'), t0 + 1);
    expect(resuming).toMatchObject({ state: 'resuming', began: t0 });
    expect(step(resuming, status('at_platform', 2), t0 + 2).state).toBe('waiting');
    expect(step(resuming, status('connected', 3), t0 + 2).state).toBe('connected');
    expect(step(resuming, status('denied', 3, { error: refusal }), t0 + 2).state).toBe('failed');
  });

  test('a window that has not announced itself yet may still be loading', () => {
    expect(step(step(initial, resume('popup'), t0), status('none', 0), t0).state).toBe('unsure');
  });

  test('back in this tab, nobody is at the platform any more: it is for the person to say', () => {
    expect(step(step(initial, resume('redirect'), t0), status('at_platform', 2), t0).state).toBe('unsure');
  });

  test('back in this tab from a page that never began, everything is as before', () => {
    const next = step(step(ready, resume('redirect'), t0), status('none', 0), t0);
    expect(next).toMatchObject({ state: 'ready', todo: 'renew', seq: 0 });
  });

  test('a page that is just being left keeps its flow, although the server does not know it yet', () => {
    expect(step(step(ready, click('redirect'), t0), status('none', 0), t0)).toMatchObject({ state: 'redirecting', todo: undefined });
  });

  test('what was left behind long ago is put away without a word, except a success', () => {
    const resuming = step(ready, resume('popup'), t0);
    for (const word of ['none', 'launched', 'expired']) {
      expect(step(resuming, status(word, 2, { error: refusal }), t0 + 30 * minutes)).toMatchObject({ state: 'ready', todo: 'renew' });
    }
    expect(step(resuming, status('connected', 2), t0 + 30 * minutes).state).toBe('connected');
  });
});

describe('cancelling', () => {
  test.each(['opening', 'blocked', 'waiting', 'unsure', 'confirming', 'redirecting', 'resuming'] as const)(
    'in %s it ends the flow, and the next one is another',
    (state) => {
      const next = step(at(state, { seq: 4, status: 'at_platform', gone: 2 }), { type: 'cancel' }, t0);
      expect(next).toMatchObject({ state: 'ready', todo: 'renew', seq: 0, status: 'none', gone: 0 });
    },
  );

  test.each(['failed', 'connected'] as const)('in %s it puts away how it ended', (state) => {
    expect(step(at(state, { seq: 4, refusal }), { type: 'cancel' }, t0)).toMatchObject({ state: 'ready', todo: 'renew', refusal: null });
  });

  test.each(['loading', 'ready', 'hosted', 'unavailable'] as const)('in %s there is nothing to cancel', (state) => {
    expect(step(at(state, { rest: state }), { type: 'cancel' }, t0)).toMatchObject({ state, todo: undefined });
  });
});

describe('whatever happens', () => {
  const word = fc.constantFrom('none', 'launched', 'at_platform', 'pending_confirm', 'connected', 'denied', 'error', 'cancelled', 'expired', 'new');
  const event: fc.Arbitrary<FlowEvent> = fc.oneof(
    fc.record({ type: fc.constant('click' as const), mode: fc.constantFrom('popup' as const, 'redirect' as const, 'link' as const), alive: fc.boolean() }),
    fc.record({ type: fc.constantFrom('blocked' as const, 'shown' as const, 'cancel' as const) }),
    fc.record({ type: fc.constant('tick' as const), gone: fc.boolean() }),
    fc.record({ type: fc.constant('resolved' as const), rest: fc.constantFrom('ready' as const, 'hosted' as const, 'unavailable' as const), refusal: fc.constant(null) }),
    fc.record({ type: fc.constant('status' as const), seq: fc.nat(9), status: word, connections: fc.constant([]), error: fc.constant(null) }),
    fc.record({ type: fc.constant('resume' as const), mode: fc.constantFrom('popup' as const, 'redirect' as const), began: fc.constant(t0) }),
  );

  test('only the server and the person end a flow', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let machine = ready;
        let now = t0;
        for (const next of events) {
          const after = step(machine, next, (now += 1000));
          const ended = isActive(machine) && !isActive(after);
          if (ended && next.type === 'resolved') expect(machine.status).not.toMatch(/launched|at_platform|pending_confirm/);
          else if (ended) expect(['status', 'cancel']).toContain(next.type);
          machine = after;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing leaves connected but the person', () => {
    fc.assert(
      fc.property(event, (next) => {
        const after = step(at('connected', { seq: 3, status: 'connected' }), next, t0);
        expect(after.state === 'connected' || ['click', 'cancel', 'resume'].includes(next.type)).toBe(true);
      }),
    );
  });

  test('every state is at rest, under way, or an end', () => {
    for (const state of ['loading', 'ready', 'hosted', 'unavailable'] as const) expect([isResting(at(state)), isActive(at(state))]).toEqual([true, false]);
    for (const state of ['connected', 'failed'] as const) expect([isResting(at(state)), isActive(at(state))]).toEqual([false, false]);
    for (const state of ['opening', 'blocked', 'waiting', 'unsure', 'confirming', 'redirecting', 'resuming'] as const) {
      expect([isResting(at(state)), isActive(at(state))]).toEqual([false, true]);
    }
  });
});
