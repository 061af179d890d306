import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import {
  answer,
  answerAgain,
  buttonAddress,
  openButton,
  press,
  reachPlatform,
  seen,
  waitForClosed,
  waitForEvent,
  waitForHandshakes,
  waitForState,
} from './button-page.ts';
import { test } from './stage.ts';

const successes = async (page: Page) => (await seen(page)).filter(({ type }) => type === 'connect-success');
const failures = async (page: Page) =>
  (await seen(page)).filter(({ type }) => type === 'connect-error' || type === 'connect-cancel');

describe('a flow in a popup', () => {
  test('T01 ends by message: one success with the handle, the window closes itself', async ({ context, world }) => {
    await waitForHandshakes(context);
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    // Straight on: this page has shown who asks, and has said so.
    await popup.getByRole('button', { name: /^@harbourcoffee/ }).waitFor();
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    const [success, ...others] = await successes(page);
    expect(others).toEqual([]);
    expect(success?.detail.connections).toMatchObject([
      { id: expect.stringMatching(/^con_/) as string, handle: '@harbourcoffee' },
    ]);
    const types = await page.evaluate(() => window.messages.map(({ data }) => (data as { type: string }).type));
    expect(types).toEqual(['connect-link:hello', 'connect-link:result']);
    expect(await page.evaluate(() => window.messages.every(({ origin }) => origin.startsWith('http://connect.localhost:')))).toBe(
      true,
    );
  });

  test.for([
    ['T02 the platform cuts the window off (COOP same-origin)', 'same-origin', undefined],
    ['T04 the platform allows popups only', 'same-origin-allow-popups', undefined],
    ['T04 the platform forbids openers', 'noopener-allow-popups', undefined],
    ['T03 the product page cuts it off', undefined, 'same-origin'],
    ['T04 the product page allows popups', undefined, 'same-origin-allow-popups'],
    ['T04 both cut it off', 'same-origin', 'same-origin-allow-popups'],
  ])(
    '%s: no error, no cancel, one success, the window closes itself',
    async ([_name, platformCoop, embedCoop], { context, world }) => {
      const link = await world.link();
      world.instagram.control.settings({ coop: platformCoop ?? null } as Parameters<typeof world.instagram.control.settings>[0]);
      const page = await openButton(context, world, { link: link.url, ...(embedCoop && { coop: embedCoop }) });
      const popup = await press(page);
      if (embedCoop === 'same-origin') await popup.getByRole('button', { name: 'Continue with Instagram' }).click();
      await answer(popup);
      await waitForEvent(page, 'connect-success');
      await waitForClosed(popup);
      expect(await failures(page)).toEqual([]);
      expect(await successes(page)).toHaveLength(1);
    },
  );

  test('T02 a window that only looks closed, because the platform cut it off, is a question and never an end', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    world.instagram.control.settings({ coop: 'same-origin' });
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await reachPlatform(popup);
    await waitForState(page, 'unsure');
    expect(popup.isClosed()).toBe(false);
    expect(await failures(page)).toEqual([]);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    expect(await failures(page)).toEqual([]);
    expect(await successes(page)).toHaveLength(1);
  });

  test('T03 a product page that cuts the window off is not attested and learns no handle', async ({ context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url, coop: 'same-origin' });
    const popup = await press(page);
    await popup.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    const [success] = await successes(page);
    expect(success?.detail.connections?.[0]?.handle).toBeUndefined();
    await expect(page.locator('connect-link-button').getByRole('status').textContent()).resolves.toContain(
      'Your Instagram account is connected',
    );
  });

  test('T06 a closed window is a question, never an error; the next press goes on with the same flow', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await reachPlatform(popup);
    await popup.close();
    await waitForState(page, 'unsure');
    expect(await failures(page)).toEqual([]);
    const again = await press(page, /Open the window again/);
    await answer(again);
    await waitForEvent(page, 'connect-success');
    const fids = new Set((await seen(page)).map(({ detail }) => detail.fid));
    expect(fids.size).toBe(1);
    expect(await successes(page)).toHaveLength(1);
  });

  test('T07 a window that was closed may still finish elsewhere: late success wins', async ({ context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await reachPlatform(popup);
    const address = popup.url();
    await popup.close();
    await waitForState(page, 'unsure');
    const tab = await context.newPage();
    await tab.goto(address);
    await answer(tab);
    await waitForEvent(page, 'connect-success');
    expect(await successes(page)).toHaveLength(1);
    expect(await failures(page)).toEqual([]);
  });

  test.for(['the link', 'this tab'])('T08 a blocked window offers ways on; %s ends in success', async (way, { context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    // The page's own window uses up the gesture, so that the element's is blocked for real.
    await page.evaluate(() => addEventListener('click', () => void window.open('/blank', '_blank'), { capture: true, once: true }));
    await page.getByRole('button', { name: /^Connect Instagram/ }).click();
    await waitForState(page, 'blocked');
    if (way === 'the link') {
      const tab = context.waitForEvent('page');
      await page.locator('connect-link-button').getByRole('link').first().click();
      const popup = await tab;
      const go = popup.getByRole('button', { name: 'Continue with Instagram' });
      await go.click();
      await answer(popup);
      await waitForEvent(page, 'connect-success');
      return;
    }
    await page.getByRole('button', { name: /in this tab/ }).click();
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(page);
    await page.waitForURL((url) => url.host.startsWith('shop.localhost'));
    await waitForEvent(page, 'connect-success');
  });

  test('T09 nothing is awaited before the window opens', async ({ context, world }) => {
    const link = await world.link();
    const page = await context.newPage();
    await page.route('**/v1/public/links/resolve', () => undefined);
    await page.goto(buttonAddress(world, { link: link.url }));
    await page.getByRole('button', { name: /^Connect Instagram/ }).waitFor();
    const begun = world.requests.length;
    const popup = await press(page);
    await popup.getByRole('button', { name: 'Continue with Instagram' }).waitFor();
    expect(world.requests.slice(begun).find((line) => line.startsWith('GET /l/'))).toBe('GET /l/cl_…/launch');
    expect(world.requests.slice(begun).filter((line) => line.includes('resolve'))).toEqual([]);
  });

  test('T10 a triple click and repeated Enter are one window and one flow', async ({ context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: /^Connect Instagram/ }).click({ clickCount: 3 });
    await page.keyboard.press('Enter');
    await answer(await popup);
    await waitForEvent(page, 'connect-success');
    expect(context.pages().length).toBeLessThanOrEqual(2);
    expect(new Set((await seen(page)).map(({ detail }) => detail.fid)).size).toBe(1);
  });

  test.for([[null], ['same-origin']])(
    'T11 a product page that is reloaded in the middle resumes (platform COOP %s)',
    async ([coop = null], { context, world }) => {
      const link = await world.link();
      world.instagram.control.settings({ coop } as Parameters<typeof world.instagram.control.settings>[0]);
      const page = await openButton(context, world, { link: link.url });
      const popup = await press(page);
      await reachPlatform(popup);
      await page.reload();
      await answer(popup);
      await waitForEvent(page, 'connect-success');
      expect(await successes(page)).toHaveLength(1);
    },
  );

  test('T12 a product page that is gone: the window stays, says so, and leads on', async ({ context, world }) => {
    const link = await world.link({ returnUrl: `${world.embed('shop')}/thanks` });
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await reachPlatform(popup);
    await page.close();
    await answer(popup);
    await popup.getByRole('heading', { name: /is connected$/ }).waitFor();
    await popup.getByRole('link', { name: /^Go to shop\.localhost/ }).waitFor();
  });

  test('T15 two tabs that finish the same account end with one connection', async ({ context, world }) => {
    const link = await world.link();
    const pages = [await openButton(context, world, { link: link.url }), await openButton(context, world, { link: link.url })];
    const popups = [];
    for (const page of pages) popups.push(await press(page));
    const [first, second] = popups;
    if (first && second) {
      await answer(first);
      await second.bringToFront();
      await reachPlatform(second);
      await second.reload();
      await answerAgain(second);
    }
    const ids = new Set<string | undefined>();
    for (const page of pages) {
      await waitForEvent(page, 'connect-success');
      ids.add((await successes(page))[0]?.detail.connections?.[0]?.id);
    }
    expect(ids.size).toBe(1);
  });

  test('T16 two buttons on one page do not hear each other', async ({ context, world }) => {
    const links = [await world.link(), await world.link()];
    const page = await openButton(context, world, { link: links.map(({ url }) => url) });
    await waitForState(page, 'ready', 1);
    const one = await press(page, /^Connect Instagram/, 0);
    await reachPlatform(one);
    const two = await press(page, /^Connect Instagram/, 0);
    await answer(two, 'oakandpine');
    await waitForEvent(page, 'connect-success', 'b1');
    expect((await successes(page)).map(({ id }) => id)).toEqual(['b1']);
    await one.bringToFront();
    await one.getByRole('button', { name: /^@harbourcoffee/ }).click();
    await one.getByRole('button', { name: 'Allow', exact: true }).click();
    await waitForEvent(page, 'connect-success', 'b0');
    expect(await successes(page)).toHaveLength(2);
    expect(new Set((await successes(page)).map(({ detail }) => detail.fid)).size).toBe(2);
  });

  test('T30 a no at the platform, and a link that is switched off meanwhile, are told apart; trying again works', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await answer(popup, 'harbourcoffee', 'Cancel');
    await waitForEvent(page, 'connect-error');
    await waitForClosed(popup);
    const [denied] = await failures(page);
    expect(denied?.detail.code).toBe('denied');
    await expect(page.locator('connect-link-button').getByRole('status').textContent()).resolves.toContain(
      'You didn’t give access',
    );
    const again = await press(page, /Try again/);
    await reachPlatform(again);
    await world.client.links.revoke(link.id);
    await answerAgain(again);
    await waitForState(page, 'failed');
    expect((await failures(page)).at(-1)?.detail.code).toBe('link_revoked');
    await expect(page.locator('connect-link-button').getByRole('status').textContent()).resolves.toContain('switched off');
  });

  test('T30 a second try in the window itself, after it explained what to do, still reaches the page', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await answer(popup, 'mara.weber');
    await popup.getByRole('heading', { name: '@mara.weber is a personal account' }).waitFor();
    await waitForState(page, 'failed');
    expect((await failures(page)).at(-1)?.detail.code).toBe('personal_account');
    await popup.getByRole('button', { name: 'Use another account' }).click();
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    const [success, ...others] = await successes(page);
    expect(others).toEqual([]);
    expect(success?.detail.connections).toMatchObject([{ handle: '@harbourcoffee' }]);
  });
});
