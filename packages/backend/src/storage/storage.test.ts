import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from './storage.ts';

test.each([
  '',
  'connect.db',
  'sqlite:',
  'sqlite://data/connect.db',
  'mysql://localhost/connect',
  'postgres:',
  'postgres://user:very-secret@host:port/db',
])(
  'an address that leads nowhere is refused with the variable and an example, without repeating it: %j',
  async (url) => {
    const error = await openStorage(url).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'StorageError', code: 'unavailable' });
    const { message, stack } = error as Error;
    expect(message).toContain('DATABASE_URL');
    expect(message).toContain('sqlite:/var/lib/connect/connect.db');
    expect(`${stack} ${JSON.stringify(error)}`).not.toContain('very-secret');
  },
);

test('a SQLite path may be written with two slashes before an absolute one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-sqlite-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const storage = await openStorage(`sqlite://${folder}/connect.db`);
  await storage.migrate();
  await storage.close();
  expect(await readdir(folder)).toEqual(['connect.db']);
});
