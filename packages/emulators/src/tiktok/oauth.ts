import type { AuthorizationCode } from '../authorization-code.ts';
import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { dashedId } from '../ids.ts';
import { inventions } from '../inventions.ts';
import { matchesChallenge } from './challenge.ts';
import type { TikTokClient } from './client.ts';
import type { Refusals } from './refusals.ts';
import type { TikTokSettings } from './settings.ts';
import type { TikTokGrant, TikTokTokens, TokenPair } from './tokens.ts';

/** A code as TikTok remembers it. */
export interface TikTokCode extends AuthorizationCode {
  readonly grant: TikTokGrant;
  readonly challenge: string | null;
}

interface OauthParts {
  readonly clients: ReadonlyMap<string, TikTokClient>;
  readonly codes: ReadonlyMap<string, TikTokCode>;
  readonly tokens: TikTokTokens;
  readonly clock: Clock;
  readonly settings: Readonly<TikTokSettings>;
  readonly refusals: Refusals;
  /** Ends all that the account has allowed the app, for the reason that its developer has revoked it. */
  revoke(account: Account, clientId: string): void;
}

const words = inventions.tiktokOauthDescriptions.value;

/** `POST /v2/oauth/token/`: a code, or a refresh token, becomes an access token and a refresh token. */
export function answerToken(form: URLSearchParams, parts: OauthParts): Response {
  const { refusals } = parts;
  const client = authenticate(form, parts);
  if (client instanceof Response) return client;
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(form, client, parts);
    case 'refresh_token': {
      const text = form.get('refresh_token');
      if (!text) return malformed(refusals);
      const pair = parts.tokens.refresh(text, client.id);
      return pair ? tokenAnswer(pair, parts) : refusals.oauth('invalid_grant', words.refreshToken);
    }
    case null:
      return malformed(refusals);
    default:
      return refusals.oauth('unsupported_grant_type', words.grantType);
  }
}

/** `POST /v2/oauth/revoke/`: the app disappears from the account's connected apps. */
export function answerRevoke(form: URLSearchParams, parts: OauthParts): Response {
  const { tokens, settings, refusals } = parts;
  const client = authenticate(form, parts);
  if (client instanceof Response) return client;
  const text = form.get('token');
  if (!text) return malformed(refusals);
  const grant = tokens.grantOf(text);
  if (!grant || grant.clientId !== client.id) return refusals.oauth(inventions.tiktokRevoke.value, words.token);
  parts.revoke(grant.account, client.id);
  return settings.revokeBody === 'object' ? Response.json({}) : new Response('', { status: 200 });
}

function exchangeCode(form: URLSearchParams, client: TikTokClient, parts: OauthParts): Response {
  const { codes, tokens, clock, refusals } = parts;
  const [text, redirectUri] = [form.get('code'), form.get('redirect_uri')];
  if (!text || !redirectUri) return malformed(refusals);
  const code = codes.get(text);
  if (!code || code.used || code.clientId !== client.id || code.grant.ended) return refusals.oauth('invalid_grant', words.code);
  if (code.expiresAt <= clock.now()) return refusals.oauth('invalid_grant', 'Authorization code is expired.');
  if (code.redirectUri !== redirectUri) {
    return refusals.oauth('invalid_request', 'Redirect_uri is not matched with the uri when requesting code.');
  }
  const encoding = client.challengeEncoding ?? (client.platform === 'desktop' ? 'hex' : inventions.tiktokWebChallenge.value);
  // A verifier without a challenge is let through: widely used web apps send one, and get their tokens.
  if (code.challenge !== null && !matchesChallenge(form.get('code_verifier') ?? '', code.challenge, encoding)) {
    return refusals.oauth('invalid_request', 'Code verifier or code challenge is invalid.');
  }
  code.used = true;
  return tokenAnswer(tokens.issue(code.grant), parts);
}

function authenticate(form: URLSearchParams, { clients, refusals }: OauthParts): TikTokClient | Response {
  const [key, secret] = [form.get('client_key'), form.get('client_secret')];
  if (!key || !secret) return malformed(refusals);
  const client = clients.get(key);
  return client && client.secret === secret ? client : refusals.oauth('invalid_client', words.client);
}

function malformed(refusals: Refusals): Response {
  return refusals.oauth('invalid_request', 'The request parameters are malformed.');
}

/** Both lifetimes are what remains, in seconds. */
function tokenAnswer({ access, refresh }: TokenPair, { clock, settings }: OauthParts): Response {
  const { grant } = access;
  const remaining = (expiresAt: number) => Math.floor((expiresAt - clock.now()) / 1000);
  const answer = {
    access_token: access.text,
    expires_in: remaining(access.expiresAt),
    open_id: openId(grant.clientId, grant.account),
    refresh_expires_in: remaining(refresh.expiresAt),
    refresh_token: refresh.text,
    scope: grant.granted.join(','),
    token_type: 'Bearer',
  };
  return Response.json(settings.tokenEnvelope === 'wrapped' ? { data: answer, message: 'success' } : answer);
}

/** The account's id for this one app. */
export function openId(clientId: string, account: Account): string {
  return dashedId('tiktok open', clientId, account.id);
}
