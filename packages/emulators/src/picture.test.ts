import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { emulate, getGraph, getLongToken } from './instagram.test.fixture.ts';
import type { InstagramEmulator } from './instagram.ts';
import { drawMotif, motifs } from './motif.ts';
import type { PictureAnswer } from './picture.ts';

const day = 24 * 3_600_000;

async function pictureOf(emulator: InstagramEmulator, account = 'harbourcoffee'): Promise<string> {
  const query = { access_token: await getLongToken(emulator, account), fields: 'profile_picture_url' };
  return ((await (await getGraph(emulator, '/me', query)).json()) as { profile_picture_url: string }).profile_picture_url;
}

const get = async (emulator: InstagramEmulator, url: string) => await emulator.fetch(new Request(url, { redirect: 'manual' }));

test.each(motifs)('the picture "%s" is a PNG of less than 20 kB, the same every time', (motif) => {
  const png = Buffer.from(drawMotif(motif, 320));
  expect(png.length).toBeLessThan(20_000);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([320, 320]);
  const rows = inflateSync(png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8));
  expect(rows.length).toBe(320 * (320 * 3 + 1));
});

test('a picture has a signed address that works for a day', async () => {
  const emulator = emulate();
  const url = await pictureOf(emulator);
  const answer = await get(emulator, url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(drawMotif('sun', 320)));
  expect((await get(emulator, url.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403);
  expect((await get(emulator, url.replace('_320', '_100'))).status).toBe(403);
  emulator.control.advance(day);
  expect((await get(emulator, url)).status).toBe(403);
});

test('picture addresses begin with the configured origin', async () => {
  const origin = 'http://instagram.localhost:4600';
  expect(new URL(await pictureOf(emulate({ origin }))).origin).toBe(origin);
});

test.each<[PictureAnswer, number, string | null]>([
  ['missing', 404, 'text/plain;charset=UTF-8'],
  ['huge', 200, 'image/png'],
  ['huge-unannounced', 200, 'image/png'],
  ['svg', 200, 'image/svg+xml'],
  ['svg-as-png', 200, 'image/png'],
  ['html', 200, 'text/html; charset=utf-8'],
  ['html-as-png', 200, 'image/png'],
  ['redirect', 302, null],
])('pictures can be "%s"', async (picture, status, type) => {
  const emulator = emulate({ settings: { picture } });
  const answer = await get(emulator, await pictureOf(emulator));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
  const length = (await answer.arrayBuffer()).byteLength;
  if (picture.startsWith('huge')) expect(length).toBe(5 * 1024 * 1024);
  expect(answer.headers.get('content-length')).toBe(picture === 'huge' ? String(length) : null);
});

test('who follows the redirect gets a picture, and is found out in the log', async () => {
  const emulator = emulate();
  const url = await pictureOf(emulator);
  emulator.control.next({ endpoint: 'picture', behaviour: 'redirect' });
  const target = (await get(emulator, url)).headers.get('location') ?? '';
  expect((await get(emulator, target)).headers.get('content-type')).toBe('image/png');
  expect((await get(emulator, url)).status).toBe(200);
});

test("the login pages' own pictures stay what they are", async () => {
  const emulator = emulate({ settings: { picture: 'html' } });
  const url = `${await pictureOf(emulator)}&plain=1`;
  emulator.control.next({ endpoint: 'picture', behaviour: 'missing' });
  expect((await get(emulator, url)).headers.get('content-type')).toBe('image/png');
});
