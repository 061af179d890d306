import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFailed, onTestFinished } from 'vitest';
import { createSchema } from '../testing/postgres-schema.ts';

/** Not secret: it only ever seals tests' rows. */
export const keys = `test:${Buffer.alloc(32, 'connect worker test').toString('base64')}`;

/** The URL of an empty database that several processes can open, until the test is over. */
export const databases: Readonly<Record<'SQLite' | 'PostgreSQL', () => Promise<string>>> = {
  SQLite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-workers-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return `sqlite:${join(folder, 'connect.db')}`;
  },
  PostgreSQL: async () => {
    const schema = await createSchema();
    onTestFinished(() => schema.drop());
    return schema.url;
  },
};

/** Resolves when a process has said this; rejects where it ends without. */
export const saying = async (child: ChildProcess, awaited: string): Promise<void> => {
  let faults = '';
  child.stderr?.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('Nobody listens to the process.');
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(awaited)) return;
  throw new Error(`The process ended by itself: ${faults}`);
};

export const end = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
  const gone = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await gone)[0];
};

const worker = fileURLToPath(new URL('./worker.test.fixture.ts', import.meta.url));

/**
 * Processes that work on one database, all of them ready before the first one begins. Their time stands still unless it is let
 * pass, so that no lease ends because the machine is slow.
 */
export const startWorkers = async (count: number, url: string, { origin = 'http://127.0.0.1:9', host = 'nowhere' }) => {
  const begun = Date.now();
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--conditions=@connect/source', worker, url, keys, origin, host, String(begun)], { stdio: ['pipe', 'pipe', 'pipe'] }),
  );
  let said = '';
  for (const child of children) child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  onTestFailed(() => void process.stderr.write(`The processes said: ${said}\n`));
  await Promise.all(children.map((child) => saying(child, 'ready')));
  const tell = (line: string): void => children.forEach((child) => void (child.exitCode === null && child.signalCode === null && child.stdin.write(`${line}\n`)));
  tell('go');
  return {
    begun,
    kill: async (index: number): Promise<void> => void (await end(children[index] as ChildProcess, 'SIGKILL')),
    /** Lets time pass for those that live. */
    pass: (ms: number): void => tell(String(ms)),
    /** Tells those that live to end; their exit codes. */
    stop: (): Promise<(number | null)[]> =>
      Promise.all(children.filter(({ signalCode }) => signalCode === null).map((child) => end(child, 'SIGTERM'))),
  };
};
