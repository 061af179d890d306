import { expect, onTestFinished, test } from 'vitest';
import { sealTokens } from './sealed-tokens.ts';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { connectionRow, insertLink } from './testing/storage/rows.ts';
import { createVault } from './vault.ts';

const keys = `test:${Buffer.alloc(32, 'keys of the sealed tokens').toString('base64')}`;
const tokens = { accessToken: 'planted-token', accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: 0 };

test('one connection’s tokens, put into another one’s row, open for nobody', async () => {
  const storage = await openStorage('sqlite::memory:');
  const { apiKey, close, fetch, origin } = await createTestBackend({ database: storage, keys });
  onTestFinished(async () => {
    await close();
    await storage.close();
  });
  const link = await insertLink(storage);
  const [owner, thief] = [connectionRow(link), connectionRow(link)];
  const sealed = sealTokens(createVault(keys), owner.id, tokens);
  await storage.write(link.workspace, async (tx) => {
    for (const row of [owner, thief]) await tx.insertConnection({ ...row, tokensSealed: sealed });
  });
  const askFor = (id: string) =>
    fetch(`${origin}/v1/connections/${id}/token`, { method: 'POST', headers: { authorization: `Bearer ${apiKey}` } });
  expect(await (await askFor(owner.id)).json()).toMatchObject({ accessToken: 'planted-token' });
  const refused = await askFor(thief.id);
  expect(refused.status).toBe(500);
  expect(await refused.text()).not.toContain('planted');
});
