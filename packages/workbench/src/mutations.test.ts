import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from './command.ts';
import { mutations } from './mutations.ts';

it.each(mutations)(
  'the guard $name stands once where its mutation looks for it, and the file that guards it is there',
  (mutation) => {
    const text = readFileSync(`${root}/${mutation.file}`, 'utf8');
    expect(text.split(mutation.find).length - 1).toBe(1);
    expect(mutation.replace).not.toBe(mutation.find);
    const files = mutation.test.filter((argument) => argument.endsWith('.test.ts'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect([file, existsSync(`${root}/${file}`)]).toEqual([file, true]);
  },
);

it('no two mutations have the same name', () => {
  const names = mutations.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
