import { inventions } from '../inventions.ts';
import type { LoginRequest } from '../login.ts';
import { addQuery } from '../redirect-address.ts';
import type { FacebookClient } from './client.ts';
import { isScope, permissionsOf, profileScope } from './scopes.ts';

export interface FacebookLoginRequest extends LoginRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | null;
  /** Whether it came by `config_id`: all permissions or none. */
  readonly byConfiguration: boolean;
  readonly token: 'user' | 'system-user';
  /** Asks again for what was declined. */
  readonly rerequest: boolean;
  /** Asks again for everything. */
  readonly reauthorize: boolean;
  /** The S256 challenge, if one was sent. */
  readonly challenge: string | null;
}

const words = inventions.facebookDialogErrors.value;

/** Reads an authorization request, or says what is wrong with it. Unknown parameters are ignored. */
export function readAuthorizeRequest(
  query: URLSearchParams,
  clients: ReadonlyMap<string, FacebookClient>,
): FacebookLoginRequest | { problem: string } {
  const client = clients.get(query.get('client_id') ?? '');
  if (!client) return { problem: words.app };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) return { problem: words.redirectUri };
  if ((query.get('response_type') ?? 'code') !== 'code') return { problem: words.responseType };
  const configId = query.get('config_id');
  const configuration = client.configurations?.find(({ id }) => id === configId);
  if (configId !== null && !configuration) return { problem: words.configuration };
  const asked = configuration ? ['email', ...configuration.permissions] : (query.get('scope') ?? '').split(/[, ]+/);
  const scopes = [...new Set([profileScope, ...asked])].filter((name) => name !== '' && name !== 'openid');
  const unknown = scopes.filter((name) => !isScope(name));
  if (unknown.length > 0) return { problem: words.scope(unknown.join(', ')) };
  const challenge = query.get('code_challenge') || null;
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') return { problem: words.challengeMethod };
  const authType = (query.get('auth_type') ?? '').split(',');
  return {
    clientId: client.id,
    clientName: client.name ?? `App ${client.id}`,
    redirectUri,
    state: query.get('state'),
    permissions: permissionsOf(scopes, configuration === undefined),
    byConfiguration: configuration !== undefined,
    token: configuration?.token ?? 'user',
    forceLogin: authType.includes('reauthenticate'),
    rerequest: authType.includes('rerequest'),
    reauthorize: authType.includes('reauthorize'),
    challenge,
    offersFacebook: false,
  };
}

/** Where the browser goes with a code. The literal `#_=_` is not part of it. */
export function allowedAddress({ redirectUri, state }: FacebookLoginRequest, code: string): string {
  return `${addQuery(redirectUri, queryOf({ code, state }))}#_=_`;
}

/** Where the browser goes when the person has cancelled. */
export function deniedAddress({ redirectUri, state }: FacebookLoginRequest, withState: boolean): string {
  const query = queryOf({
    error: 'access_denied',
    error_code: '200',
    error_description: 'Permissions error',
    error_reason: 'user_denied',
    state: withState ? state : null,
  });
  return `${addQuery(redirectUri, query)}#_=_`;
}

function queryOf(parameters: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value);
  return query.toString();
}
