import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { keysCommand } from './keys-command.ts';
import { sealLinkSecret } from './sealed-link.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { createSchema } from './testing/postgres-schema.ts';
import { linkRow, workspaceRow } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';

const key = (name: string): string => `${name}:${Buffer.alloc(32, `${name} of the keys command`).toString('base64')}`;

const createFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-keys-command-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};
const createDatabase = async (): Promise<string> => `sqlite:${join(await createFolder(), 'connect.db')}`;

/** Puts links into the database that are sealed with this keyring's first key. */
const fill = async (database: string, keys: string, count: number): Promise<void> => {
  await (await createTestBackend({ database, keys })).close();
  const vault = createVault(keys);
  const storage = await openStorage(database);
  const workspace = workspaceRow();
  await storage.ensureWorkspace(workspace);
  await storage.write(workspace.id, async (tx) => {
    for (let made = 0; made < count; made += 1) {
      const link = linkRow(workspace.id);
      await tx.insertLink({ ...link, secretSealed: sealLinkSecret(vault, link.id, 'cl_planted') });
    }
  });
  await storage.close();
};

const status = async (database: string, keys: string) => {
  const out: string[] = [];
  const said: string[] = [];
  const env = { CONNECT_KEYS: keys, DATABASE_URL: database };
  const code = await keysCommand({ words: ['status'], env, out: (line) => void out.push(line), say: (line) => void said.push(line) });
  return { code, out, said: said.join('\n') };
};

test('an old key can go when nothing is sealed with it any longer, and is not said to before', async () => {
  const database = await createDatabase();
  await fill(database, key('k1'), 2);
  const both = `${key('k2')},${key('k1')}`;
  const backend = await createTestBackend({ database, keys: both });
  onTestFinished(() => backend.close());
  const before = await status(database, both);
  expect(before).toMatchObject({ code: 0, out: ['k2: the newest, seals; has sealed nothing', 'k1: opens; has sealed 2 links’ addresses'] });
  expect(before.said).toContain('2 texts still wait to be sealed anew');
  await backend.runDue();
  const after = await status(database, both);
  expect(after.out).toEqual(['k2: the newest, seals; has sealed 2 links’ addresses', 'k1: opens; has sealed nothing; it can go']);
  expect(after.said).toBe('');
  for (const { out, said } of [before, after]) expect(`${out.join()}${said}`).not.toMatch(/[A-Za-z0-9+/]{20}/);
});

test('a key that was just put at the end is not said to be one that can go', async () => {
  const database = await createDatabase();
  await fill(database, key('k1'), 1);
  const appended = `${key('k1')},${key('k2')}`;
  const k1 = 'k1: the newest, seals; has sealed 1 link’s address';
  expect((await status(database, appended)).out).toEqual([k1, 'k2: opens; has sealed nothing; no server has been started with it yet']);
  await (await createTestBackend({ database, keys: appended })).close();
  const waiting = await status(database, appended);
  expect(waiting).toMatchObject({ code: 0, out: [k1, 'k2: opens; has sealed nothing; not used yet: "keys rotate k2" puts it in front'] });
  // Taken out again before it was used: nobody misses it.
  expect(await status(database, key('k1'))).toMatchObject({ code: 0, out: [k1, 'k2: not in CONNECT_KEYS, and not needed; has sealed nothing'] });
});

test('a key of before keys were recorded can go when it has sealed nothing any longer', async () => {
  const database = await createDatabase();
  await fill(database, key('k1'), 1);
  const storage = await openStorage(database);
  await storage.forgetKey('k1');
  await storage.close();
  const both = `${key('k2')},${key('k1')}`;
  const backend = await createTestBackend({ database, keys: both });
  onTestFinished(() => backend.close());
  await backend.runDue();
  expect((await status(database, both)).out[1]).toBe('k1: opens; has sealed nothing; it can go');
});

test('where there is no database none is made, and one that is not the server’s stays as it is', async () => {
  const folder = await createFolder();
  const path = join(folder, 'connect.db');
  const none = { code: 1, out: [], said: `There are no tables at sqlite:${path}; is DATABASE_URL the server’s?` };
  expect(await status(`sqlite:${path}`, key('k1'))).toEqual(none);
  expect(await readdir(folder)).toEqual([]);
  await writeFile(path, '');
  expect(await status(`sqlite:${path}`, key('k1'))).toEqual(none);
  expect(await readFile(path, 'utf8')).toBe('');
  await writeFile(path, 'a text of somebody else’s');
  expect(await status(`sqlite:${path}`, key('k1'))).toMatchObject({ code: 1, out: [] });
  expect(await readFile(path, 'utf8')).toBe('a text of somebody else’s');
  expect(await readdir(folder)).toEqual(['connect.db']);
});

test('where PostgreSQL has no tables none are made, and its password is not said', async () => {
  const schema = await createSchema();
  onTestFinished(() => schema.drop());
  const { code, out, said } = await status(schema.url, key('k1'));
  expect({ code, out }).toEqual({ code: 1, out: [] });
  const { protocol, host, pathname } = new URL(schema.url);
  expect(said).toBe(`There are no tables at ${protocol}//${host}${pathname}; is DATABASE_URL the server’s?`);
  const storage = await openStorage(schema.url);
  onTestFinished(() => storage.close());
  expect(await storage.tables()).toBe('none');
  await storage.migrate();
  expect(await storage.tables()).toBe('ready');
});

test('the tables of an older version, which may be running, are not changed', async () => {
  const database = await createDatabase();
  await fill(database, key('k1'), 1);
  const path = database.replace('sqlite:', '');
  const sqlite = new DatabaseSync(path);
  onTestFinished(() => sqlite.close());
  const done = () => sqlite.prepare('select name from connect_migrations order by name').all();
  sqlite.exec('delete from connect_migrations where name = (select max(name) from connect_migrations)');
  const before = done();
  const { code, out, said } = await status(database, key('k1'));
  expect({ code, out }).toEqual({ code: 1, out: [] });
  expect(said).toContain(`The tables at ${database} are those of an older version.`);
  expect(done()).toEqual(before);
});
