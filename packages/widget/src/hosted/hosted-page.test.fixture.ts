import { expect } from '@esm-bundle/chai';

/** A request that a page's script sent. */
export interface Sent {
  readonly path: string;
  readonly method: string;
  readonly accept: string | null;
  readonly keepalive: boolean;
  readonly body: unknown;
}

export type Answer = (sent: Sent) => Response | Promise<Response>;

export const refused = (code: string): Response => Response.json({ code, title: `Title of ${code}`, detail: `Detail of ${code}` }, { status: 410 });

export const fid = `cf_${'f'.repeat(43)}`;

let pages = 0;

/** Puts the time of a page into the test's hands: it passes only when the test says so, however long that takes. */
const stopTime = (view: Window & typeof globalThis) => {
  const begun = Date.now();
  let now = 0;
  let timers: { readonly at: number; readonly work: () => void }[] = [];
  view.Date.now = () => begun + now;
  view.setTimeout = ((work: () => void, ms = 0) => timers.push({ at: now + ms, work })) as typeof setTimeout;
  return {
    /** Whether the page waits for time to pass. */
    waits: () => timers.length > 0,
    /** Lets so many ms pass, and what is due then happen, in its order. */
    pass: (ms: number) => {
      for (const end = now + ms; ; ) {
        const [next] = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        now = next?.at ?? end;
        if (!next) return;
        timers = timers.filter((timer) => timer !== next);
        next.work();
      }
    },
  };
};

/**
 * One of our pages in a frame: `html` is its body as the server writes it, `data` the body's attributes. Its network is the
 * test's, and so are its opener and its time.
 */
export const openPage = async (script: 'link' | 'launch' | 'done' | 'page', data: Record<string, string>, html: string, options: { answer?: Answer; opener?: boolean; userAgent?: string } = {}) => {
  const frame = document.createElement('iframe');
  frame.src = `/blank/${++pages}`;
  frame.style.inlineSize = '400px';
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!view) return expect.fail('no frame');
  const page = view.document;
  const sent: Sent[] = [];
  const answer = options.answer ?? (() => new Response(null, { status: 204 }));
  view.fetch = async (input, init = {}) => {
    const headers = new Headers(init.headers);
    const one: Sent = {
      path: new URL(String(input), location.origin).pathname,
      method: init.method ?? 'GET',
      accept: headers.get('accept'),
      keepalive: init.keepalive === true,
      body: init.body ? JSON.parse(String(init.body)) : undefined,
    };
    sent.push(one);
    return answer(one);
  };
  const time = stopTime(view);
  /** What other windows have said to the page, which has dealt with it by then. */
  const heard: unknown[] = [];
  view.addEventListener('message', ({ data: message }) => heard.push(message));
  const state = { closed: 0, submitted: [] as string[] };
  view.close = () => void state.closed++;
  view.HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
    state.submitted.push(new URL(this.action).pathname);
  };
  (view as { opener: unknown }).opener = options.opener ? window : null;
  if (options.userAgent) Object.defineProperty(view.navigator, 'userAgent', { value: options.userAgent });
  Object.assign(page.body.dataset, data);
  page.body.innerHTML = html;
  const loaded = new Promise((resolve) => {
    const element = Object.assign(page.createElement('script'), { type: 'module', src: `/packages/widget/src/hosted/${script}.ts` });
    element.addEventListener('load', resolve);
    page.head.append(element);
  });
  await loaded;
  return {
    frame,
    view,
    page,
    sent,
    heard,
    time,
    state,
    one: <E extends HTMLElement>(selector: string): E => page.querySelector<E>(selector) ?? expect.fail(`no ${selector}`),
    /** Whether an element can be seen. */
    shows: (selector: string): boolean => (page.querySelector<HTMLElement>(selector)?.getClientRects().length ?? 0) > 0,
    status: () => page.querySelector('[data-status]')?.textContent,
    count: (path: string) => sent.filter((one) => one.path === path).length,
  };
};

export type HostedPage = Awaited<ReturnType<typeof openPage>>;
