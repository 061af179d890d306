import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { run } from './command.ts';

const bin = fileURLToPath(new URL('./bin.ts', import.meta.url));
const key = `k1:${Buffer.alloc(32, 'a key of the command test').toString('base64')}`;

/** Carries out a command line here; what it wrote. */
const runHere = async (line: string) => {
  const written = { out: '', said: '' };
  const write = (name: keyof typeof written) => (chunk: string | Uint8Array) => {
    written[name] += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(write('said'));
  try {
    return { code: await run(line.split(' ').filter((word) => word !== '')), ...written };
  } finally {
    vi.restoreAllMocks();
  }
};

/** Runs the command in an empty folder, with nothing of ours in its environment but what is given. */
const begin = (line: string, env: Readonly<Record<string, string>>, ...options: readonly string[]) => {
  const cwd = mkdtempSync(join(tmpdir(), 'connect-command-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const child = spawn(process.execPath, ['--conditions=@connect/source', ...options, bin, ...line.split(' ')], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { cwd, child };
};

const runThere = async (line: string, env: Readonly<Record<string, string>> = {}) => {
  const { cwd, child } = begin(line, env);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, said, left: readdirSync(cwd) };
};

test.each([
  ['', 2, /^connect-backend <command>/],
  ['--help', 0, /^connect-backend <command>/],
  ['serve --help', 0, /^connect-backend <command>/],
  ['keys --help', 0, /^connect-backend keys <command>/],
  ['keys status --help', 0, /^connect-backend keys <command>/],
  ['keys', 2, /^connect-backend keys <command>/],
  ['serv', 2, /^There is no command "serv"\.\n\nconnect-backend <command>/],
  ['toString', 2, /^There is no command "toString"\./],
  ['--port 3', 2, /^There is no command "--port"\./],
  ['serve --port=4401', 2, /^connect-backend serve takes no more words, and this has another word\. What it needs is set by the environment\.\n$/],
  ['migrate now', 2, /^connect-backend migrate takes no more words, and this has "now"\./],
  ['keys turn', 2, /^connect-backend keys has no command "turn"\.\n\nconnect-backend keys <command>/],
  ['keys status k1', 2, /^connect-backend keys status takes no more words, and this has "k1"\./],
  ['keys rotate k1 k2', 2, /^connect-backend keys rotate takes one more word at most, and this has "k2"\./],
  [`keys generate ${key}`, 2, /^connect-backend keys generate takes no more words, and this has a word that may be a secret\./],
])('"connect-backend %s" ends with %i and says why', async (line, code, said) => {
  const ran = await runHere(line);
  expect(ran).toMatchObject({ code, out: '', said: expect.stringMatching(said) as string });
  expect(ran.said).not.toContain(key.slice(3));
});

test('keys without CONNECT_KEYS are said to be missing, with how to make one', async () => {
  for (const line of ['keys status', 'keys rotate']) {
    expect(await runThere(line)).toMatchObject({
      code: 1,
      out: '',
      left: [],
      said: 'CONNECT_KEYS is missing; its keys seal what is stored. Make a first one with connect-backend keys generate, and set CONNECT_KEYS to it.\n',
    });
  }
});

test('keys status makes no database where there is none', async () => {
  expect(await runThere('keys status', { CONNECT_KEYS: key })).toEqual({
    code: 1,
    out: '',
    left: [],
    said: 'There are no tables at sqlite:connect.db, and DATABASE_URL is not set. Set it to the server’s.\n',
  });
  expect(await runThere('keys status', { CONNECT_KEYS: key, DATABASE_URL: 'sqlite:conect.db' })).toMatchObject({
    code: 1,
    left: [],
    said: 'There are no tables at sqlite:conect.db; is DATABASE_URL the server’s?\n',
  });
});

/** The first line of the log that is as it should be. */
const lineOf = async (log: Readable, isIt: (line: Readonly<Record<string, unknown>>) => boolean) => {
  for await (const text of createInterface(log)) {
    const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (isIt(line)) return line;
  }
  throw new Error('The log ended without it.');
};

const settings = {
  HOST: '127.0.0.1',
  CONNECT_ORIGIN: 'http://localhost:4401',
  CONNECT_PRODUCT_NAME: 'Brightline',
  CONNECT_API_KEYS: 'ck_command_00000000000000000',
  CONNECT_KEYS: key,
  INSTAGRAM_CLIENT_ID: 'id',
  INSTAGRAM_CLIENT_SECRET: 'secret',
};

test('work says how it is where it is told to listen, and nothing else', async () => {
  const { child } = begin('work', { ...settings, CONNECT_WORK_PORT: '0' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { healthPort: port } = await lineOf(child.stdout, ({ healthPort }) => healthPort !== undefined);
  const answer = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  expect(await answer('/healthz')).toEqual([200, '{"status":"ok"}']);
  expect(await answer('/readyz')).toEqual([200, '{"status":"ready","backgroundWork":"on_time"}']);
  for (const path of ['/', '/openapi.json', '/v1/links?workspace=acme']) {
    expect(await answer(path)).toEqual([404, 'This process only works in the background; it answers /healthz and /readyz.\n']);
  }
  // Not taken by a second one; nothing is left running there.
  expect(await runThere('work', { ...settings, CONNECT_WORK_PORT: String(port) })).toMatchObject({
    code: 1,
    said: `Port ${port} is taken. Stop what uses it, or set another one: PORT for serve, CONNECT_WORK_PORT for work.\n`,
  });
  expect(await runThere('work', { ...settings, CONNECT_WORK_PORT: 'many' })).toMatchObject({
    code: 1,
    said: 'Connect cannot start:\n- CONNECT_WORK_PORT must be a port number, such as CONNECT_WORK_PORT=4402.\n',
  });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

/** A program that is run first: all time goes by three thousand times as fast. */
const fast = `import timers from 'node:timers/promises';
import { syncBuiltinESMExports } from 'node:module';
const [begun, now, wait] = [Date.now(), Date.now, timers.setTimeout];
Date.now = () => begun + (now() - begun) * 3000;
timers.setTimeout = (ms, ...rest) => wait(ms / 3000, ...rest);
syncBuiltinESMExports();`;

test('serve warns where it leaves the work to others and nobody does it', async () => {
  const options = `--import=data:text/javascript,${encodeURIComponent(fast)}`;
  const { child } = begin('serve', { ...settings, PORT: '0', CONNECT_JOBS: 'off' }, options);
  onTestFinished(() => void child.kill('SIGKILL'));
  const { msg } = await lineOf(child.stdout, ({ level }) => level === 40);
  expect(msg).toBe(
    'Nobody does the work in the background: no token is renewed, no webhook delivered. Run `connect-backend work`, or `serve` without CONNECT_JOBS=off.',
  );
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
