import { expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { createConnect } from './connect.ts';
import { listenFromEnvironment, optionsFromEnvironment } from './environment.ts';

const good = {
  CONNECT_ORIGIN: 'http://localhost:4401',
  CONNECT_PRODUCT_NAME: 'Brightline',
  CONNECT_API_KEYS: 'ck_0123456789012345678901234567',
  CONNECT_KEYS: `k1:${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
  DATABASE_URL: 'sqlite::memory:',
  INSTAGRAM_CLIENT_ID: '1234567890',
  INSTAGRAM_CLIENT_SECRET: 'a-secret-that-must-not-be-told',
};

const faultsOf = async (change: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> => {
  const connect = await createConnect(optionsFromEnvironment({ ...good, ...change })).catch((cause: unknown) => cause);
  if (connect instanceof ConfigurationError) return connect.faults;
  if (connect instanceof Error) throw connect;
  await (connect as Awaited<ReturnType<typeof createConnect>>).close();
  return [];
};

test('good settings start', async () => {
  expect(await faultsOf({})).toEqual([]);
});

test.each([
  ['CONNECT_ORIGIN', undefined],
  ['CONNECT_ORIGIN', 'http://connect.example'],
  ['CONNECT_ORIGIN', 'https://connect.example/'],
  ['CONNECT_ORIGIN', 'https://connect.example/path'],
  ['CONNECT_PRODUCT_NAME', ''],
  ['CONNECT_API_KEYS', undefined],
  ['CONNECT_API_KEYS', 'short'],
  ['CONNECT_API_KEYS', 'ck_0123456789012345678901234567,ct_0123456789012345678901234567'],
  ['CONNECT_KEYS', undefined],
  ['CONNECT_KEYS', 'k1:AAAA'],
  ['DATABASE_URL', 'mysql://localhost/connect'],
  ['INSTAGRAM_CLIENT_SECRET', undefined],
  ['INSTAGRAM_TOKEN_URL', 'http://platform.example/token'],
  ['INSTAGRAM_SCOPES', 'instagram_business_basic,instagram_business_everything'],
  ['INSTAGRAM_OPTIONAL_SCOPES', 'instagram_business_manage_insights'],
  ['INSTAGRAM_MODE', 'window'],
  ['CONNECT_PRIVACY_URL', 'javascript:alert(1)'],
  ['CONNECT_ALLOWED_HOSTS', 'http://localhost:4411'],
  ['CONNECT_PUBLIC_PER_MINUTE', 'many'],
])('%s as %j is one line that names it, or what it sets', async (variable, value) => {
  const faults = await faultsOf({ [variable]: value });
  expect(faults).toHaveLength(1);
  expect(faults[0]?.toLowerCase()).toContain(variable.endsWith('SCOPES') ? 'instagram.scopes' : variable.toLowerCase());
});

test('all faults are told at once, and no secret with them', async () => {
  const faults = await faultsOf({
    CONNECT_ORIGIN: '',
    CONNECT_PRODUCT_NAME: '',
    CONNECT_API_KEYS: 'a-short-key',
    INSTAGRAM_CLIENT_ID: '',
  });
  expect(faults).toHaveLength(4);
  expect(faults.join('\n')).not.toMatch(/a-short-key|must-not-be-told/);
});

test('without any platform it says what to set', async () => {
  const [fault] = await faultsOf({ INSTAGRAM_CLIENT_ID: undefined, INSTAGRAM_CLIENT_SECRET: undefined });
  for (const name of ['INSTAGRAM_CLIENT_ID', 'FACEBOOK_', 'TIKTOK_']) expect(fault).toContain(name);
});

test.each([
  [{ PORT: 'http' }, 'PORT'],
  [{ PORT: '70000' }, 'PORT'],
  [{ CONNECT_TRUST_PROXY: 'yes' }, 'CONNECT_TRUST_PROXY'],
  [{ CONNECT_JOBS: 'maybe' }, 'CONNECT_JOBS'],
])('%j cannot be listened with', (environment, variable) => {
  expect(() => listenFromEnvironment(environment)).toThrow(variable);
});
