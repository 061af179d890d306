import type { Account } from '../account.ts';
import type { AuthorizationCode } from '../authorization-code.ts';
import type { Clock } from '../clock.ts';
import { decimalId } from '../ids.ts';
import { inventions } from '../inventions.ts';
import { integer } from '../raw-json.ts';
import type { InstagramClient } from './client.ts';
import { loginError } from './refusals.ts';
import type { InstagramSettings } from './settings.ts';
import type { InstagramTokens } from './tokens.ts';

interface ExchangeParts {
  readonly clients: ReadonlyMap<string, InstagramClient>;
  readonly codes: ReadonlyMap<string, AuthorizationCode>;
  readonly tokens: InstagramTokens;
  readonly clock: Clock;
  readonly settings: Readonly<InstagramSettings>;
}

/** `POST /oauth/access_token`: a code becomes a token that lives for an hour. */
export function exchangeCode(form: URLSearchParams, { clients, codes, tokens, clock, settings }: ExchangeParts): Response {
  const client = clients.get(form.get('client_id') ?? '');
  if (!client || form.get('client_secret') !== client.secret) return loginError('Invalid platform app');
  if (form.get('grant_type') !== 'authorization_code') return loginError(inventions.instagramTokenRequest.value.grantType);
  const text = form.get('code') ?? '';
  if (text === '') return loginError('You must provide a code');
  if (!/^[\w-]+$/.test(text)) return loginError('Invalid authorization code');
  const redirectUri = form.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) {
    return loginError('Redirect URI does not match registered redirect URI');
  }
  const code = codes.get(text);
  if (!code || code.clientId !== client.id) return loginError('Matching code was not found or was already used');
  if (code.used) return loginError(inventions.instagramCodeReplay.value);
  if (code.expiresAt <= clock.now()) return loginError('Matching code was not found or was already used');
  if (code.redirectUri !== redirectUri) return loginError("Redirect URI doesn't match original redirect URI");

  code.used = true;
  const token = tokens.issue('short', { clientId: client.id, account: code.account, granted: code.granted });
  const id = settings.exchangeUserId === 'account' ? code.account.id : exchangeId(client.id, code.account);
  const { tokenPermissions } = settings;
  const answer = {
    access_token: token.text,
    user_id: settings.tokenUserId === 'integer' ? integer(id) : id,
    ...(tokenPermissions === 'array' && { permissions: code.granted }),
    ...(tokenPermissions === 'string' && { permissions: code.granted.join(',') }),
  };
  return Response.json(settings.tokenEnvelope === 'wrapped' ? { data: [answer] } : answer);
}

/** The `user_id` of the token answer: another one than `/me` tells. */
export function exchangeId(clientId: string, account: Account): string {
  const { prefix, length } = inventions.instagramExchangeId.value;
  return decimalId(prefix, length, 'instagram exchange', clientId, account.id);
}

/** `/me.id`: an id of the account for this one app. */
export function scopedId(clientId: string, account: Account): string {
  const { prefix, length } = inventions.instagramScopedId.value;
  return decimalId(prefix, length, 'instagram app-scoped', clientId, account.id);
}
