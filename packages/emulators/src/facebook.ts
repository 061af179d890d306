import { createEmulation, type SharedOptions } from './emulation.ts';
import { createEmulator } from './control.ts';
import { ControlError } from './control-error.ts';
import type { Emulator } from './emulator.ts';
import { allowedAddress, deniedAddress, readAuthorizeRequest, type FacebookLoginRequest } from './facebook/authorize.ts';
import { checkClient, type FacebookClient } from './facebook/client.ts';
import { createConsent } from './facebook/consent.ts';
import { createGrants, type FacebookGrant, type SavedGrant } from './facebook/grants.ts';
import { serveGraph, type FacebookEndpoint } from './facebook/graph-routes.ts';
import type { FacebookCode } from './facebook/oauth.ts';
import { facebookSeeds } from './facebook/seeds.ts';
import { facebookSettings, type FacebookSettings } from './facebook/settings.ts';
import { createTokens, type SavedToken } from './facebook/tokens.ts';
import { scopedId } from './facebook/viewer.ts';
import { createDirectory, createPeople, type FacebookWorld } from './facebook/world.ts';
import { graphKinds } from './graph-refusals.ts';
import { random } from './ids.ts';
import { inventions } from './inventions.ts';
import { createLogin } from './login.ts';
import { createMetaNotices } from './meta-notices.ts';
import type { Brand } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';
import { pictureKinds } from './picture.ts';

export interface FacebookOptions extends SharedOptions<FacebookSettings> {
  readonly clients: readonly FacebookClient[];
  /** Other people, Pages and businesses than the seeded ones (`facebookSeeds`). `accounts` are the Instagram accounts. */
  readonly world?: FacebookWorld;
}

export type FacebookEmulator = Emulator<FacebookClient, FacebookSettings, FacebookEndpoint>;

const brand: Brand = { id: 'facebook', name: 'Facebook' };

/**
 * Emulates Facebook Login (for Business) and the Graph API, as far as it takes to get at the Instagram professional accounts
 * behind Pages: www.facebook.com and graph.facebook.com at once. Throws a TypeError for an app that the dashboard would not save.
 */
export function createFacebookEmulator(options: FacebookOptions): FacebookEmulator {
  const world = options.world ?? facebookSeeds;
  const emulation = createEmulation<FacebookSettings, FacebookEndpoint>({
    brand,
    options,
    people: createPeople(world),
    settings: facebookSettings,
    kinds: {
      authorize: ['denied'],
      token: [...graphKinds, 'code-used'],
      exchange: graphKinds,
      debug: graphKinds,
      permissions: graphKinds,
      revoke: graphKinds,
      accounts: graphKinds,
      businesses: graphKinds,
      pages: graphKinds,
      node: graphKinds,
      picture: pictureKinds,
    },
  });
  const { accounts, app, clock, people, play, redirect, respond } = emulation;
  const settings = emulation.settings.current;
  const clients = new Map<string, FacebookClient>();
  const codes = new Map<string, FacebookCode>();
  const grants = createGrants(clock);
  const tokens = createTokens(clock);
  const directory = createDirectory(world, accounts);
  const consent = createConsent({ grants, directory, settings });

  const register = (client: FacebookClient) => {
    const allowHttpRedirects = options.allowHttpRedirects ?? inventions.httpOnLoopback.value;
    checkClient(client, { allowHttpRedirects, noticesAnywhere: options.send !== undefined });
    clients.set(client.id, client);
  };
  options.clients.forEach(register);

  const notices = createMetaNotices<FacebookClient>({
    notices: emulation.notices,
    clock,
    clients,
    settings,
    secret: ({ secret }) => secret,
    userId: ({ id }, account) => scopedId(id, account),
  });
  /** Ends all that the person has allowed the app; the app is told. */
  const removeGrant = (grant: FacebookGrant) => {
    const { account, clientId } = grant;
    for (const token of tokens.of(account, clientId)) token.ended = 'removed';
    grants.remove(grant);
    notices.deauthorize(clientId, account);
  };

  const giveCode = (request: FacebookLoginRequest, account: FacebookCode['account']) => {
    const { clientId, redirectUri, token, challenge } = request;
    const code = `AQ${random(120)}`;
    const expiresAt = clock.now() + inventions.facebookCode.value.life;
    const granted = grants.find(clientId, account)?.granted ?? [];
    codes.set(code, { clientId, redirectUri, account, granted, token, challenge, expiresAt, used: false });
    return allowedAddress(request, code);
  };
  const login = createLogin<FacebookLoginRequest>({
    brand,
    clock,
    accounts: people,
    respond,
    redirect,
    picture: emulation.pagePicture,
    signedInAs: () => (settings.signedInAs === null ? undefined : emulation.account(settings.signedInAs)),
    outcome: {
      allow(request, account, scopes, chosen) {
        // Without a page on which to choose, all stays as it was.
        if (chosen) consent.grant(request, account, scopes, chosen);
        else consent.renew(request, account);
        return giveCode(request, account);
      },
      resume(request, account) {
        consent.renew(request, account);
        return giveCode(request, account);
      },
      cancel: (request) => deniedAddress(request, settings.denyState === 'echo'),
      objection: () => undefined,
      remembers: consent.remembers,
      choices: consent.choices,
      allowedBefore: consent.allowedBefore,
    },
  });

  app.get('/:version{v\\d+\\.\\d+}/dialog/oauth', (c) => {
    const query = new URL(c.req.url).searchParams;
    return play(c, 'authorize', query, (behaviour) => {
      const request = readAuthorizeRequest(query, clients);
      if ('problem' in request) {
        const page = messagePage({ title: 'Sorry, something went wrong', text: request.problem });
        return respond(c, page, inventions.pageStatus.value);
      }
      if (behaviour?.kind === 'denied') return redirect(c, deniedAddress(request, settings.denyState === 'echo'));
      return login.begin(c, request);
    });
  });

  serveGraph({ emulation, clients, codes, tokens, grants, directory, removeApp: removeGrant });

  return createEmulator(emulation, login, {
    register(client) {
      try {
        register(client);
      } catch (cause) {
        throw new ControlError(cause instanceof Error ? cause.message : 'The app cannot be registered', { cause });
      }
    },
    removeApp(account, clientId) {
      for (const grant of grants.of(account, clientId)) removeGrant(grant);
    },
    requestDeletion(account, clientId) {
      const left = [...grants.of(account, clientId), ...tokens.of(account, clientId)].map((held) => held.clientId);
      for (const grant of grants.of(account, clientId)) removeGrant(grant);
      for (const id of new Set(left)) notices.dataDeletion(id, account);
    },
    changePassword(account) {
      for (const token of tokens.of(account)) if (token.kind !== 'system-user') token.ended ??= 'password';
    },
    expire(account) {
      for (const token of tokens.of(account)) {
        if (token.expiresAt !== null) token.expiresAt = Math.min(token.expiresAt, clock.now());
      }
    },
    forget() {
      codes.clear();
      grants.forget();
      tokens.forget();
    },
    save: () => ({ grants: grants.save(), tokens: tokens.save() }),
    load(memory, accountOf) {
      grants.load(memory['grants'] as readonly SavedGrant[], accountOf);
      tokens.load(memory['tokens'] as readonly SavedToken[], accountOf);
    },
  });
}
