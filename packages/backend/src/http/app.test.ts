import { afterEach, expect, test } from 'vitest';
import type { Log } from '../context.ts';
import { openStorage } from '../storage/storage.ts';
import { StorageError } from '../storage/storage-error.ts';
import { createTestBackend, type TestBackend } from '../testing/backend.ts';

let backend: TestBackend | undefined;
afterEach(() => backend?.close());

test('a request that breaks where no page was begun is answered by a page of ours, and noted without its address', async () => {
  const storage = await openStorage('sqlite::memory:');
  const noted: string[] = [];
  const note: Log['error'] = (facts, message) => noted.push(JSON.stringify({ ...facts, message }));
  backend = await createTestBackend({
    database: { ...storage, picture: () => Promise.reject(new StorageError('unavailable', 'The database is gone.')) },
    log: { info: () => undefined, warn: () => undefined, error: note },
  });
  const response = await backend.fetch(`${backend.origin}/pictures/pic_private`);
  expect(response.status).toBe(500);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await response.text()).toMatch(/<h1[^>]*>/);
  expect(noted).toHaveLength(1);
  expect(noted.join()).not.toContain('pic_private');
  await storage.close();
});

test('the origin itself says what it is, and nothing more', async () => {
  backend = await createTestBackend({ productName: 'Brightline' });
  const response = await backend.fetch(`${backend.origin}/`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const text = await response.text();
  expect(text).toMatch(/<h1[^>]*>Brightline connects accounts here<\/h1>/);
  expect(text).not.toContain('northlight');
  expect((await backend.fetch(`${backend.origin}/`, { method: 'POST' })).status).toBeGreaterThanOrEqual(400);
});
