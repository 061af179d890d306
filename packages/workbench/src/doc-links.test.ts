import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from './command.ts';
import { anchorsIn, brokenLinks, linksIn } from './doc-links.ts';

it('every relative link in the docs leads to a file and a heading that are there', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const files = listed.trim().split('\n');
  const paths = new Set(files.flatMap((file) => file.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))));
  const documents = files.filter((file) => /(?<!CHANGELOG)\.md$/.test(file) && !file.startsWith('.changeset/'));
  const texts = new Map(documents.map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')]));
  expect(texts.size).toBeGreaterThan(10);
  expect(brokenLinks({ texts, exists: (path) => path === '.' || paths.has(path) })).toEqual([]);
});

const broken = (text: string, others: Readonly<Record<string, string>> = {}): string[] => {
  const texts = new Map(Object.entries({ 'docs/here.md': text, ...others }));
  return brokenLinks({ texts, exists: (path) => path === 'src' || path === 'src/code.ts' || texts.has(path) });
};

it('a link to a missing file is found, with its line', () => {
  const text = 'Fine: [a](../src/code.ts), [b](../src), [c](../src/), [d](/src).\n\n[gone](gone.md)';
  expect(broken(text)).toEqual(['docs/here.md:3: there is no docs/gone.md']);
  expect(broken('[out](../../elsewhere.md)')).toEqual(['docs/here.md:1: there is no ../elsewhere.md']);
});

it('a link to a missing heading is found, here and in another document', () => {
  const there = { 'docs/there.md': '# One `two` – [three](here.md)!' };
  expect(broken('# Here\n[a](#here) [b](there.md#one-two--three)', there)).toEqual([]);
  expect(broken('[a](#here)')).toEqual(['docs/here.md:1: docs/here.md has no heading #here']);
  expect(broken('[b](there.md#four)', there)).toEqual(['docs/here.md:1: docs/there.md has no heading #four']);
});

it('a link to a line of source code is found', () => {
  expect(broken('[a](../src/code.ts#L3)')).toEqual(['docs/here.md:1: src/code.ts is no document, so #L3 is nothing to rely on']);
});

it('addresses elsewhere, and what stands in code, are no links', () => {
  const text = '[a](https://x.example/gone.md) [b](mailto:a@b.example)\n`[c](gone.md)`\n```md\n[d](gone.md)\n```';
  expect(broken(text)).toEqual([]);
});

it('links are found in all their forms', () => {
  const text = ['[a](a.md "title") ![b](<b.png>)', '[c]: c.md', '<img alt="" src="d.png"><a href="e.md">'].join('\n');
  expect(linksIn(text)).toEqual([
    { target: 'a.md', line: 1 },
    { target: 'b.png', line: 1 },
    { target: 'c.md', line: 2 },
    { target: 'd.png', line: 3 },
    { target: 'e.md', line: 3 },
  ]);
});

it('anchors are those of GitHub', () => {
  const headings = ['# A flow: how it runs?', '## Same', '### Same', '## `CONNECT_KEYS`, C++'];
  const text = [...headings, '```sh', '# no heading', '```', '<a id="own"></a>'].join('\n');
  expect([...anchorsIn(text)]).toEqual(['a-flow-how-it-runs', 'same', 'same-1', 'connect_keys-c', 'own']);
});
