import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keysCommand } from './keys-command.ts';
import { openFlowSecret, sealFlowSecret } from './sealed-flow.ts';
import { openLinkSecret, sealLinkSecret } from './sealed-link.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';
import { newId } from './secrets.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { createSchema } from './testing/postgres-schema.ts';
import { connectionRow, flowRow, insertConnections, linkRow, workspaceRow } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';
import { openWebhookSecret, sealWebhookSecret } from './webhook-secrets.ts';

const start = Date.UTC(2026, 10, 20, 12);
const key = (name: string, text = name): string => `${name}:${Buffer.alloc(32, `${text} of the keys test`).toString('base64')}`;
const tokens = { accessToken: 'planted-token', accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: start };

const sqlite = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return `sqlite:${join(folder, 'connect.db')}`;
};
const postgres = async (): Promise<string> => {
  const schema = await createSchema();
  onTestFinished(() => schema.drop());
  return schema.url;
};

/** A process with this keyring, until it is closed. */
const run = async (database: string, keys: string, now = start) => {
  const backend = await createTestBackend({ database, keys, now: () => now });
  return { backend, work: () => backend.connect.jobs.runDue(), close: () => backend.close() };
};

/** Starts a process, which must refuse; what it says. */
const refusal = (database: string, keys: string): Promise<string> =>
  run(database, keys).then(
    async ({ close }) => {
      await close();
      throw new Error('It has started.');
    },
    (cause: Error) => cause.message,
  );

/** Puts one row of each kind into the database, sealed with the first of these keys. */
const fill = async (database: string, keys: string) => {
  const vault = createVault(keys);
  const storage = await openStorage(database);
  try {
    await storage.migrate();
    const workspace = workspaceRow();
    await storage.ensureWorkspace(workspace);
    const made = linkRow(workspace.id);
    const link = { ...made, secretSealed: sealLinkSecret(vault, made.id, 'cl_planted') };
    await storage.write(workspace.id, (tx) => tx.insertLink(link));
    const bare = connectionRow(link);
    const [connection] = await insertConnections(storage, link, { id: bare.id, tokensSealed: sealTokens(vault, bare.id, tokens) });
    const { fid } = flowRow(link);
    const flow = flowRow(link, {
      fid,
      verifierSealed: sealFlowSecret(vault, fid, 'verifier', 'planted-verifier'),
      codeSealed: sealFlowSecret(vault, fid, 'code', 'planted-code'),
      confirmExpiresAt: start + 600_000,
    });
    await storage.insertFlow(flow);
    const endpoint = newId('whe');
    await storage.insertWebhookEndpoint({
      id: endpoint,
      workspace: workspace.id,
      url: 'https://shop.example/hook',
      types: null,
      description: null,
      secretSealed: sealWebhookSecret(vault, endpoint, 'whsec_planted'),
      previousSealed: sealWebhookSecret(vault, endpoint, 'whsec_former'),
      previousUntil: start + 600_000,
      failingSince: null,
      lastFailedAt: null,
      disabledAt: null,
      disabledReason: null,
      createKey: null,
      requestHash: null,
      createdAt: start,
      updatedAt: start,
    }, 20);
    if (connection === undefined) throw new Error('Nothing was inserted.');
    return { link: link.id, connection: connection.id, fid, endpoint };
  } finally {
    await storage.close();
  }
};

/** What the rows hold, opened with this keyring alone. */
const opened = async (database: string, keys: string, { link, connection, fid, endpoint }: Awaited<ReturnType<typeof fill>>) => {
  const vault = createVault(keys);
  const storage = await openStorage(database);
  try {
    const [counted, row, flow] = [await storage.link(link), await storage.connection(connection), await storage.flow(fid)];
    const hook = await storage.webhookEndpoint(endpoint);
    return [
      openLinkSecret(vault, link, counted?.link.secretSealed ?? ''),
      openTokens(vault, connection, row?.tokensSealed ?? '').accessToken,
      openFlowSecret(vault, fid, 'verifier', flow?.verifierSealed ?? ''),
      openFlowSecret(vault, fid, 'code', flow?.codeSealed ?? ''),
      openWebhookSecret(vault, endpoint, hook?.secretSealed ?? ''),
      openWebhookSecret(vault, endpoint, hook?.previousSealed ?? ''),
    ];
  } finally {
    await storage.close();
  }
};
const everything = ['cl_planted', 'planted-token', 'planted-verifier', 'planted-code', 'whsec_planted', 'whsec_former'];

const command = async (words: string, env: Readonly<Record<string, string>>) => {
  const out: string[] = [];
  const said: string[] = [];
  const write = (lines: string[]) => (line: string) => void lines.push(line);
  const code = await keysCommand({ words: words.split(' '), env, out: write(out), say: write(said), now: () => start });
  return { code, out, said: said.join('\n') };
};

test.each([
  ['SQLite', sqlite],
  ['PostgreSQL', postgres],
])('a key is replaced without anything becoming unreadable, and then the old one can go (%s)', async (_name, create) => {
  const database = await create();
  const first = await run(database, key('k1'));
  await first.close();
  const rows = await fill(database, key('k1'));

  const both = `${key('k2')},${key('k1')}`;
  const second = await run(database, both);
  expect(await opened(database, both, rows)).toEqual(everything);
  await second.work();
  expect(await opened(database, key('k2'), rows)).toEqual(everything);
  await second.close();

  expect(await command('status', { CONNECT_KEYS: both, DATABASE_URL: database })).toMatchObject({
    code: 0,
    out: [
      'k2: the newest, seals; has sealed 1 link’s address, 1 connection’s tokens, 1 attempt’s PKCE verifier, 1 unconfirmed code, 1 webhook endpoint’s secret, and 1 former secret of a webhook endpoint',
      'k1: opens; has sealed nothing; it can go',
    ],
  });
  await (await run(database, key('k2'))).close();
});

test('a key that is missing is refused at the start, with what it would make unreadable', async () => {
  const database = await sqlite();
  await (await run(database, key('k1'))).close();
  await fill(database, key('k1'));
  await fill(database, key('k1'));
  const said = await refusal(database, key('k2'));
  expect(said).toContain('CONNECT_KEYS lacks the key "k1"');
  expect(said).toContain('2 links’ addresses, 2 connections’ tokens, 2 attempts’ PKCE verifiers, 2 unconfirmed codes, 2 webhook endpoints’ secrets, and 2 former secrets of webhook endpoints');
  const status = await command('status', { CONNECT_KEYS: key('k2'), DATABASE_URL: database });
  expect(status.code).toBe(1);
  expect(status.out[1]).toContain('k1: MISSING from CONNECT_KEYS; has sealed 2 links’ addresses');
  await (await run(database, `${key('k2')},${key('k1')}`)).close();
});

test('another key under the same name is refused, and nothing of either is said', async () => {
  const database = await sqlite();
  await (await run(database, key('k1'))).close();
  await fill(database, key('k1'));
  const said = await refusal(database, key('k1', 'another'));
  expect(said).toContain('another key under the name "k1"');
  expect(said).toContain('1 connection’s tokens');
  for (const ring of [key('k1'), key('k1', 'another')]) expect(said).not.toContain(ring.slice(3, 20));
  await (await run(database, key('k1'))).close();
});

test('a database of before keys were recorded is searched once, with the same outcome', async () => {
  const database = await sqlite();
  const rows = await fill(database, key('k1'));
  expect(await refusal(database, key('k2'))).toContain('lacks the key "k1"');
  expect(await refusal(database, key('k1', 'another'))).toContain('another key under the name "k1"');
  const after = await run(database, `${key('k2')},${key('k1')}`);
  await after.work();
  await after.close();
  expect(await opened(database, key('k2'), rows)).toEqual(everything);
});

test('a key that has sealed nothing can be left out, and its name be used again', async () => {
  const database = await sqlite();
  await (await run(database, `${key('k2')},${key('k1')}`)).close();
  await (await run(database, key('k2'))).close();
  await (await run(database, `${key('k2')},${key('k1', 'another')}`)).close();
});

test.each([
  ['newer', 'k2'],
  ['older', 'k1'],
])('two processes with different keys in front do not take turns: the one that was started last seals, the %s', async (last, sealing) => {
  const database = await sqlite();
  await (await run(database, key('k1'))).close();
  const rows = await fill(database, key('k1'));
  const rings = { newer: `${key('k2')},${key('k1')}`, older: `${key('k1')},${key('k2')}` };
  const first = await run(database, last === 'newer' ? rings.older : rings.newer, start + 1000);
  const second = await run(database, last === 'newer' ? rings.newer : rings.older, start + 2000);
  await second.work();
  await first.work();
  expect(await opened(database, key(sealing), rows)).toEqual(everything);
  await first.close();
  await second.close();
});

test.each([
  ['SQLite', sqlite],
  ['PostgreSQL', postgres],
])('a rotation that is turned back comes to its end at once, whatever the clocks say, and the key that was not wanted can go (%s)', async (_name, create) => {
  const database = await create();
  const first = await run(database, key('k1'));
  await first.work();
  await first.close();
  const rows = await fill(database, key('k1'));
  const turned = await run(database, `${key('k2')},${key('k1')}`, start + 120_000);
  await turned.work();
  await turned.close();

  // Its clock is behind that of the machine before.
  const ring = `${key('k1')},${key('k2')}`;
  const before = await command('status', { CONNECT_KEYS: ring, DATABASE_URL: database });
  expect(before.said).toContain('the process that was started last has "k2" in front. Restart "serve" and "work" with these CONNECT_KEYS');
  const back = await run(database, ring);
  const waiting = await command('status', { CONNECT_KEYS: ring, DATABASE_URL: database });
  expect(waiting.said).toBe('6 texts still wait to be sealed anew; "serve" and "work" do it in the background.');
  await back.work();
  await back.close();
  expect(await opened(database, key('k1'), rows)).toEqual(everything);
  const after = await command('status', { CONNECT_KEYS: ring, DATABASE_URL: database });
  expect(after).toMatchObject({ code: 0, said: '', out: [expect.any(String), 'k2: opens; has sealed nothing; it can go'] });
  await (await run(database, key('k1'))).close();
});

test('more rows than one batch are all sealed anew, and one that a refresh has in hand is left for later', async () => {
  const database = await sqlite();
  const vault = createVault(key('k1'));
  const rows = await fill(database, key('k1'));
  const storage = await openStorage(database);
  const link = (await storage.link(rows.link))?.link;
  if (link === undefined) throw new Error('The link is gone.');
  const many = Array.from({ length: 450 }, (_, index) => {
    const { id } = connectionRow(link);
    return { id, tokensSealed: sealTokens(vault, id, tokens), refreshLeaseUntil: index === 7 ? start + 30_000 : null };
  });
  const inserted = await insertConnections(storage, link, ...many);
  const newer = await run(database, `${key('k2')},${key('k1')}`);
  await newer.work();
  await newer.close();
  expect(await storage.sealedCount('tokens', 'k1')).toBe(1);
  expect((await storage.connection(inserted[7]?.id ?? ''))?.tokensSealed).toBe(many[7]?.tokensSealed);
  const later = await run(database, `${key('k2')},${key('k1')}`, start + 2 * 3_600_000);
  await later.work();
  await later.close();
  expect(await storage.sealedCount('tokens', 'k1')).toBe(0);
  await storage.close();
});

test('a flow’s code and its verifier cannot stand in for each other, and rows of earlier versions still open', () => {
  const vault = createVault(key('k1'));
  const code = sealFlowSecret(vault, 'cf_1', 'code', 'planted-code');
  expect(openFlowSecret(vault, 'cf_1', 'code', code)).toBe('planted-code');
  expect(() => openFlowSecret(vault, 'cf_1', 'verifier', code)).toThrow('cannot be opened');
  expect(() => openFlowSecret(vault, 'cf_2', 'code', code)).toThrow('cannot be opened');
  const former = vault.seal('former', 'flow:cf_1');
  expect(openFlowSecret(vault, 'cf_1', 'code', former)).toBe('former');
  expect(openFlowSecret(vault, 'cf_1', 'verifier', former)).toBe('former');
});

test('keys are made on the command line', async () => {
  const { out, code } = await command('generate', {});
  expect(code).toBe(0);
  expect(out).toHaveLength(1);
  const [made = ''] = out;
  expect(made).toMatch(/^k20261120:[A-Za-z0-9+/]{43}=$/);
  expect(createVault(made).keyIds).toEqual(['k20261120']);

  const rotated = await command('rotate', { CONNECT_KEYS: made });
  expect(createVault(rotated.out[0] ?? '').keyIds).toEqual(['k20261120-2', 'k20261120']);
  const ring = `${key('k1')},${key('k2')}`;
  expect((await command('rotate k2', { CONNECT_KEYS: ring })).out).toEqual([`${key('k2')},${key('k1')}`]);
  expect(await command('rotate k9', { CONNECT_KEYS: ring })).toMatchObject({ code: 1, out: [], said: expect.stringContaining('has no key "k9"') as string });
  const mistaken = await command(`rotate ${key('k2')}`, { CONNECT_KEYS: ring });
  expect(mistaken).toMatchObject({ code: 1, out: [] });
  expect(mistaken.said).not.toContain(key('k2').slice(3));
  expect(await command('rotate', { CONNECT_KEYS: 'nonsense' })).toMatchObject({ code: 1, out: [], said: expect.stringContaining('CONNECT_KEYS') as string });
  expect((await command('turn', { CONNECT_KEYS: ring })).code).toBe(2);
  for (const { said } of [rotated, await command('generate', {})]) expect(said).not.toMatch(/[A-Za-z0-9+/]{43}=/);
});
