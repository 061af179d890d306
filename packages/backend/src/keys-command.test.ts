import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keysCommand } from './keys-command.ts';
import { sealLinkSecret } from './sealed-link.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { linkRow, workspaceRow } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';

const key = (name: string): string => `${name}:${Buffer.alloc(32, `${name} of the keys command`).toString('base64')}`;

const createDatabase = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-keys-command-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return `sqlite:${join(folder, 'connect.db')}`;
};

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
