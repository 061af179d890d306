import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { graphFailure } from './graph-error.ts';
import { codeFailure } from './instagram-error.ts';
import { ask, endOf, field, read, readCallback, withQuery, type PlatformAnswer } from './oauth.ts';
import { scopesToAsk, visibleHost } from './options.ts';
import {
  PlatformFailure,
  type Account,
  type Outbound,
  type OutboundRequest,
  type Permission,
  type Platform,
  type PlatformFailureKind,
  type PlatformOptions,
  type Tokens,
} from './port.ts';
import { metaNotices } from './signed-request.ts';

// Facebook Login for Business, and the Instagram accounts that are linked to Pages:
// https://developers.facebook.com/docs/facebook-login/facebook-login-for-business
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login
const graphVersion = 'v25.0';
const authorizeEndpoint = `https://www.facebook.com/${graphVersion}/dialog/oauth`;
const tokenEndpoint = `https://graph.facebook.com/${graphVersion}/oauth/access_token`;
const apiOrigin = 'https://graph.facebook.com';

const hour = 3_600_000;
const day = 24 * hour;

/** Lists are read to this many pages of a hundred, so that no answer can keep us asking. */
const mostPages = 20;

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
    /** Seconds since 1970; 0 is never. */
    expires_at: z.catch(z.optional(z.int()), undefined),
    /** When the token opens nothing any more although it lives on, 90 days after the person was last at the dialog. */
    data_access_expires_at: z.catch(z.optional(z.int()), undefined),
  }),
});
type Inspected = z.infer<typeof Inspection>['data'];
const Page = z.object({
  id: field.id,
  name: field.maybeText,
  access_token: field.maybeText,
  instagram_business_account: z.optional(
    z.object({ id: field.id, username: field.maybeText, name: field.maybeText, profile_picture_url: field.maybeText }),
  ),
});
type Page = z.infer<typeof Page>;
const Paging = z.catch(z.optional(z.object({ next: field.maybeText, cursors: z.catch(z.optional(z.object({ after: field.maybeText })), undefined) })), undefined);
const listOf = <Item>(item: z.ZodMiniType<Item>) => z.object({ data: z.array(item), paging: Paging });
const Business = z.object({ id: field.id });
/** In ms since 1970; 0 is never. */
const timeOf = (seconds = 0): number | null => (seconds === 0 ? null : seconds * 1000);
const pageFields = 'id,name,access_token,instagram_business_account{id,username,name,profile_picture_url}';

/** Instagram's professional accounts behind the Pages of somebody who logs in with Facebook: none, one or several per consent. */
export const facebook = (options: FacebookOptions, outbound: Outbound, { now }: { readonly now: () => number }): Platform => {
  const { clientId, clientSecret, configId, rerequest = configId === undefined, endpoints = {} } = options;
  const scopes = scopesToAsk(options, { id: 'facebook', minimum: ['instagram_basic', 'pages_show_list'], permissions });
  const tokenUrl = new URL(endpoints.token ?? tokenEndpoint);
  const api = (endpoints.api ?? apiOrigin).replace(/\/+$/, '');
  const client = { client_id: clientId, client_secret: clientSecret };
  const appToken = `${clientId}|${clientSecret}`;

  /** Everything goes in the query, secrets too; that is why no error here ever names an address. */
  const graph = async (
    path: string,
    query: Readonly<Record<string, string>>,
    step: string,
    { method = 'GET', ofParameter }: { method?: OutboundRequest['method']; ofParameter?: PlatformFailureKind } = {},
  ): Promise<PlatformAnswer> => {
    const answer = await ask(outbound, { method, url: withQuery(`${api}${path}`, query) }, `Facebook, ${step}`);
    const failure = graphFailure(answer, ofParameter);
    if (failure) throw failure;
    return answer;
  };

  /** A token as a call presents it, with the proof that its own app does: https://developers.facebook.com/docs/graph-api/guides/secure-requests */
  const by = (accessToken: string) => ({
    access_token: accessToken,
    appsecret_proof: createHmac('sha256', clientSecret).update(accessToken).digest('hex'),
  });

  const tokensOf = (accessToken: string, accessExpiresAt: number | null): Tokens => {
    return { accessToken, accessExpiresAt, refreshToken: null, refreshExpiresAt: null, obtainedAt: now() };
  };

  /** What Facebook knows of a token. Throws where it is dead or another app's. */
  const inspect = async (token: string) => {
    const answer = await graph('/debug_token', { input_token: token, access_token: appToken }, 'inspection');
    const { data } = read(answer, Inspection);
    if (!data.is_valid) throw new PlatformFailure('token_refused', `${answer.step}: the token is no longer valid.`);
    if (data.app_id !== clientId) throw new PlatformFailure('setup', `${answer.step}: the token is another app’s.`);
    return data;
  };

  const makeLasting = async (token: string, known?: Inspected): Promise<Tokens> => {
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
    return tokensOf(lasting, end === Infinity ? null : end);
  };

  /** All of a list, page by page. The platform's own addresses for more hold the token, so the cursor alone is taken from them. */
  const listed = async <Item>(path: string, query: Readonly<Record<string, string>>, item: z.ZodMiniType<Item>, step: string) => {
    const items: Item[] = [];
    let after: string | undefined;
    for (let turn = 0; turn < mostPages; turn += 1) {
      const more = after === undefined ? {} : { after };
      const { data, paging } = read(await graph(`/${graphVersion}${path}`, { limit: '100', ...query, ...more }, step), listOf(item));
      items.push(...data);
      after = paging?.next === undefined ? undefined : paging.cursors?.after;
      if (after === undefined) break;
    }
    return items;
  };

  /** The Pages of businesses, which the list of a person's own may leave out. */
  const businessPages = async (token: string): Promise<Page[]> => {
    const businesses = await listed('/me/businesses', { fields: 'id', ...by(token) }, Business, 'businesses');
    const pages: Page[] = [];
    for (const { id } of businesses) {
      for (const edge of ['owned_pages', 'client_pages']) {
        pages.push(...(await listed(`/${id}/${edge}`, { fields: pageFields, ...by(token) }, Page, 'Pages of a business')));
      }
    }
    return pages;
  };

  /** One Page, with its token. A Page that is gone, or that the person no longer has to do with, is a dead token. */
  const pageOf = async (id: string, token: string): Promise<Page> => {
    const query = { fields: pageFields, ...by(token) };
    return read(await graph(`/${graphVersion}/${id}`, query, 'Page', { ofParameter: 'token_refused' }), Page);
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
    hosts: [...new Set([tokenUrl.host, new URL(api).host])],

    authorize({ state, redirectUri, chooseAccount }) {
      const url = withQuery(endpoints.authorize ?? authorizeEndpoint, {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        ...(configId === undefined
          ? { scope: [...scopes.required, ...scopes.optional].join(',') }
          : { config_id: configId, override_default_response_type: 'true' }),
        state,
        ...(chooseAccount && rerequest && { auth_type: 'rerequest' }),
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
      try {
        return { tokens: await makeLasting(short, inspected), scopes: granted, altIds };
      } catch (cause) {
        const isTransient = cause instanceof PlatformFailure && (cause.kind === 'unavailable' || cause.kind === 'limited');
        if (!isTransient) throw cause;
        // The code is spent, so the hours' token is all there is: kept, and exchanged by the next `refresh`.
        return { tokens: { ...tokensOf(short, endOf(now(), life) ?? now() + hour), provisional: true }, scopes: granted, altIds };
      }
    },

    async fetchAccounts(tokens, granted) {
      const { accessToken } = tokens;
      const { granular_scopes: granular = [], scopes: held = granted ?? [] } = await inspect(accessToken);
      /** What the person ticked; `undefined` where they gave all there is and will be. */
      const ticked = (scope: string) => granular.find((each) => each.scope === scope)?.target_ids;
      const pageIds = ticked('pages_show_list');
      const accountIds = ticked('instagram_basic');

      const pages = new Map<string, Page>();
      const add = (found: readonly Page[]): void => found.forEach((page) => pages.set(page.id, { ...pages.get(page.id), ...page }));
      const missing = (): string[] => (pageIds ?? []).filter((id) => !pages.has(id));
      add(await listed('/me/accounts', { fields: pageFields, ...by(accessToken) }, Page, 'Pages'));
      if (held.includes('business_management') && (pageIds === undefined || missing().length > 0)) add(await businessPages(accessToken));
      for (const id of missing().slice(0, mostPages)) {
        add(await pageOf(id, accessToken).then((page) => [page], (cause: unknown) => withoutPage(cause)));
      }

      const chosen = [...pages.values()].filter(({ id }) => pageIds?.includes(id) ?? true);
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
    refreshWindow({ obtainedAt, accessExpiresAt, provisional }) {
      if (provisional) return { earliest: obtainedAt, due: obtainedAt };
      if (accessExpiresAt === null) return null;
      return { earliest: obtainedAt, due: obtainedAt + Math.max(0, Math.min(7 * day, (accessExpiresAt - obtainedAt) / 2)) };
    },

    async refresh({ accessToken, refreshToken, page }) {
      const user = await makeLasting(refreshToken ?? accessToken);
      if (page === undefined) return { tokens: user, scopes: null };
      const { access_token: pageToken } = await pageOf(page, user.accessToken);
      if (pageToken === undefined) throw new PlatformFailure('token_refused', 'Facebook, Page: its token is no longer given.');
      return { tokens: pageTokens(user, page, pageToken), scopes: null };
    },

    async check({ accessToken }) {
      read(await graph(`/${graphVersion}/me`, { fields: 'id', ...by(accessToken) }, 'check'), z.object({ id: field.id }));
    },

    async revoke({ accessToken, refreshToken }) {
      const token = refreshToken ?? accessToken;
      const end = (of: string, query: Readonly<Record<string, string>>) =>
        graph(`/${graphVersion}/${of}/permissions`, query, 'revocation', { method: 'DELETE' }).then((answer) => read(answer, Ended));
      try {
        await end('me', by(token));
      } catch (cause) {
        if (!(cause instanceof PlatformFailure && cause.kind === 'token_refused')) throw cause;
        // A token that has died leaves the consent behind. The app may end that itself, if Facebook still says whose it was.
        const answer = await graph('/debug_token', { input_token: token, access_token: appToken }, 'inspection');
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

/** A Page that cannot be read is as good as none; any other failure stays one. */
const withoutPage = (cause: unknown): readonly Page[] => {
  if (cause instanceof PlatformFailure && (cause.kind === 'token_refused' || cause.kind === 'permission_missing')) return [];
  throw cause;
};
