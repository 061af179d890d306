import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPerson, newFlow, type Person } from './person.ts';
import { wire, type WireAnswer } from './wire.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let person: Person;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  person = createPerson(world);
});

const cookies = (): Record<string, string> => ({ cookie: [...person.jar].map(([name, value]) => `${name}=${value}`).join('; ') });
const ours = (): Record<string, string> => ({ ...cookies(), 'sec-fetch-site': 'same-origin', origin: world.origin });

/** What a page must be sent with, word for word; its styles are allowed by their hashes and in no other way. */
const page = ({ body }: WireAnswer, coop: 'same-origin' | 'unsafe-none') => {
  const hashes = [...body.matchAll(/<style>(.*?)<\/style>/gs)].map(
    ([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  );
  expect(hashes.length).toBeGreaterThan(0);
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src ${hashes.join(' ')}; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'cross-origin-opener-policy': coop,
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
};
const hosted = (answer: WireAnswer) => page(answer, 'same-origin');
const window = (answer: WireAnswer) => page(answer, 'unsafe-none');

const callback = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'unsafe-none',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };

const cookie = (prefix: string, secret: string, fid = 'cf_[\\w-]{43}') =>
  expect.stringMatching(
    new RegExp(
      `^__Host-${prefix}_[\\w-]{8}=${fid}\\.${secret}_[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1200$`,
    ),
  ) as string;

const expectPage = (answer: WireAnswer, status: number, headers: (answer: WireAnswer) => object, more: object = {}): void => {
  expect([answer.status, answer.headers]).toEqual([status, { ...headers(answer), ...more }]);
};

/** A flow of this person that has come back from the platform. */
const returned = async () => {
  const link = await world.link();
  const flow = newFlow();
  const address = await person.authorize('instagram', await person.launch(link.url, 'instagram', flow));
  return { link, flow, address };
};

describe('T05 the headers of a page', () => {
  test('of the link, whatever state it is in', async () => {
    const link = await world.link();
    const answer = await wire(world, link.url);
    expectPage(answer, 200, hosted);
    expect(answer.cookies).toEqual([]);
    await world.client.links.update(link.id, { paused: true });
    expectPage(await wire(world, link.url), 403, hosted);
    await world.client.links.revoke(link.id);
    expectPage(await wire(world, link.url), 410, hosted);
    expectPage(await wire(world, `/l/cl_${'x'.repeat(43)}`), 404, hosted);
    expectPage(await wire(world, link.url, { method: 'POST' }), 405, hosted, { allow: 'GET' });
  });

  test('of the workspace’s own colour: a second style, by its hash as well', async () => {
    await world.client.workspaces.put('coloured', { name: 'Coloured', accentColor: '#f97316' });
    const { url } = await world.link({ workspace: 'coloured' });
    const answer = await wire(world, url);
    expectPage(answer, 200, hosted);
    expect(answer.headers['content-security-policy']?.match(/sha256-/g)).toHaveLength(2);
  });

  test('of the launch page: it keeps its opener, explicitly, also where it refuses', async () => {
    const link = await world.link();
    const address = `${link.url}/launch?${new URLSearchParams({ fid: newFlow().fid, p: 'instagram', m: 'popup', o: world.embed('shop') })}`;
    const answer = await wire(world, address);
    expectPage(answer, 200, window);
    expect(answer.cookies).toEqual([]);
    await world.client.links.revoke(link.id);
    expectPage(await wire(world, address), 410, window);
  });

  test('of the way to the platform without a script', async () => {
    const link = await world.link();
    const answer = await wire(world, `${link.url}/start`, {
      method: 'POST',
      headers: ours(),
      body: new URLSearchParams({ platform: 'instagram' }),
    });
    expectPage(answer, 200, window);
    expect(answer.cookies).toEqual([cookie('clb', 'cb')]);
  });

  test('of the question in another browser', async () => {
    const { flow, address } = await returned();
    person = createPerson(world);
    await person.send('GET', address);
    const answer = await wire(world, `/f/${flow.fid}/confirm`, { headers: cookies() });
    expect(answer.body).toContain('Did you just start this?');
    expectPage(answer, 200, hosted);
  });

  test('of the end, good, bad, under way or somebody else’s', async () => {
    const { flow, address, link } = await returned();
    const done = `/f/${flow.fid}/done`;
    const progress = await wire(world, done, { headers: cookies() });
    expect(progress.body).toContain('http-equiv="refresh"');
    expectPage(progress, 200, window);
    await person.open(address);
    const answer = await wire(world, done, { headers: cookies() });
    expect(answer.body).toContain('@harbourcoffee is connected');
    expectPage(answer, 200, window);
    expectPage(await wire(world, done), 404, window);
    const denied = await person.authorize('instagram', await person.start(link.url, 'instagram'), { decision: 'cancel' });
    const { url } = await person.open(denied);
    expectPage(await wire(world, url, { headers: cookies() }), 200, window);
  });

  test('of the receipt, its question, and its end', async () => {
    const { address } = await returned();
    const { html } = await person.open(address);
    const receipt = /\/r\/rc_[\w-]+/.exec(html)?.[0] ?? '';
    for (const path of [receipt, `${receipt}?end`]) expectPage(await wire(world, path), 200, hosted);
    expectPage(await wire(world, `${receipt}/disconnect`, { method: 'POST' }), 403, hosted);
    const ended = await wire(world, `${receipt}/disconnect`, { method: 'POST', headers: ours(), body: new URLSearchParams() });
    expectPage(ended, 200, hosted);
    expectPage(await wire(world, `/r/rc_${'x'.repeat(43)}`), 404, hosted);
  });

  test('of what is not there, of a code’s explanation, and of the front page', async () => {
    for (const path of ['/nothing', '/widget/v1/nothing.js', '/assets/nothing.js', '/pictures/pic_none']) {
      expectPage(await wire(world, path), 404, hosted);
    }
    for (const path of ['/', '/problems/rate_limited']) expectPage(await wire(world, path), 200, hosted);
  });
});

describe('T05 the headers where somebody asks too often', () => {
  test('say when to come back: to a person on a page, to a script in its answer, to a product page as well', async () => {
    const busy = await createWorld({ rateLimits: { startsPerMinute: 1, publicPerMinute: 2 } });
    try {
      const link = await busy.link();
      const headers = { 'sec-fetch-site': 'same-origin', origin: busy.origin };
      const start = () =>
        wire(busy, `${link.url}/start`, { method: 'POST', headers, body: new URLSearchParams({ platform: 'instagram' }) });
      expect((await start()).status).toBe(200);
      const later = { 'retry-after': expect.stringMatching(/^[1-9]\d?$/) as string };
      expectPage(await start(), 429, window, later);
      const status = () =>
        wire(busy, '/v1/public/flows/status', {
          method: 'POST',
          headers: { 'content-type': 'text/plain' },
          body: JSON.stringify({ secret: newFlow().secret }),
        });
      expect([(await status()).status, (await status()).status]).toEqual([200, 200]);
      const refused = await status();
      expect([refused.status, refused.headers]).toMatchObject([429, { ...later, 'access-control-allow-origin': '*' }]);
      // Another link is another matter; a page that is only looked at is never refused.
      expectPage(await wire(busy, link.url), 200, hosted);
      const other = await busy.link();
      expect(
        (
          await wire(busy, `${other.url}/start`, {
            method: 'POST',
            headers,
            body: new URLSearchParams({ platform: 'instagram' }),
          })
        ).status,
      ).toBe(200);
    } finally {
      await busy.close();
    }
  });
});

describe('T05 the headers of what pages ask for', () => {
  test('of the announcement: a cookie for this browser, and nothing else', async () => {
    const link = await world.link();
    const { fid } = newFlow();
    const body = JSON.stringify({ fid, platform: 'instagram', mode: 'popup', openerOrigin: null, returnUrl: null });
    const answer = await wire(world, `${link.url}/launch`, {
      method: 'POST',
      headers: { ...ours(), 'content-type': 'application/json' },
      body,
    });
    expect(answer).toEqual({
      status: 204,
      headers: { 'cache-control': 'no-store' },
      cookies: [cookie('clb', 'cb', fid)],
      body: '',
    });
    person.jar.set(`__Host-clb_${fid.slice(3, 11)}`, /=([^;]+)/.exec(answer.cookies[0] ?? '')?.[1] ?? '');
    const start = {
      method: 'POST',
      headers: { ...ours(), 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ fid, platform: 'instagram' }),
    };
    const started = await wire(world, `${link.url}/start`, start);
    expect([started.status, started.headers, started.cookies]).toEqual([200, json, []]);
    const status = await wire(world, `/f/${fid}/done`, { headers: { ...cookies(), accept: 'application/json' } });
    expect([status.status, status.headers]).toEqual([200, json]);
    const refused = await wire(world, `${link.url}/start`, { ...start, headers: { ...start.headers, cookie: '' } });
    expect([refused.status, refused.headers]).toEqual([400, json]);
  });

  test('of the word that somebody was there', async () => {
    const link = await world.link();
    expect(await wire(world, `${link.url}/opened`, { method: 'POST', headers: ours() })).toEqual({
      status: 204,
      headers: {},
      cookies: [],
      body: '',
    });
  });

  test('of the platform’s way back: it shows nothing, and tells nobody its address', async () => {
    const { flow, address } = await returned();
    // The empty fragment takes the place of the one that Instagram adds, `#_`, which browsers would keep.
    const here = await wire(world, address, { headers: { ...cookies(), 'sec-fetch-dest': 'document' } });
    expect(here).toEqual({ status: 303, headers: { ...callback, location: `/f/${flow.fid}/done#` }, cookies: [], body: '' });
    const other = await returned();
    const elsewhere = await wire(world, other.address);
    expect(elsewhere).toEqual({
      status: 303,
      headers: { ...callback, location: `/f/${other.flow.fid}/confirm#` },
      cookies: [cookie('clc', 'cc', other.flow.fid)],
      body: '',
    });
    const unknown = await wire(world, '/oauth/instagram/callback?code=c&state=st_unknown');
    expect(unknown).toEqual({
      status: 303,
      headers: { ...callback, location: '/oauth/instagram/refused?code=attempt_expired#' },
      cookies: [],
      body: '',
    });
    expectPage(await wire(world, unknown.headers['location'] ?? ''), 410, window);
    expectPage(await wire(world, '/oauth/instagram/callback', { method: 'POST' }), 405, hosted, { allow: 'GET' });
  });

  test('of a picture and of a page’s script', async () => {
    const { address } = await returned();
    const { html } = await person.open(address);
    const picture = await wire(world, /\/pictures\/\w+/.exec(html)?.[0] ?? '');
    expect([picture.status, picture.headers]).toEqual([
      200,
      {
        'content-type': expect.stringMatching(/^image\/(png|jpeg|webp)$/) as string,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=3600',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        etag: expect.stringMatching(/^"[\w-]{22}"$/) as string,
      },
    ]);
    const script = await wire(world, /\/assets\/[\w.-]+/.exec(html)?.[0] ?? '');
    expect([script.status, script.headers]).toEqual([
      200,
      {
        'content-type': 'text/javascript; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    ]);
  });
});
