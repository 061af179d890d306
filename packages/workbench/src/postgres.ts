import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Stop } from './command.ts';
import { freePort } from './ports.ts';

/** A PostgreSQL server of its own, in a temporary folder. */
interface Postgres {
  /** `postgres://…` of its `postgres` database, as a user who may create others. */
  readonly url: string;
  /** The temporary folder: its data, its log and its socket. */
  readonly folder: string;
  /** Stops it and deletes the folder. Doing it again changes nothing. */
  stop(): Promise<void>;
}

const oldest = 15;

/** The newest PostgreSQL's folder of programs, 15 or later; `undefined` where there is none. */
export function findPostgres(): string | undefined {
  const named = process.env['CONNECT_POSTGRES_BIN'];
  if (named !== undefined && named !== '') {
    if (!existsSync(join(named, 'initdb'))) throw new Stop(`CONNECT_POSTGRES_BIN is "${named}", but there is no initdb in it.`);
    return named;
  }
  const debian = '/usr/lib/postgresql';
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt'];
  return [
    ...versions(debian, /^(\d+)$/),
    ...homebrew.flatMap((folder) => versions(folder, /^postgresql@(\d+)$/)),
  ].find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

/**
 * Starts PostgreSQL on a free port of loopback, in a folder that only its user can read, and waits until it answers.
 * Takes about a second. It is stopped and deleted with this process, however that ends short of SIGKILL.
 */
export async function startPostgres(): Promise<Postgres> {
  const bin = findPostgres();
  if (bin === undefined) {
    throw new Stop(
      `PostgreSQL ${oldest} or later was not found: install it (on Debian: apt-get install postgresql), or set CONNECT_POSTGRES_BIN to its bin folder.`,
    );
  }
  // Short, because a socket's path holds at most 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'connect-pg-'));
  const user = unprivileged();
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const options = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
  try {
    // Only initdb's own writes go without fsync; the server keeps it on, as what is tested is what is durable.
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'connect', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...options, stdio: 'pipe' },
    );
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-20_000)));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));

  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const kill = () => {
    server.kill('SIGKILL');
    remove();
  };
  const interrupt = (signal: NodeJS.Signals) => {
    // Whoever else listens decides how this process ends; without them it would not end at all.
    if (process.listenerCount(signal) > 0) return;
    kill();
    process.kill(process.pid, signal);
  };
  process.once('exit', kill).once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const stop = async () => {
    process.off('exit', kill).off('SIGINT', interrupt).off('SIGTERM', interrupt);
    // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients to leave.
    server.kill('SIGINT');
    await ended;
    remove();
  };

  for (let waited = 0; !log.includes('ready to accept connections'); waited += 20) {
    if (server.exitCode !== null || waited > 30_000) {
      await stop();
      throw new Error(`PostgreSQL did not start:\n${log}`);
    }
    await delay(20);
  }
  return { url: `postgres://connect:${password}@127.0.0.1:${port}/postgres`, folder, stop };
}

function versions(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((entry) => {
      const version = Number(name.exec(entry)?.[1] ?? 0);
      return version >= oldest ? [{ version, bin: join(folder, entry, 'bin') }] : [];
    })
    .toSorted((a, b) => b.version - a.version)
    .map(({ bin }) => bin);
}

/** PostgreSQL refuses to run as root; root lends it the user that its package made, or else nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // This user does not exist; the next one may.
    }
  }
  throw new Stop(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it as: run this as another user.',
  );
}
