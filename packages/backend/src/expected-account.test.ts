import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHash, randomBytes } from 'node:crypto';
import { isExpected } from './expected-account.ts';
import { createRecipients, type Recipients } from './recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

const expecting = (onMismatch: 'refuse' | 'warn', handle = '@harbour') => ({ expectedAccounts: [{ platform: 'example', handle, onMismatch }] });

test.each([
  ['@harbour', '@Harbour', true],
  ['@harbour', 'HARBOUR', true],
  ['@caf\u00e9', '@cafe\u0301', true],
  ['@caf\u00c9', '@CAFE\u0301', true],
  ['@harbour', '@harbour_', false],
  ['@harbour', '@hаrbour', false],
])('%s is expected as %s: %s', (handle, expected, is) => {
  expect(isExpected({ handle, displayName: null }, { handle: expected })).toBe(is);
});

test('a display name that stands in for a handle is never the expected account', () => {
  expect(isExpected({ handle: 'harbour', displayName: 'harbour' }, { handle: '@harbour' })).toBe(false);
  expect(isExpected({ handle: 'harbour', displayName: '@harbour' }, { handle: '@harbour' })).toBe(false);
  expect(isExpected({ handle: 'harbour', displayName: 'Harbour Coffee' }, { handle: '@harbour' })).toBe(true);
});

test('the expected account is connected, however its name is written', async () => {
  const { url } = await shop.link(expecting('refuse', 'HARBOUR'));
  expect((await shop.browser().connect(url, 'harbour')).text).toContain('@harbour is connected');
});

test('another account is offered only where the link takes one', async () => {
  const offered = async (input: object, account: string) => {
    const { url } = await shop.link(input);
    return (await shop.browser().connect(url, account)).text.includes('Connect another account');
  };
  expect(await offered({}, 'dora')).toBe(true);
  expect(await offered(expecting('warn'), 'harbour')).toBe(true);
  expect(await offered(expecting('refuse'), 'harbour')).toBe(false);
  expect(await offered({ maxConnections: 2 }, 'anna')).toBe(true);
  expect(await offered({ maxConnections: 1 }, 'bert')).toBe(false);
});

test('another account is refused, given back, and the next try asks which account; nothing can be insisted on', async () => {
  const { url } = await shop.link(expecting('refuse'));
  const dora = shop.browser();
  expect((await dora.open(new URL(url).pathname)).text).toContain('This link is meant for @harbour.');
  const page = await dora.connect(url, 'dora');
  expect(page.status).toBe(409);
  for (const part of ['That was @dora, but this link is for @harbour', 'Open platform.example in this browser', 'We didn’t keep access to @dora.']) {
    expect(page.text).toContain(part);
  }
  expect(page.text).not.toContain('anyway');
  expect(shop.revoked).toEqual(['dora']);
  expect(await shop.connections()).toEqual([]);
  expect((await shop.events()).at(-1)).toMatchObject({ type: 'flow.failed', data: { platform: 'example', code: 'wrong_account' } });
  // Insisting is not offered, and sent all the same it changes nothing.
  const fid = /\/f\/(cf_[\w-]+)/.exec(page.path)?.[1] ?? '';
  const insisted = await dora.arrive(await dora.start(url, { fid, other: '1' }), 'dora');
  expect(insisted.text).toContain('That was @dora');
  expect(await shop.connections()).toEqual([]);
  expect((await dora.press(insisted, 'Try again')).html).toContain('choose=1');
  expect((await dora.connect(url, 'harbour')).text).toContain('@harbour is connected');
});

test('a new attempt of the same browser asks which account, too', async () => {
  const { url } = await shop.link(expecting('refuse'));
  const dora = shop.browser();
  expect(await dora.start(url)).not.toContain('choose=1');
  await dora.connect(url, 'dora');
  expect(await dora.start(url)).toContain('choose=1');
});

test('where the sharer lets them, the person can insist: through the platform once more, and then it is connected', async () => {
  const { url } = await shop.link(expecting('warn'));
  const dora = shop.browser();
  const page = await dora.connect(url, 'dora');
  expect(page.text).toContain('Connect @dora anyway');
  expect([shop.revoked, await shop.connections()]).toEqual([['dora'], []]);
  const going = await dora.press(page, 'Connect @dora anyway');
  expect(going.html).not.toContain('choose=1');
  const address = /content="0;url=([^"]+)"/.exec(going.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect((await dora.arrive(address, 'dora')).text).toContain('@dora is connected');
  expect(await shop.connections()).toHaveLength(1);
});

test('who insists on one account brings that one and no other', async () => {
  const { url } = await shop.link(expecting('warn'));
  const dora = shop.browser();
  const going = await dora.press(await dora.connect(url, 'dora'), 'Connect @dora anyway');
  const address = /content="0;url=([^"]+)"/.exec(going.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const page = await dora.arrive(address, 'zoe');
  expect(page.text).toContain('That was @zoe');
  expect([shop.revoked, await shop.connections()]).toEqual([['dora', 'zoe'], []]);
});

test('nobody insists before they have read that it is the wrong account, nor in another browser', async () => {
  const { url } = await shop.link(expecting('warn'));
  const dora = shop.browser();
  const page = await dora.arrive(await dora.start(url, { other: '1' }), 'dora');
  expect(page.text).toContain('That was @dora');
  const fid = /\/f\/(cf_[\w-]+)/.exec(page.path)?.[1] ?? '';
  const stranger = await shop.browser().post(`${new URL(url).pathname}/start`, { platform: 'example', fid, other: '1' });
  expect(stranger.text).toContain('Your browser needs to remember one thing');
  const evil = await dora.send('POST', `${new URL(url).pathname}/start`, { platform: 'example', fid, other: '1' }, { 'sec-fetch-site': 'cross-site' });
  expect(evil.status).toBe(403);
});

test('an account that is connected already is refused as well where another one is expected, and stays connected', async () => {
  const link = await shop.link();
  const dora = shop.browser();
  await dora.connect(link.url, 'dora');
  await shop.patch(link, expecting('refuse'));
  expect((await dora.connect(link.url, 'dora')).text).toContain('That was @dora');
  expect(shop.revoked).toEqual([]);
  expect((await shop.connections()).map(({ status }) => status)).toEqual(['active']);
});

test('an expectation that is set while the platform is asked still counts', async () => {
  const link = await shop.link();
  shop.meanwhile.work = async () => void (await shop.patch(link, expecting('refuse')));
  expect((await shop.browser().connect(link.url, 'dora')).text).toContain('That was @dora');
  expect([shop.revoked, await shop.connections()]).toEqual([['dora'], []]);
});

test('a page that was not attested hears whom the link is for, and not who came', async () => {
  const { url } = await shop.link(expecting('refuse'));
  const bytes = randomBytes(32);
  const fid = `cf_${createHash('sha256').update(bytes).digest('base64url')}`;
  const dora = shop.browser();
  await dora.arrive(await dora.start(url, { fid }), 'dora');
  const state = await shop.status(`cs_${bytes.toString('base64url')}`);
  expect(state.error).toMatchObject({ code: 'wrong_account', title: 'That was another account: this link is for @harbour' });
  expect(JSON.stringify(state)).not.toContain('dora');
});

test('what a link asks of accounts is told to whoever resolves it, and another banner has another revision', async () => {
  const link = await shop.link();
  const resolve = async () => {
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ link: link.url.split('/').at(-1) }) };
    return (await (await shop.fetch(`${shop.origin}/v1/public/links/resolve`, init)).json()) as {
      platforms: { expected?: string }[];
      requiresApproval: boolean;
      bannerRevision: string;
    };
  };
  const revisions = new Set<string>();
  const before = await resolve();
  expect([before.platforms[0]?.expected, before.requiresApproval]).toEqual([undefined, false]);
  revisions.add(before.bannerRevision);
  await shop.patch(link, expecting('warn'));
  const expectant = await resolve();
  expect(expectant.platforms[0]?.expected).toBe('@harbour');
  revisions.add(expectant.bannerRevision);
  await shop.patch(link, { requiresApproval: true });
  const careful = await resolve();
  expect(careful.requiresApproval).toBe(true);
  revisions.add(careful.bannerRevision);
  expect(revisions.size).toBe(3);
});
