import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { root } from './command.ts';
import { demoPorts, freePort, requireFree, type DemoPorts } from './ports.ts';
import { demoNames } from './demo.ts';

const data = mkdtempSync(join(tmpdir(), 'connect-demo-'));
const told = join(data, 'demo.json');
const started: ChildProcess[] = [];

afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** As `npm start` does, in a process of its own. */
function start(port: number, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [`${root}/packages/workbench/bootstrap.js`, 'start', ...args], {
    env: { ...process.env, PORT: String(port), CONNECT_DEMO_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const run = { child, output: '', ended: once(child, 'close') as Promise<[number | null, string | null]> };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (run.output += text));
  }
  return run;
}

async function ready(
  run: ReturnType<typeof start>,
): Promise<{ product: string; connect: string; platforms: Record<string, string>; apiKey: string }> {
  while (!existsSync(told)) {
    if (run.child.exitCode !== null) throw new Error(run.output);
    await delay(20);
  }
  return JSON.parse(readFileSync(told, 'utf8'));
}

/** A port from which on all of the demo's are free. */
async function freePorts(): Promise<DemoPorts> {
  for (;;) {
    const ports = demoPorts(String(await freePort()));
    const taken = await requireFree(ports, demoNames).catch(() => true);
    if (taken !== true) return ports;
  }
}

const links = async (connect: string, apiKey: string) => {
  const response = await fetch(`${connect}/v1/links?workspace=northlight`, { headers: { authorization: `Bearer ${apiKey}` } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
};

describe('npm start', { timeout: 480_000 }, () => {
  it('starts its servers, tells where they are, ends with Ctrl-C, and finds its data again', async () => {
    const ports = await freePorts();
    const run = start(ports.product);
    const demo = await ready(run);
    expect(demo).toEqual({
      product: `http://localhost:${ports.product}`,
      connect: `http://localhost:${ports.connect}`,
      platforms: {
        instagram: `http://localhost:${ports.instagram}`,
        tiktok: `http://localhost:${ports.tiktok}`,
        facebook: `http://localhost:${ports.facebook}`,
      },
      apiKey: expect.stringMatching(/^ck_demo_/),
    });
    for (const origin of [demo.product, `${demo.connect}/healthz`]) expect((await fetch(origin)).status, origin).toBe(200);
    expect((await fetch(`${demo.connect}/widget/v1/connect-link-button.js`)).headers.get('content-type')).toContain('javascript');
    const before = await links(demo.connect, demo.apiKey);
    expect(before.length).toBeGreaterThan(0);
    for (const text of [demo.product, demo.connect, ...Object.values(demo.platforms), demo.apiKey]) {
      expect(run.output).toContain(text);
    }
    expect(statSync(join(data, 'secrets.json')).mode & 0o077).toBe(0);

    const second = start(ports.product);
    expect(await second.ended).toEqual([1, null]);
    expect(second.output.trim()).toMatch(
      new RegExp(`^Port ${ports.product}, which .* needs, is taken by another program: [^\n]+$`),
    );
    const elsewhere = start((await freePorts()).product);
    expect(await elsewhere.ended).toEqual([1, null]);
    expect(elsewhere.output.trim()).toMatch(/^Another demo \(process \d+\) works on [^\n]+ already: [^\n]+$/);
    expect(existsSync(told), 'the first demo is not disturbed').toBe(true);

    run.child.kill('SIGINT');
    expect(await run.ended).toEqual([0, null]);
    expect(existsSync(told)).toBe(false);
    await requireFree(ports, demoNames);

    const again = start(ports.product);
    const sameDemo = await ready(again);
    expect(sameDemo).toEqual(demo);
    expect(await links(sameDemo.connect, sameDemo.apiKey)).toEqual(before);
    again.child.kill('SIGTERM');
    expect(await again.ended).toEqual([0, null]);
  });

  it('begins anew with --fresh, and leaves no port taken where it is killed', async () => {
    const ports = await freePorts();
    const earlier = readFileSync(join(data, 'secrets.json'), 'utf8');
    const run = start(ports.product, ['--fresh']);
    await ready(run);
    const fresh = readFileSync(join(data, 'secrets.json'), 'utf8');
    expect(fresh).not.toBe(earlier);
    run.child.kill('SIGKILL');
    await run.ended;
    await expect.poll(() => requireFree(ports, demoNames).then(() => 'free', String)).toBe('free');

    // As npm tells of "npm start --fresh"; and nobody has given the folder back.
    rmSync(told, { force: true });
    const again = start(ports.product, [], { npm_config_fresh: 'true' });
    await ready(again);
    expect(readFileSync(join(data, 'secrets.json'), 'utf8')).not.toBe(fresh);
    again.child.kill('SIGTERM');
    expect(await again.ended).toEqual([0, null]);
  });

  it('says in one sentence what an argument or a port cannot be', async () => {
    for (const [port, argument, sentence] of [
      [4400, '--frsh', 'npm start knows only --fresh, as in npm start -- --fresh; this is "--frsh".'],
      [70_000, '--fresh', 'PORT is "70000", but it must be a whole number from 1 to 65522, such as PORT=5400.'],
    ] as const) {
      const run = start(port, [argument]);
      expect(await run.ended).toEqual([1, null]);
      expect(run.output.trim()).toBe(sentence);
    }
  });
});
