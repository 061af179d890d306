import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient, type ConnectClient } from '@connect/sdk';
import { freePort } from './ports.ts';

export type Route = 'instagram' | 'facebook' | 'tiktok';

/** Where the demo's servers answer, as `npm start` tells. */
interface Told {
  readonly product: string;
  readonly connect: string;
  readonly platforms: Readonly<Record<Route, string>>;
  readonly apiKey: string;
}

/** The demo, in processes of its own, on ports of its own, with nothing in it yet. */
export interface Demo extends Told {
  readonly client: ConnectClient;
  stop(): Promise<void>;
}

const start = fileURLToPath(new URL('../../workbench/src/start.ts', import.meta.url));

/** Starts what `npm start` starts. */
export const startDemo = async (): Promise<Demo> => {
  const data = mkdtempSync(join(tmpdir(), 'connect-e2e-demo-'));
  // Its five servers stand on ports that are counted from the first.
  const port = String(await freePort());
  const child = spawn(process.execPath, ['--conditions=@connect/source', start], {
    env: { ...process.env, PORT: port, CONNECT_DEMO_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const file = join(data, 'demo.json');
  while (!existsSync(file)) {
    if (child.exitCode === null) {
      await setTimeout(25);
      continue;
    }
    rmSync(data, { recursive: true });
    if (/ is taken by /.test(said)) return startDemo();
    throw new Error(`The demo did not start: ${said}`);
  }
  const told = JSON.parse(readFileSync(file, 'utf8')) as Told;
  return {
    ...told,
    client: createClient({ origin: told.connect, apiKey: told.apiKey }),
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(data, { recursive: true });
    },
  };
};
