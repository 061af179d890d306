import type { AccessToken, Connection, Event, EventPage, Problem } from '@connect/sdk/contract';
import { examplePlatform } from './example-platform.test.fixture.ts';
import { PlatformFailure, type Platform, type PlatformFailureKind, type Tokens } from './platforms/port.ts';
import { createTestBackend } from './testing/backend.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const start = Date.UTC(2026, 10, 20, 12);

export const tokens: Tokens = {
  accessToken: 'first-token',
  accessExpiresAt: start + hour,
  refreshToken: 'first-refresh-token',
  refreshExpiresAt: start + 24 * hour,
  obtainedAt: start,
};

/** A connection in a backend, and what can be asked of it `after` so many ms. */
export const connected = async (behaviour: Partial<Platform>) => {
  let time = start;
  const platform = examplePlatform({
    exchange: async () => ({ tokens, scopes: ['basic'], altIds: [] }),
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + 40 * minute }),
    refresh: async () => ({ tokens: { ...tokens, accessToken: 'second-token', accessExpiresAt: start + 3 * hour }, scopes: null }),
    ...behaviour,
  });
  const { fetch, origin, apiKey, runDue, close } = await createTestBackend({ platforms: [platform], now: () => time });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${origin}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  await call('PUT', '/v1/workspaces/shop', { name: 'Shop' });
  const sharedBy = { name: 'Maya', email: 'maya@shop.example' };
  const { url } = await call<{ url: string }>('POST', '/v1/links', { workspace: 'shop', platforms: ['example'], sharedBy });
  const headers = { 'sec-fetch-site': 'same-origin', origin, accept: 'application/json' };
  const connect = async (): Promise<void> => {
    const started = await fetch(`${url}/start`, { method: 'POST', headers, body: new URLSearchParams({ platform: 'example' }) });
    const { authorizeUrl } = (await started.json()) as { authorizeUrl: string };
    await fetch(authorizeUrl, { headers: { cookie: started.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') } });
  };
  await connect();
  const { data } = await call<{ data: Connection[] }>('GET', '/v1/connections?workspace=shop');
  const id = data[0]?.id ?? '';
  return {
    close,
    /** Once more through the link, in a browser of its own. */
    connect,
    after: (ms: number) => void (time = start + ms),
    token: (query = '') => call<AccessToken | Problem>('POST', `/v1/connections/${id}/token${query}`),
    /** In how many seconds whoever asks for the token now is to come again; `null` where they were answered. */
    toldToWait: async (query = ''): Promise<number | null> => {
      const headers = { authorization: `Bearer ${apiKey}` };
      const answer = await fetch(`${origin}/v1/connections/${id}/token${query}`, { method: 'POST', headers });
      return answer.status === 503 ? Number(answer.headers.get('retry-after')) : null;
    },
    connection: () => call<Connection>('GET', `/v1/connections/${id}`),
    /** The work in the background that is due by then. */
    work: runDue,
    events: async (): Promise<Event[]> => (await call<EventPage>('GET', '/v1/events?workspace=shop&limit=100')).data,
    disconnect: () => call('DELETE', `/v1/connections/${id}`),
  };
};

export const failing = (kind: PlatformFailureKind, more: ConstructorParameters<typeof PlatformFailure>[2] = {}) => ({
  refresh: () => Promise.reject(new PlatformFailure(kind, 'Example, refresh: no.', more)),
});
