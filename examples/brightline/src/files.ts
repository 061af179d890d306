import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const;

const names = [
  'brightline.css',
  'icon.svg',
  'page.js',
  'announce.js',
  'copy-button.js',
  'question.js',
  'accounts.js',
  'profile.js',
  'client.js',
] as const;

/** Style, scripts and icon of the pages. */
export const files = (): Hono => {
  const app = new Hono();
  for (const name of names) {
    const content = readFileSync(new URL(`../public/${name}`, import.meta.url), 'utf8');
    const [type] = Object.entries(types).flatMap(([ending, type]) => (name.endsWith(`.${ending}`) ? [type] : []));
    app.get(`/public/${name}`, (c) =>
      c.body(content, 200, { 'content-type': type ?? 'application/octet-stream', 'cache-control': 'no-cache' }),
    );
  }
  return app;
};
