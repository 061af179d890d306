import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { command, root, Stop } from './command.ts';
import { demoNames, demoOrigins, demoServers } from './demo.ts';
import { lockDemo } from './demo-lock.ts';
import { demoSecrets } from './demo-secrets.ts';
import { demoPorts, requireFree, type DemoServer } from './ports.ts';
import { runScript } from './program.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** What a server may take until it answers, in ms; a slow machine builds its caches at the first start. */
const patience = 60_000;

const data = process.env['CONNECT_DEMO_DATA'] || `${root}/.data`;

// The demo: builds what browsers load, starts all servers, says where they are, and stops them all together.
await command(async (args) => {
  const unknown = args.filter((argument) => argument !== '--fresh');
  if (unknown.length > 0) {
    throw new Stop(`npm start knows only --fresh, as in npm start -- --fresh; this is "${unknown.join(' ')}".`);
  }
  // npm takes "npm start --fresh" for a setting of its own, which it tells in the environment only.
  const fresh = args.includes('--fresh') || process.env['npm_config_fresh'] === 'true';
  const ports = demoPorts(process.env['PORT']);
  const origins = demoOrigins(ports);
  await requireFree(ports, demoNames);

  mkdirSync(data, { recursive: true, mode: 0o700 });
  process.once('exit', lockDemo(`${data}/demo.lock`, short(data)));

  const told = `${data}/demo.json`;
  rmSync(told, { force: true });
  if (fresh) {
    console.log(`Deleting what earlier demos left in ${short(data)} …`);
    for (const name of readdirSync(data)) if (name !== 'demo.lock') rmSync(`${data}/${name}`, { recursive: true, force: true });
  }
  mkdirSync(`${data}/logs`, { recursive: true, mode: 0o700 });
  if ((await runScript('assets')) !== 0) {
    throw new Stop('What browsers load could not be built, so nothing was started; the reason is above.');
  }

  const secrets = demoSecrets(`${data}/secrets.json`);
  const plans = demoServers(ports, secrets, data);
  const interrupted = interruption();
  const running: ServerProcess[] = [];
  process.once('exit', () => running.forEach((server) => server.kill()));
  try {
    // Platforms first, then Connect, then the product: each is there when the next one asks for it.
    const order: readonly (readonly DemoServer[])[] = [['instagram', 'tiktok', 'facebook'], ['connect'], ['product']];
    for (const names of order) {
      for (const name of names) console.log(`Starting ${demoNames[name]} at ${origins[name]} …`);
      const begin = performance.now();
      const servers = names.map((name) => startServer(plans[name]));
      running.push(...servers);
      const stopped = await Promise.race([
        interrupted,
        Promise.all(servers.map((server) => server.ready(patience))).then(() => undefined),
      ]);
      if (stopped !== undefined) return 0;
      console.log(`  ready after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    }
    tell(told, {
      product: origins.product,
      connect: origins.connect,
      platforms: { instagram: origins.instagram, tiktok: origins.tiktok, facebook: origins.facebook },
      apiKey: secrets.apiKey,
    });
    console.log(welcome(origins, secrets.apiKey));
    const sentence = await Promise.race([interrupted.then(() => undefined), ...running.map((server) => server.ended)]);
    if (sentence !== undefined) throw new Stop(sentence);
    return 0;
  } finally {
    rmSync(told, { force: true });
    console.log('\nStopping …');
    await Promise.all(running.map((server) => server.stop()));
    console.log('Stopped. The data is kept for the next start.');
  }
});

/** Resolves with the first signal that asks this process to end; later ones change nothing. */
function interruption(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}

/** Writes the file in one piece: whoever waits for it never reads half of it. */
function tell(file: string, demo: object): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

function short(path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function welcome(origins: Readonly<Record<DemoServer, string>>, apiKey: string): string {
  return `
Everything is ready. Open the first address in a browser.

${(Object.keys(demoNames) as DemoServer[]).map((name) => `  ${demoNames[name].padEnd(34)}${origins[name]}`).join('\n')}
  ${'API key of the demo'.padEnd(34)}${apiKey}

The data is in ${short(data)}/ and is still there at the next start (npm start -- --fresh begins anew); logs are in ${short(data)}/logs/.
Ctrl-C stops everything.`;
}
