import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { connectionRow, insertLink, now } from './testing/storage/rows.ts';

const secret = 'secret-of-the-instagram-app';
const minute = 60_000;

test.each([
  [-minute, '', 'deletion_requested'],
  [minute, '@dora', 'disconnected_by_recipient'],
] as const)('a request to delete that comes late: of an account that was connected %d ms after it, and has ended, the name is %j', async (later, handle, reason) => {
  const storage = await openStorage('sqlite::memory:');
  const { close, fetch, origin } = await createTestBackend({
    database: storage,
    now: () => now + 10 * minute,
    instagram: { clientId: '1', clientSecret: secret },
  });
  onTestFinished(async () => {
    await close();
    await storage.close();
  });
  const link = await insertLink(storage);
  const ended = { status: 'disconnected', reason: 'disconnected_by_recipient', tokensSealed: null } as const;
  const row = connectionRow(link, { ...ended, accountId: '178', handle: '@dora', connectedAt: now + later });
  await storage.write(link.workspace, (tx) => tx.insertConnection(row));
  const payload = Buffer.from(JSON.stringify({ algorithm: 'HMAC-SHA256', issued_at: now / 1000, user_id: '178' })).toString('base64url');
  const signature = createHmac('sha256', secret).update(payload).digest('base64url');
  const body = new URLSearchParams({ signed_request: `${signature}.${payload}` });
  expect((await fetch(`${origin}/platforms/meta/data-deletion`, { method: 'POST', body })).status).toBe(200);
  expect(await storage.connection(row.id)).toMatchObject({ status: 'disconnected', handle, reason });
});
