import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeFault } from './node-version.ts';

const source = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'connect-bin-'));
const empty = join(folder, 'empty');

/** The command as it is published, without all that only a newer Node can load: an import too many is not found. */
beforeAll(() => {
  mkdirSync(empty);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of ['bin', 'node-version']) {
    const code = stripTypeScriptTypes(readFileSync(source(`./${name}.ts`), 'utf8'));
    writeFileSync(join(folder, `${name}.js`), code.replaceAll(/'(\.\/[\w-]+)\.ts'/g, "'$1.js'"));
  }
  writeFileSync(join(folder, 'command.js'), "console.log('loaded');\nexport const run = async (words) => (console.log(...words), 3);");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program on a Node, which is told to be of another version where one is given. */
const run = (words: readonly string[], { node = process.execPath, as }: { readonly node?: string; readonly as?: string } = {}) => {
  const told = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${as}' } });`;
  const options = as === undefined ? [] : [`--import=data:text/javascript,${encodeURIComponent(told)}`];
  const { status, stdout, stderr } = spawnSync(node, [...options, ...words], { cwd: empty, encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
};

test.each([
  ['0.12.18', false],
  ['18.20.4', false],
  ['20.20.2', false],
  ['22.12.0', false],
  ['22.13.0', true],
  ['22.22.1', true],
  ['23.0.0', true],
  ['100.0.0', true],
])('Node %s is new enough: %s', (version, isEnough) => {
  expect(nodeFault(version)).toBe(isEnough ? undefined : `Connect needs Node 22.13 or newer; this is ${version}.`);
});

describe('the command', () => {
  const bin = join(folder, 'bin.js');

  test.each([['serve'], ['work'], ['migrate'], ['keys', 'generate'], ['--help'], []])('refuses a Node that is too old: %s %s', (...words) => {
    expect(run([bin, ...words], { as: '20.20.2' })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Connect needs Node 22.13 or newer; this is 20.20.2.',
    });
    expect(readdirSync(empty)).toEqual([]);
  });

  test('goes on with one that is new enough, and ends as its command ends', () => {
    expect(run([bin, 'keys', 'status'])).toEqual({ status: 3, stdout: 'loaded\nkeys status', stderr: '' });
    expect(run([bin, 'serve'], { as: '22.13.0' })).toMatchObject({ status: 3, stdout: 'loaded\nserve' });
  });

  test('refuses each Node of this machine that is too old, and is refused by none that is not', () => {
    const nodes = (process.env['PATH'] ?? '').split(delimiter).map((entry) => join(entry, 'node'));
    for (const node of new Set([process.execPath, ...nodes.filter((path) => existsSync(path))])) {
      const fault = nodeFault(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim());
      expect(run([bin, 'serve'], { node }), node).toEqual(
        fault === undefined ? { status: 3, stdout: 'loaded\nserve', stderr: '' } : { status: 1, stdout: '', stderr: fault },
      );
    }
  });

  test('in a server of one’s own, an old Node is refused before a database is made', () => {
    const program = `import { createConnect } from ${JSON.stringify(new URL('./connect.ts', import.meta.url).href)};
      await createConnect({ database: 'sqlite:connect.db' }).catch((cause) => console.log(cause.name, cause.faults));`;
    const { stdout } = run(['--conditions=@connect/source', '--input-type=module', '--eval', program], { as: '20.20.2' });
    expect(stdout).toBe("ConfigurationError [ 'Connect needs Node 22.13 or newer; this is 20.20.2.' ]");
    expect(readdirSync(empty)).toEqual([]);
  });
});
