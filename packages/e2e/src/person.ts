import { createHash, randomBytes } from 'node:crypto';
import { createVisitor, type Conduct } from '@connect/emulators';
import type { FlowState } from '@connect/sdk/contract';
import type { World } from './world.ts';

/** A page as a person sees it. */
export interface Seen {
  readonly status: number;
  readonly url: string;
  readonly html: string;
  /** The text of its first heading. */
  readonly title: string;
}

export interface NewFlow {
  readonly fid: string;
  readonly secret: string;
}

/** The ids that an embedding page makes for one flow. */
export const newFlow = (): NewFlow => {
  const bytes = randomBytes(32);
  return { secret: `cs_${bytes.toString('base64url')}`, fid: `cf_${createHash('sha256').update(bytes).digest('base64url')}` };
};

const titleOf = (html: string): string =>
  (/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** One person's browser without a screen: it keeps cookies, follows redirects within Connect, and sends what a browser sends. */
export const createPerson = (world: World) => {
  const jar = new Map<string, string>();
  const { origin } = world;

  const send = async (
    method: string,
    path: string,
    body?: URLSearchParams | object,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const headers = new Headers({
      'sec-fetch-site': method === 'GET' ? 'none' : 'same-origin',
      'sec-fetch-dest': 'document',
      accept: 'text/html',
    });
    if (method === 'POST') headers.set('origin', origin);
    if (body !== undefined && !(body instanceof URLSearchParams)) {
      headers.set('content-type', 'application/json');
      headers.set('accept', 'application/json');
    }
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    const sent = body === undefined ? null : body instanceof URLSearchParams ? body : JSON.stringify(body);
    const response = await world.connect.fetch(new Request(new URL(path, origin), { method, headers, body: sent }), {
      address: '127.0.0.1',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };

  const open = async (path: string): Promise<Seen> => {
    const response = await send('GET', path);
    const location = response.headers.get('location');
    if (location !== null && new URL(location, origin).origin === origin) return open(location);
    const html = await response.text();
    return { status: response.status, url: location ?? new URL(path, origin).href, html, title: titleOf(html) };
  };

  const text = async (path: string, body: object): Promise<Response> =>
    world.connect.fetch(
      new Request(`${origin}${path}`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(body) }),
      { address: '127.0.0.1' },
    );

  return {
    jar,
    send,
    open,
    /** Presses "Continue with …" on the hosted page, without a script; the platform's address. */
    async start(link: string, platform: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
      const response = await send('POST', `${new URL(link).pathname}/start`, new URLSearchParams({ platform, ...fields }));
      const html = await response.text();
      const address = /content="0;url=([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
      if (address === undefined) throw new Error(`No way to the platform: ${response.status} ${titleOf(html)}`);
      return address;
    },
    /** What the launch page's script does, up to the platform's address. */
    async launch(
      link: string,
      platform: string,
      flow: NewFlow,
      { attested = false, openerOrigin = world.embed('shop'), mode = 'popup', returnUrl = null as string | null } = {},
    ): Promise<string> {
      const path = new URL(link).pathname;
      const announced = await send('POST', `${path}/launch`, { fid: flow.fid, platform, mode, openerOrigin, returnUrl });
      if (announced.status !== 204) throw new Error(`Not announced: ${await announced.text()}`);
      const started = await send('POST', `${path}/start`, { fid: flow.fid, platform, attested, bannerShown: null });
      const { authorizeUrl } = (await started.json()) as { authorizeUrl?: string };
      if (authorizeUrl === undefined) throw new Error('Not started');
      return authorizeUrl;
    },
    /** Goes through the platform's pages; the address that it sends the browser back to. */
    async authorize(platform: 'instagram' | 'facebook' | 'tiktok', address: string, conduct: Conduct = {}): Promise<string> {
      const visit = await createVisitor(world[platform]).authorize(address, { account: 'harbourcoffee', ...conduct });
      if (visit.callback === null) throw new Error(`Still at the platform: ${visit.title}`);
      return visit.callback;
    },
    status: async (flow: NewFlow, more: object = {}): Promise<FlowState> =>
      (await (await text('/v1/public/flows/status', { secret: flow.secret, ...more })).json()) as FlowState,
    ack: async (flow: NewFlow, seq: number) => text('/v1/public/flows/ack', { secret: flow.secret, seq }),
    cancel: async (flow: NewFlow, more: object = {}) => text('/v1/public/flows/cancel', { secret: flow.secret, ...more }),
    /** From the link to the end, all in this browser. */
    async connect(link: string, platform: 'instagram' | 'facebook' | 'tiktok', conduct: Conduct = {}): Promise<Seen> {
      return open(await this.authorize(platform, await this.start(link, platform), conduct));
    },
  };
};

export type Person = ReturnType<typeof createPerson>;
