import { randomInt } from 'node:crypto';
import { random } from '../ids.ts';
import { inventions } from '../inventions.ts';
import type { LoginRequest } from '../login.ts';
import { addQuery } from '../redirect-address.ts';
import { isRegistered, type TikTokClient } from './client.ts';
import { isScope, permissionsOf } from './scopes.ts';

export interface TikTokLoginRequest extends LoginRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  /** The S256 challenge, if one was sent. */
  readonly challenge: string | null;
  readonly requested: readonly string[];
  /** Whether the consent page is shown even to somebody who has allowed all this before. */
  readonly alwaysAsk: boolean;
  readonly sandboxAccounts: readonly string[] | undefined;
}

/** Reads an authorization request, or names the parameter that is wrong. */
export function readAuthorizeRequest(
  query: URLSearchParams,
  clients: ReadonlyMap<string, TikTokClient>,
): TikTokLoginRequest | { wrong: string } {
  const client = clients.get(query.get('client_key') ?? '');
  if (!client) return { wrong: 'client_key' };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isRegistered(client, redirectUri)) return { wrong: 'redirect_uri' };
  if (query.get('response_type') !== 'code') return { wrong: 'response_type' };
  const requested = [...new Set((query.get('scope') ?? '').split(','))];
  if (!requested.every(isScope)) return { wrong: 'scope' };
  const state = query.get('state') ?? '';
  if (state === '') return { wrong: 'state' };
  const challenge = query.get('code_challenge') || null;
  const needed = client.platform === 'desktop' || client.requireChallenge === true;
  if (challenge === null && needed) return { wrong: 'code_challenge' };
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') return { wrong: 'code_challenge_method' };
  return {
    clientId: client.id,
    clientName: client.name ?? `App ${client.id}`,
    redirectUri,
    state,
    challenge,
    requested,
    permissions: permissionsOf(requested),
    alwaysAsk: (query.get('disable_auto_auth') ?? inventions.tiktokRememberedGrant.value) === '1',
    sandboxAccounts: client.sandboxAccounts,
    forceLogin: false,
    offersFacebook: false,
  };
}

/** A code with the characters that real ones have: `*` and `!`. */
export function newCode(): string {
  return `${random(48)}-aw*${randomInt(10)}!${randomInt(1000, 10_000)}.${random(2)}`;
}

/** Where the browser goes with a code, and with the scopes that were granted. */
export function allowedAddress({ redirectUri, state }: TikTokLoginRequest, code: string, granted: readonly string[]): string {
  return addQuery(redirectUri, `code=${encode(code)}&scopes=${encode(granted.join(','))}&state=${encode(state)}`);
}

/** Where the browser goes when the person has cancelled. */
export function deniedAddress({ redirectUri, state }: TikTokLoginRequest, withState: boolean): string {
  const denial = `error=access_denied&error_description=${encode(inventions.tiktokDenial.value)}`;
  return addQuery(redirectUri, withState ? `${denial}&state=${encode(state)}` : denial);
}

/** Percent-encodes all that is not unreserved, `*` and `!` included: TikTok sends them as %2A and %21. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
