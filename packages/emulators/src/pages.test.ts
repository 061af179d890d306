import { expect, test } from 'vitest';
import * as facebook from './facebook.test.fixture.ts';
import * as instagram from './instagram.test.fixture.ts';
import * as tiktok from './tiktok.test.fixture.ts';
import { createVisitor } from './visitor.ts';

const platforms = [
  ['Instagram', () => instagram.emulate(), instagram.authorizeUrl, 'bigbrand'] as const,
  ['Facebook', () => facebook.emulate(), facebook.authorizeUrl, 'ravi.menon'] as const,
  ['TikTok', () => tiktok.emulate(), tiktok.authorizeUrl, 'bigbrand'] as const,
];

test.each(platforms)('every page of %s says in title and text that it is an emulation', async (name, emulate, authorizeUrl, guarded) => {
  const visitor = createVisitor(emulate());
  const pages = [
    await visitor.open(authorizeUrl()),
    await visitor.open(authorizeUrl({ redirect_uri: 'https://evil.example/' })),
    await visitor.open(new URL('/somewhere', authorizeUrl()).href),
    await visitor.open(new URL('/login/unknown', authorizeUrl()).href),
    await visitor.authorize(authorizeUrl(), { account: guarded, code: '000000' }),
  ];
  for (const { title, html } of pages) {
    expect(title).toContain(`Emulated ${name} – not the real one`);
    expect(html).toContain(`<strong>Emulated ${name}</strong> – not the real one`);
  }
});

test.each(platforms)('pages of %s need no script and cannot be framed', async (_, emulate, authorizeUrl) => {
  const answer = await emulate().fetch(new Request(authorizeUrl()));
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.text()).not.toMatch(/<script| on\w+=| style=/);
});

/** What a screen reader makes of the buttons of the first page. */
async function heardButtons(url: string, emulator: Parameters<typeof createVisitor>[0]): Promise<string[]> {
  const { html } = await createVisitor(emulator).open(url);
  const buttons = [...html.matchAll(/<button class="row"[^>]*>(.*?)<\/button>/gs)].map(([, content = '']) => content);
  const unheard = /<span [^>]*aria-hidden[^>]*>[^<]*<\/span>|<[^>]+>/g;
  const heard = (content: string) => content.replace(unheard, '').replace(/\s+/g, ' ');
  return buttons.map(heard);
}

const withHandles = platforms.filter(([name]) => name !== 'Facebook');

test.each(withHandles)('%s offers every account by handle, name and kind', async (_, emulate, authorizeUrl) => {
  expect(await heardButtons(authorizeUrl(), emulate())).toEqual([
    '@harbourcoffee Harbour Coffee – business',
    '@oakandpine Oak &amp; Pine – creator',
    '@mara.weber Mara Weber – personal',
    '@noor.studio استوديو نور – business',
    '@kitsune.ramen 狐ラーメン – creator',
    '@bigbrand Big Brand – business',
  ]);
});

test('Facebook offers people by their names', async () => {
  expect(await heardButtons(facebook.authorizeUrl(), facebook.emulate())).toEqual([
    'Dana Brooks ',
    'Inês Duarte ',
    'Jonas Lindqvist ',
    'Tom Becker ',
    'Lena Novák ',
    'Ravi Menon ',
  ]);
});

test("an app's name is written as text", async () => {
  const emulator = instagram.emulate({
    clients: [{ id: instagram.app.id, secret: 's', name: '<b>Bright</b>', redirectUris: [instagram.app.redirectUri] }],
  });
  const { html } = await createVisitor(emulator).open(instagram.authorizeUrl());
  expect(html).toContain('&lt;b&gt;Bright&lt;/b&gt;');
  expect(html).not.toContain('<b>');
});

test('a login page needs the cookie of a browser that opened one, and lasts an hour', async () => {
  const emulator = instagram.emulate();
  const mine = createVisitor(emulator);
  const page = await mine.open(instagram.authorizeUrl());
  const path = /action="(\/login\/[^/]+)\//.exec(page.html)?.[1] ?? '';
  const url = new URL(path, page.url).href;
  expect((await mine.open(url)).status).toBe(200);
  expect((await createVisitor(emulator).open(url)).status).toBe(404);
  emulator.control.advance(3_600_000);
  expect((await mine.open(url)).status).toBe(404);
});

test('two windows opened at once in a new browser both get to their end', async () => {
  const emulator = instagram.emulate();
  const open = () => emulator.fetch(new Request(instagram.authorizeUrl()));
  const [first, second] = [await open(), await open()];
  const cookie = second.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  for (const page of [first, second]) {
    const path = /action="(\/login\/[^/]+)\//.exec(await page.text())?.[1] ?? '';
    const send = (step: string, form: Record<string, string>) => {
      const init = { method: 'POST', body: new URLSearchParams(form), headers: { cookie } };
      return emulator.fetch(new Request(`https://www.instagram.com${path}/${step}`, init));
    };
    await send('account', { account: 'harbourcoffee' });
    expect((await send('decision', { decision: 'allow' })).headers.get('location')).toContain('code=');
  }
});

test('a form from another site is refused', async () => {
  const emulator = instagram.emulate({ settings: { signedInAs: 'harbourcoffee' } });
  const page = await emulator.fetch(new Request(instagram.authorizeUrl()));
  const action = /action="([^"]+\/decision)"/.exec(await page.text())?.[1] ?? '';
  const send = (site: string) =>
    emulator.fetch(
      new Request(new URL(action, instagram.authorizeUrl()), {
        method: 'POST',
        body: new URLSearchParams({ decision: 'allow' }),
        headers: { cookie: page.headers.getSetCookie()[0]?.split(';')[0] ?? '', 'sec-fetch-site': site },
      }),
    );
  expect((await send('cross-site')).status).toBe(403);
  expect((await send('same-site')).status).toBe(403);
  expect((await send('same-origin')).status).toBe(303);
});

test('the login cookie is HttpOnly and Lax, and Secure on https; each platform has its own', async () => {
  const cookie = async (fetch: (request: Request) => Promise<Response>, url: string) =>
    (await fetch(new Request(url))).headers.getSetCookie()[0] ?? '';
  const secure = await cookie(instagram.emulate().fetch, instagram.authorizeUrl());
  expect(secure).toMatch(/^emulated_instagram=.*; HttpOnly; Secure; SameSite=Lax$/);
  const local = tiktok.authorizeUrl().replace('https://www.tiktok.com', 'http://localhost:4601');
  const plain = await cookie(tiktok.emulate().fetch, local);
  expect(plain).toMatch(/^emulated_tiktok=.*; HttpOnly; SameSite=Lax$/);
});
