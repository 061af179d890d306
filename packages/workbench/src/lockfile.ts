import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { command, root, Stop } from './command.ts';

/** package-lock.json, as far as it is guarded. */
interface Lockfile {
  readonly packages: Readonly<Record<string, LockfileEntry>>;
}

interface LockfileEntry {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly gypfile?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What an installed package says of itself; `undefined` where it is not installed here. */
type ReadManifest = (path: string) => { readonly gypfile?: boolean } | undefined;

/**
 * What would break `npm ci` on another machine, one sentence each:
 * - npm drops an optional dependency silently that it cannot resolve while it writes the lockfile, and then `npm ci`
 *   refuses that very lockfile, or a person on another platform is left without the package's binary;
 * - an address of a registry in the lockfile is one that others may not reach (.npmrc leaves them out);
 * - npm compiles a package that has a binding.gyp unless its entry says `"gypfile": false`, and does not write down
 *   that the package itself says so: without Python and a compiler `npm ci` fails, although a binary is inside.
 */
export function lockfileFaults({ packages }: Lockfile, manifest: ReadManifest): string[] {
  const paths = new Set(Object.keys(packages));
  return Object.entries(packages).flatMap(([path, entry]) => [
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isInstalledFor(path, name, paths))
      .map(
        (name) => `${path} wants ${name}, which has no entry: install another version of ${path}, one that resolves completely.`,
      ),
    ...(entry.resolved !== undefined && entry.link !== true
      ? [`${path} has an address (${entry.resolved}): remove it, as .npmrc does for new entries.`]
      : []),
    ...(wouldCompile(entry, path, manifest)
      ? [
          `${path} would be compiled, although it brings its binary: run npm run lockfile -- --fix, which puts "gypfile": false into its entry.`,
        ]
      : []),
  ]);
}

/** The lockfile's text with `"gypfile": false` where a package says so itself. */
export function withGypfiles(text: string, manifest: ReadManifest): string {
  const lockfile = JSON.parse(text) as Lockfile;
  const packages = Object.entries(lockfile.packages).map(([path, entry]) => [
    path,
    wouldCompile(entry, path, manifest) ? { ...entry, gypfile: false } : entry,
  ]);
  return `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(packages) }, null, 2)}\n`;
}

const wouldCompile = (entry: LockfileEntry, path: string, manifest: ReadManifest): boolean =>
  entry.gypfile !== false && manifest(path)?.gypfile === false;

/** Node looks for a package in the node_modules folders from its dependent's own upwards. */
function isInstalledFor(path: string, name: string, paths: ReadonlySet<string>): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))) {
    if (!folder.endsWith('node_modules') && paths.has(`${folder === '' ? '' : `${folder}/`}node_modules/${name}`)) return true;
    if (folder === '') return false;
  }
}

const readManifest: ReadManifest = (path) => {
  const file = `${root}/${path}/package.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { gypfile?: boolean }) : undefined;
};

// Guards package-lock.json; with --fix it mends what npm leaves out each time that it writes the file.
if (import.meta.main) {
  await command(async (args) => {
    const file = `${root}/package-lock.json`;
    if (args.includes('--fix')) writeFileSync(file, withGypfiles(readFileSync(file, 'utf8'), readManifest));
    const faults = lockfileFaults(JSON.parse(readFileSync(file, 'utf8')) as Lockfile, readManifest);
    if (faults.length > 0) throw new Stop(`package-lock.json would not install everywhere:\n${faults.join('\n')}`);
    console.log('package-lock.json installs on every platform.');
    return 0;
  });
}
