import { Hono, type Context } from 'hono';
import { createAccounts, type Account, type AccountSeed } from './account.ts';
import { createBehaviours, perform, type Behaviour, type Behaviours } from './behaviour.ts';
import { createClock, type Clock } from './clock.ts';
import type { PictureAddress } from './pages/account-card.ts';
import { contentSecurityPolicy, layout, type Brand, type Page } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';
import { createNotices, type Notices } from './notices.ts';
import { createPictures, pictureAnswers, type PictureAnswer, type Pictures } from './picture.ts';
import { createRequestLog, noteParameters, type LoggedRequest, type RequestLog } from './request-log.ts';
import { seeds } from './seeds.ts';
import { createSettings, oneOf, type Setting, type Settings, type SettingsPlan } from './settings.ts';

/** Settings that all platforms have. */
export interface SharedSettings {
  /** `Cross-Origin-Opener-Policy` of all pages and of the redirects that end them; `null`: no such header. */
  coop: 'same-origin' | 'same-origin-allow-popups' | 'noopener-allow-popups' | 'unsafe-none' | null;
  /** Whether `state` comes back when the person cancels. */
  denyState: 'echo' | 'omit';
  /** What pictures answer. */
  picture: PictureAnswer;
  /** Username of the account that a new browser is logged in with already; `null`: nobody. */
  signedInAs: string | null;
}

export interface SharedOptions<S> {
  /** The emulation's own address as browsers see it, without a path. Left out: the address of each request. */
  readonly origin?: string;
  /** An invention for demos on one machine: accepts redirect URIs on loopback hosts, http included. Off unless asked for. */
  readonly allowHttpRedirects?: boolean;
  /** Milliseconds since 1970; `Date.now` unless told. */
  readonly now?: () => number;
  readonly accounts?: readonly AccountSeed[];
  /** Settings to begin with, and to return to on reset. */
  readonly settings?: Partial<S>;
  /**
   * Sends the notices that the platform has for apps. Left out, `fetch` does, to addresses on this machine only; whoever
   * gives this may hand them to an app in the same process, whatever their address.
   */
  readonly send?: (request: Request) => Promise<Response>;
}

type Env = { Variables: { entry: LoggedRequest } };

/** What all platforms stand on: the app, the clock, the people, the pictures, settings, queued behaviours, notices and the log. */
export interface Emulation<S extends SharedSettings, E extends string> {
  readonly app: Hono<Env>;
  readonly brand: Brand;
  readonly clock: Clock;
  /** Everybody and everything that has a name here. */
  readonly accounts: Account[];
  /** Those of them who log in. */
  readonly people: Account[];
  readonly settings: Settings<S>;
  readonly behaviours: Behaviours<E>;
  readonly requests: RequestLog;
  readonly notices: Notices;
  readonly pictures: Pictures;
  /** Where the emulation's own pages find an account's picture. */
  readonly pagePicture: PictureAddress;
  /** Notes the request as one to this endpoint, and answers it, or does what a test has ordered instead. */
  play(
    c: Context,
    endpoint: E,
    parameters: URLSearchParams,
    answer: (behaviour: Behaviour | undefined) => Response | Promise<Response>,
  ): Promise<Response>;
  /** Answers with a page of the platform. */
  respond(c: Context, page: Page, status?: 200 | 400 | 403 | 404 | 500): Response | Promise<Response>;
  /** Sends the browser on, from a page of the platform. The address is taken as it is: no character of it is touched. */
  redirect(c: Context, location: string): Response;
  /** The emulation's own address, as the person's browser sees it. */
  origin(c: Context): string;
  account(username: string): Account | undefined;
}

interface EmulationPlan<S extends SharedSettings, E extends string> {
  readonly brand: Brand;
  readonly options: SharedOptions<S>;
  /** Those who log in, where they are others than the accounts that apps use. */
  readonly people?: readonly Account[];
  readonly settings: SettingsPlan<Omit<S, keyof SharedSettings>>;
  readonly kinds: Readonly<Record<E, readonly string[]>>;
}

export function createEmulation<S extends SharedSettings, E extends string>(plan: EmulationPlan<S, E | 'picture'>) {
  const { brand, options } = plan;
  const clock = createClock(options.now);
  const used = createAccounts(options.accounts ?? seeds);
  const people = plan.people ? [...plan.people] : used;
  const accounts = plan.people ? [...people, ...used] : used;
  const account = (username: string) => {
    const name = username.replace(/^@/, '');
    return accounts.find((known) => known.username === name) ?? accounts.find((known) => known.key === name);
  };
  // The plan's type leaves the shared settings out; together they are all of S, which TypeScript cannot add up.
  const person = (username: string) => people.find((known) => known === account(username));
  const allSettings = { ...sharedSettings(person), ...plan.settings } as unknown as SettingsPlan<S>;
  const settings = createSettings(allSettings, options.settings);
  const behaviours = createBehaviours(plan.kinds);
  const requests = createRequestLog();
  const notices = createNotices(clock, options.send ?? ((request) => fetch(request)));
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    const { pathname: path, searchParams } = new URL(c.req.url);
    if (path.startsWith('/_emulator/') && !path.startsWith('/_emulator/pictures/')) return await next();
    if (path === '/' || path === '/favicon.ico' || /^\/(people|notices)\//.test(path)) return await next();
    const entry = requests.start(c.req.method, path, clock.now());
    if (path.startsWith('/login/') || searchParams.get('plain') === '1') entry.endpoint = 'page';
    c.set('entry', entry);
    await next();
    entry.status = c.res.status;
  });

  const play: Emulation<S, E | 'picture'>['play'] = (c, endpoint, parameters, answer) => {
    const { entry } = (c as Context<Env>).var;
    entry.endpoint = endpoint;
    noteParameters(entry, parameters);
    return perform(behaviours.take(endpoint), answer);
  };

  function pageHeaders(c: Context): void {
    const { coop } = settings.current;
    if (coop !== null) c.header('Cross-Origin-Opener-Policy', coop);
    c.header('Cache-Control', 'no-store');
    c.header('Referrer-Policy', 'same-origin');
  }

  const pictures = createPictures({
    clock,
    accounts,
    answer: () => settings.current.picture,
    play: (c, answer) => play(c, 'picture', new URLSearchParams(), answer),
  });

  const emulation: Emulation<S, E | 'picture'> = {
    app,
    brand,
    clock,
    accounts,
    people,
    settings,
    behaviours,
    requests,
    notices,
    play,
    account,
    pictures,
    pagePicture(account) {
      const address = pictures.address(account, 100);
      return address && `${address}&plain=1`;
    },
    respond(c, page, status = 200) {
      pageHeaders(c);
      c.header('Content-Security-Policy', contentSecurityPolicy);
      c.header('X-Content-Type-Options', 'nosniff');
      return c.html(layout(brand, page), status);
    },
    redirect(c, location) {
      pageHeaders(c);
      c.header('Location', location);
      // 303 after a form, so that the browser does not send the form on to the app.
      return c.body(null, c.req.method === 'GET' ? 302 : 303);
    },
    origin: (c) => options.origin ?? new URL(c.req.url).origin,
  };

  app.route('/', pictures.routes);
  app.get('/favicon.ico', (c) => c.body(null, 204));
  app.notFound((c) => {
    const text = `The emulated ${brand.name} has nothing at ${c.req.method} ${c.req.path}`;
    return emulation.respond(c, messagePage({ title: 'Not found', text }), 404) as Response;
  });
  return emulation;
}

function sharedSettings(account: (username: string) => Account | undefined): SettingsPlan<SharedSettings> {
  const signedInAs: Setting<string | null> = {
    initial: null,
    expected: 'the username of an account, or null',
    accepts: (value): value is string | null => value === null || (typeof value === 'string' && account(value) !== undefined),
  };
  return {
    coop: oneOf(null, 'same-origin', 'same-origin-allow-popups', 'noopener-allow-popups', 'unsafe-none'),
    denyState: oneOf('echo', 'omit'),
    picture: oneOf<PictureAnswer>(...(pictureAnswers as readonly [PictureAnswer, ...PictureAnswer[]])),
    signedInAs,
  };
}
