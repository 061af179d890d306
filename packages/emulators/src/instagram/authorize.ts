import { inventions } from '../inventions.ts';
import type { LoginRequest } from '../login.ts';
import { addQuery } from '../redirect-address.ts';
import type { InstagramClient } from './client.ts';
import { basicScope, isScope, permissionsOf } from './scopes.ts';
import type { InstagramSettings } from './settings.ts';

export interface InstagramLoginRequest extends LoginRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | null;
}

const words = inventions.instagramAuthorizeErrors.value;

/** Reads an authorization request, or says what is wrong with it. Unknown parameters are ignored, `code_challenge` too. */
export function readAuthorizeRequest(
  query: URLSearchParams,
  clients: ReadonlyMap<string, InstagramClient>,
  settings: Readonly<InstagramSettings>,
): InstagramLoginRequest | { problem: string } {
  const client = clients.get(query.get('client_id') ?? '');
  if (!client) return { problem: 'Invalid platform app' };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) return { problem: 'Invalid redirect_uri' };
  if (query.get('response_type') !== 'code') return { problem: words.responseType };
  const scopes = [...new Set((query.get('scope') ?? '').split(/[, ]+/).filter((name) => name !== ''))];
  const unknown = scopes.filter((name) => !isScope(name));
  if (unknown.length > 0) return { problem: words.scope(unknown.join(', ')) };
  if (!scopes.includes(basicScope)) return { problem: words.basicScopeMissing };
  return {
    clientId: client.id,
    clientName: client.name ?? `App ${client.id}`,
    redirectUri,
    state: query.get('state'),
    permissions: permissionsOf(scopes, settings.consentToggles === 'optional-scopes'),
    forceLogin: isOn(query.get('force_reauth')) || isOn(query.get('force_authentication')),
    offersFacebook: !isOff(query.get('enable_fb_login')),
  };
}

/** Where the browser goes with a code. The literal `#_` is not part of the code. */
export function allowedAddress({ redirectUri, state }: InstagramLoginRequest, code: string): string {
  return `${addQuery(redirectUri, queryOf({ code, state }))}#_`;
}

/** Where the browser goes when the person has cancelled. */
export function deniedAddress({ redirectUri, state }: InstagramLoginRequest, withState: boolean): string {
  return addQuery(
    redirectUri,
    queryOf({
      error: 'access_denied',
      error_reason: 'user_denied',
      error_description: 'The user denied your request',
      state: withState ? state : null,
    }),
  );
}

function queryOf(parameters: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value);
  return query.toString();
}

const isOn = (value: string | null) => value === '1' || value === 'true';
const isOff = (value: string | null) => value === '0' || value === 'false';
