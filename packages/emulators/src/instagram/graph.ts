import type { Account } from '../account.ts';
import { appSecretProof } from '../app-secret-proof.ts';
import type { Clock } from '../clock.ts';
import { deadTokens, graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';
import type { InstagramClient } from './client.ts';
import { scopedId } from './exchange.ts';
import { unknownToken } from './refusals.ts';
import { basicScope } from './scopes.ts';
import type { InstagramSettings } from './settings.ts';
import { tokenLifeSeconds, type InstagramToken, type InstagramTokens } from './tokens.ts';

interface GraphParts {
  readonly clients: ReadonlyMap<string, InstagramClient>;
  readonly tokens: InstagramTokens;
  readonly clock: Clock;
  readonly settings: Readonly<InstagramSettings>;
}

const day = 24 * 3_600_000;

/** `GET /access_token`: a short-lived token becomes one that lives for 60 days. */
export function exchangeToken(query: URLSearchParams, bearer: string | undefined, parts: GraphParts): Response {
  const words = inventions.instagramExchangeRefusals.value;
  if (query.get('grant_type') !== 'ig_exchange_token') return graphError({ message: words.grantType, code: words.code });
  const token = liveToken(query, bearer, parts);
  if (token instanceof Response) return token;
  if (query.get('client_secret') !== parts.clients.get(token.clientId)?.secret) {
    return graphError({ message: words.secret, code: words.code });
  }
  if (token.life !== 'short') return graphError({ message: words.notShortLived, code: words.code });
  return tokenAnswer(parts.tokens.issue('long', token));
}

/** `GET /refresh_access_token`: a long-lived token gets another 60 days, once it is a day old and while it is alive. */
export function refreshToken(query: URLSearchParams, bearer: string | undefined, parts: GraphParts): Response {
  const words = inventions.instagramRefreshRefusals.value;
  if (query.get('grant_type') !== 'ig_refresh_token') return graphError({ message: words.grantType, code: 100 });
  const token = liveToken(query, bearer, parts);
  if (token instanceof Response) return token;
  if (token.life !== 'long') return graphError({ message: words.notLongLived, code: 100 });
  if (!token.granted.includes(basicScope)) return graphError({ message: words.permission, code: 10 });
  if (parts.clock.now() - token.issuedAt < day) return graphError(inventions.instagramRefreshTooYoung.value);
  if (parts.settings.refreshedToken === 'new') return tokenAnswer(parts.tokens.issue('long', token));
  parts.tokens.renew(token);
  return tokenAnswer(token);
}

/** `GET /me`: who the token belongs to. `picture` is the full address of the account's picture. */
export function me(
  query: URLSearchParams,
  bearer: string | undefined,
  parts: GraphParts,
  picture: (account: Account) => string | null,
): Response {
  const words = inventions.instagramMe.value;
  const token = liveToken(query, bearer, parts);
  if (token instanceof Response) return token;
  const proof = query.get('appsecret_proof');
  if (proof !== null && proof !== appSecretProof(parts.clients.get(token.clientId)?.secret ?? '', token.text)) {
    return graphError({ message: words.proof, code: 100 });
  }
  const { account, clientId } = token;
  const all: Record<string, unknown> = {
    id: scopedId(clientId, account),
    user_id: account.id,
    username: account.username,
    name: account.name,
    account_type: accountType(account, parts.settings),
    profile_picture_url: picture(account) ?? undefined,
    has_profile_pic: account.picture !== null,
    followers_count: account.followers,
    follows_count: account.following,
    media_count: account.posts,
    biography: account.biography,
    website: account.website,
  };
  const names = query.get('fields')?.split(',') ?? words.fields;
  const unknown = names.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) return graphError({ message: words.unknownField(unknown), code: 100 });
  const answer = Object.fromEntries(names.map((name) => [name, all[name]]));
  return Response.json(parts.settings.meEnvelope === 'wrapped' ? { data: [answer] } : answer);
}

function liveToken(query: URLSearchParams, bearer: string | undefined, parts: GraphParts): InstagramToken | Response {
  const { tokens, clock, settings } = parts;
  const text = query.get('access_token') ?? bearer;
  if (text === undefined || text === '') return unknownToken('cannot-parse');
  const token = tokens.find(text);
  if (!token) return unknownToken(settings.unknownToken);
  if (token.ended) return deadTokens[token.ended]();
  if (token.expiresAt <= clock.now()) return deadTokens.expired(token.expiresAt, clock.now());
  return token;
}

function tokenAnswer(token: InstagramToken): Response {
  return Response.json({ access_token: token.text, token_type: 'bearer', expires_in: tokenLifeSeconds[token.life] });
}

function accountType({ kind }: Account, settings: Readonly<InstagramSettings>): string {
  if (kind === 'personal') return 'PERSONAL';
  const type = kind === 'business' ? 'Business' : 'Media_Creator';
  return settings.accountType === 'upper' ? type.toUpperCase() : type;
}
