import { readFileSync } from 'node:fs';
import { PlatformFailure, type Platform, type Tokens } from '@connect/backend';
import { createTestBackend } from '@connect/backend/testing';
import { listen } from '@connect/emulators/node';
import { createClient, type Event } from '@connect/sdk';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './command.ts';
import { codeIn, columns } from './doc-tables.ts';

const minute = 60_000;

/** A platform whose codes are the names of who logs in there, except `no` (declined) and `broken` (an outage). */
const examplePlatform = (now: () => number, isDead: () => boolean): Platform => {
  const tokensOf = (name: string): Tokens => ({
    accessToken: name,
    accessExpiresAt: now() + 60 * minute,
    refreshToken: `refresh-${name}`,
    refreshExpiresAt: now() + 48 * 60 * minute,
    obtainedAt: now(),
  });
  return {
    id: 'example',
    name: 'Example',
    host: 'platform.example',
    preferredMode: 'popup',
    tellsHandle: true,
    scopes: { required: ['basic'], optional: [] },
    permissions: { basic: { title: 'See your profile', detail: 'Name', kind: 'read' } },
    hosts: [],
    authorize: ({ state, redirectUri }) => ({ url: `${redirectUri}?${new URLSearchParams({ state })}` }),
    parseCallback: (query) => {
      const [state, code] = [query.get('state') ?? '', query.get('code') ?? ''];
      return code === 'no' ? { kind: 'denied', state } : { kind: 'code', code, state };
    },
    async exchange({ code }) {
      if (code === 'broken') throw new PlatformFailure('unavailable', 'Example, token request: no answer.');
      return { tokens: tokensOf(code), scopes: ['basic'], altIds: [] };
    },
    fetchAccounts: async ({ accessToken: id }) => [{ id, altIds: [], handle: `@${id}`, displayName: null, pictureUrl: null, type: null }],
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + 40 * minute }),
    async refresh({ accessToken }) {
      if (isDead()) throw new PlatformFailure('token_refused', 'Example, refresh: no.');
      return { tokens: tokensOf(accessToken), scopes: null };
    },
    check: async () => undefined,
    revoke: async () => 'unsupported',
  };
};

/** Everything that can happen in a workspace, through the doors that people and servers use. */
const everything = async (): Promise<readonly Event[]> => {
  let time = Date.UTC(2026, 10, 20, 12);
  let isDead = false;
  const gone = await listen({ fetch: async () => new Response(null, { status: 410 }) }, { port: 0 });
  onTestFinished(() => gone.close());
  const backend = await createTestBackend({
    now: () => time,
    platforms: [examplePlatform(() => time, () => isDead)],
    allowedHosts: [new URL(gone.origin).host],
    rateLimits: { startsPerMinute: 1000 },
  });
  onTestFinished(() => backend.close());
  const { fetch, origin, apiKey } = backend;
  const { workspaces, links, connections, events, webhooks } = createClient({ origin, apiKey, fetch });

  await workspaces.put('shop', { name: 'Shop' });
  const { id: link } = await links.create({ workspace: 'shop', platforms: ['example'], sharedBy: { name: 'Maya', email: 'maya@shop.example' } });
  await links.update(link, { description: 'Spring' });
  await links.update(link, { paused: true });
  await links.update(link, { paused: false });
  await links.reveal(link);
  const { url } = await links.rotate(link);

  const from = { origin, 'sec-fetch-site': 'same-origin', accept: 'application/json' };
  const send = (path: string, form: Readonly<Record<string, string>>, cookie = '') =>
    fetch(new URL(path, origin), { method: 'POST', headers: { ...from, cookie }, body: new URLSearchParams(form), redirect: 'manual' });
  /** Where somebody's attempt leads, and the cookie of the browser. */
  const comes = async (code: string): Promise<{ readonly done: string; readonly cookie: string }> => {
    const started = await send(`${url}/start`, { platform: 'example' });
    const { authorizeUrl } = (await started.json()) as { authorizeUrl: string };
    const cookie = started.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    const back = await fetch(`${authorizeUrl}&code=${code}`, { headers: { cookie }, redirect: 'manual' });
    return { done: back.headers.get('location') ?? '', cookie };
  };
  const idOf = async (handle: string): Promise<string> => {
    const { data } = await connections.list({ workspace: 'shop' });
    return data.find(({ account }) => account.handle === handle)?.id ?? '';
  };

  await send(`${url}/opened`, {});
  await comes('no');
  await comes('broken');

  await comes('ana');
  await comes('ana');
  time += 45 * minute;
  await backend.runDue();
  isDead = true;
  time += 45 * minute;
  await backend.runDue();
  await connections.disconnect(await idOf('@ana'));

  const bea = await comes('bea');
  await send(bea.done.replace('/done', '/undo'), { connection: await idOf('@bea') }, bea.cookie);

  await links.update(link, { requiresApproval: true });
  await comes('cleo');
  const cleo = await comes('cleo');
  await connections.approve(await idOf('@cleo'));
  await comes('dan');
  await connections.reject(await idOf('@dan'));
  const page = await (await fetch(new URL(cleo.done, origin), { headers: { cookie: cleo.cookie } })).text();
  await send(`${/\/r\/rc_[\w-]+/.exec(page)?.[0] ?? ''}/forget`, {});
  // Who asks for deletion is gone from earlier events; somebody else of whom they tell.
  await comes('eve');
  await comes('eve');
  await connections.approve(await idOf('@eve'));

  await webhooks.create({ url: gone.origin });
  await links.revoke(link);
  await backend.runDue();
  return (await events.list({ workspace: 'shop', limit: 100 })).data;
};

test('events are done by whom the guide says, and carry the data that it names', async () => {
  const told = await everything();
  const rows = columns(readFileSync(`${root}/docs/guides/events.md`, 'utf8'), 'Types');
  const said = rows.map(([type = '', , by = '', data = '']) => ({ type: codeIn(type)[0], by: by.split(', '), data: codeIn(data).sort() }));
  for (const { type, by, data } of said) {
    const seen = told.filter((event) => event.type === type);
    expect({ type, data: [...new Set(seen.flatMap((event) => Object.keys(event.data)))].sort() }).toEqual({ type, data });
    expect(seen.length, `${type} happens`).toBeGreaterThan(0);
    expect(by, type).toEqual(expect.arrayContaining(seen.map(({ actor }) => actor.kind)));
  }
});
