import { createMocks, type MockOptions, type Mocks } from '@connect/sdk/mocks';
import { expect } from '@esm-bundle/chai';
import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { setupWorker } from 'msw/browser';
import './connect-link-button.define.ts';
import type { ConnectLinkButton } from './connect-link-button.ts';
import type { ConnectDetail, ConnectEventMap } from './events.ts';
import type { Flow, FlowState } from './flow/index.ts';

declare global {
  interface Window {
    axe: { run(context: Node, options?: object): Promise<AxeResults> };
  }
}

export const backend = 'https://connect.example';
export const eventNames: readonly (keyof ConnectEventMap)[] = [
  'connect-start',
  'connect-open',
  'connect-uncertain',
  'connect-success',
  'connect-error',
  'connect-cancel',
];

// Firefox sends requests with `keepalive` past service workers, and msw's is one. Nothing is left in these tests, so that
// they can do without.
const { fetch: send } = window;
window.fetch = (input, init) => send(input, { ...init, keepalive: false });

/** Waits until what was sent to the mocks before has arrived there: this goes the same way, behind it. */
const arrived = async (): Promise<void> => {
  await (await fetch('/blank/arrived', { cache: 'no-store' })).text();
};

/** A backend in memory behind msw, for the tests of one file. */
export const useBackend = (options: MockOptions = {}) => {
  const mocks = createMocks({ origin: backend, embed: 'allowed', ...options });
  const worker = setupWorker(...mocks.handlers);
  let registration: ServiceWorkerRegistration | undefined;
  before(async () => {
    registration = await worker.start({ serviceWorker: { url: '/mockServiceWorker.js' }, onUnhandledFrame: 'bypass', quiet: true });
  });
  afterEach(async () => {
    document.body.replaceChildren();
    // What a test has left under way is neither counted by the next one nor takes a failure from it.
    await arrived();
    document.documentElement.removeAttribute('dir');
    sessionStorage.clear();
    mocks.reset();
  });
  // The worker takes its leave when it hears that its last page has gone; by then the next file's page could have met it.
  after(async () => {
    await worker.stop();
    await registration?.unregister();
  });
  return mocks;
};

/** Waits until nothing is asked any more: what was under way when something ended has arrived, and counts as asked before. */
export const rests = async ({ requests }: Pick<Mocks, 'requests'>): Promise<void> => {
  for (let seen = -1; seen !== requests.length; ) {
    seen = requests.length;
    await arrived();
    await pause(300);
  }
};

/** Lets time pass in which nothing may happen. Whatever has to happen is waited for with `until`. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the product's own server does meanwhile. */
export const manage = async (method: 'PATCH' | 'DELETE', path: string, body?: object): Promise<void> => {
  const headers = { authorization: 'Bearer key', 'content-type': 'application/json' };
  const response = await fetch(`${backend}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  expect(response.ok, `${method} ${path}: ${response.status}`).to.equal(true);
};

/** So long somebody waits for anything on a machine that is slow, in ms: a limit of patience, which says nothing about the product. */
const patienceMs = 30_000;

/** Waits until something is so; fails with a sentence that says what was waited for, put together when it was in vain. */
export const until = async (what: string | (() => string), holds: () => unknown): Promise<void> => {
  for (const end = performance.now() + patienceMs; !holds(); ) {
    if (performance.now() > end) expect.fail(`waited in vain until ${typeof what === 'string' ? what : what()}`);
    await pause(20);
  }
};

/** The element as a person meets it. */
export class Harness {
  readonly element: ConnectLinkButton;
  readonly events: { readonly type: string; readonly detail: ConnectDetail; readonly event: Event }[] = [];

  constructor(element: ConnectLinkButton) {
    this.element = element;
    for (const type of eventNames) {
      document.addEventListener(type, (event) => {
        if (event.target === element) this.events.push({ type, detail: (event as CustomEvent<ConnectDetail>).detail, event });
      });
    }
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot ?? expect.fail('no shadow root');
  }

  part(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[part=${name}]`) ?? expect.fail(`no part "${name}"`);
  }

  has(selector: string): boolean {
    return this.root.querySelector(selector) !== null;
  }

  /** The words that can be read. */
  text(name?: string): string {
    const from = name === undefined ? (this.root.firstElementChild as HTMLElement) : this.part(name);
    return from.innerText.replace(/\s+/g, ' ').trim();
  }

  control(label: RegExp): HTMLElement {
    const all = [...this.root.querySelectorAll<HTMLElement>('button, a')];
    const found = all.find((one) => label.test(one.innerText.replace(/\s+/g, ' ')));
    return found ?? expect.fail(`no control ${String(label)} among ${all.map((one) => one.innerText).join(' | ')}`);
  }

  /** Waits for a state, and until the flow has its names: with them a click opens the window in that very moment. */
  async reaches(state: FlowState): Promise<void> {
    const inside = this.element as unknown as { readonly flow: Flow | undefined };
    await until(
      () => `the state is ${state} (it is ${this.element.state})`,
      () => [this.element.state, this.element.dataset['state']].every((one) => one === state) && inside.flow?.snapshot().fid !== '',
    );
  }

  isFocused(name: string): boolean {
    return this.root.activeElement === this.part(name);
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  async isAccessible(): Promise<void> {
    const { violations } = await window.axe.run(this.element, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(', ')}`)).to.deep.equal([]);
  }
}

/** Puts an element into the page. */
export const place = async (attributes: Record<string, string>, content = '', parent: Element = document.body): Promise<Harness> => {
  const element = document.createElement('connect-link-button');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.innerHTML = content;
  const harness = new Harness(element);
  parent.append(element);
  await until('the element has drawn itself', () => element.shadowRoot?.querySelector('[role=status]'));
  return harness;
};

/** A window that only remembers. The platform's real ones are the journeys' matter. */
export interface FakeWindow {
  closed: boolean;
  readonly url: string;
  readonly frame: Window;
  say(message: Record<string, unknown>): void;
}

/** Answers `window.open` until the test is over. */
export const useWindows = () => {
  const opened: FakeWindow[] = [];
  const original = window.open;
  const world = { opened, blocked: false };
  beforeEach(() => {
    opened.length = 0;
    world.blocked = false;
    window.open = (url) => {
      if (world.blocked) return null;
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const target = frame.contentWindow ?? expect.fail('no frame');
      const fake: FakeWindow = {
        closed: false,
        url: String(url),
        frame: target,
        say: (data) => window.dispatchEvent(new MessageEvent('message', { data, origin: backend, source: target })),
      };
      Object.defineProperty(target, 'closed', { get: () => fake.closed });
      Object.defineProperty(target, 'postMessage', { value: () => undefined });
      opened.push(fake);
      return target;
    };
  });
  after(() => {
    window.open = original;
  });
  return world;
};
