import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { brotliCompressSync } from 'node:zlib';
import { bundles, codeOf, sharerParts } from './bundles.ts';
import { command, root } from './command.ts';

const folder = `${root}/packages/backend/assets`;
const stamp = `${root}/.tmp/assets`;

/** A file for integrators' pages: how they can check it (SRI), its size, and for the one that they name all that it loads. */
interface WidgetFile {
  readonly file: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly brotli: number;
  readonly loads?: readonly string[];
}

/** What the backend must know of the files. */
interface Manifest {
  readonly version: string;
  readonly widget: Record<string, WidgetFile>;
  readonly hosted: Record<string, string>;
}

// Builds what browsers load from the backend into packages/backend/assets, unless nothing of it has changed.
await command(async () => {
  const begin = performance.now();
  const { version } = JSON.parse(readFileSync(`${root}/packages/backend/package.json`, 'utf8')) as { version: string };
  const inputs = hashOfInputs(version);
  if (isBuilt(inputs)) {
    console.log('What browsers load is built already.');
    return 0;
  }
  console.log('Building what browsers load …');
  const manifest: Manifest = { version, widget: {}, hosted: {} };
  const kept = new Set<string>();
  const keep = (path: string, code: string) => {
    kept.add(path);
    mkdirSync(`${folder}/${path.split('/')[0]}`, { recursive: true });
    writeFileSync(`${folder}/${path}`, code);
  };
  for (const bundle of bundles) {
    const code = await codeOf(bundle);
    if (bundle.served === 'widget') {
      const file = `${bundle.name}.js`;
      manifest.widget[file] = widgetFile(file, code);
      keep(`widget/${file}`, code);
    } else {
      // Its name changes with its content, so that browsers may keep it for ever.
      const file = `${bundle.name}.${createHash('sha256').update(code).digest('hex').slice(0, 12)}.js`;
      manifest.hosted[bundle.name] = file;
      keep(`hosted/${file}`, code);
    }
  }
  for (const { file, code, loads } of await sharerParts()) {
    manifest.widget[file] = widgetFile(file, code, loads);
    keep(`widget/${file}`, code);
  }
  // The manifest comes last and in one piece: a backend that starts now finds either all of the old files or all of the new.
  writeFileSync(`${folder}/manifest.json.part`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${folder}/manifest.json.part`, `${folder}/manifest.json`);
  for (const path of globSync('{widget,hosted}/*', { cwd: folder })) if (!kept.has(path)) rmSync(`${folder}/${path}`);
  mkdirSync(`${root}/.tmp`, { recursive: true });
  writeFileSync(stamp, inputs);
  for (const [file, { bytes, brotli }] of Object.entries(manifest.widget)) {
    console.log(`  ${file}: ${bytes} bytes, ${brotli} as brotli`);
  }
  for (const file of Object.values(manifest.hosted)) console.log(`  ${file}`);
  console.log(`  built in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return 0;
});

/** All that the files are made from: sources, settings, versions of libraries, and this very program. */
function hashOfInputs(version: string): string {
  const hash = createHash('sha256').update(version);
  const files = globSync(
    ['packages/{widget,sdk}/src/**/*.ts', 'packages/widget/*.{json,ts}', 'package-lock.json', 'tsconfig.json'],
    { cwd: root },
  );
  const sources = files.filter((file) => !file.includes('.test.')).toSorted();
  for (const file of [...sources, 'packages/workbench/src/assets.ts', 'packages/workbench/src/bundles.ts']) {
    hash.update(`\0${file}\0`).update(readFileSync(`${root}/${file}`));
  }
  return hash.digest('hex');
}

function isBuilt(inputs: string): boolean {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== inputs || !existsSync(`${folder}/manifest.json`)) return false;
  const { widget, hosted } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Manifest;
  const files = [
    ...Object.values(widget).map(({ file }) => `widget/${file}`),
    ...Object.values(hosted).map((file) => `hosted/${file}`),
  ];
  return files.every((file) => existsSync(`${folder}/${file}`));
}

/** What the manifest says about a file. */
function widgetFile(file: string, code: string, loads?: readonly string[]): WidgetFile {
  return {
    file,
    integrity: `sha384-${createHash('sha384').update(code).digest('base64')}`,
    bytes: Buffer.byteLength(code),
    brotli: brotliCompressSync(code).byteLength,
    ...(loads && { loads }),
  };
}
