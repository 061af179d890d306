import { createHash, webcrypto } from 'node:crypto';
import type { FlowOutcome } from './message.ts';
import type { FlowWindow } from './window.ts';

/** A question that the flow asked its server. */
export interface Asked {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly keepalive: boolean;
  readonly aborted: () => boolean;
}

export interface FakePopup {
  closed: boolean;
  focused: number;
  readonly received: { readonly message: Record<string, unknown>; readonly origin: string }[];
  focus(): void;
  close(): void;
  postMessage(message: Record<string, unknown>, origin: string): void;
}

const createPopup = (): FakePopup => ({
  closed: false,
  focused: 0,
  received: [],
  focus() {
    this.focused++;
  },
  close() {
    this.closed = true;
  },
  postMessage(message, origin) {
    this.received.push({ message, origin });
  },
});

export const backend = 'https://connect.example';

/**
 * The real algorithm, whose answer takes no time of the machine's: the real digest comes from a thread of its own, which
 * the test's clock does not wait for, so on a busy machine the next flow's names would not be there yet.
 */
const crypto = {
  getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  subtle: { digest: async (_: string, bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()).buffer },
};

/**
 * A browser window as far as a flow touches it, with a server behind that knows one flow. Time is the test's: use fake
 * timers.
 */
export const createFakeWindow = (storage: Record<string, string> = {}) => {
  const target = new EventTarget();
  const asked: Asked[] = [];
  const opened: { readonly url: URL; readonly name: string; readonly popup: FakePopup | null }[] = [];
  const assigned: URL[] = [];
  const waiting: (() => void)[] = [];
  const fake = {
    asked,
    opened,
    assigned,
    storage,
    /** What the server answers about the flow. */
    outcome: { seq: 0, status: 'none', platform: 'instagram', connections: [], error: null, pollMs: 1000 } as Omit<FlowOutcome, 'fid'>,
    /** How the network is: `down` rejects as fetch does, a number is the status of an error. */
    network: 'up' as 'up' | 'down' | 'silent' | number,
    /** Whether the server holds questions open until something changes. */
    holds: true,
    blocksPopups: false,
    focused: true,
    hidden: false,
    online: true,
    standalone: false,
    framed: false,
    href: 'https://shop.example/connect?client=7#top',
    emit: (type: string, more: Record<string, unknown> = {}) => target.dispatchEvent(Object.assign(new Event(type), more)),
    /** The server learns something; whoever waits for it hears of it. */
    say(outcome: Partial<Omit<FlowOutcome, 'fid'>>) {
      fake.outcome = { ...fake.outcome, seq: fake.outcome.seq + 1, ...outcome };
      for (const answer of waiting.splice(0)) answer();
    },
    message(data: unknown, { origin = backend, source = opened.at(-1)?.popup as unknown } = {}) {
      fake.emit('message', { data, origin, source });
    },
    count: (operation: string) => asked.filter((one) => one.operation === operation).length,
  };

  const fetch = async (input: string, init: RequestInit): Promise<Response> => {
    const operation = input.replace(`${backend}/v1/public/flows/`, '');
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    asked.push({ operation, body, keepalive: init.keepalive === true, aborted: () => init.signal?.aborted === true });
    const stopped = new Promise<never>((_, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError'))));
    stopped.catch(() => undefined);
    if (fake.network === 'down') throw new TypeError('Failed to fetch');
    if (fake.network === 'silent') return stopped;
    if (typeof fake.network === 'number') return new Response('{"code":"internal_error"}', { status: fake.network });
    if (fake.holds && operation === 'status' && body['wait'] !== 0 && fake.outcome.seq <= Number(body['since'])) {
      const held = new Promise<void>((resolve) => {
        waiting.push(resolve);
        setTimeout(resolve, Number(body['wait']) * 1000);
      });
      await Promise.race([held, stopped]);
    }
    return Response.json({ fid: `cf_${'x'.repeat(43)}`, ...fake.outcome });
  };

  const view = {
    open: (url: string, name: string) => {
      const popup = fake.blocksPopups ? null : createPopup();
      opened.push({ url: new URL(url), name, popup });
      return popup;
    },
    fetch,
    setTimeout: (...parameters: Parameters<typeof setTimeout>) => setTimeout(...parameters),
    addEventListener: target.addEventListener.bind(target),
    // As a browser's: entries are properties, methods are not.
    sessionStorage: new Proxy(storage, {
      get: (entries, key) => (key === 'removeItem' ? (name: string) => Reflect.deleteProperty(entries, name) : Reflect.get(entries, key)),
    }),
    crypto,
    origin: 'https://shop.example',
    Date,
    document: {
      get hidden() {
        return fake.hidden;
      },
      hasFocus: () => fake.focused,
    },
    navigator: {
      get onLine() {
        return fake.online;
      },
      get standalone() {
        return fake.standalone;
      },
    },
    location: {
      get href() {
        return fake.href;
      },
      assign: (url: string) => assigned.push(new URL(url)),
    },
    get parent(): unknown {
      return fake.framed ? {} : view;
    },
  };
  return { fake, view: view as unknown as FlowWindow };
};
