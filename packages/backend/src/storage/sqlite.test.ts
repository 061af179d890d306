import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { storageConformance } from '../testing/storage-conformance.ts';
import { checkCrash } from '../testing/storage-crash.ts';
import { insertWorkspace, newEvent } from '../testing/storage/rows.ts';
import { createStorage } from './kysely-storage.ts';
import type { Storage } from './port.ts';
import { openSqlite } from './sqlite.ts';
import { openStorage } from './storage.ts';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'connect-sqlite-'));

storageConformance({ describe, test }, 'SQLite', async () => {
  const folder = await temporaryFolder();
  return {
    open: () => openStorage(`sqlite:${join(folder, 'connect.db')}`),
    remove: () => rm(folder, { recursive: true }),
  };
});

/** A folder that goes with the test, and the path of a database in it. */
const place = async (): Promise<{ folder: string; path: string }> => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  return { folder, path: join(folder, 'connect.db') };
};

const closing = <T extends { close(): Promise<void> }>(opened: T): T => {
  onTestFinished(() => opened.close());
  return opened;
};

const migrated = async (storage: Storage): Promise<Storage> => {
  await storage.migrate();
  return closing(storage);
};

test('every commit reaches the disk before it is acknowledged', async () => {
  const { path } = await place();
  const { db } = closing(openSqlite(path));
  const pragma = async (name: string): Promise<unknown> => {
    const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db);
    return Object.values(rows[0] ?? {})[0];
  };
  expect(await pragma('journal_mode')).toBe('wal');
  // 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('fullfsync')).toBe(1);
  expect(await pragma('foreign_keys')).toBe(1);
});

test('what several processes were acknowledged survives their being killed', { timeout: 480_000 }, async () => {
  const { path } = await place();
  await checkCrash(`sqlite:${path}`, () => openStorage(`sqlite:${path}`));
  const database = new Sqlite(path);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
});

test('a new database and the files beside it are for their owner alone', async () => {
  const { folder, path } = await place();
  await insertWorkspace(await migrated(await openStorage(`sqlite:${path}`)));
  const files = await readdir(folder);
  expect(files).toHaveLength(3);
  for (const file of files) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
});

test('the permissions of a database that exists are its operator’s', async () => {
  const { path } = await place();
  await writeFile(path, '');
  await chmod(path, 0o640);
  await migrated(await openStorage(`sqlite:${path}`));
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

test('a database in memory needs no file and is gone with its storage', async () => {
  const storage = await migrated(await openStorage('sqlite::memory:'));
  const workspace = await insertWorkspace(storage);
  expect(await storage.workspace(workspace.id)).toEqual(workspace);
  const other = await migrated(await openStorage('sqlite::memory:'));
  expect(await other.workspace(workspace.id)).toBeUndefined();
});

test('waiting for another process that writes holds up nothing else', async () => {
  const { path } = await place();
  const storage = await migrated(await openStorage(`sqlite:${path}`));
  const { id } = await insertWorkspace(storage);
  const other = new Sqlite(path);
  other.exec('begin immediate');
  const work = storage.write(id, (tx) => tx.append(newEvent()));
  let done = false;
  void work.then(() => (done = true));
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(done).toBe(false);
  other.exec('commit');
  other.close();
  expect((await work)?.seq).toBe(1);
});

test('a database that stays locked is refused with its own code, and serves again when it is free', async () => {
  const { path } = await place();
  const storage = await migrated(createStorage(openSqlite(path, { patience: 20 })));
  const workspace = await insertWorkspace(storage);
  const other = new Sqlite(path);
  other.exec('begin immediate');
  const refused = { code: 'unavailable', driverCode: 'SQLITE_BUSY' };
  await expect(storage.write(workspace.id, (tx) => tx.append(newEvent()))).rejects.toMatchObject(refused);
  await expect(storage.touchConnection('con_1', 1)).rejects.toMatchObject(refused);
  expect(await storage.workspace(workspace.id)).toEqual(workspace);
  other.exec('rollback');
  other.close();
  expect((await storage.write(workspace.id, (tx) => tx.append(newEvent())))?.seq).toBe(1);
});

test('a file that cannot be a database is refused with its path and the variable', async () => {
  const { folder, path } = await place();
  const refused = async (target: string) => {
    await expect(openStorage(`sqlite:${target}`)).rejects.toThrow(new RegExp(`${target}.*DATABASE_URL`));
  };
  await refused(join(folder, 'missing', 'connect.db'));
  await mkdir(path);
  await refused(path);
  const text = join(folder, 'notes.txt');
  await writeFile(text, 'These are notes, not a database. '.repeat(100));
  await refused(text);
});

test('tables of a newer version are left alone', async () => {
  const { path } = await place();
  const storage = await migrated(await openStorage(`sqlite:${path}`));
  const { db } = closing(openSqlite(path));
  await sql`insert into connect_migrations (name, timestamp) values ('9999-later', '2030-01-01T00:00:00.000Z')`.execute(db);
  await expect(storage.migrate()).rejects.toMatchObject({ code: 'outdated' });
});
