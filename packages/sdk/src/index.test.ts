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
  expect(Object.keys(sdk).toSorted()).toEqual(['ConnectError', 'createClient', 'isConnectError']);
  expect(Object.keys(mocks).toSorted()).toEqual(['createMocks', 'fixtures']);
});

/**
 * The whole client with ky and the schemas of its answers. Request schemas must stay out (contract/operation.ts, `Route`):
 * with them it was 20 kB. Raise the ceiling only in the change that needs it, and say why.
 */
test('the client stays under 18 kB brotli', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: ['@connect/source'],
    metafile: true,
    write: false,
    absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  });
  expect(brotliCompressSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(18_000);
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => path.startsWith('contract/') && /links|connections|workspaces|text|url/.test(path))).toEqual([]);
  expect(inputs.filter((path) => path.includes('msw'))).toEqual([]);
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
  ];
  expect(rows.filter((code) => code && (code in apiErrors || client.includes(code))).toSorted()).toEqual(
    [...Object.keys(apiErrors), ...client].toSorted(),
  );
});
