import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './command.ts';

/** The repository as it is on this disk, in a temporary folder: what git knows or would add, and its packages installed. */
interface RepositoryCopy {
  readonly folder: string;
  remove(): void;
}

/** Copies the repository. The installed packages are linked, but our own resolve to their copies. */
export function copyRepository(): RepositoryCopy {
  const folder = mkdtempSync(join(tmpdir(), 'connect-copy-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of new Set(listed.split('\0'))) {
    // A file that was deleted and is not committed yet is still listed.
    if (file === '' || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  linkModules('node_modules', folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function linkModules(modules: string, folder: string): void {
  mkdirSync(join(folder, modules));
  for (const entry of readdirSync(join(root, modules))) {
    if (entry === '@connect')
      cpSync(join(root, modules, entry), join(folder, modules, entry), { recursive: true, verbatimSymlinks: true });
    // What build tools remember of this folder is not true of the copy.
    else if (!entry.startsWith('.') || entry === '.bin') symlinkSync(join(root, modules, entry), join(folder, modules, entry));
  }
}
