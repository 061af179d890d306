/** The kinds of picture that are taken over. Never SVG: it is a program. */
export type PictureMediaType = 'image/png' | 'image/jpeg' | 'image/webp';

/**
 * What kind of picture the bytes are, judged by the bytes alone: their signature, their structure, and an end that was
 * reached. `undefined` for everything else, cut-off pictures and those of more than 16 megapixels included.
 */
export const pictureFormat = (bytes: Uint8Array): PictureMediaType | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPng(bytes, view)) return 'image/png';
  if (isJpeg(view)) return 'image/jpeg';
  if (isWebp(bytes, view)) return 'image/webp';
  return undefined;
};

/** Unpacked, as browsers keep them, these take 64 MB. A few bytes can claim to be a picture that takes gigabytes. */
const mostPixels = 2 ** 24;

const isBearable = (width: number, height: number): boolean => width > 0 && height > 0 && width * height <= mostPixels;

const textAt = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));

const pngSignature = '\x89PNG\r\n\x1a\n';

/** https://www.w3.org/TR/png-3/#5PNG-file-signature: IHDR first, then chunks up to IEND. */
const isPng = (bytes: Uint8Array, view: DataView): boolean => {
  if (view.byteLength < 45 || textAt(bytes, 0, 8) !== pngSignature) return false;
  const hasHeader = view.getUint32(8) === 13 && textAt(bytes, 12, 4) === 'IHDR';
  if (!hasHeader || !isBearable(view.getUint32(16), view.getUint32(20))) return false;
  for (let at = 33; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    if (textAt(bytes, at + 4, 4) === 'IEND') return true;
  }
  return false;
};

/** ITU T.81, annex B: segments up to the scan, one of them a frame with a size; then an end-of-image marker. */
const isJpeg = (view: DataView): boolean => {
  const length = view.byteLength;
  if (length < 4 || view.getUint16(0) !== 0xffd8) return false;
  let hasFrame = false;
  for (let at = 2; at + 4 <= length; at += 2 + view.getUint16(at + 2)) {
    // Any number of fill bytes may stand before a marker.
    while (at + 4 < length && view.getUint16(at) === 0xffff) at += 1;
    const marker = view.getUint16(at);
    if (marker === 0xffda) return hasFrame && endsImage(view, at);
    if (marker < 0xffc0 || marker > 0xfffe || view.getUint16(at + 2) < 2) return false;
    if (isFrame(marker)) {
      if (at + 9 > length || !isBearable(view.getUint16(at + 7), view.getUint16(at + 5))) return false;
      hasFrame = true;
    }
  }
  return false;
};

/** SOF0 to SOF15, without the tables that share their range (DHT, JPG, DAC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);

const endsImage = (view: DataView, from: number): boolean => {
  for (let at = view.byteLength - 2; at > from; at -= 1) if (view.getUint16(at) === 0xffd9) return true;
  return false;
};

/** https://developers.google.com/speed/webp/docs/riff_container: as long as stated, and a picture's chunk comes first. */
const isWebp = (bytes: Uint8Array, view: DataView): boolean => {
  if (view.byteLength < 24 || textAt(bytes, 0, 4) !== 'RIFF' || textAt(bytes, 8, 4) !== 'WEBP') return false;
  const stated = view.getUint32(4, true) + 8;
  return stated <= view.byteLength && stated >= 24 && isBearable(...webpSize(textAt(bytes, 12, 4), view));
};

/** Width and height by the picture's first chunk; nought by nought for what is none, or too short to say. */
const webpSize = (chunk: string, view: DataView): readonly [width: number, height: number] => {
  if (view.byteLength < 30 && chunk !== 'VP8L') return [0, 0];
  switch (chunk) {
    case 'VP8 ':
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case 'VP8L':
      return view.byteLength < 25
        ? [0, 0]
        : [(view.getUint32(21, true) & 0x3fff) + 1, ((view.getUint32(21, true) >>> 14) & 0x3fff) + 1];
    case 'VP8X':
      return [(view.getUint32(24, true) & 0xffffff) + 1, (view.getUint32(26, true) >>> 8) + 1];
    default:
      return [0, 0];
  }
};
