import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPerson, newFlow, type Person } from './person.ts';
import { createTraces, type SecretKind, type Traces } from './traces.ts';
import { clientSecret, createWatchedWorld } from './watched-world.ts';
import type { World } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let clock = Date.parse('2026-11-20T12:00:00Z');
let world: World;
let traces: Traces;
let database: string;
let person: Person;

beforeAll(async () => {
  ({ world, traces, database } = await createWatchedWorld(() => clock));
  // Whatever is printed past the log is looked at as well.
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...printed: unknown[]) => traces.log.warn({ printed }, `console.${method}`));
  }
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});
beforeEach(() => {
  world.instagram.reset();
  world.tiktok.reset();
  person = createPerson(world);
});
afterEach(() => {
  expect(traces.leaks()).toEqual([]);
});

/** From the button to the platform's redirect back, which is not opened yet. */
const away = async (platform: 'instagram' | 'tiktok', conduct: Parameters<Person['authorize']>[2] = {}) => {
  const link = await world.link();
  const flow = newFlow();
  const callback = await person.authorize(platform, await person.launch(link.url, platform, flow, { attested: true }), conduct);
  return { link, flow, callback };
};

const connect = async (platform: 'instagram' | 'tiktok') => {
  const made = await away(platform);
  const page = await person.open(made.callback);
  expect(page.title).toMatch(/^@harbourcoffee (is connected|works again)$/);
  const { connections } = await person.status(made.flow);
  return { ...made, page, id: connections[0]?.id ?? '' };
};

const errorOf = async (flow: ReturnType<typeof newFlow>) => (await person.status(flow)).error?.code;

test('what looks for secrets finds them in a line, deep inside of an error, in an answer, and in a file', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'connect-traces-'));
  const secret = (kind: string): string => `${kind}_${randomBytes(32).toString('base64url')}`;
  const [link, receipt, state, flow] = [secret('cl'), secret('rc'), secret('st'), secret('cs')];
  const looked = createTraces(elsewhere);
  const origin = 'http://connect.localhost';
  const asPage = { headers: { 'content-type': 'text/html' } };
  const echo = looked.watch({ ...world.connect, fetch: async (request) => new Response(await request.text(), asPage) });
  const ask = (path: string, body: string) => echo.fetch(new Request(`${origin}${path}`, { method: 'POST', body }));
  await ask('/f/cf_1/done', `<a href="/l/${link}">Back</a><a href="/r/${receipt}">Receipt</a>`);
  expect(looked.leaks()).toEqual([]);
  await ask('/f/cf_1/confirm', `<a href="/r/${receipt}">Receipt</a> ${link.slice(0, 30)}`);
  looked.plant('state', state);
  looked.log.warn({ err: new Error('No.', { cause: { deep: [{ state: `${state.slice(0, 30)}…` }] } }) }, 'odd');
  looked.plant('flow', flow);
  const raw = Buffer.from(flow.slice(3), 'base64url');
  writeFileSync(join(elsewhere, 'connect.db-wal'), Buffer.concat([Buffer.from([0, 255]), raw, Buffer.from([0])]));
  expect(looked.leaks().sort()).toEqual([
    "flow in the database's files",
    'link in the answer to POST /f/cf_1/confirm',
    'receipt in the answer to POST /f/cf_1/confirm',
    'state in the warn line "odd"',
  ]);
  rmSync(elsewhere, { recursive: true });
});

describe('secrets stay out of logs, answers and the database’s files', () => {
  test('when a link is made, listed, copied, rotated, opened and revoked', async () => {
    const link = await world.link();
    await world.client.links.list({ workspace: 'northlight' });
    await world.client.links.get(link.id);
    await world.client.links.reveal(link.id);
    await person.open(link.url);
    await person.send('POST', `${new URL(link.url).pathname}/opened`, new URLSearchParams());
    const rotated = await world.client.links.rotate(link.id);
    expect((await person.open(link.url)).status).toBe(404);
    expect((await person.open(rotated.url)).status).toBe(200);
    await world.client.links.revoke(link.id);
    await person.open(rotated.url);
  });

  test('when a session is made, made again, used, refused and revoked', async () => {
    const actor = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
    const make = () =>
      world.client.sessions.create({ workspace: 'northlight', actor, can: ['links:read', 'events:read'] }, { idempotencyKey: 'page-1' });
    const sessions = [await make(), await make()];
    for (const { id, token } of sessions) {
      expect(traces.secrets.get(token)).toBe('session token');
      const headers = { authorization: `Bearer ${token}` };
      for (const path of ['/v1/links', '/v1/connections', '/v1/events', '/v1/links?cursor=']) {
        await person.send('GET', `${path}${path.includes('?') ? '' : '?workspace=northlight'}`, undefined, headers);
      }
      await world.client.sessions.revoke(id);
      await person.send('GET', '/v1/links?workspace=northlight', undefined, headers);
    }
  });

  test('when a session makes a link, and when its token is where it does not belong', async () => {
    const actor = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
    const can = ['links:read', 'links:write', 'events:read'] as const;
    const { token } = await world.client.sessions.create({ workspace: 'northlight', actor, can: [...can] });
    const headers = { authorization: `Bearer ${token}` };
    expect((await person.send('POST', '/v1/links', { workspace: 'northlight', platforms: ['tiktok'] }, headers)).status).toBe(201);
    const answers = [
      await person.send('POST', '/v1/links', { workspace: token, platforms: [token], description: 1 }, headers),
      await person.send('GET', `/v1/links/${token}`, undefined, headers),
      await person.send('GET', `/v1/events?workspace=${token}&cursor=${token}&types=${token}`, undefined, headers),
      await person.send('GET', '/v1/links?workspace=northlight', undefined, { authorization: `Bearer ${token.slice(0, -1)}` }),
      await person.send('GET', '/v1/links?workspace=northlight', undefined, { authorization: `Basic ${token}` }),
      await person.send('GET', `/l/${token}`),
    ];
    for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(400);
  });

  test.each(['instagram', 'tiktok'] as const)('when %s is connected, told of and used', async (platform) => {
    const { flow, callback, id } = await connect(platform);
    await person.open(callback);
    await person.ack(flow, (await person.status(flow)).seq);
    await person.cancel(flow);
    await person.open(`/f/${flow.fid}/done`);
    await world.client.connections.get(id);
    await world.client.connections.list({ workspace: 'northlight' });
    const { accessToken } = await world.client.connections.getAccessToken(id);
    expect(traces.secrets.get(accessToken)).toBe('platform token');
    // The instrument works: it finds what is there.
    expect(traces.stored().includes('@harbourcoffee')).toBe(true);
  });

  test('without a script, and in another browser, before and after its yes or no', async () => {
    const link = await world.link();
    await person.connect(link.url, 'tiktok');
    for (const answer of ['yes', 'no']) {
      const { flow, callback } = await away('tiktok');
      const other = createPerson(world);
      expect((await other.open(callback)).title).toBe('Did you just start this?');
      expect(traces.leaks()).toEqual([]);
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer }));
      await other.open(`/f/${flow.fid}/done`);
      await other.open(callback);
    }
  });

  test.each(['instagram', 'tiktok'] as const)('when somebody says no at %s, with and without a state', async (platform) => {
    const { flow, callback } = await away(platform, { decision: 'cancel' });
    await person.open(callback);
    expect(await errorOf(flow)).toBe('denied');
    world[platform].control.settings({ denyState: 'omit' });
    await person.open((await away(platform, { decision: 'cancel' })).callback);
  });

  test('when a required permission is left out, also where giving back what came fails', async () => {
    for (const behaviour of [undefined, 'server-error', 'cut-off'] as const) {
      if (behaviour) world.tiktok.control.next({ endpoint: 'revoke', behaviour });
      const { flow, callback } = await away('tiktok', { account: 'oakandpine', untick: ['user.info.profile'] });
      await person.open(callback);
      expect(await errorOf(flow)).toBe('missing_permission');
    }
    expect(world.tiktok.control.log().counts['revoke']).toBe(3);
  });

  test('when the account is a personal one', async () => {
    const { flow, callback } = await away('instagram', { account: 'mara.weber' });
    await person.open(callback);
    expect(await errorOf(flow)).toBe('personal_account');
  });

  const everywhere = [
    { status: 500 },
    { status: 302, headers: { location: '/elsewhere' } },
    { delayMs: 700, processed: true },
    'malformed',
    'html',
    'empty',
    'cut-off',
    'rate-limited',
  ] as const;
  const graph = ['app-removed', 'password-changed', 'token-expired', 'checkpoint', 'permission', 'transient'] as const;
  const faults = {
    instagram: { token: [...everywhere, 'code-used'], exchange: [...everywhere, ...graph], me: [...everywhere, ...graph] },
    tiktok: {
      token: [...everywhere, 'code-used', 'server-error', 'temporarily-unavailable'],
      userinfo: [...everywhere, 'token-invalid', 'scope-not-authorized', 'internal-error'],
    },
  } as const;
  const fail = async (platform: 'instagram' | 'tiktok', order: () => void): Promise<void> => {
    const { flow, callback } = await away(platform);
    order();
    const page = await person.open(callback);
    expect(page.url).toContain('/done');
    // What fails after the code was spent is made up for later, where the platform allows it.
    expect((await person.status(flow)).status).toMatch(/^(error|connected)$/);
  };

  test('when a platform fails in any way that it can', async () => {
    for (const endpoint of ['token', 'exchange', 'me'] as const) {
      for (const behaviour of faults.instagram[endpoint]) {
        await fail('instagram', () => world.instagram.control.next({ endpoint, behaviour }));
      }
    }
    for (const endpoint of ['token', 'userinfo'] as const) {
      for (const behaviour of faults.tiktok[endpoint]) {
        await fail('tiktok', () => world.tiktok.control.next({ endpoint, behaviour }));
      }
    }
    expect(traces.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(20);
  });

  test('when a platform repeats them in its errors', async () => {
    const short = `IGAA${randomBytes(48).toString('base64url')}`;
    const long = `IGAA${randomBytes(48).toString('base64url')}`;
    const first = await away('instagram');
    const code = new URL(first.callback).searchParams.get('code') ?? '';
    const found = `Matching code ${code} was not found (${clientSecret})`;
    const refused = { error_type: `OAuthException ${code}`, code: 400, error_message: found };
    world.instagram.control.next({ endpoint: 'token', behaviour: { status: 400, body: refused } });
    await person.open(first.callback);
    expect(await errorOf(first.flow)).toBe('attempt_expired');

    const second = await away('instagram');
    const words = `Error validating access token: ${long} of ${encodeURIComponent(short)}`;
    const error = { message: words, type: long, code: 190, fbtrace_id: long };
    for (const [endpoint, status, body] of [
      ['token', 200, { access_token: short, user_id: '1' }],
      ['exchange', 200, { access_token: long, expires_in: 5_183_944 }],
      ['me', 400, { error }],
    ] as const) {
      world.instagram.control.next({ endpoint, behaviour: { status, body } });
    }
    await person.open(second.callback);
    expect(traces.secrets.get(long)).toBe('platform token');
    expect(await errorOf(second.flow)).toBe('platform_unavailable');

    const third = await away('tiktok');
    const given = new URL(third.callback).searchParams.get('code') ?? '';
    const body = { error: 'invalid_grant', error_description: `Authorization code ${given} is expired.`, log_id: given };
    world.tiktok.control.next({ endpoint: 'token', behaviour: { status: 400, body } });
    await person.open(third.callback);
    expect(await errorOf(third.flow)).toBe('attempt_expired');

    const fourth = await away('tiktok');
    const state = new URL(fourth.callback).searchParams.get('state') ?? '';
    const trouble = new URLSearchParams({ error: 'server_error', error_description: `${state} ${given}`, state });
    await person.open(`/oauth/tiktok/callback?${trouble}`);
    expect(await errorOf(fourth.flow)).toBe('platform_unavailable');
  });

  test('when a callback is repeated, forged, late, or comes to the wrong address', async () => {
    const { flow, callback } = await away('tiktok');
    await person.open(callback.replace('/tiktok/', '/instagram/'));
    for (const method of ['HEAD', 'POST', 'PUT']) await person.send(method, callback);
    await person.open(`${callback}&code=twice`);
    clock += 16 * minute;
    await person.open(callback);
    expect(await errorOf(flow)).toBe('attempt_expired');
    const forged = { code: randomBytes(32).toString('hex'), state: `st_${randomBytes(32).toString('base64url')}` };
    await person.open(`/oauth/tiktok/callback?${new URLSearchParams(forged)}`);
  });

  test('when a token is refreshed, when that is lost, and when it is refused', async () => {
    const { id } = await connect('tiktok');
    const later = (ms: number): void => {
      clock += ms;
      world.tiktok.control.advance(ms);
      world.instagram.control.advance(ms);
    };
    later(3 * 60 * minute);
    const before = await world.client.connections.getAccessToken(id);
    for (const behaviour of [{ status: 500 }, 'rate-limited', 'temporarily-unavailable'] as const) {
      later(3 * 60 * minute);
      world.tiktok.control.next({ endpoint: 'refresh', behaviour });
      await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'platform_unavailable' });
    }
    expect((await world.client.connections.getAccessToken(id)).accessToken).not.toBe(before.accessToken);
    later(3 * 60 * minute);
    world.tiktok.control.next({ endpoint: 'refresh', behaviour: 'cut-off' });
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'platform_unavailable' });
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
    const lost = { status: 'needs_reconnect', reason: 'refresh_outcome_unknown' };
    expect(await world.client.connections.get(id)).toMatchObject(lost);

    await connect('tiktok');
    const held = [...traces.secrets.keys()].filter((secret) => secret.startsWith('rft.')).at(-1) ?? '';
    later(3 * 60 * minute);
    const refused = { error: 'invalid_grant', error_description: `Refresh token ${held} is invalid or expired.`, log_id: held };
    world.tiktok.control.next({ endpoint: 'refresh', behaviour: { status: 400, body: refused } });
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
    expect(await world.client.connections.get(id)).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_refused' });

    const lasting = await connect('instagram');
    later(60 * day - 2 * minute);
    await world.client.connections.getAccessToken(lasting.id);
    later(60 * day - 2 * minute);
    world.instagram.control.next({ endpoint: 'refresh', behaviour: 'permission' });
    await expect(world.client.connections.getAccessToken(lasting.id)).rejects.toMatchObject({ code: 'token_unavailable' });
    const ended = { status: 'needs_reconnect', reason: 'refresh_refused' };
    expect(await world.client.connections.get(lasting.id)).toMatchObject(ended);
  });

  test.each(['instagram', 'tiktok'] as const)(
    'when %s is disconnected by its receipt, also where that fails',
    async (platform) => {
      for (const behaviour of [undefined, { status: 500 }] as const) {
        const { page, id } = await connect(platform);
        const receipt = /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
        if (behaviour && platform === 'tiktok') world.tiktok.control.next({ endpoint: 'revoke', behaviour });
        for (const path of [receipt, `${receipt}?end`]) expect((await person.open(path)).status).toBe(200);
        expect((await person.send('POST', `${receipt}/disconnect`, new URLSearchParams())).status).toBe(200);
        expect((await person.open(receipt)).status).toBe(200);
        expect(await world.client.connections.get(id)).toMatchObject({ status: 'disconnected' });
        await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
      }
    },
  );

  test('when a request puts them where they do not belong', async () => {
    const { link, flow } = await away('instagram');
    const secret = new URL(link.url).pathname.slice('/l/'.length);
    const headers = { authorization: `Bearer ${world.apiKey}` };
    const asText = { 'content-type': 'text/plain' };
    const wrong = { authorization: `Bearer ${world.apiKey.slice(0, -1)}x` };
    const answers = [
      await person.send('GET', `/v1/connections?workspace=${secret}&cursor=${flow.secret}`, undefined, headers),
      await person.send('GET', `/v1/links/${secret}`, undefined, headers),
      await person.send('GET', `/v1/links/${link.id}`, undefined, wrong),
      await person.send('POST', '/v1/links', { workspace: flow.secret, platforms: [secret], sharedBy: secret }, headers),
      await person.send('POST', '/v1/public/links/resolve', { secret: `${secret}x`, platform: secret }, asText),
      await person.send('POST', '/v1/public/flows/status', { secret: `${flow.secret}x` }, asText),
      await person.send('POST', `/l/${secret}/launch`, { fid: flow.secret, platform: secret, mode: flow.secret }),
      await person.send('POST', `/l/${secret}/start`, { fid: flow.secret, platform: secret }),
      await person.send('GET', `/v1/${secret}`, undefined, headers),
    ];
    for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(400);
  });

  test('when the database fails in the middle of connecting', async () => {
    const { flow, callback } = await away('tiktok');
    const errors = traces.lines.filter(({ level }) => level === 'error').length;
    const tables = new DatabaseSync(database);
    tables.exec('alter table receipts rename to receipts_away');
    await person.open(callback);
    tables.exec('alter table receipts_away rename to receipts');
    tables.close();
    expect(await errorOf(flow)).toBe('internal_error');
    expect(traces.lines.filter(({ level }) => level === 'error')).toHaveLength(errors + 1);
  });

  test('when platforms tell that an app was removed, and that data is to be deleted', async () => {
    // Platforms sign with the time of this machine.
    clock = Date.now();
    for (const platform of ['instagram', 'tiktok'] as const) {
      const { control } = world[platform];
      const { id } = await connect(platform);
      control.removeApp('harbourcoffee');
      await control.notices();
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
      await connect(platform);
      control.requestDeletion('harbourcoffee');
      await control.notices();
      expect((await world.client.connections.get(id)).status).toBe('disconnected');
    }
    const forged = new URLSearchParams({ signed_request: `${'A'.repeat(43)}.e30` });
    expect((await person.send('POST', '/platforms/meta/deauthorize', forged)).status).toBe(403);
  });

  test('and each kind of them has passed by, so that it could have been found', () => {
    const kinds: SecretKind[] = [
      'API key',
      'binding',
      'client secret',
      'code',
      'confirmation',
      'flow',
      'link',
      'master key',
      'platform token',
      'proof',
      'receipt',
      'session token',
      'state',
      'verifier',
    ];
    expect([...new Set(traces.secrets.values())].sort()).toEqual(kinds);
    expect(traces.exchanges.length).toBeGreaterThan(200);
    expect(traces.lines.length).toBeGreaterThan(200);
    // Their hashes are where they themselves are not.
    const stored = traces.stored();
    for (const wanted of ['link', 'receipt', 'binding', 'state', 'session token'] satisfies SecretKind[]) {
      const secrets = [...traces.secrets].flatMap(([secret, kind]) => (kind === wanted ? [secret] : []));
      const hashes = secrets.map((secret) => createHash('sha256').update(secret).digest('base64url'));
      expect(hashes.filter((hash) => stored.includes(hash)).length, wanted).toBeGreaterThan(0);
    }
  });
});
