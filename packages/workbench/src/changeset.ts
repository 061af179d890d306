import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { command, root, Stop } from './command.ts';
import { published } from './published.ts';

/** The packages that a changeset's head names; throws a sentence where it is no changeset. */
function packagesNamed(file: string, text: string): string[] {
  const match = /^---\n([\s\S]*?)\n---\n+(\S[\s\S]*)$/.exec(text);
  const lines = match?.[1]?.split('\n') ?? [];
  const names = lines.map((line) => /^['"](@connect\/[a-z-]+)['"]: (?:major|minor|patch)$/.exec(line)?.[1]);
  if (names.length === 0 || names.includes(undefined)) {
    throw new Stop(
      `${file} is not a changeset: its head must name packages and how they change, and a text for users must follow.`,
    );
  }
  return names as string[];
}

if (import.meta.main) {
  await command(async () => {
    const files = readdirSync(`${root}/.changeset`).filter((file) => file.endsWith('.md') && file !== 'README.md');
    for (const file of files) {
      const names = packagesNamed(file, readFileSync(`${root}/.changeset/${file}`, 'utf8'));
      const unknown = names.filter((name) => !published.some((folder) => name === `@connect/${folder}`));
      if (unknown.length > 0) throw new Stop(`.changeset/${file} names ${unknown.join(', ')}, which is not published.`);
    }
    if (files.length > 0) {
      console.log(`The next release says: ${files.join(', ')}.`);
      return 0;
    }
    for (const folder of published) released(folder);
    console.log('Everything is released, and the changelogs say what changed.');
    return 0;
  });
}

/** Right after a release there is no changeset; then the changelog speaks of the version that the package has. */
function released(folder: string): void {
  const { version } = JSON.parse(readFileSync(`${root}/packages/${folder}/package.json`, 'utf8')) as { version: string };
  const changelog = `${root}/packages/${folder}/CHANGELOG.md`;
  const heading = existsSync(changelog) ? /^## (.+)$/m.exec(readFileSync(changelog, 'utf8'))?.[1] : undefined;
  if (heading !== version) {
    throw new Stop(
      `There is no changeset, and packages/${folder}/CHANGELOG.md does not begin with ${version}: run npx changeset.`,
    );
  }
}
