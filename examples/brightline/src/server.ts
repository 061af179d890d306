import { setTimeout } from 'node:timers/promises';
import { createClient } from '@connect/sdk';
import { serve } from '@hono/node-server';
import { createBrightline } from './brightline.ts';
import type { ClientLink } from './product.ts';
import { readSettings, type Settings } from './settings.ts';
import { isPassing, setUp } from './setup.ts';
import { demoVisit } from './visit.ts';

const start = async (settings: Settings): Promise<void> => {
  const stopped = new AbortController();
  const connect = createClient({ origin: settings.connectOrigin, apiKey: settings.apiKey, signal: stopped.signal });
  let link: ClientLink | undefined;
  const brightline = createBrightline({ settings, connect, visit: () => demoVisit, clientLink: () => link });

  const server = serve({ fetch: brightline.fetch, hostname: 'localhost', port: settings.port });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped.abort();
      server.close();
    });
  }
  server.once('error', (error) => {
    stopped.abort();
    console.error(`brightline: cannot listen at ${settings.origin}: ${error.message}. Set PORT to a free port.`);
    process.exitCode = 1;
  });
  server.once('listening', () => console.log(`brightline: ${settings.origin}`));

  let told = '';
  while (link === undefined && !stopped.signal.aborted) {
    try {
      link = await setUp(connect, demoVisit, settings.origin);
    } catch (error) {
      if (stopped.signal.aborted) return;
      if (!isPassing(error)) {
        server.close();
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) console.error(`brightline: waiting for Connect at ${settings.connectOrigin}. ${reason}`);
      told = reason;
      await setTimeout(500);
    }
  }
};

try {
  await start(readSettings(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
