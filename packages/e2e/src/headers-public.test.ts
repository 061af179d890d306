import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFlow } from './person.ts';
import { wire } from './wire.ts';
import { createWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe('T05 the headers of what product pages load', () => {
  const shared = {
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };

  test('of the element: the newest for minutes, one exact version for ever, and with a hash to check it by', async () => {
    const manifest = JSON.parse((await wire(world, '/widget/manifest.json')).body) as {
      version: string;
      integrity: Record<string, string>;
    };
    const integrity = manifest.integrity['connect-link-button.js'] ?? '';
    const etag = `"${integrity}"`;
    const newest = await wire(world, '/widget/v1/connect-link-button.js');
    expect([newest.status, newest.headers]).toEqual([200, { ...shared, etag, 'cache-control': 'public, max-age=300' }]);
    expect(`sha384-${createHash('sha384').update(newest.body).digest('base64')}`).toBe(integrity);
    const exact = await wire(world, `/widget/${manifest.version}/connect-link-button.js`);
    expect([exact.status, exact.headers, exact.body]).toEqual([
      200,
      { ...shared, etag, 'cache-control': 'public, max-age=31536000, immutable' },
      newest.body,
    ]);
    const again = await wire(world, '/widget/v1/connect-link-button.js', { headers: { 'if-none-match': etag } });
    expect([again.status, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    expect((await wire(world, '/widget/9.9.9/connect-link-button.js')).status).toBe(404);
  });

  test('of the elements for sharers: a small file with a lasting name, and parts that are named by their content', async () => {
    const { version, integrity } = JSON.parse((await wire(world, '/widget/manifest.json')).body) as {
      version: string;
      integrity: Record<string, string>;
    };
    const immutable = 'public, max-age=31536000, immutable';
    for (const element of ['connect-link-manager', 'connect-account-list']) {
      const named = await wire(world, `/widget/v1/${element}.js`);
      expect(named.headers['cache-control']).toBe('public, max-age=300');
      const seen = new Set<string>();
      const follow = async (body: string): Promise<void> => {
        for (const [, part = ''] of body.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)) {
          if (seen.has(part)) continue;
          seen.add(part);
          const answer = await wire(world, `/widget/v1/${part}`);
          const etag = `"${integrity[part] ?? ''}"`;
          expect([part, answer.status, answer.headers]).toEqual([part, 200, { ...shared, etag, 'cache-control': immutable }]);
          expect(`sha384-${createHash('sha384').update(answer.body).digest('base64')}`).toBe(integrity[part]);
          expect((await wire(world, `/widget/${version}/${part}`)).body).toBe(answer.body);
          await follow(answer.body);
        }
      };
      await follow(named.body);
      expect(seen.size).toBeGreaterThan(2);
    }
  });

  test('of a part of another version: not there, and remembered by nobody', async () => {
    const { status, headers } = await wire(world, '/widget/v1/shared.0ldPart0.js');
    expect([status, headers['cache-control']]).toEqual([404, 'no-store']);
  });

  test('of the public operations: for every origin, without credentials, kept by nobody, refusals too', async () => {
    const link = await world.link();
    const { secret } = newFlow();
    const asked = { origin: 'https://anywhere.example', 'content-type': 'text/plain' };
    const open = {
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after, connect-request-id',
      'connect-request-id': expect.stringMatching(/^req_/) as string,
    };
    const resolve = { link: new URL(link.url).pathname.slice('/l/'.length) };
    for (const [operation, body, status] of [
      ['links/resolve', resolve, 200],
      ['flows/status', { secret }, 200],
      ['flows/ack', { secret, seq: 1 }, 404],
      ['flows/cancel', { secret, ...resolve }, 200],
      ['flows/status', { secret: 'no' }, 400],
      ['flows/status', { secret, filler: 'x'.repeat(70_000) }, 413],
    ] as const) {
      const answer = await wire(world, `/v1/public/${operation}`, { method: 'POST', headers: asked, body: JSON.stringify(body) });
      expect([operation, answer.status, answer.headers]).toEqual([
        operation,
        status,
        { ...open, 'content-type': status === 200 ? 'application/json' : 'application/problem+json' },
      ]);
      expect(answer.cookies).toEqual([]);
    }
    // What would need a preflight is refused, and so is the preflight: no other site's page can send more than a text.
    const typed = await wire(world, '/v1/public/flows/status', {
      method: 'POST',
      headers: { ...asked, 'content-type': 'application/json' },
      body: JSON.stringify({ secret }),
    });
    expect(typed.status).toBe(415);
    const preflight = await wire(world, '/v1/public/flows/status', {
      method: 'OPTIONS',
      headers: { origin: asked.origin, 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  });

  test('of the operations that take a key alone: no other site’s page may read them', async () => {
    const answer = await wire(world, '/v1/sessions', {
      method: 'POST',
      headers: { origin: world.embed('shop'), authorization: 'Bearer ck_wrong' },
    });
    expect([answer.status, answer.headers]).toEqual([
      401,
      {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'connect-request-id': expect.stringMatching(/^req_/) as string,
      },
    ]);
  });

  test('of the operations that a session may call: pages of every origin may, without credentials of the browser’s own', async () => {
    const origin = 'https://anywhere.example';
    const actor = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
    const { token } = await world.client.sessions.create({ workspace: 'northlight', actor, can: ['links:read'] });
    for (const [credentials, status] of [
      [token, 200],
      ['ct_wrong', 401],
    ] as const) {
      const headers = { origin, authorization: `Bearer ${credentials}` };
      const answer = await wire(world, '/v1/links?workspace=northlight', { headers });
      expect([answer.status, answer.headers, answer.cookies]).toEqual([
        status,
        {
          'content-type': status === 200 ? 'application/json' : 'application/problem+json',
          'cache-control': 'no-store',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'retry-after, connect-request-id',
          'connect-request-id': expect.stringMatching(/^req_/) as string,
        },
        [],
      ]);
    }
    const preflight = await wire(world, '/v1/links', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
    });
    expect([preflight.status, preflight.headers]).toMatchObject([
      204,
      {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST, GET',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key',
      },
    ]);
  });
});
