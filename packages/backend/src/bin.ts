#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createConnect, type Connect } from './connect.ts';
import type { Log } from './context.ts';
import { keysCommand } from './keys-command.ts';
import { listenFromEnvironment, optionsFromEnvironment } from './environment.ts';
import { listen } from './node.ts';
import { ConfigurationError } from './options.ts';
import { StorageError } from './storage/storage-error.ts';

const usage = `connect-backend <command>

  serve     bring the database up to date, serve, and do the work in the background (not with CONNECT_JOBS=off)
  work      bring the database up to date, and do the work in the background alone
  migrate   bring the database up to date, and end
  keys      generate, rotate or look at the keys that seal what is stored

Everything is set by the environment: CONNECT_ORIGIN, CONNECT_PRODUCT_NAME, CONNECT_API_KEYS, CONNECT_KEYS,
DATABASE_URL, INSTAGRAM_CLIENT_ID, INSTAGRAM_CLIENT_SECRET, TIKTOK_CLIENT_ID, TIKTOK_CLIENT_SECRET, PORT, …
All of it is in the README of @connect/backend.
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

const serveUntilTold = async (): Promise<void> => {
  const { jobs, ...listening } = listenFromEnvironment(process.env);
  const { connect, log } = await start();
  const server = await listen(connect, listening).catch(async (cause: unknown) => {
    await connect.close();
    throw cause;
  });
  if (jobs) connect.jobs.start();
  // Before it says that it is ready: whoever waits for that may tell it to end in the same moment.
  untilTold(log, async () => {
    connect.stop();
    await server.close();
    await connect.close();
  });
  log.info({ port: server.port, jobs }, 'Connect is ready.');
};

const workUntilTold = async (): Promise<void> => {
  const { connect, log } = await start();
  connect.jobs.start();
  untilTold(log, () => connect.close());
  log.info({}, 'Connect works in the background.');
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

const run = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const command = commands[positionals[0] ?? ''];
  if (values['help'] || command === undefined) {
    say(usage);
    return values['help'] ? 0 : 2;
  }
  try {
    return (await command(positionals.slice(1))) ?? 0;
  } catch (cause) {
    if (cause instanceof ConfigurationError) say(cause.message);
    else if (cause instanceof StorageError) say(`Connect cannot start: ${cause.message}`);
    else if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')
      say(`Port ${process.env['PORT'] ?? '4401'} is taken. Stop what uses it, or set PORT to another one.`);
    else throw cause;
    return 1;
  }
};

process.exitCode = await run();
