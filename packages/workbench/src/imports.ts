import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from './command.ts';

/** What each TypeScript file of the packages imports: our own files by their paths from the root, others by their names. */
export function importsByFile(): ReadonlyMap<string, readonly string[]> {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'packages/*/src/*.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((file) => file !== '' && !file.endsWith('.d.ts'));
  return new Map(files.map((file) => [file, importsIn(file, readFileSync(`${root}/${file}`, 'utf8'))]));
}

/** The targets of a file's imports and re-exports, types included; not those in comments, which begin with a star. */
export function importsIn(file: string, code: string): readonly string[] {
  const statements = code.matchAll(/^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*'([^']+)';/gm);
  const calls = code.matchAll(/\bimport\('([^']+)'\)/g);
  return [...statements, ...calls].map(([, target = '']) =>
    target.startsWith('.') ? posix.join(posix.dirname(file), target) : target,
  );
}

/** The first circle of imports, as the files on the way and the first of them again; `undefined` where there is none. */
export function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target, [...way, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
