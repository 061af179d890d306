import { createFacebookEmulator, type FacebookEmulator, type FacebookOptions } from './facebook.ts';
import type { FacebookClient } from './facebook/client.ts';
import { createVisitor, type Conduct } from './visitor.ts';

export const app = {
  id: '884411220077665',
  secret: 'facebook-secret',
  name: 'Brightline',
  redirectUri: 'https://app.example/oauth/facebook/callback',
};

export const configuration = {
  id: '551100998877',
  permissions: ['instagram_basic', 'pages_show_list', 'pages_read_engagement', 'business_management'],
};

/** 2026-11-20 at 09:00 UTC. */
export const start = Date.UTC(2026, 10, 20, 9);

/** Pages and Instagram accounts of the seeded people. */
export const pages = {
  harbour: '104558812307741',
  noor: '117203345981266',
  kitsune: '102877164409353',
  tideline: '113649028854197',
  becker: '106114493572088',
};
export const instagram = { harbour: '17841405309211845', noor: '17841461903358123', kitsune: '17841419655070281' };
export const tideline = '731904482265517';

export function emulate(options: Partial<FacebookOptions> = {}, client: Partial<FacebookClient> = {}): FacebookEmulator {
  const { id, secret, name, redirectUri } = app;
  return createFacebookEmulator({
    clients: [{ id, secret, name, redirectUris: [redirectUri], configurations: [configuration], ...client }],
    now: () => start,
    ...options,
  });
}

/** Parameters to change; `undefined` leaves one out. */
export type Change = Record<string, string | undefined>;

/** The address of an authorization request by `config_id`. */
export function authorizeUrl(change: Change = {}): string {
  const parameters = {
    client_id: app.id,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    config_id: configuration.id,
    state: 'the state & more',
    ...change,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return `https://www.facebook.com/v25.0/dialog/oauth?${query}`;
}

/** The same by `scope`: classic Facebook Login. */
export const classicUrl = (scope: string, change: Change = {}) => authorizeUrl({ config_id: undefined, scope, ...change });

/** Logs in, allows, and takes the code from the callback. */
export async function getCode(emulator: FacebookEmulator, conduct: Conduct = {}, url = authorizeUrl()): Promise<string> {
  const visit = await createVisitor(emulator).authorize(url, { account: 'dana.brooks', ...conduct });
  return new URL(visit.callback ?? '').searchParams.get('code') ?? '';
}

export function codeQuery(code: string, change: Record<string, string> = {}): Record<string, string> {
  const { id, secret, redirectUri } = app;
  return { client_id: id, client_secret: secret, redirect_uri: redirectUri, code, ...change };
}

export async function graph(emulator: FacebookEmulator, path: string, query: Record<string, string>, init: RequestInit = {}) {
  return await emulator.fetch(new Request(`https://graph.facebook.com${path}?${new URLSearchParams(query)}`, init));
}

export interface TokenAnswer {
  access_token: string;
  token_type: string;
  expires_in?: number;
}

export async function getShortToken(emulator: FacebookEmulator, conduct: Conduct = {}, url = authorizeUrl()): Promise<string> {
  const answer = await graph(emulator, '/v25.0/oauth/access_token', codeQuery(await getCode(emulator, conduct, url)));
  return ((await answer.json()) as TokenAnswer).access_token;
}

export function exchangeQuery(fb_exchange_token: string) {
  return { grant_type: 'fb_exchange_token', client_id: app.id, client_secret: app.secret, fb_exchange_token };
}

export async function getLongToken(emulator: FacebookEmulator, conduct: Conduct = {}, url = authorizeUrl()): Promise<string> {
  const short = await getShortToken(emulator, conduct, url);
  const answer = await graph(emulator, '/v25.0/oauth/access_token', exchangeQuery(short));
  return ((await answer.json()) as TokenAnswer).access_token;
}

export async function debug(emulator: FacebookEmulator, input_token: string) {
  const answer = await graph(emulator, '/debug_token', { input_token, access_token: `${app.id}|${app.secret}` });
  return ((await answer.json()) as { data: Record<string, unknown> }).data;
}

export interface PageAnswer {
  id: string;
  name: string;
  access_token?: string;
  instagram_business_account?: { id: string; username?: string };
}

const accountFields = 'id,username,name,profile_picture_url,followers_count';
export const pageFields = `id,name,access_token,tasks,instagram_business_account{${accountFields}}`;

/** The Pages of `/me/accounts`. */
export async function getPages(emulator: FacebookEmulator, access_token: string, path = '/v25.0/me/accounts') {
  const answer = await graph(emulator, path, { fields: pageFields, access_token });
  return ((await answer.json()) as { data: PageAnswer[] }).data;
}

/** The Graph error of an answer: status, code and subcode. */
export async function graphFault(answer: Response) {
  const { error } = (await answer.json()) as { error: { code: number; error_subcode?: number; message: string } };
  return { status: answer.status, ...error };
}
