import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstagramEmulator, createVisitor } from '@connect/emulators';
import { listen } from '@connect/emulators/node';
import { createClient } from '@connect/sdk';
import { Pool } from 'undici';
import { command, Stop } from './command.ts';
import { load, type Load } from './load.ts';
import { freePort } from './ports.ts';
import { runScript } from './program.ts';
import { startServer } from './server-process.ts';

const apiKey = `ck_bench_${randomBytes(24).toString('base64url')}`;
const client = { id: '1234567890123456', secret: randomBytes(16).toString('hex'), name: 'Bench' };

// Requests per second, as ratios to a bare node:http server in the same run: only ratios can be compared between
// machines. The load comes from this process, on the same machine; a loader of its own would see the bare server further
// ahead. `npm run bench -- 10` takes ten seconds for each line; `npm run bench -- growth` is about the size of tables (growth.ts).
await command(async ([seconds = '4', ...more]) => {
  if (seconds === 'growth') return runScript('growth', ...more);
  const options = { seconds: Number(seconds), concurrency: 32 };
  if (!(options.seconds > 0)) throw new Stop(`npm run bench takes a number of seconds for each measure; "${seconds}" is none.`);
  if ((await runScript('assets')) !== 0) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'connect-bench-'));
  const [barePort, connectPort, platformPort] = [await freePort(), await freePort(), await freePort()];
  const [bareOrigin, origin, platform] = [barePort, connectPort, platformPort].map((port) => `http://127.0.0.1:${port}`) as [
    string,
    string,
    string,
  ];
  const instagram = createInstagramEmulator({
    origin: platform,
    clients: [{ ...client, redirectUris: [`${origin}/oauth/instagram/callback`] }],
    allowHttpRedirects: true,
  });
  const platformServer = await listen(instagram, { port: platformPort });
  const bare = startServer({
    name: 'The bare server',
    script: 'packages/workbench/src/bare-server.ts',
    args: [],
    env: { PORT: String(barePort) },
    healthUrl: bareOrigin,
    log: join(folder, 'bare.log'),
  });
  const connect = startServer({
    name: 'Connect',
    script: 'packages/backend/src/bin.ts',
    args: ['serve'],
    env: {
      PORT: String(connectPort),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      CONNECT_ORIGIN: origin,
      CONNECT_PRODUCT_NAME: 'Bench',
      CONNECT_API_KEYS: apiKey,
      CONNECT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      DATABASE_URL: `sqlite:${join(folder, 'connect.db')}`,
      CONNECT_ALLOWED_HOSTS: new URL(platform).host,
      CONNECT_PUBLIC_PER_MINUTE: '100000000',
      CONNECT_STARTS_PER_MINUTE: '100000000',
      INSTAGRAM_CLIENT_ID: client.id,
      INSTAGRAM_CLIENT_SECRET: client.secret,
      INSTAGRAM_AUTHORIZE_URL: `${platform}/oauth/authorize`,
      INSTAGRAM_TOKEN_URL: `${platform}/oauth/access_token`,
      INSTAGRAM_API_URL: platform,
    },
    healthUrl: `${origin}/readyz`,
    log: join(folder, 'connect.log'),
  });
  process.once('exit', () => [bare, connect].forEach((server) => server.kill()));
  const barePool = new Pool(bareOrigin, { connections: options.concurrency });
  const pool = new Pool(origin, { connections: options.concurrency });
  try {
    await Promise.all([bare.ready(10_000), connect.ready(60_000)]);
    const link = await makeLink(origin);
    const secret = new URL(link).pathname.split('/').at(-1) ?? '';
    const resolve = {
      method: 'POST',
      path: '/v1/public/links/resolve',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ link: secret }),
    } as const;

    const rows: [string, Load][] = [];
    const measure = async (name: string, once: () => Promise<void>) => {
      console.log(`Measuring ${name} …`);
      rows.push([name, await load(options, once)]);
    };
    await measure('bare node:http', () => send(barePool, { ...resolve, path: '/' }).then(() => undefined));
    await measure('link look-ups', () => send(pool, resolve).then(() => undefined));
    await measure('hosted pages', () => send(pool, { method: 'GET', path: `/l/${secret}` }).then(() => undefined));
    await measure('flow starts', () => start(pool, origin, secret).then(() => undefined));
    await measure('completed flows', () => complete(pool, origin, secret, instagram));
    console.log(table(rows));
    return 0;
  } finally {
    await Promise.all([pool.close(), barePool.close()]);
    await Promise.all([bare.stop(), connect.stop(), platformServer.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
});

async function makeLink(origin: string): Promise<string> {
  const connect = createClient({ origin, apiKey });
  await connect.workspaces.put('bench', { name: 'Bench', subscription: { status: 'active' } });
  const sharedBy = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
  return (await connect.links.create({ workspace: 'bench', platforms: ['instagram'], sharedBy })).url;
}

/** What is sent, as far as it varies here. */
type Sent = Pick<Parameters<Pool['request']>[0], 'method' | 'path' | 'headers' | 'body'>;

async function send(pool: Pool, request: Sent) {
  const { statusCode, headers, body } = await pool.request(request);
  const text = await body.text();
  if (statusCode >= 400) {
    throw new Error(`${request.method} ${request.path} was answered with ${statusCode}: ${text.slice(0, 500)}`);
  }
  return { statusCode, headers, text };
}

/** A flow's first step as a browser without JavaScript takes it; answers with the platform's address and the cookie. */
async function start(pool: Pool, origin: string, secret: string): Promise<{ authorizeUrl: string; cookie: string }> {
  const { text, headers } = await send(pool, {
    method: 'POST',
    path: `/l/${secret}/start`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      origin,
      'sec-fetch-site': 'same-origin',
    },
    body: 'platform=instagram',
  });
  const { authorizeUrl } = JSON.parse(text) as { authorizeUrl: string };
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0]);
  return { authorizeUrl, cookie: cookies.join('; ') };
}

async function complete(
  pool: Pool,
  origin: string,
  secret: string,
  instagram: Parameters<typeof createVisitor>[0],
): Promise<void> {
  const { authorizeUrl, cookie } = await start(pool, origin, secret);
  const { callback, title } = await createVisitor(instagram).authorize(authorizeUrl, { account: 'harbourcoffee' });
  if (callback === null) throw new Error(`The emulated platform stopped at "${title}".`);
  const { pathname, search } = new URL(callback);
  const back = await send(pool, {
    method: 'GET',
    path: `${pathname}${search}`,
    headers: { cookie, 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' },
  });
  const done = await send(pool, {
    method: 'GET',
    path: String(back.headers['location']),
    headers: { cookie, accept: 'application/json' },
  });
  const { status } = JSON.parse(done.text) as { status: string };
  if (status !== 'connected') throw new Error(`A flow ended as "${status}".`);
}

function table(rows: readonly (readonly [string, Load])[]): string {
  const bare = rows[0]?.[1].perSecond ?? Number.NaN;
  const lines = rows.map(([name, { perSecond, p50, p99 }]) =>
    [
      name.padEnd(18),
      perSecond.toFixed(0).padStart(9),
      (perSecond / bare).toFixed(3).padStart(9),
      p50.toFixed(1).padStart(9),
      p99.toFixed(1).padStart(9),
    ].join(''),
  );
  return [
    '',
    `${''.padEnd(18)}    per s    ratio   p50 ms   p99 ms`,
    ...lines,
    '',
    'A completed flow is a start, the callback and the last page; it includes the emulated platform, which runs in the loader.',
  ].join('\n');
}
