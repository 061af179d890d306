import type { Context } from 'hono';
import type { Account } from './account.ts';
import type { AuthorizationCode } from './authorization-code.ts';
import { createEmulation, type SharedOptions } from './emulation.ts';
import { createEmulator } from './control.ts';
import { ControlError } from './control-error.ts';
import type { Emulator } from './emulator.ts';
import { graphKinds, orderedRefusal, unsupportedMethod } from './graph-refusals.ts';
import { random } from './ids.ts';
import { inventions } from './inventions.ts';
import { allowedAddress, deniedAddress, readAuthorizeRequest, type InstagramLoginRequest } from './instagram/authorize.ts';
import { saveClient, type InstagramClient } from './instagram/client.ts';
import { exchangeCode, exchangeId, scopedId } from './instagram/exchange.ts';
import { exchangeToken, me, refreshToken } from './instagram/graph.ts';
import { loginError, orderedLoginError } from './instagram/refusals.ts';
import { instagramSettings, type InstagramSettings } from './instagram/settings.ts';
import { createTokens } from './instagram/tokens.ts';
import { createLogin } from './login.ts';
import { createMetaNotices } from './meta-notices.ts';
import type { Brand } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';
import { pictureKinds } from './picture.ts';

export type InstagramEndpoint = 'authorize' | 'token' | 'exchange' | 'refresh' | 'me' | 'picture';

export interface InstagramOptions extends SharedOptions<InstagramSettings> {
  readonly clients: readonly InstagramClient[];
}

export type InstagramEmulator = Emulator<InstagramClient, InstagramSettings, InstagramEndpoint>;

const brand: Brand = { id: 'instagram', name: 'Instagram' };
const codeLife = 3_600_000;

/**
 * Emulates the Instagram API with Instagram Login: www.instagram.com, api.instagram.com and graph.instagram.com at once.
 * Throws a TypeError for an app that the dashboard would not save.
 */
export function createInstagramEmulator(options: InstagramOptions): InstagramEmulator {
  const emulation = createEmulation<InstagramSettings, InstagramEndpoint>({
    brand,
    options,
    settings: instagramSettings,
    kinds: {
      authorize: ['denied'],
      token: ['code-used', 'rate-limited'],
      exchange: graphKinds,
      refresh: graphKinds,
      me: graphKinds,
      picture: pictureKinds,
    },
  });
  const { accounts, app, clock, pictures, play, redirect, respond } = emulation;
  const settings = emulation.settings.current;
  const clients = new Map<string, InstagramClient>();
  const codes = new Map<string, AuthorizationCode>();
  const tokens = createTokens(clock);
  const parts = { clients, codes, tokens, clock, settings };

  const register = (client: InstagramClient) => {
    const allowHttpRedirects = options.allowHttpRedirects ?? inventions.httpOnLoopback.value;
    clients.set(client.id, saveClient(client, { allowHttpRedirects, noticesAnywhere: options.send !== undefined }));
  };
  options.clients.forEach(register);

  const metaNotices = createMetaNotices<InstagramClient>({
    notices: emulation.notices,
    clock,
    clients,
    settings,
    secret: ({ secret, metaSecret }) => (settings.noticeSecret === 'meta' ? (metaSecret ?? secret) : secret),
    userId({ id }, account) {
      if (settings.noticeUserId === 'account') return account.id;
      return settings.noticeUserId === 'exchange' ? exchangeId(id, account) : scopedId(id, account);
    },
  });
  /** Ends the account's tokens. An app whose tokens were ended like this before is not told again. */
  const removeApp = (account: Account, clientId: string | undefined) => {
    const left = tokens.of(account, clientId).filter(({ ended }) => ended !== 'removed');
    for (const token of left) token.ended = 'removed';
    for (const id of new Set(left.map((token) => token.clientId))) metaNotices.deauthorize(id, account);
  };

  const login = createLogin<InstagramLoginRequest>({
    brand,
    clock,
    accounts,
    respond,
    redirect,
    picture: emulation.pagePicture,
    signedInAs: () => (settings.signedInAs === null ? undefined : emulation.account(settings.signedInAs)),
    outcome: {
      allow(request, account, granted) {
        const { clientId, redirectUri } = request;
        const code = `AQ${random(96)}`;
        codes.set(code, { clientId, redirectUri, account, granted, expiresAt: clock.now() + codeLife, used: false });
        return allowedAddress(request, code);
      },
      cancel: (request) => deniedAddress(request, settings.denyState === 'echo'),
      objection: (request, { kind, username }) =>
        kind === 'personal' && settings.personal === 'stopped-at-platform'
          ? {
              title: 'This account is personal',
              text:
                `${request.clientName} can only use professional accounts. ` +
                `@${username} would first have to become a business or creator account.`,
            }
          : undefined,
      remembers: () => !inventions.instagramConsentAfterLogin.value,
    },
  });

  app.get('/oauth/authorize', (c) => {
    const query = new URL(c.req.url).searchParams;
    return play(c, 'authorize', query, (behaviour) => {
      const request = readAuthorizeRequest(query, clients, settings);
      if ('problem' in request) {
        if (settings.authorizeErrors === 'json') return loginError(request.problem);
        const page = messagePage({ title: 'Sorry, this page does not work', text: request.problem });
        return respond(c, page, inventions.pageStatus.value);
      }
      if (behaviour?.kind === 'denied') return redirect(c, deniedAddress(request, settings.denyState === 'echo'));
      return login.begin(c, request);
    });
  });

  app.post('/oauth/access_token', async (c) => {
    const form = await readForm(c.req.raw);
    return await play(c, 'token', form, (behaviour) => orderedLoginError(behaviour) ?? exchangeCode(form, parts));
  });

  type GraphAnswer = (c: Context, query: URLSearchParams) => Response;
  const graph = (endpoint: 'exchange' | 'refresh' | 'me', answer: GraphAnswer) => (c: Context) => {
    const query = new URL(c.req.url).searchParams;
    return play(c, endpoint, query, (behaviour) => {
      if (c.req.method !== 'GET') return unsupportedMethod(c.req.method);
      return orderedRefusal(behaviour, clock.now()) ?? answer(c, query);
    });
  };
  app.all('/access_token', graph('exchange', (c, query) => exchangeToken(query, bearerOf(c), parts)));
  app.all('/refresh_access_token', graph('refresh', (c, query) => refreshToken(query, bearerOf(c), parts)));
  const answerMe = graph('me', (c, query) =>
    me(query, bearerOf(c), parts, (account) => {
      const address = pictures.address(account);
      return address && emulation.origin(c) + address;
    }),
  );
  app.all('/me', answerMe);
  app.all('/:version{v\\d+\\.\\d+}/me', answerMe);

  return createEmulator(emulation, login, {
    register(client) {
      try {
        register(client);
      } catch (cause) {
        throw new ControlError(cause instanceof Error ? cause.message : 'The app cannot be registered', { cause });
      }
    },
    removeApp,
    requestDeletion(account, clientId) {
      removeApp(account, clientId);
      const apps = new Set(tokens.of(account, clientId).map((token) => token.clientId));
      for (const id of apps) metaNotices.dataDeletion(id, account);
    },
    changePassword(account) {
      for (const token of tokens.of(account)) token.ended ??= 'password';
    },
    expire(account) {
      for (const token of tokens.of(account)) token.expiresAt = Math.min(token.expiresAt, clock.now());
    },
    forget() {
      codes.clear();
      tokens.forget();
    },
    save: tokens.save,
    load: tokens.load,
  });
}

/** A form body, urlencoded or multipart; anything else counts as no parameters. */
async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return new URLSearchParams();
  const form = await request.formData().catch(() => new FormData());
  return new URLSearchParams([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

function bearerOf(c: Context): string | undefined {
  return /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}
