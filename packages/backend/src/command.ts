import { pino } from 'pino';
import { ConfigurationError } from './configuration-error.ts';
import { createConnect, type Connect } from './connect.ts';
import type { Log } from './context.ts';
import { keysCommand } from './keys-command.ts';
import { listenFromEnvironment, optionsFromEnvironment, workFromEnvironment } from './environment.ts';
import { listen } from './node.ts';
import { StorageError } from './storage/storage-error.ts';

const usage = `connect-backend <command>

  serve     bring the database up to date, serve, and do the work in the background (not with CONNECT_JOBS=off)
  work      bring the database up to date, and do the work in the background alone
  migrate   bring the database up to date, and end
  keys      generate, rotate or look at the keys that seal what is stored

Everything is set by the environment: CONNECT_ORIGIN, CONNECT_PRODUCT_NAME, CONNECT_API_KEYS, CONNECT_KEYS, DATABASE_URL,
INSTAGRAM_CLIENT_ID, INSTAGRAM_CLIENT_SECRET, FACEBOOK_…, TIKTOK_…, PORT, … All of it is in the README of @connect/backend.
`;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Runs `stop` once, at the first signal to end; a second one ends the process at once. */
const untilTold = (log: Log, stop: () => Promise<void>): void => {
  const told = (signal: string): void => {
    process.off('SIGINT', told);
    process.off('SIGTERM', told);
    log.info({ signal }, 'Connect stops.');
    stop().catch((cause: unknown) => {
      log.error({ err: cause }, 'Connect could not stop in order.');
      process.exitCode = 1;
    });
  };
  process.on('SIGINT', told);
  process.on('SIGTERM', told);
};

const start = async (): Promise<{ readonly connect: Connect; readonly log: Log }> => {
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info' });
  return { log, connect: await createConnect({ ...optionsFromEnvironment(process.env), log }) };
};

/** Listens; where that is not possible nothing stays open. */
const listening = (connect: Connect, handler: Pick<Connect, 'fetch'>, options: Parameters<typeof listen>[1]) =>
  listen(handler, options).catch(async (cause: unknown) => {
    await connect.close();
    throw cause;
  });

const serveUntilTold = async (): Promise<void> => {
  const { jobs, ...options } = listenFromEnvironment(process.env);
  const { connect, log } = await start();
  const server = await listening(connect, connect, options);
  if (jobs) connect.jobs.start();
  else connect.jobs.watch();
  // Before it says that it is ready: whoever waits for that may tell it to end in the same moment.
  untilTold(log, async () => {
    connect.stop();
    await server.close();
    await connect.close();
  });
  log.info({ port: server.port, jobs }, 'Connect is ready.');
};

/** Of all that is served, what says whether this process is well. */
const healthOf = (connect: Connect): Pick<Connect, 'fetch'> => ({
  fetch: async (request, caller) =>
    ['/healthz', '/readyz'].includes(new URL(request.url).pathname)
      ? connect.fetch(request, caller)
      : new Response('This process only works in the background; it answers /healthz and /readyz.\n', { status: 404 }),
});

const workUntilTold = async (): Promise<void> => {
  const options = workFromEnvironment(process.env);
  const { connect, log } = await start();
  const health = options && (await listening(connect, healthOf(connect), options));
  connect.jobs.start();
  untilTold(log, async () => {
    await health?.close();
    await connect.close();
  });
  log.info(health ? { healthPort: health.port } : {}, 'Connect works in the background.');
};

const migrate = async (): Promise<void> => {
  const connect = await createConnect(optionsFromEnvironment(process.env));
  await connect.close();
  say('The database is up to date.');
};

/** What the words after the command say; answers with the exit code where it is not 0. */
type Command = (words: readonly string[]) => Promise<number | void>;

const keys: Command = (words) =>
  keysCommand({ words, env: process.env, say, out: (line) => void process.stdout.write(`${line}\n`) });

const commands: Readonly<Record<string, Command>> = { serve: serveUntilTold, work: workUntilTold, migrate, keys };

/** Where a word does not belong here, what is said of it. It is repeated only where it can be no secret. */
const misplaced = (name: string, words: readonly string[]): string | undefined => {
  const [word] = words;
  if (name === 'keys' || word === undefined) return undefined;
  const shown = /^[\w-]{1,24}$/.test(word) ? `"${word}"` : 'another word';
  return `connect-backend ${name} takes no more words, and this has ${shown}. What it needs is set by the environment.`;
};

/** What is wrong where a command could not be carried out; rethrows what nobody foresaw. */
const faultOf = (cause: unknown): string => {
  if (cause instanceof ConfigurationError) return cause.message;
  if (cause instanceof StorageError) return `Connect cannot start: ${cause.message}`;
  if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
    const port = 'port' in cause ? String(cause.port) : '';
    return `Port ${port} is taken. Stop what uses it, or set another one: PORT for serve, CONNECT_WORK_PORT for work.`;
  }
  throw cause;
};

/** Carries out what the command line says; answers with the process's exit code. `serve` and `work` go on until a signal. */
export const run = async ([name, ...words]: readonly string[]): Promise<number> => {
  if (name === undefined || name === '--help' || name === '-h') {
    say(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    say(`There is no command ${/^[\w-]{1,24}$/.test(name) ? `"${name}"` : 'of that name'}.\n\n${usage}`);
    return 2;
  }
  if (name !== 'keys' && words.some((word) => word === '--help' || word === '-h')) {
    say(usage);
    return 0;
  }
  const refusal = misplaced(name, words);
  if (refusal !== undefined) {
    say(refusal);
    return 2;
  }
  try {
    return (await command(words)) ?? 0;
  } catch (cause) {
    say(faultOf(cause));
    return 1;
  }
};
