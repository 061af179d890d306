import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { listen } from '@connect/backend/node';
import { createTestBackend } from '@connect/backend/testing';
import { createSessionClient, type Session } from '@connect/sdk';
import { afterEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('server.ts', import.meta.url));
const ended: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

/** A port that is free at this moment; none of those that an operating system gives away by itself, so that it stays free. */
const freePort = async (): Promise<number> => {
  const port = randomInt(20_000, 30_000);
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
  return isFree ? port : freePort();
};

/** Brightline as a server of its own. */
const start = (env: Record<string, string>) => {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=@connect/source', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  ended.push(() => child.kill('SIGKILL'));
  const run = { child, said: '', closed: once(child, 'close') };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (run.said += String(data)));
  return run;
};

test('Brightline waits for Connect, tells it about its agencies, works with it, hears of it, and ends when asked', async () => {
  const [port, connectPort] = [await freePort(), await freePort()];
  const [origin, connectOrigin] = [`http://localhost:${port}`, `http://localhost:${connectPort}`];
  const backend = await createTestBackend({ origin: connectOrigin, allowedHosts: [`localhost:${port}`] });
  ended.push(() => backend.close());
  const run = start({ PORT: String(port), CONNECT_ORIGIN: connectOrigin, CONNECT_API_KEY: backend.apiKey });
  await expect.poll(() => run.said).toContain('waiting for Connect');
  expect((await fetch(`${origin}/client`)).status).toBe(503);

  const listening = await listen(backend.connect, { port: connectPort, host: 'localhost' });
  ended.push(async () => {
    backend.connect.stop();
    await listening.close();
  });
  await expect.poll(async () => (await fetch(`${origin}/client`)).status).toBe(200);

  const post = (path: string, headers: Record<string, string> = {}, fields: Record<string, string> = {}) =>
    fetch(origin + path, { method: 'POST', headers: { origin, ...headers }, body: new URLSearchParams(fields), redirect: 'manual' });
  const signedIn = await post('/sign-in', {}, { person: 'maya' });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  const session = (await (await post('/session', { cookie })).json()) as Session;
  const client = createSessionClient({ session });
  const { data } = await client.links.list({ workspace: 'northlight' });
  expect(data.map(({ clientName }) => clientName).toSorted()).toEqual(['Harbour Coffee', 'Luma Yoga']);
  const { logo, subscription } = await client.workspaces.get('northlight');
  expect(subscription).toEqual({ status: 'active', planName: 'Studio', upgradeUrl: `${origin}/upgrade` });
  expect((await fetch(logo ?? '')).headers.get('content-type')).toBe('image/png');

  await client.links.update(data[0]!.id, { paused: true });
  const activity = async () => (await fetch(`${origin}/activity`, { headers: { cookie } })).text();
  await expect.poll(activity).toMatch(/Maya Lindqvist.*paused a link/s);
  backend.connect.jobs.start();
  const webhookLog = async () => (await fetch(`${origin}/webhooks`, { headers: { cookie } })).text();
  await expect.poll(webhookLog).toMatch(/link\.paused.*verified/s);
  for (const path of ['/accounts', '/calendar', '/clients', '/settings', '/upgrade']) {
    expect((await fetch(origin + path, { headers: { cookie } })).status, path).toBe(200);
  }

  run.child.kill('SIGTERM');
  expect(await run.closed).toEqual([0, null]);
  for (const secret of [backend.apiKey, 'whsec_']) expect(run.said).not.toContain(secret);
});

test('a key that Connect does not know, or a port that is taken, ends Brightline with a sentence', async () => {
  const [port, connectPort] = [await freePort(), await freePort()];
  const backend = await createTestBackend({ origin: `http://localhost:${connectPort}` });
  const listening = await listen(backend.connect, { port: connectPort, host: 'localhost' });
  ended.push(() => backend.close(), () => listening.close());
  const env = { PORT: String(port), CONNECT_ORIGIN: `http://localhost:${connectPort}`, CONNECT_API_KEY: 'ck_another_key' };
  const wrongKey = start(env);
  expect(await wrongKey.closed).toEqual([1, null]);
  expect(wrongKey.said).toContain('unauthorized');
  expect(wrongKey.said).not.toContain('ck_another_key');

  const taken = start({ ...env, PORT: String(connectPort) });
  expect(await taken.closed).toEqual([1, null]);
  expect(taken.said).toMatch(/cannot listen at http:\/\/localhost:\d+: .*EADDRINUSE.* Set PORT to a free port\./);
});
