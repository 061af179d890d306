import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { watchSecrets } from './secret-watch.ts';
import { createTraces, type SecretKind } from './traces.ts';

const stage = watchSecrets();

test('what looks for secrets finds them in a line, deep inside of an error, in an answer, in what was printed, and in a file', async () => {
  const { world } = stage;
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
  looked.saw('a worker’s log', `{"msg":"${state.slice(-20)}"}`);
  looked.plant('flow', flow);
  const raw = Buffer.from(flow.slice(3), 'base64url');
  writeFileSync(join(elsewhere, 'connect.db-wal'), Buffer.concat([Buffer.from([0, 255]), raw, Buffer.from([0])]));
  expect(looked.leaks().sort()).toEqual([
    "flow in the database's files",
    'link in the answer to POST /f/cf_1/confirm',
    'receipt in the answer to POST /f/cf_1/confirm',
    'state in a worker’s log',
    'state in the warn line "odd"',
  ]);
  rmSync(elsewhere, { recursive: true });
});

describe('secrets stay out of logs, answers and the database’s files', () => {
  test('when a link is made, listed, copied, rotated, opened and revoked', async () => {
    const { person, world } = stage;
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
    const { person, traces, world } = stage;
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
    const { person, world } = stage;
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

  test('when a request puts them where they do not belong', async () => {
    const { away, person, world } = stage;
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
    const { away, database, errorOf, person, traces } = stage;
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

  test('and each kind of them has passed by, so that it could have been found', () => {
    const { traces } = stage;
    const kinds: SecretKind[] = ['API key', 'binding', 'client secret', 'code', 'flow', 'link', 'master key', 'platform token', 'session token', 'state', 'verifier'];
    expect([...new Set(traces.secrets.values())].sort()).toEqual(kinds);
    expect(traces.exchanges.length).toBeGreaterThan(30);
    // Their hashes are where they themselves are not.
    const stored = traces.stored();
    for (const wanted of ['link', 'binding', 'state', 'session token'] satisfies SecretKind[]) {
      const secrets = [...traces.secrets].flatMap(([secret, kind]) => (kind === wanted ? [secret] : []));
      const hashes = secrets.map((secret) => createHash('sha256').update(secret).digest('base64url'));
      expect(hashes.filter((hash) => stored.includes(hash)).length, wanted).toBeGreaterThan(0);
    }
  });
});
