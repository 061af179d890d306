import type { LinkWithUrl } from '@connect/sdk/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecipients, minute, newFlow, type Recipients } from './recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

/** What can happen to a link while somebody is on the way, and the page that they then get. */
const ends: readonly [string, (link: LinkWithUrl) => Promise<unknown>, string, number, string][] = [
  ['revoked', (link) => shop.call('DELETE', `/v1/links/${link.id}`), 'link_revoked', 410, 'This link was switched off'],
  ['paused', (link) => shop.patch(link, { paused: true }), 'link_paused', 403, 'This link is on hold'],
  ['suspended', () => shop.setShop({ subscription: { status: 'inactive' } }), 'link_suspended', 403, 'Northlight can’t accept connections right now'],
  [
    'expired',
    async (link) => {
      await shop.patch(link, { expiresAt: '2026-11-20T12:05:00.000Z' });
      shop.after(6 * minute);
    },
    'link_expired',
    410,
    'This link ended on 20 November 2026',
  ],
  [
    'given a new address',
    async (link) => {
      shop.after(1);
      await shop.call('POST', `/v1/links/${link.id}/rotate`);
    },
    'link_not_found',
    404,
    'This link doesn’t lead anywhere',
  ],
  [
    'full',
    async (link) => {
      await shop.patch(link, { maxConnections: 1 });
      shop.meanwhile.work = () => Promise.resolve();
      await shop.browser().connect(link.url, 'emil');
    },
    'link_exhausted',
    409,
    'This link has reached its limit',
  ],
];

test.each([
  ['back', -5 * minute],
  ['ahead', 5 * minute],
])('a link’s new address stops whoever came by the old one, and nobody else, on whichever node and however its clock is off: %s', async (_how, off) => {
  const link = await shop.link();
  const person = shop.browser();
  const address = await person.start(link.url);
  shop.after(off);
  const { url } = await shop.call<LinkWithUrl>('POST', `/v1/links/${link.id}/rotate`);
  shop.after(-off);
  const newcomer = shop.browser();
  const onward = await newcomer.start(url);
  expect((await person.arrive(address, 'dora')).text).toContain('This link doesn’t lead anywhere');
  const connected = await newcomer.arrive(onward, 'emil');
  expect(connected.text).toContain('@emil is connected');
  expect(await accounts()).toEqual([]);
  expect(await shop.connections()).toHaveLength(1);
});

test('a window that began by the old address goes on by the new one', async () => {
  const link = await shop.link();
  const person = shop.browser();
  const { fid } = newFlow();
  await person.announce(link.url, { fid });
  const { url } = await shop.call<LinkWithUrl>('POST', `/v1/links/${link.id}/rotate`);
  expect((await person.arrive(await person.launch(url, { fid }), 'dora')).text).toContain('@dora is connected');
});

const events = async (code: string) => (await shop.events()).filter(({ data }) => data['code'] === code).map(({ type }) => type);
const accounts = async () => (await shop.connections()).map(({ account }) => account.id).filter((id) => id !== 'emil');

describe.each(ends)('a link that is %s in the middle of an attempt', (what, happens, code, status, title) => {
  test('connects nothing: not when the person comes back', async () => {
    const link = await shop.link({ locale: 'en-GB' });
    const person = shop.browser();
    const address = await person.start(link.url);
    await happens(link);
    const page = await person.arrive(address, 'dora');
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(title)]);
    expect([await accounts(), await events(code)]).toEqual([[], ['flow.failed']]);
    // The code was spent only where a repair was still possible; what it brought was given back.
    expect(shop.revoked).toEqual(what === 'full' ? ['dora'] : []);
  });

  test('connects nothing: not while the platform is asked for the account, and gives back what it got', async () => {
    const link = await shop.link({ locale: 'en-GB' });
    shop.meanwhile.work = async () => void (await happens(link));
    const page = await shop.browser().connect(link.url, 'dora');
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(title)]);
    expect([await accounts(), shop.revoked]).toEqual([[], ['dora']]);
  });

  test('connects nothing: not after a yes in another browser', async () => {
    const link = await shop.link({ locale: 'en-GB' });
    const other = shop.browser();
    const question = await other.arrive(await shop.browser().start(link.url), 'dora');
    await happens(link);
    const page = await other.post(question.path, { answer: 'yes' });
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(title)]);
    expect(await accounts()).toEqual([]);
  });
});

test('two who finish at once on a link for one: one is connected, the other is told and keeps nothing with us', async () => {
  const link = await shop.link({ maxConnections: 1 });
  const arrived: (() => void)[] = [];
  shop.meanwhile.work = () =>
    new Promise((resolve) => {
      arrived.push(resolve);
      if (arrived.length === 2) for (const go of arrived) go();
    });
  const pages = await Promise.all(['dora', 'emil'].map((account) => shop.browser().connect(link.url, account)));
  expect(pages.map(({ status }) => status).sort()).toEqual([200, 409]);
  const told = pages.find(({ status }) => status === 409);
  expect(told?.text).toContain('This link has reached its limit');
  const [connection, ...others] = await shop.connections();
  expect([others, shop.revoked]).toEqual([[], ['dora', 'emil'].filter((account) => account !== connection?.account.id)]);
});

test('an approval that is asked for while the platform is asked still counts', async () => {
  const link = await shop.link();
  shop.meanwhile.work = async () => void (await shop.patch(link, { requiresApproval: true }));
  expect((await shop.browser().connect(link.url, 'dora')).text).toContain('is waiting for Northlight');
});
