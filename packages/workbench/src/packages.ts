import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { command, root, Stop } from './command.ts';
import { undeclaredPackages } from './declared.ts';
import { environment, runProgram } from './program.ts';
import { published } from './published.ts';

/** What a package must hold that no compiler puts there, or that its own manifest has to name. */
const promised: Readonly<Record<(typeof published)[number], readonly string[]>> = {
  sdk: ['README.md', 'LICENSE'],
  widget: ['README.md', 'LICENSE', 'custom-elements.json'],
  backend: ['README.md', 'LICENSE', 'assets/manifest.json', 'dist/bin.js'],
  emulators: ['README.md', 'LICENSE'],
};

const packed = `${root}/.tmp/packed`;
const modules = `${packed}/node_modules/@connect`;

// Packs the packages as npm would publish them, lets publint and attw look at the files, and imports and compiles every
// entry in a folder where only the packed files are found. Needs what `npm run build` builds.
await command(async () => {
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  let failed = 0;
  for (const folder of published) {
    const { filename, files } = pack(folder);
    const tarball = `${packed}/${filename}`;
    const missing = promised[folder].filter((file) => !files.includes(file));
    if (missing.length > 0) throw new Stop(`@connect/${folder} lacks ${missing.join(', ')}: run npm run build, or write it.`);
    mkdirSync(`${modules}/${folder}`);
    execFileSync('tar', ['-xzf', tarball, '-C', `${modules}/${folder}`, '--strip-components=1']);
    const undeclared = undeclaredPackages(`${modules}/${folder}`);
    if (undeclared.length > 0) {
      throw new Stop(`@connect/${folder} imports ${undeclared.join(', ')} without declaring it: add it to its dependencies.`);
    }
    failed += await runProgram('publint', ['run', tarball, '--strict'], { quiet: true });
    failed += await runProgram('attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'], { quiet: true });
    console.log(`@connect/${folder}: ${files.length} files in ${filename}`);
  }
  for (const folder of published) failed += await importEntries(folder);
  failed += await checkTypes();
  return failed === 0 ? 0 : 1;
});

function pack(folder: string): { filename: string; files: string[] } {
  const text = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', packed], {
    cwd: `${root}/packages/${folder}`,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // npm 11 answers a list, npm 12 an object by package name.
  const answer = JSON.parse(text) as Record<string, { filename: string; files: { path: string }[] }>;
  const [result] = Object.values(answer);
  if (result === undefined) throw new Error(`npm pack said nothing about packages/${folder}: ${text}`);
  return { filename: result.filename, files: result.files.map(({ path }) => path) };
}

/** What can be imported from a package, such as `@connect/sdk/contract`. */
function entriesOf(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(`${modules}/${folder}/package.json`, 'utf8')) as {
    exports: Record<string, unknown>;
  };
  return Object.keys(exports).map((entry) => `@connect/${folder}${entry.slice(1)}`);
}

/** Imports each entry in plain Node, without our own condition: what an integrator's server does. */
async function importEntries(folder: string): Promise<number> {
  const program = `for (const entry of ${JSON.stringify(entriesOf(folder))}) {
    const names = Object.keys(await import(entry));
    console.log(entry + ': ' + (names.join(', ') || 'only types or side effects'));
  }`;
  return runProgram(process.execPath, ['--input-type=module', '--eval', program], { cwd: packed });
}

/** Compiles a program that imports each entry, as strictly as an integrator may, declarations of ours included. */
async function checkTypes(): Promise<number> {
  const entries = published.flatMap(entriesOf);
  const imports = entries.map((entry, index) => `export * as entry${index} from '${entry}';\n`);
  writeFileSync(`${packed}/consumer.ts`, imports.join(''));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'nodenext',
    types: ['node'],
  };
  writeFileSync(`${packed}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const code = await runProgram('tsc', ['-p', packed]);
  if (code === 0) console.log(`${entries.length} entries compile for those who import them.`);
  return code;
}
