import { describe, expect, it } from 'vitest';
import { codeBlocks, moduleOf } from './code-blocks.ts';

const markdown = [
  '# Title',
  '',
  '```ts',
  'const a = 1;',
  '```',
  '',
  '- in a list',
  '',
  '  ```ts continued',
  '  a + 1;',
  '  ```',
  '',
  '```sh',
  'npm start',
  '```',
].join('\n');

describe('codeBlocks', () => {
  it('finds fenced code with its language and line, also in lists', () => {
    expect(codeBlocks(markdown)).toEqual([
      { language: 'ts', line: 4, code: 'const a = 1;', continued: false },
      { language: 'ts', line: 10, code: 'a + 1;', continued: true },
      { language: 'sh', line: 14, code: 'npm start', continued: false },
    ]);
  });

  it('leaves shorter fences inside a longer one alone', () => {
    expect(codeBlocks('````md\n```ts\nx\n```\n````')).toEqual([
      { language: 'md', line: 2, code: '```ts\nx\n```', continued: false },
    ]);
  });
});

describe('moduleOf', () => {
  it('puts what is given before the code', () => {
    const blocks = codeBlocks('Text.\n\n<!-- given\ndeclare const a: number;\n-->\n```ts\na + 1;\n```\n');
    expect(blocks).toEqual([
      { language: 'ts', line: 7, code: 'a + 1;', continued: false, given: { line: 4, code: 'declare const a: number;' } },
    ]);
    const lines = moduleOf(blocks, 0).split('\n');
    expect([lines[3], lines[6]]).toEqual(['declare const a: number;', 'a + 1;']);
  });

  it('keeps code on its lines, and puts what it continues before it', () => {
    const lines = moduleOf(codeBlocks(markdown), 1).split('\n');
    expect(lines[3]).toBe('const a = 1;');
    expect(lines[9]).toBe('a + 1;');
    expect(lines[10]).toBe('export {};');
  });
});
