import { createHash, randomBytes } from 'node:crypto';
import type { Connection, Event, EventPage, FlowState, LinkInput, LinkWithUrl } from '@connect/sdk/contract';
import { examplePlatform } from './example-platform.test.fixture.ts';
import type { ConnectOptions } from './options.ts';
import type { Account, Platform, PlatformNotice, Tokens } from './platforms/port.ts';
import { createTestBackend } from './testing/backend.ts';

export const minute = 60_000;
const start = Date.UTC(2026, 10, 20, 12);

/** What happens while the platform is asked. */
interface Meanwhile {
  /** For the account. */
  work: (tokens: Tokens) => Promise<void>;
  /** To end an access: it does, unless this rejects. `keep`: hands over tokens that were renewed on the way. */
  revoke: (tokens: Tokens, keep?: (renewed: Tokens) => Promise<void>) => Promise<void>;
  /** Whether a token still works. */
  check: (tokens: Tokens) => Promise<void>;
  /** For new tokens. */
  refresh: (tokens: Tokens) => Promise<void>;
  /** How long an access token lives, in ms; it is due for renewal after two thirds of that. */
  life: number;
  /** Where accounts have their picture. */
  picture: string | null;
}

/** A platform whose codes are the names of the accounts that log in there: one (`dora`, `dora.2`), or several (`dora,emil`). */
const platformOf = (now: () => number, revoked: string[], meanwhile: Meanwhile): Platform =>
  examplePlatform({
    authorize: ({ state, redirectUri, chooseAccount }) => ({
      url: `${redirectUri}?${new URLSearchParams({ state, ...(chooseAccount && { choose: '1' }) })}`,
    }),
    async exchange({ code }) {
      const tokens: Tokens = {
        accessToken: code,
        accessExpiresAt: now() + meanwhile.life,
        refreshToken: `refresh-${code}`,
        refreshExpiresAt: now() + 24 * 60 * minute,
        obtainedAt: now(),
      };
      return { tokens, scopes: ['basic'], altIds: [] };
    },
    async fetchAccounts(tokens): Promise<readonly Account[]> {
      await meanwhile.work(tokens);
      const names = tokens.accessToken.replace(/\..*/, '').split(',');
      const unchosen = names.length > 1 && { unchosen: true as const };
      return names.map((id) => ({ id, altIds: [], handle: `@${id}`, displayName: null, pictureUrl: meanwhile.picture, type: null, ...unchosen }));
    },
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + (meanwhile.life * 2) / 3 }),
    async refresh(tokens) {
      await meanwhile.refresh(tokens);
      return { tokens: { ...tokens, accessToken: `${tokens.accessToken}-2`, accessExpiresAt: now() + meanwhile.life }, scopes: null };
    },
    check: (tokens) => meanwhile.check(tokens),
    async revoke(tokens, keep) {
      await meanwhile.revoke(tokens, keep);
      revoked.push(tokens.accessToken);
      return 'revoked';
    },
    notices: {
      // One of the senders that have an address.
      sender: 'tiktok',
      read: ({ body }) => {
        const notice = JSON.parse(Buffer.from(body).toString()) as PlatformNotice;
        return { kind: 'genuine', notices: [notice], ignored: 0, unreadable: 0, signedWith: 'nothing' };
      },
    },
  });

/** How a product page's window begins. */
interface Launch {
  readonly fid: string;
  readonly openerOrigin?: string | null;
  readonly attested?: boolean;
}

const flowOf = (fid: string) => ({ fid, platform: 'example' });
const json = { 'content-type': 'application/json', accept: 'application/json' };

/** A flow as the page that begins it names it: its secret, and the name that anybody may know. */
export const newFlow = (): { readonly secret: string; readonly fid: string } => {
  const bytes = randomBytes(32);
  const fid = `cf_${createHash('sha256').update(bytes).digest('base64url')}`;
  return { secret: `cs_${bytes.toString('base64url')}`, fid };
};

/** A page as a person sees it. */
export interface Seen {
  readonly status: number;
  readonly path: string;
  /** Without tags. */
  readonly text: string;
  readonly html: string;
}

/** A backend with one example platform, a workspace `shop`, and people who come through its links. */
export const createRecipients = async (options: Pick<ConnectOptions, 'log' | 'allowedHosts'> & { readonly database?: ConnectOptions['database'] } = {}) => {
  let time = start;
  const revoked: string[] = [];
  const meanwhile: Meanwhile = {
    work: () => Promise.resolve(),
    revoke: () => Promise.resolve(),
    check: () => Promise.resolve(),
    refresh: () => Promise.resolve(),
    life: 60 * minute,
    picture: null,
  };
  const platform = platformOf(() => time, revoked, meanwhile);
  /** Another way to the same accounts. */
  const detour: Platform = {
    ...platform,
    id: 'detour',
    name: 'Example by a detour',
    accountsOn: { id: 'example', name: 'Example' },
    revoke: ({ accessToken, ...tokens }) => platform.revoke({ ...tokens, accessToken: `${accessToken} by a detour` }),
  };
  const backend = await createTestBackend({
    platforms: [platform, detour],
    ...options,
    now: () => time,
    rateLimits: { publicPerMinute: 1000, startsPerMinute: 1000 },
  });
  const { origin, fetch } = backend;

  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${backend.apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${origin}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return (response.status === 204 ? undefined : await response.json()) as T;
  };

  /** One person's browser. */
  const browser = () => {
    const jar = new Map<string, string>();

    const send = async (method: string, path: string, form?: Readonly<Record<string, string>> | string, more: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(new URL(path, origin), {
        method,
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(method === 'POST' && { origin, 'sec-fetch-site': 'same-origin' }),
          ...more,
        },
        ...(form && { body: typeof form === 'string' ? form : new URLSearchParams(form) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      return response;
    };

    const follow = async (path: string, response: Response): Promise<Seen> => {
      const to = response.headers.get('location');
      if (to !== null) return follow(to.replace('#', ''), await send('GET', to));
      const html = await response.text();
      const body = html.slice(html.indexOf('<main'));
      const text = body.replaceAll(/<\/?bdi[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
      return { status: response.status, path: new URL(path, origin).pathname, text, html };
    };

    const open = async (path: string): Promise<Seen> => follow(path, await send('GET', path));
    const post = async (path: string, form: Readonly<Record<string, string>> = {}): Promise<Seen> =>
      follow(path, await send('POST', path, form));

    return {
      jar,
      send,
      open,
      post,
      /** Presses the button on the link's page; the platform's address. */
      async start(link: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
        const page = await post(`${new URL(link).pathname}/start`, { platform: 'example', ...fields });
        const address = /content="0;url=([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
        if (address === undefined) throw new Error(`No way to the platform: ${page.status} ${page.text}`);
        return address;
      },
      /** What the window does first that a product page has opened. */
      announce: (link: string, { fid, openerOrigin = null }: Launch) =>
        send('POST', `${new URL(link).pathname}/launch`, JSON.stringify({ ...flowOf(fid), mode: 'popup', openerOrigin, returnUrl: null }), json),
      /** What that window does: announces its flow and goes on; the platform's address. */
      async launch(link: string, window: Launch): Promise<string> {
        await this.announce(link, window);
        const { fid, attested = false } = window;
        const started = await send('POST', `${new URL(link).pathname}/start`, JSON.stringify({ ...flowOf(fid), attested }), json);
        if (!started.ok) throw new Error(`No way to the platform: ${started.status} ${await started.text()}`);
        return ((await started.json()) as { authorizeUrl: string }).authorizeUrl;
      },
      /** Logs in at the platform and comes back. */
      arrive: (address: string, account: string): Promise<Seen> => open(`${address}&code=${account}`),
      async connect(link: string, account: string): Promise<Seen> {
        return this.arrive(await this.start(link), account);
      },
      /** Presses a button of the page by its words: posts the form that it stands in. */
      async press(page: Seen, label: string): Promise<Seen> {
        const flat = page.html.replaceAll('\n', '').replaceAll(/<\/?bdi[^>]*>/g, '');
        const form = [...flat.matchAll(/<form method="post" action="([^"]+)"[^>]*>(.*?)<\/form>/g)].find(([, , inner = '']) =>
          inner.includes(`<span>${label}</span>`),
        );
        if (form === undefined) throw new Error(`There is no “${label}” on: ${page.text}`);
        const fields = [...(form[2] ?? '').matchAll(/name="(\w+)" value="([^"]*)"/g)];
        return post(form[1] ?? '', Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])));
      },
    };
  };

  const setShop = (more: object = {}) => call('PUT', '/v1/workspaces/shop', { name: 'Northlight', ...more });
  await setShop();

  return {
    ...backend,
    revoked,
    meanwhile,
    call,
    browser,
    setShop,
    now: () => time,
    after: (ms: number) => void (time += ms),
    /** What the platform tells of an account by itself, as happened at `occurredAt`. */
    notice: (account: string, { kind = 'access_ended', occurredAt = time }: { kind?: PlatformNotice['kind']; occurredAt?: number } = {}) =>
      fetch(`${origin}/platforms/tiktok/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind, accountIds: [account], reason: 'removed_at_platform', occurredAt }),
      }),
    link: (more: Partial<LinkInput> = {}): Promise<LinkWithUrl> =>
      call('POST', '/v1/links', { workspace: 'shop', platforms: ['example'], sharedBy: { name: 'Maya', email: 'maya@shop.example' }, ...more }),
    patch: (link: LinkWithUrl, change: object) => call('PATCH', `/v1/links/${link.id}`, change),
    connections: async () => (await call<{ data: Connection[] }>('GET', '/v1/connections?workspace=shop')).data,
    connection: (id: string) => call<Connection>('GET', `/v1/connections/${id}`),
    events: async (): Promise<readonly Event[]> => (await call<EventPage>('GET', '/v1/events?workspace=shop&limit=100')).data,
    status: async (secret: string): Promise<FlowState> => {
      const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ secret }) };
      return (await (await fetch(`${origin}/v1/public/flows/status`, init)).json()) as FlowState;
    },
  };
};

export type Recipients = Awaited<ReturnType<typeof createRecipients>>;
