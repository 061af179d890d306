import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
} as const;

const names = [
  'brightline.css',
  'icon.svg',
  'sharer.js',
  'activity.js',
  'client.js',
  'logos/northlight.png',
  'logos/tidewater.png',
  'logos/fable.png',
] as const;

/** Style, scripts and pictures of the pages. */
export const files = (): Hono => {
  const app = new Hono();
  for (const name of names) {
    const content = readFileSync(new URL(`../public/${name}`, import.meta.url));
    const [type] = Object.entries(types).flatMap(([ending, type]) => (name.endsWith(`.${ending}`) ? [type] : []));
    app.get(`/public/${name}`, (c) =>
      c.body(new Uint8Array(content), 200, { 'content-type': type ?? 'application/octet-stream', 'cache-control': 'no-cache' }),
    );
  }
  return app;
};
