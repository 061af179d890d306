import type { Context } from 'hono';
import type { Account } from './account.ts';
import { createEmulation, type SharedOptions } from './emulation.ts';
import { createEmulator } from './control.ts';
import { ControlError } from './control-error.ts';
import type { Emulator } from './emulator.ts';
import { inventions } from './inventions.ts';
import { createLogin } from './login.ts';
import type { Brand } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';
import { pictureKinds } from './picture.ts';
import { allowedAddress, deniedAddress, newCode, readAuthorizeRequest, type TikTokLoginRequest } from './tiktok/authorize.ts';
import { checkClient, type TikTokClient } from './tiktok/client.ts';
import { answerRevoke, answerToken, type TikTokCode } from './tiktok/oauth.ts';
import { createRefusals, dataKinds, oauthKinds } from './tiktok/refusals.ts';
import { tiktokSettings, type TikTokSettings } from './tiktok/settings.ts';
import { createTokens } from './tiktok/tokens.ts';
import { createRateLimit, userInfo } from './tiktok/user-info.ts';
import { createWebhooks, removalReasons } from './tiktok/webhooks.ts';

export type TikTokEndpoint = 'authorize' | 'token' | 'refresh' | 'revoke' | 'userinfo' | 'picture';

export interface TikTokOptions extends SharedOptions<TikTokSettings> {
  readonly clients: readonly TikTokClient[];
  /** The setting of the same name, to begin with: `2026` unless told. */
  readonly tokenProfile?: TikTokSettings['tokenProfile'];
}

export type TikTokEmulator = Emulator<TikTokClient, TikTokSettings, TikTokEndpoint>;

const brand: Brand = { id: 'tiktok', name: 'TikTok' };

/**
 * Emulates TikTok's Login Kit for Web and Desktop, OAuth v2: www.tiktok.com and open.tiktokapis.com at once.
 * Throws a TypeError for an app that the developer portal would not save.
 */
export function createTikTokEmulator(options: TikTokOptions): TikTokEmulator {
  const { tokenProfile } = options;
  const emulation = createEmulation<TikTokSettings, TikTokEndpoint>({
    brand,
    options: { ...options, settings: { ...(tokenProfile && { tokenProfile }), ...options.settings } },
    settings: tiktokSettings,
    kinds: {
      authorize: ['denied'],
      token: [...oauthKinds, 'code-used'],
      refresh: [...oauthKinds, 'token-invalid'],
      revoke: oauthKinds,
      userinfo: dataKinds,
      picture: pictureKinds,
    },
  });
  const { accounts, app, clock, pictures, play, redirect, respond } = emulation;
  const settings = emulation.settings.current;
  const clients = new Map<string, TikTokClient>();
  const codes = new Map<string, TikTokCode>();
  /** What each account has allowed each app, as long as the app is not removed. */
  const consents = new Map<string, readonly string[]>();
  const consentKey = (account: Account, clientId: string) => JSON.stringify([clientId, account.key]);
  const tokens = createTokens(clock, settings);
  const refusals = createRefusals(clock, settings);
  const rate = createRateLimit(clock);
  const webhooks = createWebhooks({ notices: emulation.notices, clock, clients, settings });
  /** Ends what the account has allowed the app, or every app, and tells those that had something to lose. */
  const remove = (account: Account, clientId: string | undefined, reason: number) => {
    // An account with a new password has lost its tokens, but the apps are still on its list.
    const connected = [...clients.keys()].filter((id) => consents.has(consentKey(account, id)));
    const apps = new Set([...tokens.end(account, clientId), ...connected]);
    for (const id of apps) {
      if (clientId !== undefined && clientId !== id) continue;
      consents.delete(consentKey(account, id));
      webhooks.removed(id, account, reason);
    }
  };
  const parts = {
    clients,
    codes,
    tokens,
    clock,
    settings,
    refusals,
    revoke: (account: Account, clientId: string) => remove(account, clientId, removalReasons.revokedByDeveloper),
  };

  const register = (client: TikTokClient) => {
    const allowHttpRedirects = options.allowHttpRedirects ?? inventions.httpOnLoopback.value;
    checkClient(client, { allowHttpRedirects, noticesAnywhere: options.send !== undefined });
    clients.set(client.id, client);
  };
  options.clients.forEach(register);

  const login = createLogin<TikTokLoginRequest>({
    brand,
    clock,
    accounts,
    respond,
    redirect,
    picture: emulation.pagePicture,
    signedInAs: () => (settings.signedInAs === null ? undefined : emulation.account(settings.signedInAs)),
    outcome: {
      allow(request, account, granted) {
        const { clientId, redirectUri, requested, challenge } = request;
        consents.set(consentKey(account, clientId), granted);
        const code = newCode();
        const expiresAt = clock.now() + inventions.tiktokCode.value.life;
        const grant = tokens.grant({ clientId, account, requested, granted });
        codes.set(code, { clientId, redirectUri, account, granted, grant, challenge, expiresAt, used: false });
        return allowedAddress(request, code, granted);
      },
      cancel: (request) => deniedAddress(request, settings.denyState === 'echo'),
      objection: ({ sandboxAccounts }, { key, username }) =>
        sandboxAccounts && !sandboxAccounts.includes(key) && !sandboxAccounts.includes(username)
          ? somethingWrong(inventions.tiktokSandbox.value)
          : undefined,
      remembers(request, account) {
        const allowed = consents.get(consentKey(account, request.clientId));
        return !request.alwaysAsk && allowed !== undefined && request.requested.every((scope) => allowed.includes(scope));
      },
    },
  });

  const authorize = (c: Context) => {
    const query = new URL(c.req.url).searchParams;
    return play(c, 'authorize', query, (behaviour) => {
      const request = readAuthorizeRequest(query, clients);
      if ('wrong' in request) {
        return respond(c, messagePage(somethingWrong(request.wrong)), inventions.pageStatus.value);
      }
      if (behaviour?.kind === 'denied') return redirect(c, deniedAddress(request, settings.denyState === 'echo'));
      return login.begin(c, request);
    });
  };
  app.get('/v2/auth/authorize/', authorize);
  app.get('/v2/auth/authorize', authorize);

  app.post('/v2/oauth/token/', async (c) => {
    const form = await readForm(c.req.raw);
    const endpoint = form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token';
    return await play(c, endpoint, form, (behaviour) => refusals.orderedOauth(behaviour) ?? answerToken(form, parts));
  });
  app.post('/v2/oauth/revoke/', async (c) => {
    const form = await readForm(c.req.raw);
    return await play(c, 'revoke', form, (behaviour) => refusals.orderedOauth(behaviour) ?? answerRevoke(form, parts));
  });
  app.get('/v2/user/info/', (c) => {
    const query = new URL(c.req.url).searchParams;
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    return play(c, 'userinfo', query, (behaviour) => {
      const userParts = { clients, tokens, refusals, rate, origin: emulation.origin(c), picture: pictures.address };
      return refusals.orderedData(behaviour) ?? userInfo(query.get('fields'), bearer, userParts);
    });
  });
  const missing = (c: Context) => {
    const { status, body } = inventions.tiktokTrailingSlash.value;
    return c.text(body, status);
  };
  app.all('/v2/oauth/*', missing);
  app.all('/v2/user/*', missing);

  return createEmulator(emulation, login, {
    register(client) {
      try {
        register(client);
      } catch (cause) {
        throw new ControlError(cause instanceof Error ? cause.message : 'The app cannot be registered', { cause });
      }
    },
    reasons: Object.values(removalReasons),
    removeApp: (account, clientId, reason = removalReasons.disconnected) => remove(account, clientId, reason),
    requestDeletion: (account, clientId) => remove(account, clientId, removalReasons.accountDeleted),
    changePassword(account) {
      tokens.end(account);
    },
    expire: (account, which) => tokens.expire(account, which),
    forget() {
      codes.clear();
      consents.clear();
      tokens.forget();
      rate.forget();
    },
    save: () => ({ ...tokens.save(), consents: [...consents] }),
    load(memory, accountOf) {
      tokens.load(memory, accountOf);
      for (const [key, scopes] of memory['consents'] as [string, string[]][]) consents.set(key, scopes);
    },
  });
}

/** TikTok's page for a request that cannot be answered; it names the parameter that is to blame. */
function somethingWrong(parameter: string): { title: string; text: string; detail: string } {
  return {
    title: 'Something went wrong',
    text:
      "We couldn't log in with TikTok. This may be due to specific app settings. " +
      "If you're a developer, correct the following and try again:",
    detail: parameter,
  };
}

/** An urlencoded body; any other type counts as no parameters, and so as a malformed request. */
async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  return new URLSearchParams(/^application\/x-www-form-urlencoded\b/i.test(type) ? await request.text() : '');
}
