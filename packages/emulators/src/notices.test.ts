import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import * as facebook from './facebook.test.fixture.ts';
import * as instagram from './instagram.test.fixture.ts';
import type { Emulator } from './emulator.ts';
import * as tiktok from './tiktok.test.fixture.ts';

/** An app that takes notices: what it got, and what it answers next. */
function createApp() {
  const seen: { url: string; headers: Headers; body: string }[] = [];
  const answers: (() => Response | Promise<Response>)[] = [];
  return {
    seen,
    answers,
    async send(request: Request): Promise<Response> {
      seen.push({ url: request.url, headers: request.headers, body: await request.text() });
      return (await answers.shift()?.()) ?? Response.json({ url: 'https://app.example/deletion/abc123', confirmation_code: 'abc123' });
    },
  };
}

const urls = { deauthorizeUrl: 'https://app.example/deauthorize', dataDeletionUrl: 'https://app.example/deletion' };
const webhookUrl = 'https://app.example/tiktok';

function emulateInstagram(app: ReturnType<typeof createApp>, client: object = {}) {
  const { id, secret, redirectUri } = instagram.app;
  return instagram.emulate({ clients: [{ id, secret, redirectUris: [redirectUri], ...urls, ...client }], send: app.send });
}
const emulateFacebook = (app: ReturnType<typeof createApp>) => facebook.emulate({ send: app.send }, urls);
const emulateTikTok = (app: ReturnType<typeof createApp>, settings = {}) =>
  tiktok.emulate({ send: app.send, settings }, { webhookUrl });

/** Checks a signed_request as its documents say, and answers with the payload. */
function open(body: string, secret: string) {
  const text = new URLSearchParams(body).get('signed_request') ?? '';
  const [signature = '', payload = ''] = text.split('.');
  expect(Buffer.from(signature, 'base64url')).toEqual(createHmac('sha256', secret).update(payload).digest());
  return { text, payload: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown> };
}

const issued_at = instagram.start / 1000;

test('Instagram tells an app that it was removed: one signed form field', async () => {
  const app = createApp();
  const emulator = emulateInstagram(app);
  const token = await instagram.getLongToken(emulator);
  const me = await (await instagram.getGraph(emulator, '/me', { fields: 'id', access_token: token })).json();
  emulator.control.removeApp('harbourcoffee');
  expect(await emulator.control.notices()).toEqual([
    {
      id: 1,
      kind: 'deauthorize',
      clientId: instagram.app.id,
      accounts: ['harbourcoffee'],
      url: urls.deauthorizeUrl,
      status: 'delivered',
      attempts: [{ at: '2026-11-20T09:00:00.000Z', status: 200 }],
    },
  ]);
  const [request, ...more] = app.seen;
  expect(more).toEqual([]);
  expect(request?.url).toBe(urls.deauthorizeUrl);
  expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  const { text, payload } = open(request?.body ?? '', instagram.app.secret);
  expect(text).not.toContain('=');
  expect(JSON.stringify(payload)).toBe(
    JSON.stringify({ user_id: (me as { id: string }).id, algorithm: 'HMAC-SHA256', issued_at }),
  );
});

test('the id and the secret of a notice can be others, and padded', async () => {
  const app = createApp();
  const emulator = emulateInstagram(app, { metaSecret: 'meta-secret' });
  const users = [];
  for (const noticeUserId of ['account', 'exchange'] as const) {
    emulator.control.settings({ noticeUserId, noticeSecret: 'meta', noticePadding: 'padded' });
    await instagram.getLongToken(emulator);
    emulator.control.removeApp('harbourcoffee');
    await emulator.control.notices();
    const { text, payload } = open(app.seen.at(-1)?.body ?? '', 'meta-secret');
    expect(text.split('.')[0]).toMatch(/^[\w-]{43}=$/);
    users.push(payload['user_id']);
  }
  expect(users).toEqual(['17841405309211845', expect.stringMatching(/^38281\d{12}$/)]);
});

test('who asks for deletion removes the app first; the app answers with a status page and a code', async () => {
  const app = createApp();
  const emulator = emulateInstagram(app);
  await instagram.getLongToken(emulator);
  emulator.control.requestDeletion('harbourcoffee');
  const notices = await emulator.control.notices();
  expect(notices.map(({ kind, status }) => [kind, status])).toEqual([['deauthorize', 'delivered'], ['data-deletion', 'delivered']]);
  expect(notices[1]?.deletion).toEqual({ url: 'https://app.example/deletion/abc123', confirmationCode: 'abc123' });
  const { payload } = open(app.seen[1]?.body ?? '', instagram.app.secret);
  expect(payload).toMatchObject({ algorithm: 'HMAC-SHA256', issued_at, expires: issued_at + 3600 });
  emulator.control.requestDeletion('harbourcoffee');
  expect((await emulator.control.notices()).map(({ kind }) => kind)).toEqual(['deauthorize', 'data-deletion', 'data-deletion']);
});

test.each([
  ['a web page', () => new Response('<h1>Done</h1>'), 'address of a page'],
  ['unquoted JSON', () => new Response("{ url: 'https://app.example/', confirmation_code: 'abc' }"), 'address of a page'],
  ['a code with other characters', () => Response.json({ url: 'https://app.example/', confirmation_code: 'a-b' }), 'letters and digits'],
  ['a refusal', () => new Response('', { status: 403 }), 'answered 403'],
])('an app that answers a deletion request with %s is found out', async (_, answer, problem) => {
  const app = createApp();
  const emulator = emulateInstagram(app);
  await instagram.getLongToken(emulator);
  app.answers.push(() => new Response(''), answer);
  emulator.control.requestDeletion('harbourcoffee');
  expect((await emulator.control.notices())[1]).toMatchObject({ problem: expect.stringContaining(problem) });
});

test('Meta does not send again what was not taken', async () => {
  const app = createApp();
  const emulator = emulateInstagram(app);
  await instagram.getLongToken(emulator);
  app.answers.push(() => new Response('', { status: 500 }));
  emulator.control.removeApp('harbourcoffee');
  expect(await emulator.control.notices()).toMatchObject([{ status: 'failed', attempts: [{ status: 500 }] }]);
  emulator.control.advance(72 * 3_600_000);
  await emulator.control.notices();
  expect(app.seen).toHaveLength(1);
});

test('only an app that has something to lose is told, once, and only where it wants to be', async () => {
  const app = createApp();
  const emulator = emulateInstagram(app, { dataDeletionUrl: undefined });
  emulator.control.removeApp('harbourcoffee');
  await instagram.getLongToken(emulator);
  emulator.control.removeApp('oakandpine');
  emulator.control.removeApp('harbourcoffee', 'another app');
  emulator.control.changePassword('harbourcoffee');
  expect(await emulator.control.notices()).toEqual([]);
  emulator.control.removeApp('harbourcoffee');
  emulator.control.requestDeletion('harbourcoffee');
  expect((await emulator.control.notices()).map(({ kind }) => kind)).toEqual(['deauthorize']);
});

test('Facebook tells an app, by the id that the app knows the person by, also when the app itself lets go', async () => {
  const app = createApp();
  const emulator = emulateFacebook(app);
  let token = await facebook.getLongToken(emulator);
  const { user_id } = await facebook.debug(emulator, token);
  emulator.control.requestDeletion('dana.brooks');
  await emulator.control.notices();
  token = await facebook.getLongToken(emulator);
  await facebook.graph(emulator, '/v25.0/me/permissions', { access_token: token }, { method: 'DELETE' });
  expect((await emulator.control.notices()).map(({ kind }) => kind)).toEqual(['deauthorize', 'data-deletion', 'deauthorize']);
  const told = app.seen.map(({ body }) => open(body, facebook.app.secret).payload);
  expect(told).toEqual([
    { user_id, algorithm: 'HMAC-SHA256', issued_at },
    { user_id, algorithm: 'HMAC-SHA256', issued_at, expires: issued_at + 3600 },
    { user_id, algorithm: 'HMAC-SHA256', issued_at },
  ]);
});

test('TikTok sends authorization.removed, signed over time and body', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app);
  const { open_id } = await tiktok.getTokens(emulator);
  emulator.control.removeApp('harbourcoffee');
  await emulator.control.notices();
  const [request] = app.seen;
  const at = tiktok.start / 1000;
  expect(request?.url).toBe(webhookUrl);
  expect(request?.headers.get('content-type')).toBe('application/json');
  expect(request?.body).toBe(
    JSON.stringify({
      client_key: tiktok.app.id,
      event: 'authorization.removed',
      create_time: at,
      user_openid: open_id,
      content: '{"reason":1}',
    }),
  );
  const signature = createHmac('sha256', tiktok.app.secret).update(`${at}.${request?.body ?? ''}`).digest('hex');
  expect(request?.headers.get('tiktok-signature')).toBe(`t=${at},s=${signature}`);
});

test('every reason that TikTok knows can be told', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app);
  const { control } = emulator;
  for (const reason of [0, 1, 3, 4]) {
    await tiktok.getTokens(emulator);
    control.removeApp('harbourcoffee', undefined, reason);
  }
  await tiktok.getTokens(emulator);
  control.requestDeletion('harbourcoffee');
  const { access_token } = await tiktok.getTokens(emulator);
  const { id, secret } = tiktok.app;
  await tiktok.post(emulator, '/v2/oauth/revoke/', { client_key: id, client_secret: secret, token: access_token });
  expect((await control.notices()).map(({ reason }) => reason)).toEqual([0, 1, 3, 4, 2, 5]);
  expect(app.seen.map(({ body }) => (JSON.parse(body) as { content: string }).content)).toEqual(
    [0, 1, 3, 4, 2, 5].map((reason) => JSON.stringify({ reason })),
  );
  expect(() => control.removeApp('harbourcoffee', undefined, 6)).toThrow('There are reasons: 0, 1, 2, 3, 4, 5');
  expect(() => emulateInstagram(app).control.removeApp('harbourcoffee', undefined, 1)).toThrow('at TikTok only');
});

test('TikTok sends again with growing distances and a new signature, until the app takes it', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app);
  const { control } = emulator;
  await tiktok.getTokens(emulator);
  app.answers.push(() => new Response('', { status: 503 }), () => Promise.reject(new TypeError('refused')));
  control.removeApp('harbourcoffee');
  expect(await control.notices()).toMatchObject([
    { status: 'waiting', nextAttemptAt: '2026-11-20T09:00:10.000Z', problem: 'The app answered 503.' },
  ]);
  control.advance(9_999);
  await control.notices();
  expect(app.seen).toHaveLength(1);
  control.advance(1);
  expect(await control.notices()).toMatchObject([
    { status: 'waiting', nextAttemptAt: '2026-11-20T09:00:30.000Z', attempts: [{ status: 503 }, { status: null }] },
  ]);
  control.advance(20_000);
  expect(await control.notices()).toMatchObject([{ status: 'delivered', attempts: { length: 3 } }]);
  control.advance(3_600_000);
  await control.notices();
  expect(app.seen).toHaveLength(3);
  expect(new Set(app.seen.map(({ body }) => body)).size).toBe(1);
  const times = app.seen.map(({ headers }) => /^t=(\d+),/.exec(headers.get('tiktok-signature') ?? '')?.[1]);
  const at = tiktok.start / 1000;
  expect(times).toEqual([at, at + 10, at + 30].map(String));
});

test('TikTok gives up after 72 hours', async () => {
  const app = createApp();
  app.send = () => Promise.resolve(new Response('', { status: 302, headers: { location: 'https://elsewhere.example/' } }));
  const emulator = emulateTikTok(app);
  await tiktok.getTokens(emulator);
  emulator.control.removeApp('harbourcoffee');
  let [notice] = await emulator.control.notices();
  for (let tries = 1; notice?.status === 'waiting' && tries < 100; tries++) {
    emulator.control.advance(Date.parse(notice.nextAttemptAt ?? '') - Date.parse(notice.attempts.at(-1)?.at ?? ''));
    [notice] = await emulator.control.notices();
  }
  expect(notice).toMatchObject({ status: 'failed' });
  const [first, last] = [notice?.attempts[0]?.at, notice?.attempts.at(-1)?.at].map((at) => Date.parse(at ?? ''));
  expect(((last ?? 0) - (first ?? 0)) / 3_600_000).toBeLessThanOrEqual(72);
  expect(notice?.attempts.length).toBeGreaterThan(10);
});

test('what happens in one go can come in one request, and each request twice', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app, { webhookBatch: 'list', webhookDuplicates: 'twice' });
  await tiktok.getTokens(emulator);
  await tiktok.getTokens(emulator, { account: 'noor.studio' });
  emulator.control.removeApp(['harbourcoffee', 'noor.studio'], undefined, 4);
  const notices = await emulator.control.notices();
  expect(notices.map(({ accounts, reason }) => ({ accounts, reason }))).toEqual([
    { accounts: ['harbourcoffee', 'noor.studio'], reason: 4 },
    { accounts: ['harbourcoffee', 'noor.studio'], reason: 4 },
  ]);
  expect(JSON.parse(app.seen[0]?.body ?? '')).toHaveLength(2);
  expect(app.seen[1]?.body).toBe(app.seen[0]?.body);
});

test('a notice can be replayed, byte for byte', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app);
  await tiktok.getTokens(emulator);
  emulator.control.removeApp('harbourcoffee');
  await emulator.control.notices();
  emulator.control.advance(600_000);
  emulator.control.resend(1);
  expect(await emulator.control.notices()).toMatchObject([{ id: 1, attempts: { length: 2 } }]);
  const [first, second] = app.seen;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers.get('tiktok-signature')).toBe(first?.headers.get('tiktok-signature'));
  expect(() => emulator.control.resend(2)).toThrow('There is no notice 2');
});

test('an account that TikTok has locked out keeps the app on its list, and leaving it is told', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app);
  await tiktok.getTokens(emulator);
  emulator.control.changePassword('harbourcoffee');
  expect(await emulator.control.notices()).toEqual([]);
  emulator.control.removeApp('harbourcoffee');
  expect(await emulator.control.notices()).toHaveLength(1);
});

test('without a sender of its own, an emulation sends on this machine only', () => {
  const deauthorizeUrl = (url: string) => () => facebook.emulate({}, { deauthorizeUrl: url });
  expect(deauthorizeUrl('https://app.example/')).toThrow('must be on this machine');
  expect(deauthorizeUrl('http://app.example/')).toThrow('must be https');
  expect(deauthorizeUrl('/deauthorize')).toThrow('not an absolute URL');
  expect(deauthorizeUrl('http://connect.localhost:4401/deauthorize')).not.toThrow();
  expect(() => tiktok.emulate({}, { webhookUrl: 'https://app.example/' })).toThrow('must be on this machine');
});

const control = async (emulator: Emulator, path: string, init: RequestInit = {}) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await emulator.fetch(new Request(`http://localhost:4600/_emulator/${path}`, { headers, ...init }));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test('over the network: the control API, a real server, and nobody there', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text)).on('end', () => response.end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const emulator = tiktok.emulate({}, { webhookUrl: `http://127.0.0.1:${port}/hook` }) as Emulator;
  const post = { method: 'POST', body: '{"reason":3}' };

  await tiktok.getTokens(emulator as ReturnType<typeof tiktok.emulate>);
  expect((await control(emulator, 'accounts/harbourcoffee/remove-app', post)).status).toBe(200);
  expect((await control(emulator, 'notices')).body).toMatchObject({ notices: [{ status: 'delivered', reason: 3 }] });
  expect((await control(emulator, 'notices/1/resend', { method: 'POST' })).status).toBe(200);
  expect((await control(emulator, 'notices')).body).toMatchObject({ notices: [{ attempts: { length: 2 } }] });
  expect(bodies).toHaveLength(2);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ event: 'authorization.removed', content: '{"reason":3}' });
  expect((await control(emulator, 'notices/9/resend', { method: 'POST' })).status).toBe(400);

  server.close();
  await once(server, 'close');
  await tiktok.getTokens(emulator as ReturnType<typeof tiktok.emulate>);
  await control(emulator, 'accounts/harbourcoffee/request-deletion', { method: 'POST' });
  const { notices } = (await control(emulator, 'notices')).body as { notices: object[] };
  expect(notices[1]).toMatchObject({ status: 'waiting', reason: 2, problem: expect.stringMatching(/^The app did not answer \(\w+\)\.$/) });
});

test('reset forgets what was told, and what was to be told again', async () => {
  const app = createApp();
  const emulator = emulateTikTok(app);
  await tiktok.getTokens(emulator);
  app.answers.push(() => new Response('', { status: 500 }));
  emulator.control.removeApp('harbourcoffee');
  await emulator.control.notices();
  emulator.reset();
  emulator.control.advance(3_600_000);
  expect(await emulator.control.notices()).toEqual([]);
  expect(app.seen).toHaveLength(1);
});
