import { createTikTokEmulator, type TikTokEmulator, type TikTokOptions } from './tiktok.ts';
import type { TikTokClient } from './tiktok/client.ts';
import { createVisitor, type Conduct } from './visitor.ts';

export const app = {
  id: 'awbrightlinekey01',
  secret: 'tiktok-secret',
  name: 'Brightline',
  redirectUri: 'https://app.example/oauth/tiktok/callback/',
};

/** 2026-11-20 at 09:00 UTC. */
export const start = Date.UTC(2026, 10, 20, 9);

export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const challenges = {
  hex: '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3',
  base64url: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
};

export function emulate(options: Partial<TikTokOptions> = {}, client: Partial<TikTokClient> = {}): TikTokEmulator {
  const { id, secret, name, redirectUri } = app;
  return createTikTokEmulator({
    clients: [{ id, secret, name, redirectUris: [redirectUri], ...client }],
    now: () => start,
    ...options,
  });
}

/** Parameters to change; `undefined` leaves one out. */
export type Change = Record<string, string | undefined>;

/** The address of an authorization request. */
export function authorizeUrl(change: Change = {}): string {
  const parameters = {
    client_key: app.id,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: 'user.info.basic,user.info.profile,user.info.stats',
    state: 'S',
    ...change,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return `https://www.tiktok.com/v2/auth/authorize/?${query}`;
}

export async function getCode(emulator: TikTokEmulator, conduct: Conduct = {}, change: Change = {}): Promise<string> {
  const visit = await createVisitor(emulator).authorize(authorizeUrl(change), { account: 'harbourcoffee', ...conduct });
  return new URL(visit.callback ?? '').searchParams.get('code') ?? '';
}

export function codeForm(code: string, change: Record<string, string> = {}): Record<string, string> {
  const { id, secret, redirectUri } = app;
  return { client_key: id, client_secret: secret, grant_type: 'authorization_code', redirect_uri: redirectUri, code, ...change };
}

export function refreshForm(refresh_token: string): Record<string, string> {
  return { client_key: app.id, client_secret: app.secret, grant_type: 'refresh_token', refresh_token };
}

export async function post(emulator: TikTokEmulator, path: string, form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form);
  return await emulator.fetch(new Request(`https://open.tiktokapis.com${path}`, { method: 'POST', body }));
}

export const postToken = (emulator: TikTokEmulator, form: Record<string, string>) => post(emulator, '/v2/oauth/token/', form);

export interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  refresh_expires_in: number;
  open_id: string;
  scope: string;
  token_type: string;
}

export async function getTokens(emulator: TikTokEmulator, conduct: Conduct = {}, change: Change = {}): Promise<Tokens> {
  return (await (await postToken(emulator, codeForm(await getCode(emulator, conduct, change)))).json()) as Tokens;
}

export async function refresh(emulator: TikTokEmulator, token: string): Promise<Tokens> {
  return (await (await postToken(emulator, refreshForm(token))).json()) as Tokens;
}

export async function getUser(emulator: TikTokEmulator, accessToken: string, fields?: string): Promise<Response> {
  const query = fields === undefined ? '' : `?${new URLSearchParams({ fields })}`;
  const headers = { authorization: `Bearer ${accessToken}` };
  return await emulator.fetch(new Request(`https://open.tiktokapis.com/v2/user/info/${query}`, { headers }));
}
