import * as z from 'zod/mini';
import { ask, challengeOf, endOf, field, hexChallengeOf, newVerifier, read, readCallback, withQuery } from './oauth.ts';
import { scopesToAsk, visibleHost } from './options.ts';
import {
  type Account,
  type Outbound,
  type Permission,
  type Platform,
  PlatformFailure,
  type PlatformFailureKind,
  type PlatformOptions,
  standInFor,
  type Tokens,
} from './port.ts';
import { tiktokFailure } from './tiktok-error.ts';
import { tiktokNotices } from './tiktok-notice.ts';

// Login Kit for Web, OAuth v2: https://developers.tiktok.com/doc/login-kit-web
const authorizeEndpoint = 'https://www.tiktok.com/v2/auth/authorize/';
const tokenEndpoint = 'https://open.tiktokapis.com/v2/oauth/token/';
const apiOrigin = 'https://open.tiktokapis.com';

export interface TikTokOptions extends PlatformOptions {
  /**
   * Whether a code challenge is sent, and how its hash is written. TikTok documents none for web apps and hex for desktop
   * apps; some web apps are refused without one in base64url. Default `off`.
   */
  readonly pkce?: 'off' | 's256-hex' | 's256-base64url';
}

/** The words for every scope that can be asked for. */
const permissions: Readonly<Record<string, Permission>> = {
  'user.info.basic': { title: 'See your profile', detail: 'Name and picture', kind: 'read' },
  'user.info.profile': { title: 'See your public profile', detail: 'User name, bio and link', kind: 'read' },
  'user.info.stats': { title: 'See your numbers', detail: 'Followers, likes and video count', kind: 'read' },
  'video.list': { title: 'See your public videos', detail: 'With views, likes and comments', kind: 'read' },
  'video.upload': { title: 'Send drafts to your inbox', detail: 'You post them yourself in TikTok', kind: 'publish' },
  'video.publish': { title: 'Publish videos for you', detail: 'When {org} schedules them in {product}', kind: 'publish' },
};

const basicFields = ['open_id', 'union_id', 'avatar_url', 'display_name'];
const profileFields = ['username'];

/** Lives are what `expires_in` says: the documents name 24 hours and two hours, 365 days and 180. */
const Token = z.object({
  access_token: field.text,
  expires_in: field.seconds,
  open_id: field.maybeId,
  refresh_token: field.maybeText,
  refresh_expires_in: field.seconds,
  scope: field.scopes,
});
const UserInfo = z.object({
  data: z.object({
    user: z.object({
      open_id: field.id,
      union_id: field.maybeId,
      display_name: field.maybeText,
      username: field.maybeText,
      avatar_url: field.maybeText,
    }),
  }),
});
const Wrapped = z.object({ data: z.looseObject({}) });
/** An older page prints the token inside of `data`. */
const unwrap = (body: unknown): unknown => {
  const wrapped = z.safeParse(Wrapped, body);
  return wrapped.success ? wrapped.data.data : body;
};

/** TikTok, through Login Kit. Exactly one account per consent. */
export const tiktok = (options: TikTokOptions, outbound: Outbound, { now }: { readonly now: () => number }): Platform => {
  const { clientId, clientSecret, endpoints = {}, pkce = 'off' } = options;
  const scopes = scopesToAsk(options, { id: 'tiktok', minimum: 'user.info.basic', permissions });
  const tokenUrl = new URL(endpoints.token ?? tokenEndpoint);
  const api = (endpoints.api ?? apiOrigin).replace(/\/+$/, '');
  const client = { client_key: clientId, client_secret: clientSecret };

  const askToken = async (form: Readonly<Record<string, string>>, step: string, ofGrant: PlatformFailureKind) => {
    const answer = await ask(outbound, { method: 'POST', url: tokenUrl, form: { ...client, ...form } }, `TikTok, ${step}`);
    const body = unwrap(answer.body);
    const failure = tiktokFailure(answer, ofGrant) ?? tiktokFailure({ ...answer, body }, ofGrant);
    if (failure) throw failure;
    const token = read(answer, Token, body);
    const tokens: Tokens = {
      accessToken: token.access_token,
      accessExpiresAt: endOf(now(), token.expires_in),
      refreshToken: token.refresh_token ?? null,
      refreshExpiresAt: endOf(now(), token.refresh_expires_in),
      obtainedAt: now(),
    };
    return { tokens, scopes: token.scope ?? null, openId: token.open_id };
  };

  const refresh: Platform['refresh'] = async (old) => {
    if (old.refreshToken === null) throw new PlatformFailure('token_refused', 'TikTok, refresh: there is no refresh token.');
    const form = { grant_type: 'refresh_token', refresh_token: old.refreshToken };
    const { tokens, scopes } = await askToken(form, 'refresh', 'token_refused');
    // A good refresh token is never overwritten by none.
    const kept = { refreshToken: old.refreshToken, refreshExpiresAt: tokens.refreshExpiresAt ?? old.refreshExpiresAt };
    return { tokens: tokens.refreshToken === null ? { ...tokens, ...kept } : tokens, scopes };
  };

  const userInfo = async (accessToken: string, fields: readonly string[], step: string) => {
    const url = withQuery(`${api}/v2/user/info/`, { fields: fields.join(',') });
    const headers = { authorization: `Bearer ${accessToken}` };
    const answer = await ask(outbound, { method: 'GET', url, headers }, `TikTok, ${step}`);
    const failure = tiktokFailure(answer, 'token_refused');
    if (failure) throw failure;
    return read(answer, UserInfo).data;
  };

  const isExpired = ({ accessExpiresAt }: Tokens): boolean => accessExpiresAt !== null && accessExpiresAt <= now();

  return {
    id: 'tiktok',
    name: 'TikTok',
    host: visibleHost(options, 'tiktok.com'),
    preferredMode: options.preferredMode ?? 'popup',
    // The user name is part of this scope (https://developers.tiktok.com/doc/tiktok-api-scopes): with the minimum there is only a display name, which anybody can choose.
    tellsHandle: scopes.required.includes('user.info.profile'),
    scopes,
    permissions,
    hosts: [...new Set([tokenUrl.host, new URL(api).host])],

    authorize({ state, redirectUri }) {
      const url = withQuery(endpoints.authorize ?? authorizeEndpoint, {
        client_key: clientId,
        scope: [...scopes.required, ...scopes.optional].join(','),
        response_type: 'code',
        redirect_uri: redirectUri,
        state,
        // Otherwise TikTok silently connects the account that it connected last: then a single click on our page, which
        // another page may have tricked somebody into, would give their account to whoever's link it is.
        disable_auto_auth: '1',
      });
      if (pkce === 'off') return { url: url.href };
      const verifier = newVerifier();
      const challenge = pkce === 's256-hex' ? hexChallengeOf(verifier) : challengeOf(verifier);
      return { url: withQuery(url.href, { code_challenge: challenge, code_challenge_method: 'S256' }).href, verifier };
    },

    parseCallback: (query) => readCallback(query, 'TikTok', { scopes: 'scopes' }),

    async exchange({ code, redirectUri, verifier }) {
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
      const proof = verifier === undefined ? {} : { code_verifier: verifier };
      const { tokens, scopes, openId } = await askToken({ ...form, ...proof }, 'token request', 'code_refused');
      return { tokens, scopes, altIds: openId === undefined ? [] : [openId] };
    },

    async fetchAccounts({ accessToken }, granted) {
      const may = granted ?? ['user.info.basic'];
      if (!may.includes('user.info.basic')) {
        throw new PlatformFailure('permission_missing', 'TikTok, account: user.info.basic was not granted.');
      }
      // A field whose scope was not granted fails the whole call.
      const fields = [...basicFields, ...(may.includes('user.info.profile') ? profileFields : [])];
      const { user } = await userInfo(accessToken, fields, 'account');
      const account: Account = {
        id: user.open_id,
        altIds: user.union_id === undefined ? [] : [user.union_id],
        handle: user.username === undefined ? standInFor(user.display_name ?? '') || user.open_id : `@${user.username}`,
        displayName: user.display_name ?? null,
        pictureUrl: user.avatar_url ?? null,
        type: null,
      };
      return [account];
    },

    /** At any time; due when two thirds of the access token's life are over. */
    refreshWindow({ refreshToken, obtainedAt, accessExpiresAt }) {
      if (refreshToken === null) return null;
      const life = accessExpiresAt === null ? 3_600_000 : accessExpiresAt - obtainedAt;
      return { earliest: obtainedAt, due: obtainedAt + Math.floor((life * 2) / 3) };
    },

    refresh,

    async check({ accessToken }) {
      await userInfo(accessToken, ['open_id'], 'check');
    },

    async revoke(tokens, keep) {
      // The endpoint wants an access token that is alive.
      const renewed = isExpired(tokens) && tokens.refreshToken !== null ? await refresh(tokens).catch(endedAlready) : { tokens };
      if (renewed === undefined) return 'revoked';
      if (renewed.tokens !== tokens) await keep?.(renewed.tokens);
      const form = { ...client, token: renewed.tokens.accessToken };
      const url = new URL(`${api}/v2/oauth/revoke/`);
      const answer = await ask(outbound, { method: 'POST', url, form }, 'TikTok, revocation');
      const failure = tiktokFailure(answer, 'token_refused');
      // A web page that came instead of the answer has ended nothing.
      if (failure === undefined) read(answer, answer.isEmpty ? z.unknown() : z.looseObject({}));
      else endedAlready(failure);
      return 'revoked';
    },

    notices: tiktokNotices({ clientId, clientSecret }, now),
  };
};

/** What can no longer be used needs no revocation. */
const endedAlready = (failure: unknown): undefined => {
  if (failure instanceof PlatformFailure && failure.kind === 'token_refused') return undefined;
  throw failure;
};
