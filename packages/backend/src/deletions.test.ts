import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { sealRevocation, sealTokens } from './sealed-tokens.ts';
import { connectionRow, insertLink, now } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';

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

test('a request to delete to one app of Meta’s also ends what came by the other, which is still to be told', async () => {
  const storage = await openStorage('sqlite::memory:');
  const nowhere = { authorize: 'http://127.0.0.1:9/a', token: 'http://127.0.0.1:9/t', api: 'http://127.0.0.1:9' };
  const { close, fetch, origin } = await createTestBackend({
    database: storage,
    now: () => now + 10 * minute,
    instagram: { clientId: '1', clientSecret: secret, endpoints: nowhere },
    facebook: { clientId: '2', clientSecret: 'secret-of-the-facebook-app', endpoints: nowhere },
  });
  onTestFinished(async () => {
    await close();
    await storage.close();
  });
  const vault = createVault(`test:${Buffer.alloc(32, 'connect test backend').toString('base64')}`);
  const link = await insertLink(storage);
  const tokens = { accessToken: 'token', accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: now };
  const account = { platform: 'instagram', accountId: '178', altIds: ['555'] };
  const byFacebook = connectionRow(link, { ...account, route: 'facebook' });
  await storage.write(link.workspace, (tx) => tx.insertConnection({ ...byFacebook, tokensSealed: sealTokens(vault, byFacebook.id, tokens) }));
  const pending = { accountIds: ['178'], connection: null, consentedAt: now, failures: 0, dueAt: now + 60 * minute, leaseId: null, leaseUntil: null, createdAt: now };
  for (const route of ['facebook', 'instagram']) {
    await storage.insertRevocation({ ...pending, id: `rvk_${route}`, route, tokensSealed: sealRevocation(vault, `rvk_${route}`, tokens) });
  }
  const payload = Buffer.from(JSON.stringify({ algorithm: 'HMAC-SHA256', issued_at: now / 1000 + 60, user_id: '178' })).toString('base64url');
  const signature = createHmac('sha256', secret).update(payload).digest('base64url');
  const body = new URLSearchParams({ signed_request: `${signature}.${payload}` });
  expect((await fetch(`${origin}/platforms/meta/data-deletion`, { method: 'POST', body })).status).toBe(200);
  expect(await storage.connection(byFacebook.id)).toMatchObject({ status: 'disconnected', handle: '', reason: 'deletion_requested' });
  expect(await storage.connection(byFacebook.id)).toMatchObject({ revocation: 'pending' });
  const [instagram, facebook] = await Promise.all(
    ['instagram', 'facebook'].map((route) => storage.revocationCount([route], ['178'], now + 1)),
  );
  expect([instagram, facebook]).toEqual([0, 2]);
});
