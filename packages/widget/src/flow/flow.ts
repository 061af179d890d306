import { parseLink } from './link-url.ts';
import { initial, isActive, isResting, step, type FlowEvent, type FlowMode, type Machine } from './machine.ts';
import { isOutcome, type Refusal } from './message.ts';
import { openRecord } from './record.ts';
import { newNames, type FlowNames } from './secret.ts';
import { createPoll } from './status.ts';
import type { FlowWindow } from './window.ts';
import { post, sleep } from './wire.ts';

/** What there is to show. */
export interface FlowSnapshot extends Machine {
  /** The platform's id. */
  readonly platform: string;
  /** The public name of the flow that is under way, was the last, or will be the next. */
  readonly fid: string;
}

/** What happens in a flow; the names are those of the element's events. `csp-blocked`: this page may not ask the server. */
export type FlowEventName =
  | 'connect-state-change'
  | 'connect-open'
  | 'connect-uncertain'
  | 'connect-success'
  | 'connect-error'
  | 'connect-cancel'
  | 'csp-blocked';

/** What a flow is about, and who is told. */
export interface FlowOptions {
  /** The link's full URL; the backend's origin is its origin. */
  readonly link: string;
  /** The platform's id; without it the one that `start` names. */
  readonly platform?: string;
  /** Told what happens; `connect-state-change` comes after whatever else the change is. */
  readonly on: (name: FlowEventName, snapshot: FlowSnapshot) => void;
  /** The revision of the banner that this page's visitor has on the screen, if any. */
  readonly bannerShown?: () => string | null;
  /** The browser's window, unless a test gives another. */
  readonly view?: FlowWindow;
}

/** A link's flow in one page. */
export interface Flow {
  snapshot(): FlowSnapshot;
  /** What is known about the link: whether a flow can begin here, and if not, why. */
  resolved(rest: Machine['rest'], refusal?: Refusal): void;
  /** Begins, goes on, or shows the window again. To be called in the person's own gesture: browsers open no window otherwise. */
  start(platform: string, mode: FlowMode): void;
  /** The person has followed `launchUrl` themselves. */
  follow(): void;
  /** Final, at the server too, where a flow is under way; otherwise forgets how the last one ended. */
  cancel(): void;
  /** The address that a flow begins with. */
  launchUrl(mode: FlowMode): string;
  /** Lets go of everything here. The flow goes on; the tab's next flow for the same link and platform resumes it. */
  stop(): void;
}

/** Begins to watch over a link's flow. Throws a TypeError where `link` is not a link's URL. */
export const createFlow = ({ link, platform = '', on, bannerShown, view = window as unknown as FlowWindow }: FlowOptions): Flow => {
  const { origin, secret } = parseLink(link);
  const life = new AbortController();
  const record = openRecord(view, secret, platform);
  const saved = record.load();
  let machine = initial;
  let names: FlowNames = saved ?? { secret: '', fid: '' };
  let spare: FlowNames | undefined;
  let popup: Window | null = null;
  let leaving = false;
  let banned = false;
  let ticking = false;

  // One is kept in advance, because the next flow may begin in the gesture that ends the last.
  const renew = async (): Promise<void> => {
    names = spare ?? names;
    spare = await newNames(view.crypto);
    if (!names.fid) await renew();
  };

  const snapshot = (): FlowSnapshot => ({ ...machine, platform, fid: names.fid });
  const emit = (name: FlowEventName) => on(name, snapshot());

  const call = (operation: string, body: object, signal?: AbortSignal) => post(view, `${origin}/v1/public/flows/${operation}`, body, isOutcome, signal);

  const poll = createPoll(
    view,
    (wait, signal) => call('status', { secret: names.secret, since: machine.seq, wait }, signal),
    (outcome) => {
      send({ ...outcome, type: 'status' });
      if (!isActive(machine)) poll.stop();
    },
  );
  // What was going on before this page was loaded is needed at once, and not only when it changes.
  const ask = () => void (banned || poll.now(machine.state === 'resuming' ? 0 : 20));

  const revoke = (revoked: FlowNames, pause = 1e3): Promise<unknown> =>
    call('cancel', { secret: revoked.secret, link: secret }).then(
      (outcome) => {
        // It was connected in the moment before it was cancelled. That is how it is, so the page must know.
        if (outcome.status !== 'connected' || !isResting(machine)) return;
        names = revoked;
        machine = { ...machine, state: 'resuming' };
        send({ ...outcome, type: 'status' });
      },
      () => sleep(view, pause).then(() => revoke(revoked, pause * 2)),
    );

  const launchUrl = (m: FlowMode) => {
    // From a window the way back is only an offer, so the page's query, which may be private, stays at home.
    const [r = ''] = view.location.href.split(m === 'redirect' ? '#' : /[?#]/);
    return `${origin}/l/${secret}/launch?${new URLSearchParams({ fid: names.fid, p: platform, m, o: view.origin, r })}`;
  };

  const open = () => {
    popup = view.open(launchUrl('popup'), `cl_${names.fid.slice(3, 11)}`, 'popup,width=520,height=720');
    if (popup) emit('connect-open');
    // An in-app browser navigates this very page; an installed app on iOS opens the system's browser and answers nothing.
    else void sleep(view, 1e3).then(() => leaving || send({ type: view.navigator.standalone ? 'shown' : 'blocked' }));
  };

  const say = (type: string, more: object) => popup?.postMessage({ v: 1, type: `connect-link:${type}`, fid: names.fid, ...more }, origin);

  function send(event: FlowEvent) {
    if (life.signal.aborted) return;
    const before = machine;
    machine = step(machine, event, view.Date.now());
    const { state, todo, seq } = machine;
    const active = isActive(machine);

    if (todo === 'focus') popup?.focus();
    else if (todo === 'renew') void renew();
    else if (todo) {
      record.save({ ...names, platform, mode: todo, began: machine.began });
      if (todo === 'popup') open();
      if (todo === 'redirect') view.location.assign(launchUrl(todo));
    }

    if (active && (todo || !isActive(before))) ask();
    if (state !== before.state) {
      if (!active) {
        poll.stop();
        record.forget();
        // Lets the window close itself; where this gets lost it stays open with its own text.
        if (seq && !banned) call('ack', { secret: names.secret, seq }).catch(() => undefined);
      }
      if (state === 'connected') emit('connect-success');
      else if (state === 'unsure') emit('connect-uncertain');
      else if (/failed|unavailable/.test(state)) emit('connect-error');
      emit('connect-state-change');
    }
    if (active && !ticking) {
      ticking = true;
      void sleep(view, 1e3).then(() => {
        ticking = false;
        // `closed` is also true where a page on the way has cut the connection while the window is well and open: a hint.
        send({ type: 'tick', gone: !!popup?.closed && view.document.hasFocus() });
      });
    }
  }

  const isCut = () => banned || poll.isCut();

  const onWindow = (event: Event) => {
    const { type, data, source, origin: sender, persisted, disposition, effectiveDirective, blockedURI } = event as MessageEvent &
      PageTransitionEvent &
      SecurityPolicyViolationEvent;
    // After a refusal, the person may try again in the window itself.
    const active = isActive(machine) || machine.state === 'failed';
    leaving = type === 'pagehide';
    if (type === 'message') {
      const { v, type: about, fid } = { ...data };
      // After a reload nobody knows which window it was. Then a message only wakes.
      if (v !== 1 || fid !== names.fid || sender !== origin || (popup && source !== popup)) return;
      if (about === 'connect-link:hello' && popup) {
        say('hello-ack', { bannerShown: bannerShown?.() ?? null });
        send({ type: 'shown' });
      } else if (about === 'connect-link:result' && isOutcome(data)) {
        say('result-ack', { seq: data.seq });
        if (active && popup && isCut()) send({ ...data, type: 'status' });
        else if (active) ask();
      }
    } else if (disposition) {
      if (!banned && disposition === 'enforce' && effectiveDirective === 'connect-src' && blockedURI.startsWith(origin)) {
        banned = true;
        poll.stop();
        emit('csp-blocked');
      }
    } else if (active && !leaving && !view.document.hidden) {
      if (persisted) send({ ...machine, type: 'resume' });
      ask();
    }
  };
  for (const type of 'message securitypolicyviolation pagehide pageshow focus visibilitychange online'.split(' ')) {
    view.addEventListener(type, onWindow, life);
  }

  if (saved) {
    platform ||= saved.platform;
    send({ ...saved, type: 'resume' });
  }
  void renew();

  return {
    snapshot,
    resolved: (rest, refusal) => send({ type: 'resolved', rest, refusal: refusal ?? null }),
    start(asked, mode) {
      if (!isActive(machine)) {
        platform = asked;
        // What the server has ended goes on under another name.
        if (/connected|cancelled|expired/.test(machine.status)) send({ type: 'cancel' });
      }
      if (isCut() && !isResting(machine)) mode = 'redirect';
      send({ type: 'click', mode: mode === 'redirect' && view.parent !== view ? 'link' : mode, alive: !!popup && !popup.closed });
    },
    follow: () => send({ type: 'shown' }),
    cancel() {
      if (isActive(machine)) {
        void revoke(names);
        popup?.close();
        emit('connect-cancel');
      }
      send({ type: 'cancel' });
    },
    launchUrl,
    stop() {
      life.abort();
      poll.stop();
      record.release();
    },
  };
};
