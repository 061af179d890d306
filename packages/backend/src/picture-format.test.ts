import { expect, test } from 'vitest';
import { pictureFormat } from './picture-format.ts';
import { pictures } from './testing/pictures.ts';

test('whole pictures are known by their bytes', () => {
  expect(pictureFormat(pictures.png)).toBe('image/png');
  expect(pictureFormat(pictures.jpeg)).toBe('image/jpeg');
  expect(pictureFormat(pictures.webp)).toBe('image/webp');
  expect(pictureFormat(pictures.webpLossless)).toBe('image/webp');
});

test('a picture inside a larger buffer is judged by its own bytes', () => {
  const buffer = new Uint8Array(pictures.png.length + 20);
  buffer.set(pictures.png, 10);
  expect(pictureFormat(buffer.subarray(10, 10 + pictures.png.length))).toBe('image/png');
  expect(pictureFormat(buffer)).toBeUndefined();
});

test('a picture that was cut off is none, wherever the cut is', () => {
  for (const picture of Object.values(pictures)) {
    for (let length = 0; length < picture.length; length += 1) {
      expect(pictureFormat(picture.subarray(0, length)), `${length} of ${picture.length} bytes`).toBeUndefined();
    }
  }
});

test.each([
  ['nothing', ''],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['SVG with a declaration', '<?xml version="1.0"?><svg/>'],
  ['HTML', '<!doctype html><script>alert(1)</script>'],
  ['GIF', 'GIF89a\x01\x00\x01\x00\x00\x00\x00;'],
  ['a bare PNG signature before HTML', '\x89PNG\r\n\x1a\n<script>alert(1)</script><script>alert(1)</script>'],
  ['a bare JPEG signature before HTML', '\xff\xd8\xff<script>alert(1)</script>\xff\xd9'],
  ['a RIFF that is no WebP', 'RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00'],
  ['a WebP without a picture', 'RIFF\x18\x00\x00\x00WEBPEXIF\x0c\x00\x00\x00abcdefghijkl'],
])('%s is no picture', (_what, text) => {
  expect(pictureFormat(Uint8Array.from(Buffer.from(text, 'latin1')))).toBeUndefined();
});

test('pictures without a size are none', () => {
  const png = pictures.png.slice();
  png.set([0, 0, 0, 0], 16);
  expect(pictureFormat(png)).toBeUndefined();
  const jpeg = pictures.jpeg.slice();
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
  jpeg.set([0, 0], frame + 5);
  expect(pictureFormat(jpeg)).toBeUndefined();
});

test('a small file that claims to be an enormous picture is none; one of 4,096 by 4,096 is', () => {
  const sized = (width: number, height: number): Readonly<Record<string, Uint8Array>> => {
    const png = Buffer.from(pictures.png);
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    const jpeg = Buffer.from(pictures.jpeg);
    const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
    jpeg.writeUInt16BE(height, frame + 5);
    jpeg.writeUInt16BE(width, frame + 7);
    const webp = Buffer.from(pictures.webp);
    webp.writeUInt16LE(width, 26);
    webp.writeUInt16LE(height, 28);
    const webpLossless = Buffer.from(pictures.webpLossless);
    webpLossless.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
    const webpExtended = Buffer.alloc(40);
    webpExtended.write('RIFF\x20\x00\x00\x00WEBPVP8X', 'latin1');
    webpExtended.writeUIntLE(width - 1, 24, 3);
    webpExtended.writeUIntLE(height - 1, 27, 3);
    return { png, jpeg, webp, webpLossless, webpExtended };
  };
  for (const [name, picture] of Object.entries(sized(4096, 4096))) {
    expect(pictureFormat(picture), name).toBe(`image/${name.replace(/^webp.*/, 'webp')}`);
  }
  for (const [width, height] of [
    [16_000, 16_000],
    [4096, 4097],
    [16_383, 1025],
  ] as const) {
    for (const [name, picture] of Object.entries(sized(width, height))) {
      expect(pictureFormat(picture), `${name} ${width}x${height}`).toBeUndefined();
    }
  }
});
