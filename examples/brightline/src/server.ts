import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '@connect/sdk';
import { serve } from '@hono/node-server';
import { agencies } from './agencies.ts';
import { createBrightline } from './brightline.ts';
import { createHeard } from './heard.ts';
import { createPortals } from './portals.ts';
import { readSettings, type Settings } from './settings.ts';
import { isPassing, setUp } from './setup.ts';
import { createWebhookLog } from './webhook-log.ts';

const start = async (settings: Settings): Promise<void> => {
  const stopped = new AbortController();
  const connect = createClient({ origin: settings.connectOrigin, apiKey: settings.apiKey, signal: stopped.signal });
  const portals = createPortals(connect, settings);
  const heard = createHeard(connect);
  const webhooks = createWebhookLog(connect, settings.origin);
  let isReady = false;
  const brightline = createBrightline({ settings, connect, portals, heard, webhooks, isReady: () => isReady });

  const server = serve({ fetch: brightline.fetch, hostname: 'localhost', port: settings.port });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped.abort();
      server.close();
    });
  }
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`brightline: cannot listen at ${settings.origin}: ${reason}. Set PORT to a free port.`, { cause: error });
  }
  console.log(`brightline: ${settings.origin}`);

  let told = '';
  while (!isReady && !stopped.signal.aborted) {
    try {
      await setUp(connect, portals, settings.origin);
      await webhooks.register();
      isReady = true;
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
  await Promise.all(agencies.map(({ id }) => heard.listen(id, portals.follow, stopped.signal)));
};

try {
  await start(readSettings(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
