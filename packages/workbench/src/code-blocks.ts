import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { command, root } from './command.ts';
import { runProgram } from './program.ts';

/** A piece of code in the docs. */
interface CodeBlock {
  readonly language: string;
  /** Line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** Goes on where the block before it ended: `ts continued`. */
  readonly continued: boolean;
  /** What readers know already and the compiler does not: the comment `<!-- given … -->` on the lines before the block. */
  readonly given?: Pick<CodeBlock, 'line' | 'code'>;
}

/** The fenced code of a Markdown text, also where it is indented in a list. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const pattern = /(?:^<!-- given\n([\s\S]*?)\n-->\n+)?^( *)(`{3,})([^\n`]*)\n([\s\S]*?)\n?^ *\3`* *$/gm;
  for (const match of markdown.matchAll(pattern)) {
    const [text, given, indent = '', , info = '', code = ''] = match;
    const [language = '', ...rest] = info.trim().split(/\s+/);
    const lineAt = (offset: number) => markdown.slice(0, match.index + offset).split('\n').length;
    blocks.push({
      language,
      continued: rest.includes('continued'),
      line: lineAt(text.indexOf(`\`${info}\n`) + info.length + 2),
      code: code.replaceAll(new RegExp(`^ {0,${indent.length}}`, 'gm'), ''),
      ...(given !== undefined && { given: { line: lineAt(0) + 1, code: given } }),
    });
  }
  return blocks;
}

/** A block as a module of its own, on the lines that it has in the docs, so that the compiler's messages point there. */
export function moduleOf(blocks: readonly CodeBlock[], index: number): string {
  let first = index;
  while (first > 0 && blocks[first]?.continued) first -= 1;
  const lines: string[] = [];
  for (const { language, given, ...block } of blocks.slice(first, index + 1)) {
    if (language !== blocks[index]?.language) continue;
    for (const { line, code } of given === undefined ? [block] : [given, block]) {
      while (lines.length < line - 1) lines.push('');
      lines.push(...code.split('\n'));
    }
  }
  return `${lines.join('\n')}\nexport {};\n`;
}

const extensions: Readonly<Record<string, string>> = { ts: 'ts', typescript: 'ts', js: 'js', javascript: 'js' };

/** As strict as our own code, but examples may leave a name unused. */
const settings = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    incremental: false,
    tsBuildInfoFile: null,
    rootDir: null,
    allowJs: true,
    checkJs: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  references: [],
  include: ['./*'],
};

// Compiles every block of TypeScript and JavaScript in the docs, and parses every block of JSON.
if (import.meta.main) {
  await command(async () => {
    const folder = `${root}/.tmp/code-blocks`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => file !== '' && !file.startsWith('.changeset/') && !file.endsWith('CHANGELOG.md'));
    let compiled = 0;
    let broken = 0;
    for (const file of files) {
      const blocks = codeBlocks(readFileSync(`${root}/${file}`, 'utf8'));
      for (const [index, { language, line, code }] of blocks.entries()) {
        const extension = extensions[language];
        if (extension !== undefined) {
          compiled += 1;
          writeFileSync(
            `${folder}/${file.replaceAll('/', '~').replace(/\.md$/, '')}~${line}.${extension}`,
            moduleOf(blocks, index),
          );
        } else if (language === 'json') {
          try {
            JSON.parse(code);
          } catch (error) {
            broken += 1;
            console.error(`${file}:${line}: this is not JSON: ${(error as Error).message}`);
          }
        }
      }
    }
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(settings));
    if (compiled === 0) {
      console.log('There is no code in the docs yet.');
      return broken;
    }
    console.log(`${compiled} blocks of code in ${files.length} files.`);
    const code = await runProgram('tsc', ['-p', folder]);
    return broken > 0 ? 1 : code;
  });
}
