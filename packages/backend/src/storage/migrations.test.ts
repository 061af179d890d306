import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSchema } from '../testing/postgres-schema.ts';
import { connectionRow, flowRow, linkRow, newEvent, now, workspaceRow } from '../testing/storage/rows.ts';
import type { Engine } from './engine.ts';
import { createStorage } from './kysely-storage.ts';
import { createMigrator } from './migrate.ts';
import type { Storage } from './port.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-migrations-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return openSqlite(join(folder, 'connect.db'));
  },
  PostgreSQL: async () => {
    const schema = await createSchema();
    onTestFinished(() => schema.drop());
    return openPostgres(schema.url);
  },
};

/** What each version added to the tables, and what it did not have before. */
const added = {
  '0002-link-secret-at': { links: ['secretAt'] },
  '0003-sharers': {
    links: ['expectedAccounts', 'requiresApproval', 'slot', 'searchText'],
    flows: ['acceptsOther'],
    events: ['actor'],
  },
  '0005-jobs': { connections: ['refreshLeaseBy', 'refreshFailures'] },
  '0007-routes': { flows: ['choosing', 'repairs'], connections: ['route'] },
  '0008-revocations': { flows: ['linkSecretHash'], connections: ['consentedAt'] },
  '0009-checks': { connections: ['checkedAt'] },
  '0013-ended-access': { connections: ['revocation'] },
  '0015-patience': { connections: ['leftAloneUntil'] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

const stored = (value: unknown): unknown => {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
};

/** A row as the tables of an older version keep it. */
const rowOf = (row: object, without: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !without.includes(name))
      .map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), stored(value)]),
  );

const workspace = workspaceRow({ id: 'northlight' });
const link = linkRow(workspace.id, {
  id: 'lnk_1',
  clientName: 'HARBOUR Coffee',
  description: 'For the Spring_2026 campaign',
  metadata: { a: '1' },
});
const bare = linkRow(workspace.id, { id: 'lnk_2', revokedAt: 1 });
/** Begun when the link had its address already. */
const flow = flowRow(link, { linkSecretHash: link.secretHash });
const earlier = flowRow(link, { createdAt: now - 1, linkSecretHash: '' });
const connection = connectionRow(link);
const event = { ...newEvent({ link: link.id, data: { a: '1' } }), id: 'evt_1', workspace: workspace.id, seq: 1 };

type Changed = 'links' | 'flows' | 'connections' | 'events';

/** What a table of that version did not have. */
const lacking = (version: string, table: Changed): string[] =>
  Object.entries(added)
    .filter(([name]) => name > version)
    .flatMap(([, tables]: [string, Partial<Record<Changed, readonly string[]>>]) => tables[table] ?? []);

/** A database of an older version with a row in each table that has changed since. */
const older = async (engine: Engine, version: '0001-first' | '0002-link-secret-at'): Promise<Storage> => {
  const storage = createStorage(engine);
  onTestFinished(() => storage.close());
  await engine.migrating(async (db, schema) => {
    const { error } = await createMigrator(db, engine.types, schema).migrateTo(version);
    if (error !== undefined) throw new Error('The older tables could not be made.', { cause: error });
  });
  const db = engine.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const insert = (table: string, row: Record<string, unknown>) => db.insertInto(table).values(row).execute();
  await insert('workspaces', { ...rowOf(workspace, []), last_seq: 1 });
  for (const row of [link, bare]) await insert('links', rowOf(row, lacking(version, 'links')));
  for (const row of [flow, earlier]) await insert('flows', rowOf(row, lacking(version, 'flows')));
  await insert('connections', rowOf(connection, lacking(version, 'connections')));
  await insert('events', rowOf(event, lacking(version, 'events')));
  return storage;
};

describe.each(Object.entries(engines))('%s', (_name, open) => {
  test('tables of before sharers keep all they have, and are searched like new ones', async () => {
    const storage = await older(await open(), '0002-link-secret-at');
    await storage.migrate();
    const searchText = 'harbour coffee for the spring_2026 campaign maya chen maya@northlight.example';
    expect(await storage.link(link.id)).toEqual({ link: { ...link, searchText }, connectionCount: 1 });
    expect((await storage.link(bare.id))?.link).toEqual({ ...bare, searchText: '  maya chen maya@northlight.example' });
    expect(await storage.workspace(workspace.id)).toEqual(workspace);
    expect(await storage.flow(flow.fid)).toEqual(flow);
    expect(await storage.flow(earlier.fid)).toEqual(earlier);
    expect(await storage.connection(connection.id)).toEqual(connection);
    expect(await storage.events({ workspace: workspace.id, after: 0, limit: 10 })).toEqual([{ ...event, actor: null }]);
    expect(await storage.activity({ workspace: workspace.id, link: link.id, limit: 10 })).toHaveLength(1);
    const found = await storage.links({ workspace: workspace.id, words: ['harbour', 'spring_'], limit: 10, now });
    expect(found.map((counted) => counted.link.id)).toEqual([link.id]);
    expect((await storage.write(workspace.id, (tx) => tx.append(newEvent())))?.seq).toBe(2);
  });

  test('links of tables that did not tell when they got their secret have had it for ever', async () => {
    const storage = await older(await open(), '0001-first');
    await storage.migrate();
    expect((await storage.link(link.id))?.link).toMatchObject({ secretAt: 0, secretHash: link.secretHash });
  });

  test('what became of an ended access is known where its platform ended it, or is still to be told', async () => {
    const engine = await open();
    const storage = await older(engine, '0001-first');
    await engine.migrating(async (db, schema) => {
      const { error } = await createMigrator(db, engine.types, schema).migrateTo('0012-deletions');
      expect(error).toBeUndefined();
    });
    const db = engine.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
    const status = 'disconnected';
    const rows = [
      connectionRow(link, { status, reason: 'removed_at_platform' }),
      connectionRow(link, { status, reason: 'disconnected_by_product' }),
      connectionRow(link, { status, reason: 'disconnected_by_product' }),
      connectionRow(link, { status, reason: 'disconnected_by_product', consentedAt: now + 1 }),
      connectionRow(link),
    ];
    for (const row of rows) await db.insertInto('connections').values(rowOf(row, lacking('0012-deletions', 'connections'))).execute();
    const revocation = { route: 'instagram', account_ids: '[]', tokens_sealed: '', failures: 0, due_at: now, consented_at: now, created_at: now };
    for (const [index, { id }] of rows.slice(2).entries()) {
      await db.insertInto('revocations').values({ ...revocation, id: `rvk_${index}`, connection: id }).execute();
    }
    await storage.migrate();
    const told = await Promise.all(rows.map(async ({ id }) => (await storage.connection(id))?.revocation));
    expect(told).toEqual(['revoked', null, 'pending', null, null]);
  });

  test('receipts of what somebody has connected anew since are over, and others not', async () => {
    const engine = await open();
    const storage = await older(engine, '0001-first');
    const db = engine.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
    const receipt = (hash: string, at: number) => ({ hash, key_id: 'k1', connection: connection.id, link: link.id, fid: hash, created_at: at });
    for (const row of [receipt('first', now), receipt('second', now + 20), receipt('third', now + 40)]) await db.insertInto('receipts').values(row).execute();
    const happened = [
      ['connection.connected', link.id, now],
      ['connection.connected', link.id, now + 20],
      ['connection.reconnected', link.id, now + 30],
      ['connection.reconnected', bare.id, now + 40],
      ['connection.reconnected', bare.id, now + 50],
    ] as const;
    for (const [index, [type, by, at]] of happened.entries()) {
      const row = { id: `evt_r${index}`, workspace: workspace.id, seq: index + 10, type, link: by, connection: connection.id, data: '{}', created_at: at };
      await db.insertInto('events').values(row).execute();
    }
    await storage.migrate();
    const over = async (hash: string) => (await storage.receipt(hash))?.overAt;
    // The third names the first link, as if it were that one's: what came by the other one since is not its own.
    expect([await over('first'), await over('second'), await over('third')]).toEqual([now + 20, now + 40, now + 50]);
  });
});
