import * as z from 'zod/mini';
import { codeFailure } from './meta-code-error.ts';
import { graphVersion, metaGraph } from './meta-graph.ts';
import { metaNotices } from './meta-notice.ts';
import { ask, endOf, field, read, readCallback, withQuery, type PlatformAnswer } from './oauth.ts';
import { scopesToAsk, visibleHost } from './options.ts';
import {
  type Account,
  type Outbound,
  type Permission,
  type Platform,
  PlatformFailure,
  type PlatformOptions,
  standInFor,
  type Tokens,
} from './port.ts';

// Instagram API with Instagram Login:
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
const authorizeEndpoint = 'https://www.instagram.com/oauth/authorize';
const tokenEndpoint = 'https://api.instagram.com/oauth/access_token';
const apiOrigin = 'https://graph.instagram.com';

const day = 24 * 3_600_000;

/** The words for every scope that can be asked for. Whoever answers comments posts under the account's name. */
const permissions: Readonly<Record<string, Permission>> = {
  instagram_business_basic: {
    title: 'See your profile and posts',
    detail: 'Name, picture, followers, photos and videos',
    kind: 'read',
  },
  instagram_business_manage_insights: {
    title: 'See how your posts perform',
    detail: 'Views, reach, likes and saves',
    kind: 'read',
  },
  instagram_business_content_publish: {
    title: 'Publish posts for you',
    detail: 'When {org} schedules them in {product}',
    kind: 'publish',
  },
  instagram_business_manage_comments: { title: 'Read and answer comments', detail: 'On your own posts', kind: 'publish' },
  instagram_business_manage_messages: {
    title: 'Read and answer your messages',
    detail: 'Direct messages sent to this account',
    kind: 'messages',
  },
};

/** Flat, or wrapped in a list of one; `permissions` a list or a text, and where it is absent they are unknown. */
const ShortToken = z.object({
  access_token: field.text,
  user_id: field.maybeId,
  permissions: field.scopes,
});
const LongToken = z.object({ access_token: field.text, expires_in: field.seconds, permissions: field.scopes });
const Me = z.object({
  id: field.maybeId,
  user_id: field.maybeId,
  username: field.maybeText,
  name: field.maybeText,
  account_type: field.maybeText,
  profile_picture_url: field.maybeText,
});
const Wrapped = z.object({ data: z.array(z.unknown()) });
const unwrap = (body: unknown): unknown => {
  const wrapped = z.safeParse(Wrapped, body);
  return wrapped.success ? wrapped.data.data[0] : body;
};

/** `Media_Creator`, `MEDIA_CREATOR`, `Business`, `BUSINESS`, `PERSONAL` in one spelling. */
const typeOf = (type: string): string => (type.toLowerCase() === 'media_creator' ? 'creator' : type.toLowerCase());

/** What Instagram's adapter is configured with. */
export interface InstagramOptions extends PlatformOptions {
  /**
   * The secret of the Meta app that the Instagram app belongs to. Meta does not say which of the two signs its notices; with
   * both, either is believed.
   */
  readonly metaSecret?: string;
}

/** Instagram's professional accounts, through Instagram's own login. Exactly one account per consent. */
export const instagram = (options: InstagramOptions, outbound: Outbound, clock: { readonly now: () => number }): Platform => {
  const { now } = clock;
  const { clientId, clientSecret, metaSecret, endpoints = {} } = options;
  const scopes = scopesToAsk(options, { id: 'instagram', minimum: 'instagram_business_basic', permissions });
  const tokenUrl = new URL(endpoints.token ?? tokenEndpoint);
  const graph = metaGraph({ name: 'Instagram', origin: endpoints.api ?? apiOrigin, clientSecret }, outbound, clock);

  const lasting = (answer: PlatformAnswer): { tokens: Tokens; scopes: readonly string[] | null } => {
    const token = read(answer, LongToken);
    return { tokens: graph.tokensOf(token.access_token, endOf(now(), token.expires_in)), scopes: token.permissions ?? null };
  };

  const makeLasting = async (shortToken: string) => {
    const query = { grant_type: 'ig_exchange_token', client_secret: clientSecret, access_token: shortToken };
    return lasting(await graph.call('/access_token', query, 'exchange for a lasting token'));
  };

  const askMe = (accessToken: string, fields: string, step: string): Promise<PlatformAnswer> =>
    graph.call(`/${graphVersion}/me`, { fields, ...graph.by(accessToken) }, step);

  return {
    id: 'instagram',
    name: 'Instagram',
    host: visibleHost(options, 'instagram.com'),
    preferredMode: options.preferredMode ?? 'popup',
    tellsHandle: true,
    scopes,
    permissions,
    hosts: [...new Set([tokenUrl.host, graph.host])],

    authorize({ state, redirectUri, chooseAccount }) {
      const url = withQuery(endpoints.authorize ?? authorizeEndpoint, {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: [...scopes.required, ...scopes.optional].join(','),
        state,
        ...(chooseAccount && { force_reauth: 'true', enable_fb_login: 'false' }),
      });
      return { url: url.href };
    },

    parseCallback: (query) => readCallback(query, 'Instagram'),

    async exchange({ code, redirectUri }) {
      const form = {
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'authorization_code',
        redirect_uri: redirectUri,
        code,
      };
      const answer = await ask(outbound, { method: 'POST', url: tokenUrl, form }, 'Instagram, token request');
      const failure = codeFailure(answer);
      if (failure) throw failure;
      const token = read(answer, ShortToken, unwrap(answer.body));
      const altIds = token.user_id === undefined ? [] : [token.user_id];
      const tokens = await graph.lastingOr(token.access_token, undefined, async () => (await makeLasting(token.access_token)).tokens);
      return { tokens, scopes: token.permissions ?? null, altIds };
    },

    async fetchAccounts({ accessToken }) {
      const answer = await askMe(accessToken, 'id,user_id,username,name,account_type,profile_picture_url', 'account');
      const me = read(answer, Me, unwrap(answer.body));
      const type = me.account_type === undefined ? null : typeOf(me.account_type);
      const handle = me.username === undefined ? standInFor(me.name ?? '') || undefined : `@${me.username}`;
      if (type === 'personal') {
        throw new PlatformFailure('personal_account', `${answer.step}: it is a personal account.`, { handle });
      }
      // The one id that webhooks know it by, too. The others differ by app, so none of them can stand in for it.
      if (me.user_id === undefined) throw new PlatformFailure('unavailable', `${answer.step}: the answer has no user_id.`);
      const account: Account = {
        id: me.user_id,
        altIds: me.id === undefined || me.id === me.user_id ? [] : [me.id],
        handle: handle ?? me.user_id,
        displayName: me.name ?? null,
        pictureUrl: me.profile_picture_url ?? null,
        type,
      };
      return [account];
    },

    /** A lasting token refreshes itself: from 24 hours after it was obtained until it expires. */
    refreshWindow(tokens) {
      if (tokens.provisional) return graph.provisionalWindow(tokens);
      const { obtainedAt, accessExpiresAt } = tokens;
      const earliest = obtainedAt + day;
      const expiresAt = accessExpiresAt ?? Infinity;
      if (expiresAt <= earliest) return null;
      return { earliest, due: Math.max(earliest, Math.min(obtainedAt + 7 * day, expiresAt - 30 * day)) };
    },

    async refresh(tokens) {
      if (tokens.provisional) return makeLasting(tokens.accessToken);
      const wait = tokens.obtainedAt + day - now();
      if (wait > 0) {
        // Not asked, because what Instagram says to this is not documented and might read like a dead token.
        throw new PlatformFailure('limited', 'Instagram, refresh: a token must be 24 hours old.', { retryAfterMs: wait });
      }
      const query = { grant_type: 'ig_refresh_token', access_token: tokens.accessToken };
      // The token is the only parameter that varies, and no dead one: it is too young, because a refresh whose answer was
      // lost renewed it, or because the clocks differ.
      return lasting(await graph.call('/refresh_access_token', query, 'refresh', { ofParameter: 'limited' }));
    },

    async check({ accessToken }) {
      const answer = await askMe(accessToken, 'user_id', 'check');
      read(answer, Me, unwrap(answer.body));
    },

    revoke: async () => 'unsupported',

    notices: metaNotices(
      [
        { setting: 'INSTAGRAM_CLIENT_SECRET', secret: clientSecret },
        ...(metaSecret === undefined ? [] : [{ setting: 'INSTAGRAM_META_SECRET', secret: metaSecret }]),
      ],
      now,
    ),
  };
};
