import { expect, test } from 'vitest';
import { authorizeUrl, emulate, getCode, tokenForm } from './instagram.test.fixture.ts';
import { listen } from './node.ts';
import { createVisitor } from './visitor.ts';

async function serve() {
  const emulator = emulate();
  return { emulator, ...(await listen(emulator, { port: 0 })) };
}

test('an emulator listens on a free port, on this machine only, and closes', async () => {
  const { origin, close } = await serve();
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const visitor = createVisitor({ fetch: (request) => fetch(request) });
  const visit = await visitor.authorize(authorizeUrl().replace('https://www.instagram.com', origin), { account: 'bigbrand' });
  expect(visit.callback).toMatch(/code=.*#_$/);
  await close();
  await expect(fetch(origin)).rejects.toThrow();
});

test('a port that is taken is refused', async () => {
  const { origin, close } = await serve();
  await expect(listen(emulate(), { port: Number(new URL(origin).port) })).rejects.toThrow('EADDRINUSE');
  await close();
});

test('an answer that breaks off breaks the connection', async () => {
  const { emulator, origin, close } = await serve();
  const body = new URLSearchParams(tokenForm(await getCode(emulator)));
  emulator.control.next({ endpoint: 'token', behaviour: 'cut-off' });
  const answer = await fetch(`${origin}/oauth/access_token`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
  await close();
});

test('the unquoted integer and a huge picture travel over the network', async () => {
  const { emulator, origin, close } = await serve();
  const body = new URLSearchParams(tokenForm(await getCode(emulator)));
  const text = await (await fetch(`${origin}/oauth/access_token`, { method: 'POST', body })).text();
  expect(text).toMatch(/"user_id":38281\d{12},/);
  const { access_token } = JSON.parse(text) as { access_token: string };
  const me = await fetch(`${origin}/v26.0/me?fields=profile_picture_url&access_token=${access_token}`);
  const { profile_picture_url } = (await me.json()) as { profile_picture_url: string };
  expect(profile_picture_url).toContain(origin);
  for (const behaviour of ['huge', 'huge-unannounced']) {
    emulator.control.next({ endpoint: 'picture', behaviour });
    expect((await (await fetch(profile_picture_url)).arrayBuffer()).byteLength).toBe(5 * 1024 * 1024);
  }
  expect(emulator.control.log().counts).toMatchObject({ token: 1, me: 1, picture: 2 });
  await close();
});
