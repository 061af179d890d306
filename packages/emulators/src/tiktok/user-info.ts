import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { dashedId } from '../ids.ts';
import { inventions } from '../inventions.ts';
import type { TikTokClient } from './client.ts';
import { openId } from './oauth.ts';
import { scopeNotAuthorized, type Refusals } from './refusals.ts';
import { scopeOfField } from './scopes.ts';
import type { TikTokTokens } from './tokens.ts';

interface UserInfoParts {
  readonly clients: ReadonlyMap<string, TikTokClient>;
  readonly tokens: TikTokTokens;
  readonly refusals: Refusals;
  readonly rate: RateLimit;
  /** The emulation's own address. */
  readonly origin: string;
  picture(account: Account, size?: 100 | 320 | 480): string | null;
}

/** `GET /v2/user/info/`: the fields that were asked for, if their scopes were granted. */
export function userInfo(fields: string | null, bearer: string | undefined, parts: UserInfoParts): Response {
  const { clients, tokens, refusals, rate, origin } = parts;
  const messages = inventions.tiktokDataMessages.value;
  const grant = bearer === undefined ? undefined : tokens.grantOf(bearer);
  if (!grant) return refusals.data('access_token_invalid', messages.accessToken);
  if (!rate.admits(grant.clientId)) return refusals.data('rate_limit_exceeded', messages.rateLimit);
  const names = (fields ?? '').split(',');
  const scopes = names.map(scopeOfField);
  if (scopes.includes(undefined)) return refusals.data('invalid_params', messages.params);
  for (const scope of scopes) {
    if (scope === undefined || grant.granted.includes(scope)) continue;
    return grant.requested.includes(scope)
      ? refusals.data('scope_not_authorized', scopeNotAuthorized)
      : refusals.data('scope_permission_missed', inventions.tiktokFieldRefusal.value.missed);
  }

  const { account, clientId } = grant;
  const picture = (size: 100 | 320 | 480) => {
    const address = parts.picture(account, size);
    return address === null ? inventions.tiktokNoPicture.value : origin + address;
  };
  const profile = `${origin}${inventions.tiktokProfileLinks.value}${account.username}`;
  const all: Record<string, unknown> = {
    open_id: openId(clientId, account),
    union_id: dashedId('tiktok union', clients.get(clientId)?.developer ?? 'developer', account.id),
    avatar_url: picture(320),
    avatar_url_100: picture(100),
    avatar_large_url: picture(480),
    display_name: account.name ?? account.username,
    username: account.username,
    bio_description: account.biography,
    profile_deep_link: profile,
    profile_web_link: profile,
    is_verified: account.verified,
    follower_count: account.followers,
    following_count: account.following,
    likes_count: account.likes,
    video_count: account.posts,
  };
  return Response.json({
    data: { user: Object.fromEntries(names.map((name) => [name, all[name]])) },
    error: { code: 'ok', message: '', log_id: refusals.logId() },
  });
}

interface RateLimit {
  /** Counts a request of the app, and says whether it was still allowed. */
  admits(clientId: string): boolean;
  forget(): void;
}

/** 600 requests in a sliding window of one minute. https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit */
export function createRateLimit(clock: Clock): RateLimit {
  const seen = new Map<string, number[]>();
  return {
    admits(clientId) {
      const recent = (seen.get(clientId) ?? []).filter((at) => at > clock.now() - 60_000);
      const admitted = recent.length < 600;
      if (admitted) recent.push(clock.now());
      seen.set(clientId, recent);
      return admitted;
    },
    forget: () => seen.clear(),
  };
}
