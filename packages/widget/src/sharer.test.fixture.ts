import type { Session } from '@connect/sdk';
import type { Mocks } from '@connect/sdk/mocks';
import { expect } from '@esm-bundle/chai';
import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { until } from './button.test.fixture.ts';
import type { SharerElement } from './sharer-element.ts';
import type { SessionSource } from './sharer-session.ts';

export { backend, manage, pause, rests, until, useBackend } from './button.test.fixture.ts';

declare global {
  interface Window {
    axe: { run(context: Node, options?: object): Promise<AxeResults> };
  }
}

const readable = (element: Element | null | undefined): string => ((element as HTMLElement | null)?.innerText ?? '').replace(/\s+/g, ' ').trim();

/** A sharer's element as a person meets it. */
export class SharerHarness<E extends SharerElement = SharerElement> {
  readonly element: E;
  readonly events: CustomEvent<unknown>[] = [];

  constructor(element: E, eventNames: readonly string[] = []) {
    this.element = element;
    for (const name of eventNames) {
      document.addEventListener(name, (event) => {
        if (event.target === element) this.events.push(event as CustomEvent<unknown>);
      });
    }
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot ?? expect.fail('no shadow root');
  }

  find<T extends HTMLElement>(selector: string): T {
    return this.root.querySelector<T>(selector) ?? expect.fail(`nothing is ${selector} in ${this.root.innerHTML}`);
  }

  has(selector: string): boolean {
    return this.root.querySelector(selector) !== null;
  }

  /** The words that can be read, of the element or of the first that the selector finds in it. */
  text(selector?: string): string {
    if (selector !== undefined) return readable(this.root.querySelector(selector));
    return [...this.root.children].map(readable).filter(Boolean).join(' ');
  }

  /** The words of the rows, or of whatever the selector finds. */
  texts(selector = 'li'): string[] {
    return [...this.root.querySelectorAll(selector)].map(readable);
  }

  /** A control by the name that assistive technology reads: its label, or else its words. Hidden ones are left out. */
  control<T extends HTMLElement = HTMLElement>(name: RegExp, within: Element | ShadowRoot = this.root): T {
    const all = [...within.querySelectorAll<T>('button, a, input, select, textarea, summary, [role=menuitem]')].filter((one) => one.checkVisibility());
    const nameOf = (one: T) => (one.getAttribute('aria-label') ?? (readable(one) || readable((one as unknown as HTMLInputElement).labels?.[0])));
    return all.find((one) => name.test(nameOf(one))) ?? expect.fail(`no control ${String(name)} among ${all.map(nameOf).join(' | ')}`);
  }

  hasControl(name: RegExp, within: Element | ShadowRoot = this.root): boolean {
    try {
      return this.control(name, within).isConnected;
    } catch {
      return false;
    }
  }

  /** Waits until the words that can be read fit. */
  async says(words: RegExp, selector?: string): Promise<void> {
    await until(() => `it says ${String(words)}; it says: ${this.text(selector)}`, () => words.test(this.text(selector)));
  }

  /** Waits until the live region has said something that fits. */
  async announces(words: RegExp): Promise<void> {
    const said = () => [...this.root.querySelectorAll('[role=status]')].map((one) => one.textContent).join(' ');
    await until(() => `it announces ${String(words)}; it announces: ${said()}`, () => words.test(said()));
  }

  get focused(): Element | null {
    return this.root.activeElement;
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  async isAccessible(): Promise<void> {
    // What is still fading in has no contrast yet.
    for (const animation of [...document.getAnimations(), ...this.root.getAnimations()]) {
      if (animation.effect?.getTiming().iterations !== Infinity) animation.finish();
    }
    const { violations } = await window.axe.run(this.element, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(', ')}`)).to.deep.equal([]);
  }
}

/** Puts a sharer's element into the page, with its session. */
export const placeSharer = async <E extends SharerElement>(
  tag: string,
  session: SessionSource | undefined,
  { attributes = {}, eventNames = [] as readonly string[], content = '' } = {} as {
    readonly attributes?: Readonly<Record<string, string>>;
    readonly eventNames?: readonly string[];
    readonly content?: string;
  },
): Promise<SharerHarness<E>> => {
  const element = document.createElement(tag) as unknown as E;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.innerHTML = content;
  const harness = new SharerHarness<E>(element, eventNames);
  if (session) element.session = session;
  document.body.append(element);
  await until('the element has drawn itself', () => element.shadowRoot?.querySelector('*'));
  return harness;
};

/** Waits until somebody waits for news: all that there was to read before has been read. */
export const listens = ({ requests }: Pick<Mocks, 'requests'>): Promise<void> =>
  until('it listens', () => requests.some(({ operation, query }) => operation === 'events.list' && Number((query as { wait?: unknown }).wait) > 0));

/** A provider as pages have them, and how often it was asked. */
export const provider = (make: () => Session | Promise<Session>) => {
  const asked = { times: 0 };
  const provide = async (): Promise<Session> => {
    asked.times += 1;
    return make();
  };
  return Object.assign(provide, { asked });
};

/** Whether somebody can see the page, as the element learns it. */
export const seePage = (visible: boolean): void => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => !visible });
  document.dispatchEvent(new Event('visibilitychange'));
};

/** Whether there is a network, as the element learns it. What is sent still arrives; see `mocks.failNext`. */
export const plugNetwork = (online: boolean): void => {
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online });
  window.dispatchEvent(new Event(online ? 'online' : 'offline'));
};

/**
 * Notes for how long timers were set that have gone off, in ms: what somebody meant to wait for, on whatever machine. Those
 * that were cleared in time are not among them.
 */
export const useTimers = () => {
  let elapsed: number[] = [];
  const { setTimeout: later } = window;
  beforeEach(() => {
    elapsed = [];
    window.setTimeout = ((work: () => void, ms = 0) => {
      const noted = elapsed;
      return later(() => {
        noted.push(ms);
        work();
      }, ms);
    }) as typeof setTimeout;
  });
  afterEach(() => {
    window.setTimeout = later;
  });
  return {
    /** Notes from here on those alone that are set from here on. */
    begin: () => void (elapsed = []),
    elapsed: () => elapsed,
    longest: () => Math.max(0, ...elapsed),
  };
};

/** What the page has copied, as `navigator.clipboard` was told; `refuse` makes it fail. */
export const useClipboard = () => {
  const world = { copied: [] as string[], refuse: false };
  const original = Object.getOwnPropertyDescriptor(navigator, 'clipboard');
  beforeEach(() => {
    world.copied.length = 0;
    world.refuse = false;
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: {
        writeText: async (text: string) => {
          if (world.refuse) throw new DOMException('Not allowed.', 'NotAllowedError');
          world.copied.push(text);
        },
      },
    });
  });
  after(() => {
    Reflect.deleteProperty(navigator, 'clipboard');
    if (original) Object.defineProperty(navigator, 'clipboard', original);
  });
  return world;
};

afterEach(() => {
  Reflect.deleteProperty(document, 'hidden');
  Reflect.deleteProperty(navigator, 'onLine');
});
