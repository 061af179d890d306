import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createPictureFetch } from './picture-fetch.ts';
import { cannedServer, type CannedServer, type ReceivedRequest } from './testing/canned-server.ts';
import { pictures } from './testing/pictures.ts';

let server: CannedServer | undefined;
afterEach(() => server?.close());

const fetching = async (answer: (response: ServerResponse, request: ReceivedRequest) => void, path = '/picture?sig=secret') => {
  server = await cannedServer((request, response) => answer(response, request));
  return createPictureFetch({ allowedHosts: [server.host] })(server.origin + path);
};

test('pictures come with the kind that their bytes say, whatever the host claims', async () => {
  const fetched = await fetching((response) => response.writeHead(200, { 'content-type': 'text/html' }).end(pictures.webp));
  expect(fetched).toEqual({ ok: true, mediaType: 'image/webp', bytes: pictures.webp });
  expect(server?.received[0]?.headers.accept).toBe('image/webp, image/png, image/jpeg');
});

test('an SVG is refused even where it calls itself a PNG', async () => {
  const fetched = await fetching((response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<svg xmlns="x"/>'));
  expect(fetched).toEqual({ ok: false, reason: 'not_a_picture' });
});

test('exactly 256 kB fit, one byte more does not', async () => {
  const pngOf = (size: number): Buffer => {
    // A text chunk of the right length in front of the last chunk.
    const end = pictures.png.length - 12;
    const chunk = Buffer.alloc(size - pictures.png.length);
    chunk.writeUInt32BE(chunk.length - 12);
    chunk.write('tEXt', 4);
    return Buffer.concat([pictures.png.subarray(0, end), chunk, pictures.png.subarray(end)]);
  };
  expect(await fetching((response) => response.end(pngOf(262_144)))).toMatchObject({ ok: true, mediaType: 'image/png' });
  await server?.close();
  expect(await fetching((response) => response.end(pngOf(262_145)))).toEqual({ ok: false, reason: 'too_large' });
});

test('a small file that unpacks to more than 256 kB is too large', async () => {
  const packed = gzipSync(Buffer.alloc(5_000_000));
  const fetched = await fetching((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
  expect(fetched).toEqual({ ok: false, reason: 'too_large' });
});

test('what is missing, moved or cut off is named as that', async () => {
  expect(await fetching((response) => response.writeHead(404).end(pictures.png))).toEqual({ ok: false, reason: 'bad_status' });
  await server?.close();
  const moved = await fetching((response) => response.writeHead(302, { location: '/x' }).end());
  expect(moved).toEqual({ ok: false, reason: 'redirected' });
  await server?.close();
  const cut = await fetching((response) => {
    response.writeHead(200, { 'content-length': pictures.png.length }).write(pictures.png.subarray(0, 20));
    setImmediate(() => response.destroy());
  });
  expect(cut).toEqual({ ok: false, reason: 'cut_off' });
});

test('addresses that are not public, or none at all, are not called', async () => {
  const fetchPicture = createPictureFetch({});
  expect(await fetchPicture('https://169.254.169.254/logo.png')).toEqual({ ok: false, reason: 'refused_address' });
  expect(await fetchPicture('http://example.com/logo.png')).toEqual({ ok: false, reason: 'refused_host' });
  expect(await fetchPicture('data:image/png;base64,AAAA')).toEqual({ ok: false, reason: 'refused_host' });
  expect(await fetchPicture('logo.png')).toEqual({ ok: false, reason: 'bad_address' });
});
