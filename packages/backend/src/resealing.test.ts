import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keysCommand } from './keys-command.ts';
import { openLinkSecret, sealLinkSecret } from './sealed-link.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';
import type { LinkRow, Storage } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { createSchema } from './testing/postgres-schema.ts';
import { connectionRow, insertConnections, linkRow, workspaceRow } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';

const child = fileURLToPath(new URL('./resealing.test.fixture.ts', import.meta.url));
const key = (name: string): string => `${name}:${Buffer.alloc(32, `${name} of the resealing test`).toString('base64')}`;
const both = `${key('k2')},${key('k1')}`;
const minute = 60_000;

const databases: Readonly<Record<string, () => Promise<string>>> = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-resealing-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return `sqlite:${join(folder, 'connect.db')}`;
  },
  PostgreSQL: async () => {
    const schema = await createSchema();
    onTestFinished(() => schema.drop());
    return schema.url;
  },
};

/** A process with this keyring, here: does what is due at this time. */
const work = async (database: Storage | string, keys: string, at = Date.now()): Promise<void> => {
  const backend = await createTestBackend({ database, keys, now: () => at });
  try {
    await backend.runDue();
  } finally {
    await backend.close();
  }
};

/** A database with one link and some connections, all sealed with the first key. */
const fill = async (url: string, connections: number) => {
  await work(url, key('k1'));
  const storage = await openStorage(url);
  onTestFinished(() => storage.close());
  const vault = createVault(key('k1'));
  const workspace = workspaceRow();
  await storage.ensureWorkspace(workspace);
  const made = linkRow(workspace.id);
  const link: LinkRow = { ...made, secretSealed: sealLinkSecret(vault, made.id, 'cl_planted') };
  await storage.write(workspace.id, (tx) => tx.insertLink(link));
  const rows = Array.from({ length: connections }, (_, index) => {
    const { id } = connectionRow(link);
    const tokens = { accessToken: `planted-${index}`, accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: 1 };
    // Checked just now: whoever checks a token holds its row, and a row that is held is not sealed anew.
    return { id, tokensSealed: sealTokens(vault, id, tokens), checkedAt: Date.now() };
  });
  await insertConnections(storage, link, ...rows);
  return {
    storage,
    /** What all rows hold, opened with this keyring alone. */
    opened: async (keys: string): Promise<readonly string[]> => {
      const reader = createVault(keys);
      const stored = await Promise.all(rows.map(({ id }) => storage.connection(id)));
      const secret = (await storage.link(link.id))?.link.secretSealed ?? '';
      return [openLinkSecret(reader, link.id, secret), ...stored.map((row) => openTokens(reader, row?.id ?? '', row?.tokensSealed ?? '').accessToken)];
    },
    all: ['cl_planted', ...rows.map((_, index) => `planted-${index}`)],
    /** How many rows the older key has sealed. */
    left: async () => (await storage.sealedCount('link', 'k1')) + (await storage.sealedCount('tokens', 'k1')),
  };
};

/** Runs a process until it comes to the row, and kills it there. */
const dieAt = async (url: string, when: 'before' | 'after', place: number): Promise<void> => {
  const started = spawn(process.execPath, ['--conditions=@connect/source', child, url, both, when, String(place)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void started.kill('SIGKILL'));
  const gone = once(started, 'close');
  const [said] = (await once(started.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('here\n');
  started.kill('SIGKILL');
  await gone;
};

const status = async (url: string) => {
  const out: string[] = [];
  const env = { CONNECT_KEYS: both, DATABASE_URL: url };
  await keysCommand({ words: ['status'], env, out: (line) => void out.push(line), say: () => undefined, now: Date.now });
  return out;
};

describe.each(Object.entries(databases))('%s', (_name, create) => {
  test('a process that is killed at any row leaves all rows readable, tells how far it came, and another one goes on', { timeout: 480_000 }, async () => {
    const connections = 2;
    const places = Array.from({ length: connections + 1 }, (_, index) => index + 1);
    for (const [when, place] of [['before', 1] as const, ...places.map((each) => ['after', each] as const)]) {
      const url = await create();
      const { all, left, opened } = await fill(url, connections);
      await dieAt(url, when, place);
      const died = Date.now();
      const done = when === 'before' ? 0 : place;
      const remaining = all.length - done;
      expect(await left()).toBe(remaining);
      expect(await opened(both)).toEqual(all);
      const [newest = '', older = ''] = await status(url);
      expect(newest).toContain(done > 1 ? `${done - 1} connection` : done === 1 ? '1 link’s address' : 'nothing');
      expect(older).toMatch(remaining === 0 ? /nothing; it can go/ : new RegExp(`has sealed (1 link’s address and )?${Math.min(remaining, connections)} connection`));
      // Too early to leave the older key out, and said so.
      if (remaining > 0) await expect(work(url, key('k2'))).rejects.toThrow('lacks the key "k1"');

      // Not while the dead one's lease lasts: it might only be slow.
      await work(url, both, died);
      expect(await left()).toBe(remaining);
      await work(url, both, died + 2 * minute);
      expect(await left()).toBe(0);
      expect(await opened(key('k2'))).toEqual(all);
      await work(url, key('k2'));
    }
  });

  test('two processes that seal anew at the same time write each row once', async () => {
    const url = await create();
    const { all, opened } = await fill(url, 250);
    const written: string[] = [];
    const watched = async (): Promise<Storage> => {
      const storage = await openStorage(url);
      onTestFinished(() => storage.close());
      const reseal: Storage['reseal'] = async (change) => {
        const isDone = await storage.reseal(change);
        if (isDone) written.push(change.id);
        return isDone;
      };
      return new Proxy(storage, { get: (target, name) => (name === 'reseal' ? reseal : (Reflect.get(target, name) as unknown)) });
    };
    const stores = [await watched(), await watched()];
    await Promise.all(stores.map((storage) => work(storage, both)));
    expect(written).toHaveLength(all.length);
    expect(new Set(written).size).toBe(all.length);
    expect(await opened(key('k2'))).toEqual(all);
  });
});
