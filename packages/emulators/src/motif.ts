import { encodePng } from './png.ts';

/** What an account's picture shows. */
export type Motif = 'sun' | 'pines' | 'waves' | 'bowl' | 'rings' | 'leaf';

/** A shape: how far a point (0 to 1 in both directions) is from its edge, negative inside. */
type Shape = (x: number, y: number) => number;
type Colour = readonly [red: number, green: number, blue: number];
interface Drawing {
  readonly ground: Colour;
  readonly layers: readonly (readonly [Shape, Colour])[];
}

const circle = (cx: number, cy: number, r: number): Shape => (x, y) => Math.hypot(x - cx, y - cy) - r;
const below = (line: (x: number) => number): Shape => (x, y) => line(x) - y;
const both = (a: Shape, b: Shape): Shape => (x, y) => Math.max(a(x, y), b(x, y));
const ring = (r: number, width: number): Shape => (x, y) => Math.abs(Math.hypot(x - 0.5, y - 0.5) - r) - width / 2;
const stripe = (x1: number, y1: number, x2: number, y2: number, width: number): Shape => (x, y) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) - width / 2;
};
const tree = (cx: number, top: number, bottom: number): Shape => (x, y) => {
  const half = (bottom - top) * 0.36;
  return Math.max(y - bottom, (Math.abs(x - cx) * (bottom - top) - half * (y - top)) / Math.hypot(half, bottom - top));
};
const swell = (level: number, phase: number): Shape => below((x) => level + 0.035 * Math.sin(x * 11 + phase));

const drawings: Record<Motif, Drawing> = {
  sun: {
    ground: [246, 214, 168],
    layers: [
      [circle(0.5, 0.56, 0.24), [226, 106, 62]],
      [swell(0.62, 0), [32, 84, 100]],
      [swell(0.76, 2), [20, 58, 74]],
    ],
  },
  pines: {
    ground: [232, 228, 212],
    layers: [
      [tree(0.3, 0.3, 0.76), [122, 146, 108]],
      [tree(0.7, 0.36, 0.76), [122, 146, 108]],
      [tree(0.5, 0.16, 0.76), [46, 84, 62]],
      [stripe(0.5, 0.77, 0.5, 0.85, 0.05), [112, 78, 52]],
    ],
  },
  waves: {
    ground: [44, 32, 74],
    layers: [
      [circle(0.66, 0.32, 0.13), [248, 218, 128]],
      [circle(0.6, 0.28, 0.12), [44, 32, 74]],
      [swell(0.56, 1), [88, 62, 140]],
      [swell(0.7, 3), [132, 96, 184]],
      [swell(0.84, 5), [180, 146, 216]],
    ],
  },
  bowl: {
    ground: [190, 50, 44],
    layers: [
      [stripe(0.54, 0.5, 0.78, 0.16, 0.025), [248, 216, 160]],
      [stripe(0.6, 0.52, 0.87, 0.2, 0.025), [248, 216, 160]],
      [both(circle(0.5, 0.48, 0.33), below(() => 0.5)), [252, 246, 232]],
      [stripe(0.41, 0.81, 0.59, 0.81, 0.05), [252, 246, 232]],
      [stripe(0.17, 0.5, 0.83, 0.5, 0.05), [34, 30, 30]],
    ],
  },
  rings: {
    ground: [20, 20, 24],
    layers: [
      [ring(0.36, 0.07), [250, 204, 46]],
      [ring(0.22, 0.07), [250, 204, 46]],
      [circle(0.5, 0.5, 0.09), [250, 204, 46]],
    ],
  },
  leaf: {
    ground: [214, 236, 220],
    layers: [
      [both(circle(0.34, 0.38, 0.44), circle(0.66, 0.62, 0.44)), [38, 122, 84]],
      [stripe(0.24, 0.78, 0.66, 0.36, 0.02), [214, 236, 220]],
    ],
  },
};

export const motifs = Object.keys(drawings) as readonly Motif[];

const drawn = new Map<string, Uint8Array<ArrayBuffer>>();

/** A square PNG of the motif, `size` pixels wide, the same bytes every time. */
export function drawMotif(motif: Motif, size: number): Uint8Array<ArrayBuffer> {
  const key = `${motif} ${size}`;
  const known = drawn.get(key);
  if (known) return known;
  const png = encodePng(size, size, paint(drawings[motif], size));
  drawn.set(key, png);
  return png;
}

function paint({ ground, layers }: Drawing, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [red, green, blue] = ground;
      for (const [shape, colour] of layers) {
        const distance = shape((column + 0.5) / size, (row + 0.5) / size) * size;
        const cover = Math.min(1, Math.max(0, 0.5 - distance));
        red += (colour[0] - red) * cover;
        green += (colour[1] - green) * cover;
        blue += (colour[2] - blue) * cover;
      }
      pixels.set([red, green, blue], (row * size + column) * 3);
    }
  }
  return pixels;
}
