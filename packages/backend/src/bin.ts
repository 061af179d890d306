#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createConnect } from './connect.ts';
import { listenFromEnvironment, optionsFromEnvironment } from './environment.ts';
import { listen } from './node.ts';
import { ConfigurationError } from './options.ts';
import { StorageError } from './storage/storage-error.ts';

const usage = `connect-backend <command>

  serve     bring the database up to date, and serve
  migrate   bring the database up to date, and end

Everything is set by the environment: CONNECT_ORIGIN, CONNECT_PRODUCT_NAME, CONNECT_API_KEYS, CONNECT_KEYS,
DATABASE_URL, INSTAGRAM_CLIENT_ID, INSTAGRAM_CLIENT_SECRET, TIKTOK_CLIENT_ID, TIKTOK_CLIENT_SECRET, PORT, …
All of it is in the README of @connect/backend.
`;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const serveUntilTold = async (): Promise<void> => {
  const listening = listenFromEnvironment(process.env);
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info' });
  const connect = await createConnect({ ...optionsFromEnvironment(process.env), log });
  const server = await listen(connect, listening).catch(async (cause: unknown) => {
    await connect.close();
    throw cause;
  });
  log.info({ port: server.port }, 'Connect is ready.');
  const stop = (signal: string): void => {
    log.info({ signal }, 'Connect stops.');
    connect.stop();
    void server.close().then(() => connect.close());
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

const migrate = async (): Promise<void> => {
  const connect = await createConnect(optionsFromEnvironment(process.env));
  await connect.close();
  say('The database is up to date.');
};

const commands: Readonly<Record<string, () => Promise<void>>> = { serve: serveUntilTold, migrate };

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
    await command();
    return 0;
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
