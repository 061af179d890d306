import { expect, onTestFinished, test } from 'vitest';
import { createRecipients, minute, newFlow } from './recipient.test.fixture.ts';
import { PlatformFailure } from './platforms/port.ts';

/** A connection that is broken, and the hint by which its owner is asked to repair it. */
const brokenOne = async () => {
  const shop = await createRecipients();
  onTestFinished(() => shop.close());
  const link = await shop.link();
  await shop.browser().connect(link.url, 'harbour');
  const [row] = await shop.connections();
  const id = row?.id ?? '';
  shop.meanwhile.refresh = () => Promise.reject(new PlatformFailure('token_refused', 'Example, refresh: no.'));
  shop.after(61 * minute);
  await shop.call('POST', `/v1/connections/${id}/token`);
  expect(await shop.connection(id)).toMatchObject({ status: 'needs_reconnect' });
  const revealed = await shop.call<{ url: string }>('POST', `/v1/links/${link.id}/reveal?connection=${id}`);
  return { shop, link, repair: new URL(revealed.url).searchParams.get('repair') ?? '' };
};

test('whoever has the hint is not told what others connect later, by another link or by the same', async () => {
  for (const same of [false, true]) {
    const { shop, link, repair } = await brokenOne();
    const hinted = `${new URL(link.url).pathname}?repair=${repair}`;
    expect((await shop.browser().open(hinted)).text).toContain('@harbour on Example needs to be connected again');
    shop.after(minute);
    await shop.browser().connect(same ? link.url : (await shop.link()).url, 'harbour');
    shop.after(minute);
    await shop.notice('harbour');
    const [row] = await shop.connections();
    expect(row).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
    expect((await shop.browser().open(hinted)).html).not.toContain('harbour');
    // Whom the sharer asks now is told.
    const revealed = await shop.call<{ url: string }>('POST', `/v1/links/${link.id}/reveal?connection=${row?.id}`);
    const { pathname, search } = new URL(revealed.url);
    expect((await shop.browser().open(`${pathname}${search}`)).text).toContain('@harbour on Example needs to be connected again');
  }
});

/** Its owner has come with the hint, in a window that a page has opened, and with another account. */
const wrongOne = async () => {
  const stage = await brokenOne();
  const { shop, link, repair } = stage;
  const flow = newFlow();
  const owner = shop.browser();
  await owner.announce(link.url, flow);
  const page = await owner.arrive(await owner.start(link.url, { fid: flow.fid, repair }), 'another');
  expect(page.text).toContain('That was @another, but this link is for @harbour');
  return { ...stage, flow };
};

test('whoever takes a flow over is not told whose account it was to repair', async () => {
  const { shop, link, flow } = await wrongOne();
  const stranger = shop.browser();
  expect((await stranger.announce(link.url, flow)).status).toBe(204);
  const page = await stranger.arrive(await stranger.start(link.url, { fid: flow.fid }), 'stranger');
  expect(page.text).toContain('@stranger is connected');
  expect(page.html).not.toContain('harbour');
});

test('a page that has not answered the handshake learns neither who came nor who was expected', async () => {
  const { shop, flow } = await wrongOne();
  const state = await shop.status(flow.secret);
  expect(state).toMatchObject({ status: 'error', error: { code: 'wrong_account' } });
  expect(JSON.stringify(state)).not.toMatch(/harbour|@another/);
});
