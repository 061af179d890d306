import { posix } from 'node:path';
import { codeBlocks } from './code-blocks.ts';

/** The documents by their paths from the repository's root, and whether there is a file or folder at such a path. */
interface Documents {
  readonly texts: ReadonlyMap<string, string>;
  readonly exists: (path: string) => boolean;
}

/** Links that lead to no file or folder of the repository, or to no heading of it: one `file:line: why` each. */
export const brokenLinks = ({ texts, exists }: Documents): string[] =>
  [...texts].flatMap(([file, text]) =>
    linksIn(text).flatMap(({ target, line }) => {
      if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(target)) return [];
      const [path = '', fragment] = target.split('#');
      const to = path === '' ? file : posix.join(path.startsWith('/') ? '.' : posix.dirname(file), decodeURI(path));
      if (to.startsWith('..') || !exists(to.replace(/(?<=.)\/$/, ''))) return [`${file}:${line}: there is no ${to}`];
      if (fragment === undefined) return [];
      const there = texts.get(to);
      // A line's number in source code is another one tomorrow.
      if (there === undefined) return [`${file}:${line}: ${to} is no document, so #${fragment} is nothing to rely on`];
      return anchorsIn(there).has(decodeURI(fragment)) ? [] : [`${file}:${line}: ${to} has no heading #${fragment}`];
    }),
  );

/** Link and image targets, with their line from 1: inline, in definitions, and in HTML; not those in code. */
export function linksIn(markdown: string): { target: string; line: number }[] {
  return withoutCode(markdown).flatMap((text, index) => {
    const inline = text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+["'(][^)]*)?\)/g);
    const defined = text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/g);
    const html = text.matchAll(/<(?:a|img|source)\b[^>]*\s(?:href|src)="([^"]*)"/g);
    return [...inline, ...defined, ...html].map(([, target = '']) => ({ target, line: index + 1 }));
  });
}

/** The anchors that GitHub makes of a document's headings, and those that the document sets itself. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of withoutCode(markdown, 'blocks')) {
    for (const [, id = ''] of line.matchAll(/<[a-z]+\b[^>]*\s(?:id|name)="([^"]*)"/g)) anchors.add(id);
    const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    // The second heading of a name is -1, the third -2.
    let unique = slug;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${slug}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** As https://github.com/Flet/github-slugger does it: letters, digits, marks, `_` and `-` stay; spaces become hyphens. */
const slugOf = (heading: string): string =>
  heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

/** The lines, with nothing where code stands: fenced blocks, and spans within a line unless only `blocks` are wanted. */
function withoutCode(markdown: string, which?: 'blocks'): string[] {
  const lines = markdown.split('\n');
  for (const { line, code } of codeBlocks(markdown)) lines.fill('', line - 1, line - 1 + code.split('\n').length);
  return which === 'blocks' ? lines : lines.map((line) => line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, ''));
}
