import type { Emulator } from './emulator.ts';

/** What a person does on the login pages. */
export interface Conduct {
  /** Username of the account to choose; left out: continue as whoever is logged in. */
  readonly account?: string;
  /** What to do in the end; `allow` unless told. */
  readonly decision?: 'allow' | 'cancel';
  /** Optional scopes, or ids of assets, to untick. */
  readonly untick?: readonly string[];
  /** Ids of the only assets to tick, or all current and future ones; left out: as the page has it. */
  readonly assets?: 'all' | readonly string[];
  /** Whether to change what was allowed before, where the page asks, instead of continuing with it. */
  readonly edit?: boolean;
  /** The six-digit code; the right one unless told. */
  readonly code?: string;
}

/** Where an authorization request has led. */
export interface Visit {
  /** The address that the browser was sent to, outside the emulator: the app's callback. `null`: it is still on a page. */
  readonly callback: string | null;
  /** The address of the last request to the emulator. */
  readonly url: string;
  readonly status: number;
  /** The page's title and HTML, if it is still on one. */
  readonly title: string;
  readonly html: string;
}

/** A person with a browser of their own: it keeps its cookies, follows links and sends the pages' real forms. */
export interface Visitor {
  /** Opens an address and stays on the first page. */
  open(url: string): Promise<Visit>;
  /** Opens an authorization address and goes through the pages to the end. Throws if a page does not offer the next step. */
  authorize(url: string, conduct?: Conduct): Promise<Visit>;
}

/** For tests that have no browser. The pages work without script, so what this does is what a browser does. */
export function createVisitor({ fetch }: Pick<Emulator, 'fetch'>): Visitor {
  const cookies = new Map<string, string>();

  async function go(url: string, form?: URLSearchParams): Promise<Visit> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(
      new Request(url, {
        redirect: 'manual',
        headers: { ...(cookie !== '' && { cookie }), ...(form && { 'sec-fetch-site': 'same-origin' }) },
        ...(form && { method: 'POST', body: form }),
      }),
    );
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location?.startsWith('/')) return await go(new URL(location, url).href);
    if (location !== null) return { url, callback: location, status: response.status, title: '', html: '' };
    const html = await response.text();
    return { url, callback: null, status: response.status, title: /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '', html };
  }

  async function press(visit: Visit, step: string, fields: readonly (readonly [string, string])[]) {
    const action = new RegExp(`<form method="post" action="([^"]+/${step})"`).exec(visit.html)?.[1];
    if (action === undefined) throw new Error(`The page "${visit.title}" offers no "${step}"`);
    const form = new URLSearchParams();
    for (const [name, value] of fields) form.append(name, value);
    return await go(new URL(action, visit.url).href, form);
  }

  return {
    open: go,
    async authorize(url, { account, decision = 'allow', untick = [], assets, edit = false, code } = {}) {
      let visit = await go(url);
      if (visit.callback !== null || visit.status !== 200) return visit;
      if (account !== undefined) {
        if (!visit.html.includes('name="account"')) visit = await press(visit, 'switch', []);
        visit = await press(visit, 'account', [['account', account]]);
      }
      if (visit.html.includes('name="code"')) {
        const accepted = /accepts <strong>(\d{6})<\/strong>/.exec(visit.html)?.[1] ?? '';
        visit = await press(visit, 'code', [['code', code ?? accepted]]);
      }
      if (visit.callback !== null || visit.status !== 200) return visit;
      if (visit.html.includes('value="resume"')) {
        if (decision === 'allow' && !edit) return await press(visit, 'decision', [['decision', 'resume']]);
        if (edit) visit = await press(visit, 'edit', []);
      }
      const ticked = ticks(visit.html, untick, assets);
      if (decision === 'allow' && !visit.html.includes('value="allow"')) return visit;
      return await press(visit, 'decision', [['decision', decision], ...ticked]);
    },
  };
}

/** What the page's form sends of its switches, once the person has changed them. */
function ticks(html: string, untick: readonly string[], assets: Conduct['assets']): (readonly [string, string])[] {
  return [...html.matchAll(/<input type="(radio|checkbox|hidden)"([^>]*)>/g)].flatMap(([, type, rest = '']) => {
    const name = /name="([^"]+)"/.exec(rest)?.[1] ?? '';
    const value = /value="([^"]*)"/.exec(rest)?.[1] ?? '';
    const begins = / checked/.test(rest);
    let stays = begins || type === 'hidden';
    if (assets !== undefined && name !== 'scope' && type === 'radio') stays = (assets === 'all') === (value === 'all');
    if (assets !== undefined && name !== 'scope' && type === 'checkbox') stays = assets.includes(value);
    return stays && !untick.includes(value) ? [[name, value] as const] : [];
  });
}
