import { createInstagramEmulator, type InstagramEmulator, type InstagramOptions } from './instagram.ts';
import { createVisitor, type Conduct } from './visitor.ts';

export const app = {
  id: '1022233344455566',
  secret: 'instagram-secret',
  name: 'Brightline',
  redirectUri: 'https://app.example/oauth/instagram/callback',
};

/** 2026-11-20 at 09:00 UTC. */
export const start = Date.UTC(2026, 10, 20, 9);

export function emulate(options: Partial<InstagramOptions> = {}): InstagramEmulator {
  const { id, secret, name, redirectUri } = app;
  return createInstagramEmulator({ clients: [{ id, secret, name, redirectUris: [redirectUri] }], now: () => start, ...options });
}

/** Parameters to change; `undefined` leaves one out. */
export type Change = Record<string, string | undefined>;

/** The address of an authorization request. */
export function authorizeUrl(change: Change = {}): string {
  const parameters = {
    client_id: app.id,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: 'instagram_business_basic,instagram_business_content_publish',
    state: 'the state & more',
    ...change,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return `https://www.instagram.com/oauth/authorize?${query}`;
}

/** Logs in, allows, and takes the code from the callback. */
export async function getCode(emulator: InstagramEmulator, conduct: Conduct = {}, change: Change = {}): Promise<string> {
  const visit = await createVisitor(emulator).authorize(authorizeUrl(change), { account: 'harbourcoffee', ...conduct });
  return new URL(visit.callback ?? '').searchParams.get('code') ?? '';
}

export function tokenForm(code: string, change: Record<string, string> = {}): Record<string, string> {
  const { id, secret, redirectUri } = app;
  return { client_id: id, client_secret: secret, grant_type: 'authorization_code', redirect_uri: redirectUri, code, ...change };
}

export async function postToken(emulator: InstagramEmulator, form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form);
  return await emulator.fetch(new Request('https://api.instagram.com/oauth/access_token', { method: 'POST', body }));
}

export async function getGraph(emulator: InstagramEmulator, path: string, query: Record<string, string>, init: RequestInit = {}) {
  return await emulator.fetch(new Request(`https://graph.instagram.com${path}?${new URLSearchParams(query)}`, init));
}

export async function getShortToken(emulator: InstagramEmulator, account = 'harbourcoffee'): Promise<string> {
  const answer = await postToken(emulator, tokenForm(await getCode(emulator, { account })));
  return ((await answer.json()) as { access_token: string }).access_token;
}

export async function getLongToken(emulator: InstagramEmulator, account = 'harbourcoffee'): Promise<string> {
  const short = await getShortToken(emulator, account);
  const answer = await getGraph(emulator, '/access_token', exchangeQuery(short));
  return ((await answer.json()) as { access_token: string }).access_token;
}

export function exchangeQuery(access_token: string) {
  return { grant_type: 'ig_exchange_token', client_secret: app.secret, access_token };
}

export function refreshQuery(access_token: string) {
  return { grant_type: 'ig_refresh_token', access_token };
}

/** The Graph error of an answer: status, code and subcode. */
export async function graphFault(answer: Response) {
  const { error } = (await answer.json()) as { error: { code: number; error_subcode?: number; message: string; type: string } };
  return { status: answer.status, ...error };
}
