import { expect, test } from 'vitest';
import { appSecretProof } from './app-secret-proof.ts';
import {
  app, authorizeUrl, classicUrl, emulate, getLongToken, getPages, graph, graphFault, instagram, pageFields, pages, tideline,
  type PageAnswer,
} from './facebook.test.fixture.ts';

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

test('one consent brings several Instagram accounts, and Pages without one', async () => {
  const emulator = emulate();
  const found = await getPages(emulator, await getLongToken(emulator));
  expect(found).toHaveLength(4);
  expect(found[0]).toEqual({
    id: pages.harbour,
    name: 'Harbour Coffee',
    access_token: expect.stringMatching(/^EAA/),
    tasks: expect.arrayContaining(['MANAGE', 'CREATE_CONTENT']),
    instagram_business_account: {
      id: instagram.harbour,
      username: 'harbourcoffee',
      name: 'Harbour Coffee',
      profile_picture_url: expect.stringMatching(/^https:\/\/graph\.facebook\.com\/_emulator\/pictures\/.*signature=/),
      followers_count: 12400,
    },
  });
  expect(found.find(({ id }) => id === pages.tideline)).not.toHaveProperty('instagram_business_account');
  expect(await getPages(emulator, await getLongToken(emulator, { account: 'tom.becker' }))).toMatchObject([{ id: pages.becker }]);
});

test('only what was ticked: other Pages are not listed, and a Page does not name an account that was not ticked', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, { assets: [tideline, pages.harbour, pages.noor, instagram.harbour] });
  const [harbour, noor, ...more] = await getPages(emulator, access_token);
  expect(more).toEqual([]);
  expect(harbour?.instagram_business_account?.id).toBe(instagram.harbour);
  expect(noor).not.toHaveProperty('instagram_business_account');
  emulator.control.settings({ untickedInstagram: 'shown' });
  expect((await getPages(emulator, access_token))[1]?.instagram_business_account?.id).toBe(instagram.noor);
});

test('Pages of a business are left out without business_management, since version 17', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, {}, classicUrl('instagram_basic,pages_show_list'));
  expect(ids(await getPages(emulator, access_token))).toEqual([pages.kitsune]);
  expect(ids(await getPages(emulator, access_token, '/me/accounts'))).toEqual([pages.kitsune]);
  expect(await getPages(emulator, access_token, '/v16.0/me/accounts')).toHaveLength(4);
});

test('businesses list their Pages, ticked or not, and give tokens only for ticked ones', async () => {
  const emulator = emulate({ settings: { configAccounts: 'empty' } });
  const access_token = await getLongToken(emulator, { assets: [tideline, pages.harbour, instagram.harbour] });
  expect(await getPages(emulator, access_token)).toEqual([]);
  const businesses = await graph(emulator, '/v25.0/me/businesses', { access_token });
  expect(await businesses.json()).toMatchObject({ data: [{ id: tideline, name: 'Tideline Social Ltd' }] });
  expect(ids(await getPages(emulator, access_token, `/v25.0/${tideline}/owned_pages`))).toEqual([pages.tideline]);
  const [harbour, noor] = await getPages(emulator, access_token, `/v25.0/${tideline}/client_pages`);
  expect(harbour?.access_token).toMatch(/^EAA/);
  expect(noor).not.toHaveProperty('access_token');
  expect(noor?.instagram_business_account?.id).toBe(instagram.noor);
  emulator.control.settings({ businessPages: 'ticked' });
  expect(ids(await getPages(emulator, access_token, `/v25.0/${tideline}/client_pages`))).toEqual([pages.harbour]);
});

test('a business that was not ticked is not there', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, { assets: [pages.harbour, pages.kitsune, instagram.harbour] });
  expect(ids(await getPages(emulator, access_token))).toEqual([pages.kitsune]);
  expect(await (await graph(emulator, '/me/businesses', { access_token })).json()).toEqual({ data: [] });
  const missing = await graph(emulator, `/${tideline}/owned_pages`, { access_token });
  expect(await graphFault(missing)).toMatchObject({ status: 400, code: 100, error_subcode: 33 });
});

test('long lists come in pages, whose next address can be followed as it is', async () => {
  const pageAt = (index: number) => ({ id: `9000${index + 100}`, name: `Page ${index}`, category: 'Test', language: 'en' });
  const many = Array.from({ length: 60 }, (_, index) => pageAt(index));
  const person = { username: 'many', name: 'Many Pages', id: '100099999999999', language: 'en', pages: many.map(({ id }) => id) };
  const emulator = emulate({ world: { people: [person], pages: many, businesses: [] } });
  const access_token = await getLongToken(emulator, { account: 'many' });
  const found: PageAnswer[] = [];
  const query = new URLSearchParams({ fields: 'id', access_token });
  let url: string | undefined = `https://graph.facebook.com/v25.0/me/accounts?${query}`;
  const lengths = [];
  while (url !== undefined) {
    const answer = (await (await emulator.fetch(new Request(url))).json()) as { data: PageAnswer[]; paging: { next?: string } };
    found.push(...answer.data);
    lengths.push(answer.data.length);
    url = answer.paging.next;
  }
  expect(lengths).toEqual([25, 25, 10]);
  expect(ids(found)).toEqual(ids(many));
  const limited = await graph(emulator, '/me/accounts', { access_token, limit: '100' });
  expect(await limited.json()).toMatchObject({ data: { length: 60 }, paging: { cursors: expect.any(Object) } });
});

test('an Instagram account is read by its id, if it was ticked', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, { untick: [instagram.noor] });
  const fields = 'id,username,name,account_type,followers_count,follows_count,media_count,biography,website,has_profile_pic';
  expect(await (await graph(emulator, `/v25.0/${instagram.harbour}`, { fields, access_token })).json()).toEqual({
    id: instagram.harbour,
    username: 'harbourcoffee',
    name: 'Harbour Coffee',
    account_type: 'Business',
    followers_count: 12400,
    follows_count: 312,
    media_count: 846,
    biography: 'Small roastery on the quay. Open from seven.',
    website: 'https://harbourcoffee.example',
    has_profile_pic: true,
  });
  const hidden = await graph(emulator, `/v25.0/${instagram.noor}`, { access_token });
  expect(await graphFault(hidden)).toMatchObject({ status: 400, code: 100, error_subcode: 33 });
});

test('an account that becomes a personal one is behind no Page any more', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator);
  emulator.control.update('harbourcoffee', { kind: 'personal' });
  expect((await getPages(emulator, access_token))[0]).not.toHaveProperty('instagram_business_account');
  emulator.control.update('noor.studio', { username: 'noor.weddings' });
  const [, noor] = await getPages(emulator, access_token);
  expect(noor?.instagram_business_account).toMatchObject({ id: instagram.noor, username: 'noor.weddings' });
});

test('a Page is read by its id, with a token of its own', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, { untick: [pages.noor] });
  const read = (id: string, fields: string) => graph(emulator, `/v25.0/${id}`, { fields, access_token });
  expect(await (await read(pages.kitsune, 'access_token,category')).json()).toEqual({
    id: pages.kitsune,
    access_token: expect.stringMatching(/^EAA/),
    category: 'Ramen restaurant',
  });
  expect(await graphFault(await read(pages.noor, 'name'))).toMatchObject({ code: 100, error_subcode: 33 });
});

test('/me is the person, by an id of the app’s own', async () => {
  const emulator = emulate();
  emulator.control.register({ ...app, id: '77', redirectUris: [app.redirectUri] });
  const headers = { authorization: `Bearer ${await getLongToken(emulator)}` };
  const me = (await (await graph(emulator, '/v25.0/me', {}, { headers })).json()) as { id: string };
  expect(me).toEqual({ id: expect.stringMatching(/^1021\d{13}$/), name: 'Dana Brooks' });
  expect((await graph(emulator, `/v25.0/${me.id}`, { fields: 'name' }, { headers })).status).toBe(200);
});

test('a call without the permission, the field, the edge, or the right proof is refused', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, { account: 'jonas.lindqvist' }, classicUrl('pages_show_list'));
  const fault = async (path: string, query: Record<string, string> = {}, init: RequestInit = {}) =>
    graphFault(await graph(emulator, path, { access_token, ...query }, init));
  expect(await fault('/me/businesses')).toMatchObject({ status: 400, code: 200 });
  expect(await fault('/me/accounts', { fields: pageFields })).toMatchObject({ status: 400, code: 10 });
  expect(await fault('/me', { fields: 'birthday' })).toMatchObject({ code: 100, message: expect.stringContaining('birthday') });
  expect(await fault('/me/accounts', { fields: 'id,{name}' })).toMatchObject({ code: 100, message: expect.stringContaining('Syntax') });
  expect(await fault('/me/friends')).toMatchObject({ code: 100 });
  expect(await fault('/me/accounts', {}, { method: 'POST' })).toMatchObject({ message: 'Unsupported request - method type: post' });
  expect(await fault('/me', { appsecret_proof: 'wrong' })).toMatchObject({ code: 100 });
  const proven = { access_token, appsecret_proof: appSecretProof(app.secret, access_token) };
  expect((await graph(emulator, '/me', proven)).status).toBe(200);
  expect(await fault('/me', { access_token: 'foreign' })).toMatchObject({
    code: 190,
    message: 'Invalid OAuth access token - Cannot parse access token',
  });
});

test('removing the app, a new password and the end of life each have their subcode', async () => {
  const emulator = emulate();
  const { control } = emulator;
  const subcode = async (access_token: string) => (await graphFault(await graph(emulator, '/me', { access_token }))).error_subcode;
  const removed = await getLongToken(emulator);
  control.removeApp('dana.brooks', 'another app');
  expect((await graph(emulator, '/me', { access_token: removed })).status).toBe(200);
  control.removeApp('dana.brooks');
  expect(await subcode(removed)).toBe(458);
  const changed = await getLongToken(emulator);
  control.changePassword('dana.brooks');
  expect(await subcode(changed)).toBe(460);
  const ended = await getLongToken(emulator);
  control.expire('dana.brooks');
  expect(await subcode(ended)).toBe(463);
});

test.each([
  ['rate-limited', { code: 4 }],
  ['app-removed', { code: 190, error_subcode: 458 }],
  ['checkpoint', { code: 190, error_subcode: 459 }],
  ['password-changed', { code: 190, error_subcode: 460 }],
  ['token-expired', { code: 190, error_subcode: 463 }],
  ['permission', { code: 10 }],
  ['transient', { code: 2, is_transient: true, status: 500 }],
])('a test can order "%s", at any endpoint, once', async (behaviour, fault) => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator);
  const endpoints = [['accounts', '/me/accounts'], ['businesses', '/me/businesses'], ['node', '/me']] as const;
  for (const [endpoint, path] of endpoints) {
    emulator.control.next({ endpoint, behaviour });
    expect(await graphFault(await graph(emulator, path, { access_token }))).toMatchObject(fault);
    expect((await graph(emulator, path, { access_token })).status).toBe(200);
  }
});

test.each([17, 32, 341, 613])('the rate limit can be %i, with Retry-After', async (code) => {
  const emulator = emulate();
  emulator.control.next({ endpoint: 'accounts', behaviour: { kind: 'rate-limited', code, retryAfterSeconds: 30 } });
  const answer = await graph(emulator, '/me/accounts', { access_token: 'any' });
  expect(answer.headers.get('retry-after')).toBe('30');
  expect(await graphFault(answer)).toMatchObject({ code });
});

test('the log tells endpoints apart and holds no secret', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator, {}, authorizeUrl({ state: 'secret-state' }));
  await getPages(emulator, access_token);
  await graph(emulator, '/debug_token', { input_token: access_token, access_token: `${app.id}|${app.secret}` });
  await graph(emulator, '/me/permissions', { access_token }, { method: 'DELETE' });
  const log = emulator.control.log();
  expect(log.counts).toMatchObject({ authorize: 1, token: 1, exchange: 1, accounts: 1, debug: 1, revoke: 1 });
  const text = JSON.stringify(log);
  for (const secret of [access_token, app.secret, 'secret-state']) expect(text).not.toContain(secret);
});
