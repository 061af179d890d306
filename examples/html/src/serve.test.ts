import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMocks, type Mocks } from '@connect/sdk/mocks';
import { getResponse } from 'msw';
import { afterEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../serve.js', import.meta.url));
const link = `https://connect.example/l/cl_${'x'.repeat(43)}`;
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

/** The mocks of the SDK behind a real port, told of in a demo.json as the running demo does it. */
const demo = async (): Promise<{ mocks: Mocks; folder: string }> => {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const mocks = createMocks({ origin, apiKey: 'ck_test_key' });
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      const body = Buffer.concat(chunks);
      const headers = new Headers(
        Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
      );
      const answer = await getResponse(
        mocks.handlers,
        new Request(origin + (request.url ?? ''), { method: request.method ?? 'GET', headers, ...(body.length > 0 && { body }) }),
      );
      response.writeHead(answer?.status ?? 500, Object.fromEntries(answer?.headers ?? [])).end(await answer?.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  ended.push(() => new Promise((resolve) => server.close(resolve)));
  const folder = mkdtempSync(join(tmpdir(), 'connect-html-'));
  ended.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'demo.json'),
    JSON.stringify({ product: 'http://localhost:4400', connect: origin, apiKey: 'ck_test_key' }),
  );
  return { mocks, folder };
};

/** Runs the example; resolves with what it says once it listens or has ended. */
const run = (args: string[], folder = '/nowhere'): Promise<{ said: string; code: number | null }> =>
  new Promise((resolve) => {
    const child: ChildProcess = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, CONNECT_DEMO_DATA: folder },
    });
    ended.push(() => child.exitCode ?? new Promise((stopped) => child.once('exit', stopped) && child.kill()));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data) => {
        said += String(data);
        if (said.includes('Open http')) resolve({ said, code: null });
      });
    }
    child.once('close', (code) => resolve({ said, code }));
  });

test('the page carries the link that it is given, and loads the button from where that link leads', async () => {
  const port = await freePort();
  expect((await run(['--link', link, '--port', String(port)])).said).toContain(`Open http://localhost:${port}`);
  const page = await (await fetch(`http://localhost:${port}/`)).text();
  expect(page).toContain(`<connect-link-button link="${link}" platform="instagram">`);
  expect(page).toContain(`<a href="${link}">`);
  expect(page).toContain('src="https://connect.example/widget/v1/connect-link-button.js"');
  expect((await fetch(`http://localhost:${port}/other`)).status).toBe(404);
});

test('without a link it makes one in the running demo and registers its own origin beside the others', async () => {
  const { mocks, folder } = await demo();
  mocks.addWorkspace({
    id: 'northlight',
    name: 'Northlight Studio',
    embedOrigins: ['http://localhost:4400'],
    returnUrls: ['http://localhost:4400/'],
  });
  const port = await freePort();
  expect((await run(['--port', String(port)], folder)).code).toBe(null);
  const page = await (await fetch(`http://localhost:${port}/`)).text();
  expect(page).toMatch(/link="http:\/\/localhost:\d+\/l\/cl_[\w-]{43}" platform="instagram"/);
  const put = mocks.requests.find(({ operation }) => operation === 'workspaces.put');
  expect(put?.body).toMatchObject({
    name: 'Northlight Studio',
    subscription: { status: 'active', planName: 'Agency' },
    embedOrigins: ['http://localhost:4400', `http://localhost:${port}`],
    returnUrls: ['http://localhost:4400/', `http://localhost:${port}/`],
  });
});

test('what cannot work is said in one sentence', async () => {
  expect(await run([])).toMatchObject({ code: 1, said: expect.stringContaining('The demo isn’t running. Run `npm start`') });
  expect(await run(['--link', 'https://connect.example/l/"><script>'])).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^--link must be the whole address/),
  });
  expect(await run(['--link', link, '--port', 'x'])).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^--port must be a number/),
  });
  const { folder } = await demo();
  expect(await run([], folder)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^GET \/v1\/workspaces\/northlight was refused: not_found\./),
  });
});

test('the page in the README is this very page', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(readFileSync(new URL('../index.html', import.meta.url), 'utf8'));
});
