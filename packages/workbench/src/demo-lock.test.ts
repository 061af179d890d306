import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockDemo } from './demo-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'connect-lock-'));
const file = join(folder, 'demo.lock');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a folder has one demo at a time, and the next one once it is given back', () => {
  const unlock = lockDemo(file, '.data');
  expect(() => lockDemo(file, '.data')).toThrow(
    `Another demo (process ${process.pid}) works on .data already: use that one, stop it, or give this one a folder of its own with CONNECT_DEMO_DATA=/another/folder.`,
  );
  unlock();
  lockDemo(file, '.data')();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([['a process that has ended', String(spawnSync(process.execPath, ['--version']).pid)], ['nobody', 'not a number']])(
  'the lock of %s is taken over',
  (_, owner) => {
    writeFileSync(file, owner);
    const unlock = lockDemo(file, '.data');
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    unlock();
    expect(existsSync(file)).toBe(false);
  },
);
