import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { apiErrors } from './contract/errors.ts';
import * as sdk from './index.ts';
import * as mocks from './mocks/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the package exports what its README names, and nothing by accident', () => {
  expect(Object.keys(sdk).toSorted()).toEqual(['ConnectError', 'createClient', 'createSessionClient', 'isConnectError', 'verifyWebhook']);
  expect(Object.keys(mocks).toSorted()).toEqual(['createMocks', 'fixtures']);
});

/**
 * One client with ky and the schemas of its answers, as a bundler takes it in. Request schemas must stay out
 * (contract/operation.ts, `Route`): with them it was 2 kB more. Events, sessions and activity made it 1.4 kB larger than
 * the first version's 17.6. Raise the ceiling only in the change that needs it, and say why.
 */
test.each([
  ['createClient', 'session-call.ts'],
  ['createSessionClient', 'connect-client.ts'],
])('%s stays small, and carries nothing of the other client', async (name, foreign) => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name}, isConnectError } from './index.ts';`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@connect/source', 'browser', 'production'],
    metafile: true,
    write: false,
    absWorkingDir: folder,
  });
  expect(brotliCompressSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(18_200);
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  const requestSchemas = /^contract\/(?:links|connections|workspaces|sessions|events|webhooks|text|url)\.ts$/;
  expect(inputs.filter((path) => requestSchemas.test(path))).toEqual([]);
  expect(inputs.filter((path) => path.includes('msw') || path === foreign)).toEqual([]);
  expect(inputs).toContain('call.ts');
});

test('the README lists every code', () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  const client = [
    'configuration',
    'api_key_in_browser',
    'invalid_input',
    'network_error',
    'timeout',
    'aborted',
    'invalid_response',
    'session_unavailable',
    'webhook_unsigned',
    'webhook_signature_invalid',
    'webhook_expired',
    'webhook_too_large',
    'webhook_unreadable',
  ];
  expect(rows.filter((code) => code && (code in apiErrors || client.includes(code))).toSorted()).toEqual(
    [...Object.keys(apiErrors), ...client].toSorted(),
  );
});
