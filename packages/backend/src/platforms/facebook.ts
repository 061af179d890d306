import * as z from 'zod/mini';
import { facebookPages } from './facebook-pages.ts';
import { graphFailure } from './graph-error.ts';
import { codeFailure } from './meta-code-error.ts';
import { graphVersion, metaGraph } from './meta-graph.ts';
import { metaNotices } from './meta-notice.ts';
import { ask, endOf, field, read, readCallback, withQuery } from './oauth.ts';
import { scopesToAsk, visibleHost } from './options.ts';
import {
  PlatformFailure,
  type Account,
  type Outbound,
  type Permission,
  type Platform,
  type PlatformOptions,
  type Tokens,
} from './port.ts';

// Facebook Login for Business, and the Instagram accounts that are linked to Pages:
// https://developers.facebook.com/docs/facebook-login/facebook-login-for-business
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login
const authorizeEndpoint = `https://www.facebook.com/${graphVersion}/dialog/oauth`;
const tokenEndpoint = `https://graph.facebook.com/${graphVersion}/oauth/access_token`;
const apiOrigin = 'https://graph.facebook.com';

const day = 24 * 3_600_000;

/** ms that finding the accounts may take in all, whatever there is to ask: a flow that hears nothing for a minute counts as interrupted. */
const mostReading = 45_000;

export interface FacebookOptions extends PlatformOptions {
  /** The saved configuration of Facebook Login for Business. It says what is asked for, so that `scopes` only say what must come of it. */
  readonly configId?: string;
  /**
   * Whether a repeated dialog asks again for what was declined (`auth_type=rerequest`). Default: without `configId`. A
   * configuration is granted as a whole, and there it is reported to skip the choice of accounts.
   */
  readonly rerequest?: boolean;
}

/** The words for every scope that can be asked for; what a business's assets allow is more than finding its Pages. */
const permissions: Readonly<Record<string, Permission>> = {
  instagram_basic: { title: 'See your profile and posts', detail: 'Name, picture, followers, photos and videos', kind: 'read' },
  instagram_manage_insights: { title: 'See how your posts perform', detail: 'Views, reach, likes and saves', kind: 'read' },
  instagram_content_publish: { title: 'Publish posts for you', detail: 'When {org} schedules them in {product}', kind: 'publish' },
  instagram_manage_comments: { title: 'Read and answer comments', detail: 'On your own posts', kind: 'publish' },
  instagram_manage_messages: {
    title: 'Read and answer your messages',
    detail: 'Direct messages sent to this account',
    kind: 'messages',
  },
  pages_show_list: { title: 'See which Pages you manage', detail: 'To find the Instagram accounts linked to them', kind: 'read' },
  pages_read_engagement: { title: 'Read your Pages', detail: 'Their posts, followers and details', kind: 'read' },
  business_management: { title: 'Work with your business portfolio', detail: 'To find Pages that belong to a business', kind: 'read' },
};

/** Seconds since 1970, before the year 10000. Anything odd, such as milliseconds, counts as not said. */
const instant = z.catch(z.optional(z.int().check(z.nonnegative(), z.lt(253_402_300_800))), undefined);

const UserToken = z.object({ access_token: field.text, expires_in: field.seconds });
const Inspection = z.object({
  data: z.object({
    app_id: field.maybeId,
    is_valid: z.boolean(),
    scopes: field.scopes,
    granular_scopes: z.catch(
      z.optional(z.array(z.object({ scope: z.string(), target_ids: z.catch(z.optional(z.array(field.id)), undefined) }))),
      undefined,
    ),
    user_id: field.maybeId,
    /** 0 is never. */
    expires_at: instant,
    /** When the token opens nothing any more although it lives on, 90 days after the person was last at the dialog. */
    data_access_expires_at: instant,
  }),
});
type Inspected = z.infer<typeof Inspection>['data'];
/** In ms since 1970; 0 is never. */
const timeOf = (seconds = 0): number | null => (seconds === 0 ? null : seconds * 1000);

/** Instagram's professional accounts behind the Pages of somebody who logs in with Facebook: none, one or several per consent. */
export const facebook = (options: FacebookOptions, outbound: Outbound, clock: { readonly now: () => number }): Platform => {
  const { now } = clock;
  const { clientId, clientSecret, configId, rerequest = configId === undefined, endpoints = {} } = options;
  const scopes = scopesToAsk(options, { id: 'facebook', minimum: ['instagram_basic', 'pages_show_list'], permissions });
  const tokenUrl = new URL(endpoints.token ?? tokenEndpoint);
  const graph = metaGraph({ name: 'Facebook', origin: endpoints.api ?? apiOrigin, clientSecret }, outbound, clock);
  const { by, tokensOf } = graph;
  const pages = facebookPages(graph);
  const client = { client_id: clientId, client_secret: clientSecret };
  const appToken = `${clientId}|${clientSecret}`;

  /** What Facebook knows of a token. Throws where it is dead or another app's. */
  const inspect = async (token: string, options: { readonly until?: number } = {}) => {
    const answer = await graph.call('/debug_token', { input_token: token, access_token: appToken }, 'inspection', options);
    const { data } = read(answer, Inspection);
    if (!data.is_valid) throw new PlatformFailure('token_refused', `${answer.step}: the token is no longer valid.`);
    if (data.app_id !== clientId) throw new PlatformFailure('setup', `${answer.step}: the token is another app’s.`);
    return data;
  };

  const makeLasting = async (token: string, known?: Inspected): ReturnType<Platform['refresh']> => {
    const query = { grant_type: 'fb_exchange_token', ...client, fb_exchange_token: token };
    const answer = await ask(outbound, { method: 'GET', url: withQuery(tokenUrl.href, query) }, 'Facebook, exchange for a lasting token');
    // The token is the only parameter that varies.
    const failure = graphFailure(answer, 'token_refused');
    if (failure) throw failure;
    const { access_token: lasting, expires_in: life } = read(answer, UserToken);
    // A life that is not said here is not the same as none.
    const said = life === undefined || known === undefined ? await inspect(lasting) : known;
    const ends = [life === undefined ? timeOf(said.expires_at) : endOf(now(), life), timeOf(said.data_access_expires_at)];
    const end = Math.min(...ends.map((each) => each ?? Infinity));
    return { tokens: tokensOf(lasting, end === Infinity ? null : end), scopes: said.scopes ?? null };
  };

  /** A Page's token opens what belongs to the Page. It is believed for as long as the person's own, by which it is renewed. */
  const pageTokens = (user: Tokens, page: string, accessToken: string): Tokens => ({
    ...user,
    accessToken,
    refreshToken: user.accessToken,
    refreshExpiresAt: user.accessExpiresAt,
    page,
  });

  return {
    id: 'facebook',
    name: 'Instagram through Facebook',
    accountsOn: { id: 'instagram', name: 'Instagram' },
    host: visibleHost(options, 'facebook.com'),
    preferredMode: options.preferredMode ?? 'popup',
    tellsHandle: true,
    scopes,
    permissions,
    hosts: [...new Set([tokenUrl.host, graph.host])],

    authorize({ state, redirectUri, chooseAccount, asksAgain = false }) {
      const url = withQuery(endpoints.authorize ?? authorizeEndpoint, {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        ...(configId === undefined
          ? { scope: [...scopes.required, ...scopes.optional].join(',') }
          : { config_id: configId, override_default_response_type: 'true' }),
        state,
        ...((chooseAccount || asksAgain) && rerequest && { auth_type: 'rerequest' }),
      });
      return { url: url.href };
    },

    parseCallback: (query) => readCallback(query, 'Facebook'),

    async exchange({ code, redirectUri }) {
      const url = withQuery(tokenUrl.href, { ...client, redirect_uri: redirectUri, code });
      const answer = await ask(outbound, { method: 'GET', url }, 'Facebook, token request');
      const failure = codeFailure(answer);
      if (failure) throw failure;
      const { access_token: short, expires_in: life } = read(answer, UserToken);
      const inspected = await inspect(short);
      const { scopes: granted = null, user_id: userId, expires_at: expiresAt } = inspected;
      // Connections that live from the same person's consent: it must not be ended at the cost of them.
      const altIds = userId === undefined ? [] : [userId];
      // A system user's token lasts as it is.
      if (expiresAt === 0) return { tokens: tokensOf(short, null), scopes: granted, altIds };
      return { tokens: await graph.lastingOr(short, life, async () => (await makeLasting(short, inspected)).tokens), scopes: granted, altIds };
    },

    async fetchAccounts(tokens, granted) {
      const { accessToken } = tokens;
      const until = now() + mostReading;
      const { granular_scopes: granular = [], scopes: held = granted ?? [] } = await inspect(accessToken, { until });
      /** What the person ticked; `undefined` where they gave all there is and will be. */
      const ticked = (scope: string) => granular.find((each) => each.scope === scope)?.target_ids;
      const pageIds = ticked('pages_show_list');
      const accountIds = ticked('instagram_basic');

      const chosen = await pages.find(accessToken, { ticked: pageIds, inBusinesses: held.includes('business_management'), until });
      const accounts = new Map<string, Account>();
      for (const { id: page, access_token: pageToken, instagram_business_account: found } of chosen) {
        // Some name the account among what was ticked, some its Page.
        if (found === undefined || !(accountIds === undefined || accountIds.includes(found.id) || accountIds.includes(page))) continue;
        accounts.set(found.id, {
          id: found.id,
          altIds: [],
          handle: found.username === undefined ? (found.name ?? found.id) : `@${found.username}`,
          displayName: found.name ?? null,
          pictureUrl: found.profile_picture_url ?? null,
          type: null,
          ...(pageToken !== undefined && { tokens: pageTokens(tokens, page, pageToken) }),
          ...(pageIds === undefined && accountIds === undefined && { unchosen: true as const }),
        });
      }
      if (accounts.size === 0) {
        const found = chosen.flatMap(({ name }) => name ?? []);
        throw new PlatformFailure('no_account', 'Facebook, accounts: none of the Pages has a professional account.', { found });
      }
      return [...accounts.values()];
    },

    /**
     * A lasting token can be exchanged for a newer one until it expires; one without an end need not be. Where less and less is
     * left of its life, as before the end of the app's access, it is asked for in ever shorter steps, and not all the time.
     */
    refreshWindow(tokens) {
      if (tokens.provisional) return graph.provisionalWindow(tokens);
      const { obtainedAt, accessExpiresAt } = tokens;
      if (accessExpiresAt === null) return null;
      return { earliest: obtainedAt, due: obtainedAt + Math.max(0, Math.min(7 * day, (accessExpiresAt - obtainedAt) / 2)) };
    },

    async refresh({ accessToken, refreshToken, page }) {
      const renewed = await makeLasting(refreshToken ?? accessToken);
      const { tokens: user, scopes: granted } = renewed;
      if (page === undefined) return renewed;
      // Its Page may be out of reach without a permission; what is left of them says more than that refusal.
      if (granted !== null && !scopes.required.every((scope) => granted.includes(scope))) return { ...renewed, tokens: pageTokens(user, page, accessToken) };
      const { access_token: pageToken } = await pages.one(page, user.accessToken);
      if (pageToken === undefined) throw new PlatformFailure('token_refused', 'Facebook, Page: its token is no longer given.');
      return { tokens: pageTokens(user, page, pageToken), scopes: granted };
    },

    async check({ accessToken }) {
      read(await graph.call(`/${graphVersion}/me`, { fields: 'id', ...by(accessToken) }, 'check'), z.object({ id: field.id }));
    },

    async revoke({ accessToken, refreshToken }) {
      const token = refreshToken ?? accessToken;
      const end = (of: string, query: Readonly<Record<string, string>>) =>
        graph.call(`/${graphVersion}/${of}/permissions`, query, 'revocation', { method: 'DELETE' }).then((answer) => read(answer, Ended));
      try {
        await end('me', by(token));
      } catch (cause) {
        if (!(cause instanceof PlatformFailure && cause.kind === 'token_refused')) throw cause;
        // A token that has died leaves the consent behind. The app may end that itself, if Facebook still says whose it was.
        const answer = await graph.call('/debug_token', { input_token: token, access_token: appToken }, 'inspection');
        const { user_id: userId } = read(answer, Inspection).data;
        if (userId === undefined) return 'revoked';
        await end(userId, { access_token: appToken }).catch(endedAlready);
      }
      return 'revoked';
    },

    notices: metaNotices([{ setting: 'FACEBOOK_CLIENT_SECRET', secret: clientSecret }], now),
  };
};

/** To the app itself, somebody who has given it nothing (any more) is as good as not there: an end whose answer was lost, asked for again. */
const endedAlready = (cause: unknown): void => {
  if (!(cause instanceof PlatformFailure && cause.platformCode === '100/33')) throw cause;
};

/** `true`, or an object that says so. */
const Ended = z.union([z.literal(true), z.object({ success: z.literal(true) })]);
