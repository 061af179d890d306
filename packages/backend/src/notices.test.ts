import { createHmac } from 'node:crypto';
import type { Connection, Event, EventPage } from '@connect/sdk/contract';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { receiptFor } from './receipts.ts';
import { sealTokens } from './sealed-tokens.ts';
import type { ConnectionRow, Storage } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { createSchema } from './testing/postgres-schema.ts';
import { connectionRow, insertLink, linkRow, workspaceRow } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';

const second = 1000;
const start = Date.UTC(2026, 10, 20, 12);
const keys = `test:${Buffer.alloc(32, 'keys of the notices test').toString('base64')}`;
const appSecret = 'test-instagram-secret';
const metaSecret = 'test-meta-secret';
const tiktokSecret = 'test-tiktok-secret';
const tokens = { accessToken: 'IGAA-planted-token', accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: start };

afterEach(() => vi.useRealTimers());

/** A backend with accounts that are connected in several workspaces, and platforms that tell it things. */
const createStage = async (database: () => Promise<Storage>, rateLimits = { publicPerMinute: 1000, startsPerMinute: 1000 }) => {
  let time = start;
  const opened = await database();
  const trouble = { refusesWrites: false };
  const storage: Storage = {
    ...opened,
    write: (workspace, work) =>
      trouble.refusesWrites ? Promise.reject(new Error('The database is away.')) : opened.write(workspace, work),
  };
  const lines: string[] = [];
  const note = (facts: unknown, message: string): void => void lines.push(`${message} ${JSON.stringify(facts)}`);
  const backend = await createTestBackend({
    database: storage,
    keys,
    now: () => time,
    rateLimits,
    log: { info: note, warn: note, error: note },
    instagram: { clientId: '1', clientSecret: appSecret, metaSecret },
    tiktok: { clientId: 'tk', clientSecret: tiktokSecret },
  });
  onTestFinished(async () => {
    await backend.close();
    await storage.close();
  });
  const vault = createVault(keys);

  /** Puts a connected account into a workspace of its own. */
  const place = async (part: Partial<ConnectionRow> = {}, workspace?: string): Promise<ConnectionRow> => {
    const link = workspace === undefined ? await insertLink(storage) : linkRow(workspace);
    if (workspace !== undefined) {
      await storage.ensureWorkspace(workspaceRow({ id: workspace }));
      await storage.write(workspace, (tx) => tx.insertLink(link));
    }
    const row = connectionRow(link, { connectedAt: time, handle: '@dora', ...part });
    const whole = { ...row, tokensSealed: row.tokensSealed === null ? null : sealTokens(vault, row.id, tokens) };
    await storage.write(link.workspace, async (tx) => {
      await tx.insertConnection(whole);
      await tx.insertReceipt(receiptFor(vault, { connection: row.id, link: link.id, linkSecretHash: link.secretHash, fid: `cf_${row.id}`, createdAt: time }));
      await tx.append({
        type: 'connection.connected',
        link: link.id,
        connection: row.id,
        fid: null,
        actor: { kind: 'recipient', name: null, email: null },
        data: { platform: row.platform, handle: row.handle },
        createdAt: time,
      });
    });
    return whole;
  };

  const ask = async <T>(path: string): Promise<T> =>
    (await (await backend.fetch(`${backend.origin}${path}`, { headers: { authorization: `Bearer ${backend.apiKey}` } })).json()) as T;

  const post = (path: string, body: BodyInit, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    backend.fetch(`${backend.origin}${path}`, { method: 'POST', body, headers, ...(body instanceof ReadableStream && { duplex: 'half' }) });

  const signedRequest = (user: string, { at = time, secret = appSecret } = {}): string => {
    const payload = { algorithm: 'HMAC-SHA256', issued_at: Math.floor(at / second), user_id: user };
    const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${createHmac('sha256', secret).update(encoded).digest('base64url')}.${encoded}`;
  };

  return {
    ...backend,
    storage,
    trouble,
    lines,
    place,
    post,
    after: (ms: number) => void (time += ms),
    meta: (channel: 'deauthorize' | 'data-deletion', user: string, options: { at?: number; secret?: string } = {}) =>
      post(`/platforms/meta/${channel}`, new URLSearchParams({ signed_request: signedRequest(user, options) })),
    tiktok: (events: object | readonly object[], secret = tiktokSecret) => {
      const body = JSON.stringify(events);
      const t = Math.floor(time / second);
      const s = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
      return post('/platforms/tiktok/webhook', body, { 'tiktok-signature': `t=${t},s=${s}`, 'content-type': 'application/json' });
    },
    removed: (openId: string, reason = 1, at = time) => ({
      client_key: 'tk',
      event: 'authorization.removed',
      create_time: Math.floor(at / second),
      user_openid: openId,
      content: JSON.stringify({ reason }),
    }),
    connection: (id: string) => ask<Connection>(`/v1/connections/${id}`),
    events: async (workspace: string): Promise<readonly Event[]> =>
      (await ask<EventPage>(`/v1/events?workspace=${workspace}&limit=100`)).data,
    page: async (address: string) => {
      const response = await backend.fetch(address);
      const html = await response.text();
      const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
      return { status: response.status, html, text: main.replaceAll(/<\/?(bdi|time)[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
    },
    count: (outcome: string) =>
      backend.connect.noticeCounts.all().reduce((sum, each) => sum + (each.outcome === outcome ? each.count : 0), 0),
  };
};

const inMemory = async (): Promise<Storage> => openStorage('sqlite::memory:');
const stage = (rateLimits?: { publicPerMinute: number; startsPerMinute: number }) => createStage(inMemory, rateLimits);

test.each([
  ['SQLite', inMemory],
  [
    'PostgreSQL',
    async () => {
      const schema = await createSchema();
      onTestFinished(() => schema.drop());
      return openStorage(schema.url);
    },
  ],
])('an app that was removed at the platform ends the account in every workspace, once (%s)', async (_name, database) => {
  const { place, meta, connection, events, after, count } = await createStage(database);
  const one = await place({ accountId: '178', altIds: ['38'] });
  const other = await place({ accountId: '178', altIds: ['38', '99'], status: 'needs_reconnect', reason: 'refresh_refused', tokensSealed: null });
  const stranger = await place({ accountId: '179' });
  const elsewhere = await place({ accountId: '38', platform: 'tiktok' });
  after(60_000);

  const answer = await meta('deauthorize', '38');
  expect(answer.status).toBe(200);
  for (const { id, workspace } of [one, other]) {
    expect(await connection(id)).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform', account: { handle: '@dora' } });
    expect((await events(workspace)).at(-1)).toMatchObject({
      type: 'connection.disconnected',
      connection: id,
      actor: { kind: 'platform', name: null, email: null },
      data: { platform: 'instagram', handle: '@dora', reason: 'removed_at_platform' },
    });
  }
  expect(await connection(stranger.id)).toMatchObject({ status: 'active' });
  expect(await connection(elsewhere.id)).toMatchObject({ status: 'active' });

  expect((await meta('deauthorize', '38')).status).toBe(200);
  expect(await events(one.workspace)).toHaveLength(2);
  expect([count('ended'), count('repeated')]).toEqual([1, 1]);
});

test('nothing is kept of the tokens, and the platform is not asked to revoke what it has ended itself', async () => {
  const { place, meta, storage, lines } = await stage();
  const row = await place({ accountId: '178', refreshDueAt: start + 1 });
  await meta('deauthorize', '178');
  expect(await storage.connection(row.id)).toMatchObject({ tokensSealed: null, refreshDueAt: null, accessExpiresAt: null });
  expect(lines.join('\n')).not.toContain('did not confirm');
});

test('a notice is believed with the secret of the Meta app too, and the log tells which it was', async () => {
  const { place, meta, connection, lines } = await stage();
  const { id } = await place({ accountId: '178' });
  expect((await meta('deauthorize', '178', { secret: metaSecret })).status).toBe(200);
  expect((await connection(id)).status).toBe('disconnected');
  expect(lines.join('\n')).toContain('INSTAGRAM_META_SECRET');
  expect(lines.join('\n')).not.toContain(metaSecret);
});

test('what was connected after it happened is not meant, however late the notice comes', async () => {
  const { place, tiktok, removed, meta, connection, after, count } = await stage();
  const before = await place({ platform: 'tiktok', accountId: 'open-1' });
  after(10 * second);
  const then = removed('open-1', 1, start + 5 * second);
  const since = await place({ platform: 'tiktok', accountId: 'open-1' });
  const instagram = await place({ accountId: '178' });
  await tiktok(then);
  expect((await connection(before.id)).status).toBe('disconnected');
  expect((await connection(since.id)).status).toBe('active');
  await meta('deauthorize', '178', { at: start + 9 * second });
  await meta('data-deletion', '178', { at: start + 9 * second });
  expect(await connection(instagram.id)).toMatchObject({ status: 'active', account: { handle: '@dora' } });
  expect(count('outdated')).toBe(1);
  // In the same second, of which the platform says no more.
  after(700);
  await meta('deauthorize', '178');
  expect((await connection(instagram.id)).status).toBe('disconnected');
});

test('TikTok’s reasons are told apart, in a batch and again when they are sent again', async () => {
  const { place, tiktok, removed, connection, events, count } = await stage();
  const reasons = ['removed_at_platform', 'removed_at_platform', 'account_deleted', 'account_age_changed', 'account_banned', 'app_revoked'];
  const rows: ConnectionRow[] = [];
  for (const [index] of reasons.entries()) rows.push(await place({ platform: 'tiktok', accountId: `open-${index}`, altIds: [`union-${index}`] }));
  const batch = [...reasons.map((_reason, index) => removed(`open-${index}`, index)), { client_key: 'tk', event: 'video.upload.failed' }];
  expect((await tiktok(batch)).status).toBe(200);
  for (const [index, reason] of reasons.entries()) {
    expect(await connection(rows[index]?.id ?? '')).toMatchObject({ status: 'disconnected', reason });
  }
  expect((await tiktok(batch)).status).toBe(200);
  expect(await events(rows[0]?.workspace ?? '')).toHaveLength(2);
  expect([count('ended'), count('repeated'), count('ignored')]).toEqual([6, 6, 2]);
});

test('a request to delete forgets the person everywhere, answers with a page, and keeps the history', async () => {
  const { place, meta, connection, events, storage, after, page, origin, count, connect } = await stage();
  const picture = { id: 'pic_1', workspace: 'shop', mediaType: 'image/png', bytes: Uint8Array.of(1), createdAt: start } as const;
  const live = await place({ accountId: '178', altIds: ['38'], displayName: 'Dora', accountType: 'creator', picture: 'pic_1' }, 'shop');
  await storage.write('shop', (tx) => tx.insertPicture(picture));
  const ended = await place({ accountId: '178', altIds: ['38'], status: 'disconnected', reason: 'removed_at_platform', tokensSealed: null });
  after(60_000);

  const answer = await meta('data-deletion', '38');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/json');
  const { url, confirmation_code: code } = (await answer.json()) as { url: string; confirmation_code: string };
  expect(code).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(url).toBe(`${origin}/deletion/${code}`);

  for (const row of [live, ended]) {
    expect(await connection(row.id)).toMatchObject({
      status: 'disconnected',
      reason: 'deletion_requested',
      account: { handle: '', displayName: null, pictureUrl: null, type: null },
    });
    const told = await events(row.workspace);
    expect(told.map(({ type }) => type)).toEqual([
      'connection.connected',
      ...(row === live ? ['connection.disconnected'] : []),
      'connection.erased',
    ]);
    expect(JSON.stringify(told)).not.toContain('dora');
    expect(told.at(-1)?.actor.kind).toBe('platform');
  }
  expect(await storage.picture('pic_1')).toBeUndefined();
  expect(await storage.connectionsOfAccount(['instagram'], ['178', '38'])).toEqual([]);
  expect(await storage.deletion(code)).toMatchObject({ found: 2 });

  const shown = await page(url);
  expect(shown.status).toBe(200);
  expect(shown.text).toContain('Your data was deleted');
  expect(shown.text).not.toMatch(/dora|178/i);

  // The same request again is the same request.
  const again = (await (await meta('data-deletion', '38')).json()) as { confirmation_code: string };
  expect(again.confirmation_code).toBe(code);
  expect(await events('shop')).toHaveLength(3);
  expect([count('recorded'), count('repeated')]).toEqual([1, 1]);

  // Nothing that was on its way then can come any longer.
  after(31 * 60_000);
  await connect.jobs.runDue();
  expect(await storage.deletion(code)).toMatchObject({ accountIds: null, found: 2 });
});

test('somebody of whom nothing is stored is told so, and a code that there is not leads to a page that says it', async () => {
  const { meta, page, origin } = await stage();
  const { url } = (await (await meta('data-deletion', '0')).json()) as { url: string };
  expect((await page(url)).text).toContain('We have nothing stored about you');
  const unknown = await page(`${origin}/deletion/${'x'.repeat(32)}`);
  expect(unknown.status).toBe(404);
  expect(unknown.text).toContain('We can’t find this request');
});

test('a request to delete that was interrupted is carried out in the background', async () => {
  const { place, meta, connection, trouble, page, connect } = await stage();
  const row = await place({ accountId: '178' });
  trouble.refusesWrites = true;
  const { url } = (await (await meta('data-deletion', '178')).json()) as { url: string };
  expect((await page(url)).text).toContain('We’re deleting your data');
  trouble.refusesWrites = false;
  expect((await connection(row.id)).status).toBe('active');
  await connect.jobs.runDue();
  expect(await connection(row.id)).toMatchObject({ status: 'disconnected', account: { handle: '' } });
  expect((await page(url)).text).toContain('Your data was deleted');
});

test.each([
  ['/platforms/meta/deauthorize', new URLSearchParams({ signed_request: 'x' }), {}, 400, 'malformed'],
  ['/platforms/meta/deauthorize', new URLSearchParams({ signed_request: `${'A'.repeat(43)}.e30` }), {}, 403, 'forged'],
  ['/platforms/meta/data-deletion', '', {}, 400, 'malformed'],
  ['/platforms/meta/data-deletion', 'x'.repeat(65_537), {}, 413, 'too_large'],
  ['/platforms/tiktok/webhook', '{}', {}, 403, 'forged'],
  ['/platforms/tiktok/webhook', '{}', { 'tiktok-signature': `t=1,s=${'0'.repeat(64)}` }, 403, 'forged'],
  ['/platforms/tiktok/webhook', 'x'.repeat(65_537), {}, 413, 'too_large'],
] as const)('%s refuses what it cannot believe: %#', async (path, body, headers, status, code) => {
  const { post, place, connection, count } = await stage();
  const { id } = await place({ accountId: '178' });
  const answer = await post(path, body, headers);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(count(code)).toBe(1);
  expect((await connection(id)).status).toBe('active');
});

test('forged, replayed and late ones change nothing', async () => {
  const { place, meta, tiktok, removed, connection, after, count } = await stage();
  const instagram = await place({ accountId: '178' });
  const tiktokRow = await place({ platform: 'tiktok', accountId: 'open-1' });
  expect((await meta('deauthorize', '178', { secret: tiktokSecret })).status).toBe(403);
  expect((await tiktok(removed('open-1'), appSecret)).status).toBe(403);
  expect((await meta('deauthorize', '178', { at: start + 6 * 60_000 })).status).toBe(403);
  after(2 * 60 * 60_000);
  expect((await meta('data-deletion', '178', { at: start })).status).toBe(403);
  expect((await meta('deauthorize', 'nobody')).status).toBe(200);
  for (const { id } of [instagram, tiktokRow]) expect((await connection(id)).status).toBe('active');
  expect([count('forged'), count('untimely'), count('unknown')]).toEqual([2, 2, 1]);
});

test('a body that does not end is not waited for', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { post, count } = await stage();
  const endless = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(123)) });
  const answer = post('/platforms/tiktok/webhook', endless);
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await answer).status).toBe(408);
  expect(count('too_slow')).toBe(1);
});

test('whoever sends what is refused has to wait; the platform itself never has to', async () => {
  const { post, meta, count } = await stage({ publicPerMinute: 3, startsPerMinute: 10 });
  const forged = () => post('/platforms/meta/deauthorize', new URLSearchParams({ signed_request: `${'A'.repeat(43)}.e30` }));
  const statuses: number[] = [];
  for (let index = 0; index < 5; index++) statuses.push((await forged()).status);
  expect(statuses).toEqual([403, 403, 403, 429, 429]);
  expect(Number((await forged()).headers.get('retry-after'))).toBeGreaterThan(0);
  expect(count('rate_limited')).toBe(3);
  for (let index = 0; index < 5; index++) expect((await meta('deauthorize', '178')).status).toBe(200);
});

test('no notice, and nothing of it, is in the log', async () => {
  const { meta, tiktok, removed, place, lines } = await stage();
  await place({ accountId: 'planted-account-178' });
  await meta('deauthorize', 'planted-account-178');
  await meta('data-deletion', 'planted-account-178', { secret: 'wrong' });
  await tiktok(removed('planted-open-id'));
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join('\n')).not.toMatch(/planted|signed_request/);
});

test('these addresses take nothing but POST, and tell when nobody sends to them', async () => {
  const { fetch, origin } = await stage();
  const answer = await fetch(`${origin}/platforms/meta/deauthorize`);
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  const other = await createTestBackend({ tiktok: { clientId: 'tk', clientSecret: 's' }, platforms: [] });
  onTestFinished(() => other.close());
  expect((await other.fetch(`${other.origin}/platforms/meta/other`, { method: 'POST' })).status).toBe(404);
});
