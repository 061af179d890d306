import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Account } from './account.ts';
import { random } from './ids.ts';
import { inventions } from './inventions.ts';
import type { Clock } from './clock.ts';
import type { PictureAddress } from './pages/account-card.ts';
import { againPage } from './pages/again.ts';
import type { AssetChoice } from './pages/assets.ts';
import { choosePage } from './pages/choose.ts';
import { codePage } from './pages/code.ts';
import { consentPage, type Permission } from './pages/consent.ts';
import type { Brand, Page } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';

/** What the login has to know about an authorization request. The platform adds what it needs to answer. */
export interface LoginRequest {
  readonly clientName: string;
  readonly permissions: readonly Permission[];
  /** Whether an existing login must not be used. */
  readonly forceLogin: boolean;
  readonly offersFacebook: boolean;
}

/** How a platform ends the login: each answer is the address to which the browser is sent back. */
interface LoginOutcome<R extends LoginRequest> {
  /** `chosen` is there if the person was offered a choice of assets. */
  allow(request: R, account: Account, scopes: readonly string[], chosen?: ChosenAssets): string;
  cancel(request: R): string;
  /** Why this account cannot go on, if it cannot. */
  objection(request: R, account: Account): { title: string; text: string; detail?: string } | undefined;
  /** Whether the account has allowed all this before and need not be asked again. */
  remembers(request: R, account: Account): boolean;
  /** What the person can choose besides permissions; left out: nothing. */
  choices?(request: R, account: Account): readonly AssetChoice[];
  /** What the account has allowed before, in words, if it may go on with that; `resume` is then where the browser goes. */
  allowedBefore?(request: R, account: Account): string | undefined;
  resume?(request: R, account: Account): string;
}

/** Ids of the chosen assets by the choice's name; `all`: all that there are and will be. */
export type ChosenAssets = ReadonlyMap<string, 'all' | readonly string[]>;

export interface Login<R extends LoginRequest> {
  readonly routes: Hono;
  /** Begins a login in the browser that sent this request, and answers with its first page. */
  begin(c: Context, request: R): Response | Promise<Response>;
  /** Logs the account out of every browser. */
  logOut(account: Account): void;
  forget(): void;
}

interface LoginParts<R extends LoginRequest> {
  readonly brand: Brand;
  readonly clock: Clock;
  readonly outcome: LoginOutcome<R>;
  readonly accounts: readonly Account[];
  readonly picture: PictureAddress;
  /** The account that a new browser is logged in with already. */
  signedInAs(): Account | undefined;
  respond(c: Context, page: Page, status?: 200 | 400 | 403 | 404): Response | Promise<Response>;
  redirect(c: Context, location: string): Response;
}

interface Browser {
  user: Account | undefined;
}

/** One authorization request on its way through the pages. */
interface Attempt<R> {
  browser: Browser;
  readonly request: R;
  readonly expiresAt: number;
  /** The account that was chosen in this attempt. */
  chosen?: Account | undefined;
  /** The account that still has to pass the second step. */
  pending?: Account | undefined;
  wrongCode?: boolean;
  switching?: boolean;
  viaFacebook?: boolean;
  /** Whether the person wants to change what was allowed before. */
  editing?: boolean;
}

/** The platform's login and consent pages: choose an account, pass the second step, allow or cancel. No script needed. */
export function createLogin<R extends LoginRequest>(parts: LoginParts<R>): Login<R> {
  const { brand, clock, outcome, accounts, picture, respond, redirect } = parts;
  const cookie = `emulated_${brand.id}`;
  const browsers = new Map<string, Browser>();
  const attempts = new Map<string, Attempt<R>>();
  const routes = new Hono();

  function accountOf({ browser, request, chosen, switching }: Attempt<R>): Account | undefined {
    return chosen ?? (request.forceLogin || switching ? undefined : browser.user);
  }

  function show(c: Context, id: string, attempt: Attempt<R>): Response | Promise<Response> {
    const { request, pending, viaFacebook } = attempt;
    const { clientName, permissions } = request;
    const action = `/login/${id}`;
    if (pending) return respond(c, codePage({ account: pending, picture, action, wrong: attempt.wrongCode === true }));
    const account = accountOf(attempt);
    if (!account) {
      const facebook = viaFacebook ? 'taken' : request.offersFacebook ? 'offered' : 'hidden';
      return respond(c, choosePage({ brand, clientName, accounts, picture, action, facebook }));
    }
    const objection = outcome.objection(request, account);
    if (objection) return respond(c, messagePage({ ...objection, action }));
    if (outcome.remembers(request, account)) {
      return redirect(c, outcome.allow(request, account, permissions.map(({ scope }) => scope)));
    }
    const before = attempt.editing ? undefined : outcome.allowedBefore?.(request, account);
    if (before !== undefined) return respond(c, againPage({ clientName, account, before, picture, action }));
    const remembered = attempt.chosen === undefined;
    const choices = outcome.choices?.(request, account) ?? [];
    return respond(c, consentPage({ brand, clientName, account, remembered, permissions, choices, picture, action }));
  }

  /** The attempt of this address, if it is alive and this is a browser that has opened a login page. */
  function find(c: Context): Attempt<R> | undefined {
    const attempt = attempts.get(c.req.param('attempt') ?? '');
    const browser = browsers.get(getCookie(c, cookie) ?? '');
    if (!attempt || !browser || attempt.expiresAt <= clock.now()) return undefined;
    // Two windows opened at once each get a new cookie, and only the later one stays: both attempts go on with that.
    attempt.browser = browser;
    return attempt;
  }

  const gone = (c: Context) =>
    respond(c, messagePage({ title: 'This page is no longer valid', text: 'Go back to the app and start again.' }), 404);

  routes.get('/login/:attempt', (c) => {
    const attempt = find(c);
    return attempt ? show(c, c.req.param('attempt'), attempt) : gone(c);
  });

  routes.post('/login/:attempt/:step', async (c) => {
    const site = c.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin') {
      return respond(c, messagePage({ title: 'Not from here', text: 'Only the pages themselves may send this form.' }), 403);
    }
    const attempt = find(c);
    if (!attempt) return gone(c);
    const { browser, request } = attempt;
    const form = await c.req.formData().catch(() => new FormData());
    switch (c.req.param('step')) {
      case 'facebook':
        attempt.viaFacebook = true;
        break;
      case 'account': {
        const account = accounts.find(({ key }) => key === form.get('account'));
        if (account?.twoFactorCode !== undefined) attempt.pending = account;
        else if (account) browser.user = attempt.chosen = account;
        break;
      }
      case 'code':
        attempt.wrongCode = attempt.pending?.twoFactorCode !== form.get('code');
        if (attempt.pending && !attempt.wrongCode) {
          browser.user = attempt.chosen = attempt.pending;
          attempt.pending = undefined;
        }
        break;
      case 'switch':
        Object.assign(attempt, { chosen: undefined, pending: undefined, wrongCode: false, switching: true, editing: false });
        break;
      case 'edit':
        attempt.editing = true;
        break;
      case 'decision': {
        if (form.get('decision') === 'cancel') return redirect(c, outcome.cancel(request));
        const account = attempt.pending ? undefined : accountOf(attempt);
        if (!account || outcome.objection(request, account)) break;
        if (form.get('decision') === 'resume' && outcome.resume && outcome.allowedBefore?.(request, account) !== undefined) {
          return redirect(c, outcome.resume(request, account));
        }
        if (form.get('decision') !== 'allow') break;
        const ticked = form.getAll('scope');
        const granted = request.permissions.filter(({ scope, optional }) => !optional || ticked.includes(scope));
        const choices = outcome.choices?.(request, account);
        const chosen = choices && chosenAssets(choices, form);
        return redirect(c, outcome.allow(request, account, granted.map(({ scope }) => scope), chosen));
      }
    }
    return redirect(c, `/login/${c.req.param('attempt')}`);
  });

  function browserOf(c: Context): Browser {
    const known = browsers.get(getCookie(c, cookie) ?? '');
    if (known) return known;
    const browser: Browser = { user: parts.signedInAs() };
    const name = random();
    remember(browsers, name, browser);
    setCookie(c, cookie, name, {
      path: '/',
      httpOnly: true,
      // The platform's pages are reached by a link from the app: Strict would hide the login from them.
      sameSite: 'Lax',
      secure: new URL(c.req.url).protocol === 'https:',
      maxAge: inventions.loginPages.value.rememberedForSeconds,
    });
    return browser;
  }

  return {
    routes,
    begin(c, request) {
      const id = random();
      const attempt = { browser: browserOf(c), request, expiresAt: clock.now() + inventions.requestLife.value };
      remember(attempts, id, attempt);
      return show(c, id, attempt);
    },
    logOut(account) {
      for (const browser of browsers.values()) if (browser.user === account) browser.user = undefined;
    },
    forget() {
      browsers.clear();
      attempts.clear();
    },
  };
}

/** What was ticked, as far as it was offered. */
function chosenAssets(choices: readonly AssetChoice[], form: FormData): ChosenAssets {
  return new Map(
    choices.map(({ name, assets }) => {
      const ticked = form.getAll(name);
      const ids = assets.map(({ id }) => id).filter((id) => ticked.includes(id));
      return [name, form.get(`${name}-reach`) === 'all' ? 'all' : ids];
    }),
  );
}

/** Adds to a map that holds 10,000 entries at most: an emulation may run for days. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= 10_000) break;
    map.delete(oldest);
  }
}
