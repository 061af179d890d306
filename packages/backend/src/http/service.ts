import { createHash } from 'node:crypto';
import { contract } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import { readAsset } from './assets.ts';
import type { Environment, Exchange } from './environment.ts';
import { openapi } from './openapi.ts';
import type { Parts } from './parts.ts';

const script = { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' } as const;

/** A page of any origin may load the element, also one that isolates itself (COEP). */
const shared = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } as const;

const immutable = 'public, max-age=31536000, immutable';

/** Whether the file's name changes with its content, as those of the elements' parts do. */
const isPart = (file: string): boolean => /\.[\w-]{8,}\.js$/.test(file);

/** Compared weakly (RFC 9110, section 13.1.2): a proxy that compresses on the way marks the tag as weak. */
const isKnown = (exchange: Exchange, etag: string): boolean =>
  (exchange.req.header('if-none-match') ?? '').split(',').some((known) => known.trim().replace(/^W\//, '') === etag);

/** What is neither an operation nor a page: the element, the pages' scripts, pictures, the description, health. */
export const mountService = (
  app: Hono<Environment>,
  { context, manifest, background }: Pick<Parts, 'context' | 'manifest' | 'background'>,
): void => {
  const { storage, origin } = context;
  const hosted = new Set(Object.values(manifest.hosted));
  const description = JSON.stringify(openapi(contract, { origin, version: manifest.version }));

  app.get('/widget/:version/:file', async (exchange) => {
    const { version, file } = exchange.req.param();
    const entry = Object.hasOwn(manifest.widget, file) ? manifest.widget[file] : undefined;
    // Also for a part of another version, which another node may have: that page is `no-store`, so nobody remembers it.
    if (entry === undefined || (version !== 'v1' && version !== manifest.version)) return exchange.notFound();
    const etag = `"${entry.integrity}"`;
    // A part's name says what is in it, so that it can be kept for ever, whatever the version.
    const lasts = version !== 'v1' || isPart(file);
    const headers = { ...script, ...shared, etag, 'cache-control': lasts ? immutable : 'public, max-age=300' };
    if (isKnown(exchange, etag)) return new Response(null, { status: 304, headers });
    return new Response(new Uint8Array(await readAsset(`widget/${entry.file}`)), { headers });
  });

  app.get('/widget/manifest.json', (exchange) => {
    const integrity = Object.fromEntries(Object.entries(manifest.widget).map(([file, entry]) => [file, entry.integrity]));
    return exchange.json({ version: manifest.version, integrity }, 200, { ...shared, 'cache-control': 'public, max-age=300' });
  });

  app.get('/assets/:file', async (exchange) => {
    const { file } = exchange.req.param();
    if (!hosted.has(file)) return exchange.notFound();
    return new Response(new Uint8Array(await readAsset(`hosted/${file}`)), {
      headers: { ...script, 'cache-control': immutable },
    });
  });

  app.get('/pictures/:id', async (exchange) => {
    const id = exchange.req.param('id');
    // PostgreSQL refuses a NUL instead of not finding it.
    const picture = /^pic_\w+$/.test(id) ? await storage.picture(id) : undefined;
    if (picture === undefined) return exchange.notFound();
    const etag = `"${createHash('sha256').update(picture.bytes).digest('base64url').slice(0, 22)}"`;
    const headers = {
      etag,
      'content-type': picture.mediaType,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600',
      ...shared,
    };
    if (isKnown(exchange, etag)) return new Response(null, { status: 304, headers });
    return new Response(new Uint8Array(picture.bytes), { headers });
  });

  app.get(
    '/openapi.json',
    () =>
      new Response(description, {
        headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300', ...shared },
      }),
  );

  app.get('/healthz', (exchange) => exchange.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }));

  app.get('/readyz', async (exchange) => {
    try {
      await storage.ping();
      // A process that only serves is ready all the same: what nobody does is done when somebody works again.
      const backgroundWork = (await background.lateSince()) === undefined ? 'on_time' : 'late';
      return exchange.json({ status: 'ready', backgroundWork }, 200, { 'cache-control': 'no-store' });
    } catch (cause) {
      context.log.error({ err: cause }, 'The database does not answer.');
      return exchange.json({ status: 'database_unavailable' }, 503, { 'cache-control': 'no-store' });
    }
  });
};
