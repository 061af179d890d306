import { expect, test } from 'vitest';
import { createConnect } from './connect.ts';
import { optionsFromEnvironment } from './environment.ts';
import { createPlatforms } from './platforms/index.ts';

const environment = {
  CONNECT_ORIGIN: 'http://localhost:4401',
  CONNECT_PRODUCT_NAME: 'Brightline',
  CONNECT_API_KEYS: 'ck_0123456789012345678901234567',
  CONNECT_KEYS: `k1:${Buffer.alloc(32, 'connect environment').toString('base64')}`,
  DATABASE_URL: 'sqlite::memory:',
  TIKTOK_CLIENT_ID: 'aw0123456789',
  TIKTOK_CLIENT_SECRET: 'tiktok-secret',
};

const challengeFor = (pkce: string | undefined): string | null => {
  const tiktok = createPlatforms(optionsFromEnvironment({ ...environment, TIKTOK_PKCE: pkce })).get('tiktok');
  const redirectUri = 'http://localhost:4401/oauth/tiktok/callback';
  const step = tiktok?.authorize({ state: 'st_1', redirectUri, chooseAccount: false });
  return new URL(step?.url ?? '').searchParams.get('code_challenge');
};

test.each([undefined, '', 'off'])('TIKTOK_PKCE=%s sends no code challenge', (pkce) => {
  expect(challengeFor(pkce)).toBeNull();
});

test('TIKTOK_PKCE says how the code challenge is written', () => {
  expect(challengeFor('s256-hex')).toMatch(/^[0-9a-f]{64}$/);
  expect(challengeFor('s256-base64url')).toMatch(/^[\w-]{43}$/);
});

test.each(['plain', 'S256-HEX', 'on', 's256'])('TIKTOK_PKCE=%s is refused at the start, with what it can be', async (pkce) => {
  await expect(createConnect(optionsFromEnvironment({ ...environment, TIKTOK_PKCE: pkce }))).rejects.toMatchObject({
    code: 'configuration_invalid',
    faults: [expect.stringMatching(/^TIKTOK_PKCE must be off, s256-hex .* or s256-base64url /)],
  });
});
