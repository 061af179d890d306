import { createHash } from 'node:crypto';
import type { AuthorizationCode } from '../authorization-code.ts';
import type { Clock } from '../clock.ts';
import { deadTokens, graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';
import type { FacebookClient } from './client.ts';
import type { FacebookGrants } from './grants.ts';
import type { FacebookSettings } from './settings.ts';
import { lifeSeconds, type FacebookToken, type FacebookTokens } from './tokens.ts';
import { liveToken } from './viewer.ts';

/** A code as Facebook remembers it. */
export interface FacebookCode extends AuthorizationCode {
  readonly token: 'user' | 'system-user';
  readonly challenge: string | null;
}

interface OauthParts {
  readonly clients: ReadonlyMap<string, FacebookClient>;
  readonly codes: ReadonlyMap<string, FacebookCode>;
  readonly tokens: FacebookTokens;
  readonly grants: FacebookGrants;
  readonly clock: Clock;
  readonly settings: Readonly<FacebookSettings>;
}

const words = inventions.facebookTokenRefusals.value;

/** The answer to a code that was exchanged before. */
export const usedCode = () => graphError({ message: 'This authorization code has been used.', code: 100, subcode: 36009 });

/** `/oauth/access_token`: a code, or a token in `fb_exchange_token`, becomes a token. */
export function answerToken(parameters: URLSearchParams, parts: OauthParts): Response {
  const client = parts.clients.get(parameters.get('client_id') ?? '');
  if (!client) return graphError(words.app);
  if (parameters.get('client_secret') !== client.secret) return graphError(words.secret);
  switch (parameters.get('grant_type')) {
    case 'fb_exchange_token':
      return exchangeToken(parameters, client, parts);
    case 'authorization_code':
    case null:
      return exchangeCode(parameters, client, parts);
    default:
      return graphError(words.grantType);
  }
}

function exchangeCode(parameters: URLSearchParams, client: FacebookClient, parts: OauthParts): Response {
  const { codes, tokens, grants, clock, settings } = parts;
  const code = codes.get(parameters.get('code') ?? '');
  if (!code || code.clientId !== client.id) return graphError(words.code);
  if (code.used) return usedCode();
  if (code.expiresAt <= clock.now()) return graphError(words.codeExpired);
  if (code.redirectUri !== parameters.get('redirect_uri')) return graphError(words.redirectUri);
  // A verifier without a challenge is let through.
  const verifier = parameters.get('code_verifier') ?? '';
  if (code.challenge !== null && createHash('sha256').update(verifier).digest('base64url') !== code.challenge) {
    return graphError(words.verifier);
  }
  if (!grants.find(client.id, code.account)) return deadTokens.removed();
  code.used = true;
  const life = code.token === 'system-user' ? 'endless' : settings.codeToken;
  return tokenAnswer(tokens.issue(life, { kind: code.token, clientId: client.id, account: code.account }), parts);
}

function exchangeToken(parameters: URLSearchParams, client: FacebookClient, parts: OauthParts): Response {
  const { tokens, clock, settings } = parts;
  const token = liveToken(parameters.get('fb_exchange_token'), parts);
  if (token instanceof Response) return token;
  if (token.clientId !== client.id) return graphError(words.foreignToken);
  if (token.kind === 'page') return graphError(words.pageToken);
  if (token.life === 'endless' || (token.life === 'long' && settings.reexchange === 'keeps')) {
    return tokenAnswer(token, parts, token.expiresAt === null ? undefined : Math.floor((token.expiresAt - clock.now()) / 1000));
  }
  return tokenAnswer(tokens.issue('long', token), parts);
}

function tokenAnswer(token: FacebookToken, { settings }: OauthParts, remaining?: number): Response {
  const { text, life } = token;
  const expiresIn = life === 'endless' ? undefined : (remaining ?? lifeSeconds[life]);
  return Response.json({
    access_token: text,
    token_type: 'bearer',
    ...(settings.expiresIn === 'present' && { expires_in: expiresIn }),
  });
}
