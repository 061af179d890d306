import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTikTokEmulator, createVisitor } from '@connect/emulators';
import { listen } from '@connect/emulators/node';
import { createClient, type LinkWithUrl } from '@connect/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newFlow, type NewFlow } from './person.ts';
import { freePort } from './ports.ts';

const rounds = 20;
const apiKey = 'ck_kill_000000000000000000000000';
const bin = fileURLToPath(new URL('../../backend/src/bin.ts', import.meta.url));

let folder: string;
let origin: string;
let environment: NodeJS.ProcessEnv;
let tiktok: ReturnType<typeof createTikTokEmulator>;
let platform: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'connect-kill-'));
  const [port, platformPort] = [await freePort(), await freePort()];
  origin = `http://localhost:${port}`;
  const at = `http://localhost:${platformPort}`;
  tiktok = createTikTokEmulator({
    origin: at,
    clients: [
      { id: 'kill-app', secret: 'kill-app-secret', name: 'Brightline', redirectUris: [`${origin}/oauth/tiktok/callback`] },
    ],
    allowHttpRedirects: true,
  });
  platform = await listen(tiktok, { port: platformPort });
  environment = {
    ...process.env,
    PORT: String(port),
    HOST: 'localhost',
    LOG_LEVEL: 'silent',
    CONNECT_ORIGIN: origin,
    CONNECT_PRODUCT_NAME: 'Brightline',
    CONNECT_API_KEYS: apiKey,
    CONNECT_KEYS: `kill:${Buffer.alloc(32, 'connect kill test').toString('base64')}`,
    CONNECT_STARTS_PER_MINUTE: '100000',
    CONNECT_PUBLIC_PER_MINUTE: '100000',
    DATABASE_URL: `sqlite:${join(folder, 'connect.db')}`,
    TIKTOK_CLIENT_ID: 'kill-app',
    TIKTOK_CLIENT_SECRET: 'kill-app-secret',
    TIKTOK_AUTHORIZE_URL: `${at}/v2/auth/authorize/`,
    TIKTOK_TOKEN_URL: `${at}/v2/oauth/token/`,
    TIKTOK_API_URL: at,
  };
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

const serve = async (): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['--conditions=@connect/source', bin, 'serve'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (let tries = 0; tries < 2_400; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The backend ended by itself: ${said}`);
    const ready = await fetch(`${origin}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return child;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`The backend did not get ready: ${said}`);
};

const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** A flow that is driven until the backend dies; what its browser was told last. */
interface Driven {
  readonly flow: NewFlow;
  readonly link: LinkWithUrl;
  told: 'nothing' | 'announced' | 'at_platform' | 'connected';
}

const drive = async (driven: Driven, answered: () => void): Promise<void> => {
  const { flow, link } = driven;
  const page = { 'sec-fetch-site': 'same-origin', origin, 'content-type': 'application/json', accept: 'application/json' };
  const announced = await fetch(`${link.url}/launch`, {
    method: 'POST',
    headers: page,
    body: JSON.stringify({ fid: flow.fid, platform: 'tiktok', mode: 'popup', openerOrigin: null, returnUrl: null }),
  });
  const cookie = announced.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  driven.told = 'announced';
  answered();
  const started = await fetch(`${link.url}/start`, {
    method: 'POST',
    headers: { ...page, cookie },
    body: JSON.stringify({ fid: flow.fid, platform: 'tiktok' }),
  });
  const { authorizeUrl } = (await started.json()) as { authorizeUrl: string };
  driven.told = 'at_platform';
  answered();
  const { callback } = await createVisitor(tiktok).authorize(authorizeUrl, { account: 'harbourcoffee' });
  await fetch(callback ?? '', { headers: { cookie, 'sec-fetch-dest': 'document' }, redirect: 'manual' });
  const done = await fetch(`${origin}/f/${flow.fid}/done`, { headers: { cookie, accept: 'application/json' } });
  if (((await done.json()) as { status: string }).status === 'connected') driven.told = 'connected';
  answered();
};

test(`killed ${rounds} times: what was answered is there, what was not is whole or absent, and flows resume or say so`, async () => {
  const client = () => createClient({ origin, apiKey, retries: 0 });
  let child = await serve();
  await client().workspaces.put('northlight', { name: 'Northlight Studio' });
  const sharedBy = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
  const input = { workspace: 'northlight', platforms: ['tiktok'], sharedBy };
  const acknowledged: LinkWithUrl[] = [];
  const keys = new Map<string, string>();
  const driven: Driven[] = [];

  for (let round = 0; round < rounds; round += 1) {
    const link = await client().links.create(input);
    acknowledged.push(link);
    const flows = Array.from({ length: 3 }, (): Driven => ({ flow: newFlow(), link, told: 'nothing' }));
    driven.push(...flows);
    // Each round dies one answer later than the one before: from before the first to after the last of them.
    let answers = 0;
    let dieNow = (): void => undefined;
    const enough = new Promise<void>((resolve) => (dieNow = resolve));
    const answered = (): void => {
      answers += 1;
      if (answers > round) dieNow();
    };
    if (round === 0) dieNow();
    const work = [
      ...flows.map((flow) => drive(flow, answered)),
      ...Array.from({ length: 5 }, async (_, index) => {
        const key = `round-${round}-${index}`;
        keys.set(key, `${round}.${index}`);
        acknowledged.push(await client().links.create({ ...input, description: `${round}.${index}` }, { idempotencyKey: key }));
        answered();
      }),
    ].map((each) => each.catch(() => undefined));
    await Promise.race([enough, Promise.all(work)]);
    await kill(child);
    await Promise.all(work);
    child = await serve();
  }

  for (const link of acknowledged) expect((await client().links.reveal(link.id)).url).toBe(link.url);
  for (const [key, description] of keys) {
    // The same request again gives the one link, whether its answer had arrived or not.
    const again = await client().links.create({ ...input, description }, { idempotencyKey: key });
    const known = acknowledged.find((link) => link.description === description);
    if (known !== undefined) expect(again.id).toBe(known.id);
  }
  const all: string[] = [];
  for await (const link of client().links.all({ workspace: 'northlight', limit: 100 })) {
    if (link.description !== null) all.push(link.description);
  }
  expect(all.sort()).toEqual([...keys.values()].sort());

  const order = ['none', 'launched', 'at_platform', 'connected'];
  for (const { flow, told } of driven) {
    const response = await fetch(`${origin}/v1/public/flows/status`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ secret: flow.secret }),
    });
    const { status } = (await response.json()) as { status: string };
    expect(order, `a flow that was told ${told}`).toContain(status);
    expect(order.indexOf(status)).toBeGreaterThanOrEqual(['nothing', 'announced', 'at_platform', 'connected'].indexOf(told));
  }
  expect(driven.some(({ told }) => told === 'connected')).toBe(true);
  expect(driven.some(({ told }) => told !== 'connected')).toBe(true);
  const { data } = await client().connections.list({ workspace: 'northlight' });
  expect(data).toHaveLength(1);
  expect((await client().connections.getAccessToken(data[0]?.id ?? '')).accessToken).toMatch(/^act\./);
  await kill(child);
}, 480_000);
