import { correction, generate } from 'lean-qr/nano';

/** A QR code as a drawing: dark squares on a light ground, with the quiet zone of four squares that scanners need. */
export interface QrCode {
  /** Width and height of the drawing, in squares. */
  readonly size: number;
  /** The dark squares, as the `d` of an SVG path. */
  readonly path: string;
  /** Whether a square is dark; outside and in the quiet zone none is. */
  isDark(x: number, y: number): boolean;
}

const quiet = 4;

/** Draws a text. At least 15 % of it may be damaged or covered: links are printed, and photographed from screens. */
export const qrCode = (text: string): QrCode => {
  const bitmap = generate(text, { minCorrectionLevel: correction.M });
  const size = bitmap.size + 2 * quiet;
  const isDark = (x: number, y: number) => bitmap.get(x - quiet, y - quiet);
  let path = '';
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (isDark(x, y)) x += 1;
      if (x > start) path += `M${start} ${y}h${x - start}v1h${start - x}z`;
    }
  }
  return { size, path, isDark };
};

/** The drawing as a file. */
export const qrSvg = ({ size, path }: QrCode): Blob =>
  new Blob(
    [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`],
    { type: 'image/svg+xml' },
  );

/** The drawing as a picture of about 1,000 pixels; `null` where the browser gives no canvas. */
export const qrPng = async ({ size, isDark }: QrCode): Promise<Blob | null> => {
  const canvas = document.createElement('canvas');
  const scale = Math.ceil(1000 / size);
  canvas.width = canvas.height = size * scale;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) if (isDark(x, y)) context.fillRect(x * scale, y * scale, scale, scale);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
};
