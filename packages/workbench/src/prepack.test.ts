import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './command.ts';
import { environment } from './program.ts';
import { published } from './published.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly customElements?: string;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(`${root}/packages/${folder}/package.json`, 'utf8')) as Manifest;

/** The package as it is before the build, in a place of its own; `npm pack` there. */
const fresh = (folder: string) => {
  const place = mkdtempSync(join(tmpdir(), 'connect-prepack-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const packageFolder = `${place}/packages/${folder}`;
  const write = (path: string): void => {
    mkdirSync(dirname(join(packageFolder, path)), { recursive: true });
    writeFileSync(join(packageFolder, path), '');
  };
  write('src/index.ts');
  cpSync(`${root}/packages/${folder}/package.json`, `${packageFolder}/package.json`);
  cpSync(`${root}/packages/workbench/prepack.js`, `${place}/packages/workbench/prepack.js`);
  writeFileSync(`${place}/package.json`, '{"type":"module"}');
  const pack = () => spawnSync('npm', ['pack', '--dry-run', '--json'], { cwd: packageFolder, encoding: 'utf8', env: environment() });
  return { write, pack };
};

test.each(published)('@connect/%s is not packed before it is built, and says so', (folder) => {
  const { name, exports, bin = {}, customElements } = manifestOf(folder);
  const { write, pack } = fresh(folder);
  const refused = pack();
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toMatch(new RegExp(`^${name} is not packed: \\S+ \\(and \\d+ more\\) is not there\\. Run npm run build`, 'm'));

  const built = Object.values(exports).flatMap(({ types = '', default: file = '' }) => [types, file]);
  const all = [...built, ...Object.values(bin), ...(customElements === undefined ? [] : [customElements]), ...(folder === 'backend' ? ['assets/manifest.json'] : [])];
  for (const path of all.slice(1)) write(path);
  expect(pack().stderr).toContain(`${name} is not packed: ${all[0]} is not there. Run npm run build`);
  write(all[0] ?? '');
  const packed = pack();
  expect(packed.stderr).not.toContain('is not packed');
  expect(packed.status).toBe(0);
});
