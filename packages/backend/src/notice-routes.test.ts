import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { connectionRow, insertLink, now } from './testing/storage/rows.ts';

const secrets = { instagram: 'secret-of-the-instagram-app', facebook: 'secret-of-the-facebook-app' } as const;

/** A backend with both of Meta's apps, and an account of each that Meta knows by the same id. */
const createStage = async () => {
  const storage = await openStorage('sqlite::memory:');
  const { close, fetch, origin } = await createTestBackend({
    database: storage,
    now: () => now + 60_000,
    instagram: { clientId: '1', clientSecret: secrets.instagram },
    facebook: { clientId: '2', clientSecret: secrets.facebook },
  });
  onTestFinished(async () => {
    await close();
    await storage.close();
  });
  const place = async (route: 'instagram' | 'facebook'): Promise<string> => {
    const link = await insertLink(storage);
    const row = connectionRow(link, { route, altIds: ['4711'], tokensSealed: null });
    await storage.write(link.workspace, (tx) => tx.insertConnection(row));
    return row.id;
  };
  const ids = { instagram: await place('instagram'), facebook: await place('facebook') };
  return {
    deauthorize: async (app: keyof typeof secrets) => {
      const payload = { algorithm: 'HMAC-SHA256', issued_at: Math.floor(now / 1000) + 30, user_id: '4711' };
      const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
      const signature = createHmac('sha256', secrets[app]).update(encoded).digest('base64url');
      const body = new URLSearchParams({ signed_request: `${signature}.${encoded}` });
      expect((await fetch(`${origin}/platforms/meta/deauthorize`, { method: 'POST', body })).status).toBe(200);
    },
    statuses: async () => ({
      instagram: (await storage.connection(ids.instagram))?.status,
      facebook: (await storage.connection(ids.facebook))?.status,
    }),
  };
};

test.each([
  ['instagram', { instagram: 'disconnected', facebook: 'active' }],
  ['facebook', { instagram: 'active', facebook: 'disconnected' }],
] as const)('what Meta signs for one of its apps (%s) ends what came through that one alone', async (app, expected) => {
  const { deauthorize, statuses } = await createStage();
  await deauthorize(app);
  expect(await statuses()).toEqual(expected);
});
