import { globSync, readFileSync } from 'node:fs';

/** The packages that a text of JavaScript or TypeScript imports, without Node's own and without files beside it. */
export function packagesImported(code: string): string[] {
  const withoutComments = code.replaceAll(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');
  const imports = withoutComments.matchAll(/\b(?:from|import)\s*\(?\s*['"]((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^'"]*)?['"]/g);
  return [...new Set([...imports].map(([, name = '']) => name).filter((name) => !name.startsWith('.')))];
}

/** What an unpacked package imports but does not declare: it would be missing for whoever installs nothing else. */
export function undeclaredPackages(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    name: string;
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
  };
  const declared = new Set([
    manifest.name,
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ]);
  const files = globSync('dist/**/*.{js,d.ts}', { cwd: folder });
  const imported = files.flatMap((file) => packagesImported(readFileSync(`${folder}/${file}`, 'utf8')));
  return [...new Set(imported)].filter((name) => !declared.has(name)).toSorted();
}
