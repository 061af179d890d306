import { createConnect, type Platform } from '@connect/backend';

const apiKey = 'ck_growth_0000000000000000000000';
const origin = 'http://localhost:4401';

/** A platform whose page says yes at once. */
const example: Platform = {
  id: 'example',
  name: 'Example',
  host: 'platform.example',
  preferredMode: 'popup',
  tellsHandle: true,
  scopes: { required: ['basic'], optional: [] },
  permissions: { basic: { title: 'See your profile', detail: 'Name', kind: 'read' } },
  hosts: [],
  authorize: ({ state, redirectUri }) => ({ url: `${redirectUri}?${new URLSearchParams({ code: 'code', state })}` }),
  parseCallback: (query) => ({ kind: 'code', code: 'code', state: query.get('state') ?? '' }),
  exchange: async () => ({
    tokens: { accessToken: 'access', accessExpiresAt: null, refreshToken: 'refresh', refreshExpiresAt: null, obtainedAt: Date.now() },
    scopes: ['basic'],
    altIds: [],
  }),
  fetchAccounts: async () => [{ id: '1', altIds: [], handle: '@one', displayName: null, pictureUrl: null, type: null }],
  refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt }),
  refresh: async (tokens) => ({ tokens, scopes: null }),
  check: async () => undefined,
  revoke: async () => 'unsupported',
};

/** Makes a database in which each table has a row as the backend itself writes it: a connection, and an event on its way. */
export async function growthTemplate(database: string): Promise<void> {
  const keys = `growth:${Buffer.alloc(32, 'growth').toString('base64')}`;
  const connect = await createConnect({ origin, productName: 'Growth', apiKeys: [apiKey], keys, database, platforms: [example] });
  const ask = async (method: string, path: string, body: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await connect.fetch(new Request(`${origin}${path}`, { method, headers, body: JSON.stringify(body) }));
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
    return response.json();
  };
  await ask('PUT', '/v1/workspaces/template', { name: 'Template' });
  await ask('POST', '/v1/webhook-endpoints', { url: 'https://app.example/webhooks' });
  const sharedBy = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
  const { url } = (await ask('POST', '/v1/links', { workspace: 'template', platforms: ['example'], sharedBy })) as { url: string };
  const headers = { 'sec-fetch-site': 'same-origin', origin, accept: 'application/json' };
  const form = new URLSearchParams({ platform: 'example' });
  const started = await connect.fetch(new Request(`${url}/start`, { method: 'POST', headers, body: form }));
  const { authorizeUrl } = (await started.json()) as { authorizeUrl: string };
  const cookie = started.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  await connect.fetch(new Request(authorizeUrl, { headers: { cookie } }));
  await connect.close();
}
