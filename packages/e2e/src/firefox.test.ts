import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { buttonAddress, type ButtonPage, type SeenEvent } from './button-page.ts';
import {
  answer,
  button,
  click,
  clickWithoutScripts,
  go,
  launchFirefox,
  press,
  reachPlatform,
  waitForClosed,
  waitForState,
} from './firefox.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld(), launchFirefox()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});
beforeEach(async () => {
  world.instagram.reset();
  context = await browser.createBrowserContext();
});
afterEach(() => context.close());

const openButton = async (options: ButtonPage): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(buttonAddress(world, options));
  await waitForState(page, 'ready');
  return page;
};

const seen = (page: Page): Promise<SeenEvent[]> => page.evaluate(() => window.seen);
const types = async (page: Page) =>
  (await seen(page)).map(({ type }) => type).filter((type) => /success|error|cancel/.test(type));
const connections = async (link: string) => (await world.client.connections.list({ workspace: 'northlight', link })).data;

describe('in Firefox, a flow in a popup', () => {
  test('T01 ends by message: one success with the handle, the window closes itself, the focus is on the page', async () => {
    const page = await openButton({ link: (await world.link()).url });
    const popup = await press(page);
    await answer(popup);
    await waitForState(page, 'connected');
    await waitForClosed(popup);
    expect(await types(page)).toEqual(['connect-success']);
    expect((await seen(page)).at(-1)?.detail.connections).toMatchObject([{ handle: '@harbourcoffee' }]);
    const messages = await page.evaluate(() =>
      window.messages.map(({ origin, data }) => [origin, (data as { type: string }).type]),
    );
    expect(messages).toEqual([
      [world.origin, 'connect-link:hello'],
      [world.origin, 'connect-link:result'],
    ]);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('connect-link-button');
  });

  test('T02 is not lost where the platform cuts the window off: no error, no cancel, one success, the window closes itself', async () => {
    world.instagram.control.settings({ coop: 'same-origin' });
    const page = await openButton({ link: (await world.link()).url });
    const popup = await press(page);
    await answer(popup);
    await waitForState(page, 'connected');
    await waitForClosed(popup);
    expect(await types(page)).toEqual(['connect-success']);
  });

  test('T03 is not lost where the product page cuts the window off, and tells it no handle', async () => {
    const page = await openButton({ link: (await world.link()).url, coop: 'same-origin' });
    const popup = await press(page);
    await click(popup, go);
    await answer(popup);
    await waitForState(page, 'connected');
    await waitForClosed(popup);
    expect(await types(page)).toEqual(['connect-success']);
    expect((await seen(page)).at(-1)?.detail.connections).toMatchObject([{ id: expect.stringMatching(/^con_/) as string }]);
    expect(JSON.stringify(await seen(page))).not.toContain('harbourcoffee');
  });

  test('T06 asks, and ends nothing, when the window is closed; the next press goes on with the same flow', async () => {
    const page = await openButton({ link: (await world.link()).url });
    const popup = await press(page);
    await reachPlatform(popup);
    await popup.close();
    await page.bringToFront();
    await waitForState(page, 'unsure');
    expect(await types(page)).toEqual([]);
    await answer(await press(page));
    await waitForState(page, 'connected');
    expect(await types(page)).toEqual(['connect-success']);
    expect(new Set((await seen(page)).map(({ detail }) => detail.fid)).size).toBe(1);
  });

  test.each([['the link'], ['this tab']])('T08 offers ways on where the browser blocks its window; %s ends in success', async (way) => {
    const page = await openButton({ link: (await world.link()).url });
    // The page's own window uses up the gesture, so that the element's is blocked for real.
    await page.evaluate(() => addEventListener('click', () => void window.open('/blank', '_blank'), { capture: true, once: true }));
    await press(page);
    await page.bringToFront();
    await waitForState(page, 'blocked');
    if (way === 'the link') {
      const opened = new Promise<Page>((resolve) => browser.once('targetcreated', (target) => void target.page().then((tab) => tab && resolve(tab))));
      await click(page, 'connect-link-button >>> [part=actions] a');
      const tab = await opened;
      await click(tab, go);
      await answer(tab);
      await tab.waitForSelector('body[data-page=done]');
      // Nothing is asked while the page is hidden; it hears of it when the person is back.
      await page.bringToFront();
    } else {
      await click(page, 'connect-link-button >>> [part=button]');
      await click(page, go);
      await answer(page);
      await page.waitForFunction(() => location.host.startsWith('shop.'));
    }
    await waitForState(page, 'connected');
    expect(await types(page)).toEqual(['connect-success']);
  });
});

describe('in Firefox, a product page in a frame of another site', () => {
  test.each([
    ['T27 with storage of its own', undefined],
    ['T26 with everything that the guide names', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox'],
  ])('%s: connects', async (_name, sandbox) => {
    const src = buttonAddress(world, { link: (await world.link()).url });
    const page = await context.newPage();
    await page.goto(`${world.embed('top')}/frame?${new URLSearchParams({ src, ...(sandbox !== undefined && { sandbox }) })}`);
    const frame = await page.waitForFrame((each) => each.url() === src);
    await frame.waitForSelector('connect-link-button[data-state=ready]');
    const opened = new Promise<Page>((resolve) =>
      browser.once('targetcreated', (target) => void target.page().then((tab) => tab && resolve(tab))),
    );
    await frame.locator(button).click();
    const popup = await opened;
    await click(popup, go);
    await answer(popup);
    await page.bringToFront();
    await frame.waitForSelector('connect-link-button[data-state=connected]');
    expect(
      await frame.evaluate(() => window.seen.map(({ type }) => type).filter((type) => /success|error|cancel/.test(type))),
    ).toEqual(['connect-success']);
  });
});

describe('in Firefox, the hosted page', () => {
  test('T35 reaches the platform and comes back', async () => {
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(link.url);
    await click(page, go);
    await answer(page);
    await page.waitForSelector('body[data-page=done]');
    expect(await page.$eval('h1', (heading) => heading.textContent)).toBe('@harbourcoffee is connected');
    expect(await connections(link.id)).toMatchObject([{ status: 'active', platform: 'instagram' }]);
  });

  test('T35 does so without scripts, by its forms alone', async () => {
    const link = await world.link();
    const plain = await launchFirefox({ 'javascript.enabled': false });
    onTestFinished(() => plain.close());
    const begun = world.requests.length;
    const page = await plain.newPage();
    await page.goto(link.url);
    await clickWithoutScripts(page, go);
    await answer(page, clickWithoutScripts);
    await expect.poll(() => page.title().catch(() => '')).toBe('@harbourcoffee is connected');
    expect(await connections(link.id)).toMatchObject([{ status: 'active', platform: 'instagram' }]);
    expect(world.requests.slice(begun)).not.toContain('POST /l/cl_…/opened');
  });
});
