import { sql } from 'kysely';
import { Client, types } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSchema, type TestSchema } from '../testing/postgres-schema.ts';
import { storageConformance } from '../testing/storage-conformance.ts';
import { checkCrash } from '../testing/storage-crash.ts';
import { flowRow, insertLink, insertWorkspace, newEvent } from '../testing/storage/rows.ts';
import type { Storage } from './port.ts';
import { openPostgres } from './postgres.ts';
import { openStorage } from './storage.ts';

storageConformance({ describe, test }, 'PostgreSQL', async () => {
  const schema = await createSchema();
  return { open: () => openStorage(schema.url), remove: () => schema.drop() };
});

const freshSchema = async (): Promise<TestSchema> => {
  const schema = await createSchema();
  onTestFinished(() => schema.drop());
  return schema;
};

const migrated = async (url: string): Promise<Storage> => {
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  await storage.migrate();
  return storage;
};

/** Ends the storage's connections, as a restart or a failover does, and waits until they have gone. */
const endConnections = async ({ client, name }: TestSchema): Promise<void> => {
  const others = 'from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()';
  await client.query(`select pg_terminate_backend(pid) ${others}`, [name]);
  await expect.poll(async () => (await client.query(`select pid ${others}`, [name])).rowCount).toBe(0);
};

test('a test run without a server fails and says so', async () => {
  const server = process.env['CONNECT_TEST_POSTGRES_URL'];
  onTestFinished(() => {
    if (server !== undefined) process.env['CONNECT_TEST_POSTGRES_URL'] = server;
  });
  delete process.env['CONNECT_TEST_POSTGRES_URL'];
  await expect(createSchema()).rejects.toThrow('names no PostgreSQL');
});

test('what several processes were acknowledged survives their being killed', { timeout: 480_000 }, async () => {
  const schema = await freshSchema();
  await checkCrash(schema.url, () => openStorage(schema.url));
});

test('a connection that breaks under a work takes the work back, and nothing else', async () => {
  const schema = await freshSchema();
  const storage = await migrated(schema.url);
  const { id } = await insertWorkspace(storage);
  const work = storage.write(id, async (tx) => {
    await tx.append(newEvent());
    await endConnections(schema);
    await tx.append(newEvent());
  });
  await expect(work).rejects.toMatchObject({ name: 'StorageError', code: 'unavailable' });
  await expect.poll(() => storage.events({ workspace: id, after: 0, limit: 10 })).toEqual([]);
  expect((await storage.write(id, (tx) => tx.append(newEvent())))?.seq).toBe(1);
});

test('connections that break while nothing happens are replaced', async () => {
  const schema = await freshSchema();
  const storage = await migrated(schema.url);
  const workspace = await insertWorkspace(storage);
  await Promise.all(Array.from({ length: 10 }, () => storage.ping()));
  await endConnections(schema);
  await expect.poll(() => storage.workspace(workspace.id).catch(() => undefined)).toEqual(workspace);
});

test('a work that PostgreSQL takes back for a deadlock is run again', async () => {
  const schema = await freshSchema();
  const impatient = new URL(schema.url);
  impatient.searchParams.set('options', `-c search_path=${schema.name} -c deadlock_timeout=50ms`);
  const storage = await migrated(impatient.href);
  const link = await insertLink(storage);
  const [one, other] = [flowRow(link), flowRow(link)];
  await storage.insertFlow(one);
  await storage.insertFlow(other);
  const watcher = new Client(schema.url);
  await watcher.connect();
  onTestFinished(() => watcher.end());
  const waiting = "select 1 from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'";
  const touch = (fid: string) => schema.client.query('update flows set mode = mode where fid = $1', [fid]);
  // It waits longer than the storage, so that it is the storage's work that is taken back.
  await schema.client.query("set deadlock_timeout = '15s'");
  await schema.client.query('begin');
  await touch(other.fid);
  let runs = 0;
  let committed: Promise<unknown> | undefined;
  const seqs = await storage.write(link.workspace, async (tx) => {
    runs++;
    const first = await tx.updateFlow(one.fid, {}, {});
    committed ??= touch(one.fid).then(() => schema.client.query('commit'));
    if (runs === 1) await expect.poll(async () => (await watcher.query(waiting, [schema.name])).rowCount).toBe(1);
    const second = await tx.updateFlow(other.fid, {}, {});
    return [first?.seq, second?.seq];
  });
  await committed;
  expect(runs).toBe(2);
  expect(seqs).toEqual([2, 2]);
});

test('a server’s own defaults weaken neither its commits nor the order of writers', async () => {
  const schema = await freshSchema();
  const url = new URL(schema.url);
  const defaults = '-c default_transaction_isolation=serializable -c synchronous_commit=off';
  url.searchParams.set('options', `-c search_path=${schema.name} ${defaults}`);
  const storage = await migrated(url.href);
  const link = await insertLink(storage);
  const append = () => storage.write(link.workspace, (tx) => tx.append(newEvent()));
  const events = await Promise.all(Array.from({ length: 20 }, append));
  expect(new Set(events.map((event) => event?.seq)).size).toBe(20);
  expect(await storage.events({ workspace: link.workspace, after: 0, limit: 100 })).toHaveLength(20);
  const flow = flowRow(link);
  const announced = await Promise.all(Array.from({ length: 10 }, () => storage.insertFlow(flow)));
  expect(announced.filter(({ inserted }) => inserted)).toHaveLength(1);
  const changed = await Promise.all(Array.from({ length: 10 }, () => storage.updateFlow(flow.fid, {}, { seq: 1 })));
  expect(changed.filter((row) => row !== undefined)).toHaveLength(1);

  const { db, close } = openPostgres(url.href);
  onTestFinished(close);
  expect((await sql`show synchronous_commit`.execute(db)).rows).toEqual([{ synchronous_commit: 'on' }]);
});

test('whole numbers are numbers here, and what they were everywhere else in the process', async () => {
  const storage = await migrated((await freshSchema()).url);
  const { id } = await insertWorkspace(storage, { createdAt: Number.MAX_SAFE_INTEGER });
  expect((await storage.workspace(id))?.createdAt).toBe(Number.MAX_SAFE_INTEGER);
  expect(types.getTypeParser(types.builtins.INT8)('1')).toBe('1');
});

test('a server that is not there is refused without the password', async () => {
  const storage = await openStorage('postgres://connect:very-secret@127.0.0.1:1/connect');
  onTestFinished(() => storage.close());
  const error = await storage.ping().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'StorageError', code: 'unavailable', driverCode: 'ECONNREFUSED' });
  expect(`${error instanceof Error ? error.stack : ''} ${JSON.stringify(error)}`).not.toContain('very-secret');
  await expect(storage.migrate()).rejects.toMatchObject({ code: 'unavailable' });
});

test('a database that is not there is refused with PostgreSQL’s own code', async () => {
  const url = new URL((await freshSchema()).url);
  url.pathname = '/no_such_database';
  const storage = await openStorage(url.href);
  onTestFinished(() => storage.close());
  await expect(storage.ping()).rejects.toMatchObject({ code: 'unavailable', driverCode: '3D000' });
});

test('a refused row is not repeated in the error', async () => {
  const storage = await migrated((await freshSchema()).url);
  const link = await insertLink(storage, { secretHash: 'hash-of-a-secret' });
  const again = storage.write(link.workspace, (tx) => tx.insertLink({ ...link, id: 'lnk_other' }));
  const error = await again.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'conflict', driverCode: '23505' });
  expect(`${error instanceof Error ? error.stack : ''} ${JSON.stringify(error)}`).not.toContain('hash-of-a-secret');
  expect(error).not.toHaveProperty('cause');
});

test('tables of another product stay as they are', async () => {
  const schema = await freshSchema();
  await schema.client.query("create table links (url text); insert into links values ('https://a.example')");
  const storage = await openStorage(schema.url);
  onTestFinished(() => storage.close());
  const error = await storage.migrate().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'outdated', message: expect.stringContaining('schema of its own') as string });
  expect((await schema.client.query('select * from links')).rows).toEqual([{ url: 'https://a.example' }]);
  // All or nothing: the tables that came before it are not there either.
  expect((await schema.client.query("select to_regclass('workspaces') as table")).rows).toEqual([{ table: null }]);
});

test('a schema that is not there is told as such', async () => {
  const url = new URL((await freshSchema()).url);
  url.searchParams.set('options', '-c search_path=no_such_schema');
  const storage = await openStorage(url.href);
  onTestFinished(() => storage.close());
  await expect(storage.migrate()).rejects.toThrow('search_path');
});
