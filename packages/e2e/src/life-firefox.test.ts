import type { Connection } from '@connect/sdk';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answer, click, go, launchFirefox, reachPlatform } from './firefox.ts';
import { createWorld, type World } from './world.ts';

const day = 24 * 3_600_000;
let ahead = 0;
let world: World;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [world, browser] = await Promise.all([createWorld({ now: () => Date.now() + ahead }), launchFirefox()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});
beforeEach(async () => {
  ahead = 0;
  world.instagram.reset();
  world.facebook.reset();
  const { connections } = world.client;
  for await (const { id } of connections.all({ workspace: 'northlight' })) await connections.disconnect(id);
  context = await browser.createBrowserContext();
});
afterEach(() => context.close());

/** Waits until the page's heading is this. */
const heading = (page: Page, words: string) =>
  page.waitForFunction((wanted) => document.querySelector('h1')?.innerText === wanted, {}, words);

/** Waits until the page says so somewhere. */
const says = (page: Page, words: string) =>
  page.waitForFunction((wanted) => document.querySelector('main')?.innerText.includes(wanted), {}, words);

/** Presses what reads so. */
const press = (page: Page, words: string): Promise<void> => click(page, `::-p-aria([name="${words}"])`);

const connected = async (): Promise<Connection[]> =>
  (await world.client.connections.list({ workspace: 'northlight', status: 'active' })).data;

/** An account that came through a link by this browser; the page that says so. */
const connect = async () => {
  const link = await world.link({ platforms: ['instagram'] });
  const page = await context.newPage();
  await page.goto(link.url);
  await click(page, go);
  await reachPlatform(page);
  const platform = new URL(page.url()).origin;
  await answer(page);
  await heading(page, '@harbourcoffee is connected');
  const [connection] = await connected();
  if (connection === undefined) throw new Error('Nothing was connected.');
  const receipt = await page.$eval('main', (main) => /\S+\/r\/rc_[\w-]+/.exec(main.innerHTML.replaceAll('"', ' '))?.[0] ?? '');
  return { link, page, connection, receipt, platform };
};

describe('in Firefox', () => {
  test('several accounts come by one login at Facebook, those that are ticked on our page', async () => {
    const link = await world.link({ platforms: ['facebook'] });
    const page = await context.newPage();
    await page.goto(link.url);
    await click(page, go);
    await click(page, 'button[name=account][value="dana.brooks"]');
    await page.waitForSelector('input[type=radio][value=all]');
    for (const radio of await page.$$('input[type=radio][value=all]')) await radio.click();
    await click(page, 'button[name=decision][value=allow]');
    await heading(page, 'Which accounts may Northlight Studio use?');
    await press(page, 'Connect what I ticked');
    await says(page, 'Nothing is ticked.');
    for (const handle of ['@kitsune.ramen', '@noor.studio']) await click(page, `::-p-xpath(//label[contains(., "${handle}")])`);
    await press(page, 'Connect what I ticked');
    await heading(page, 'Your accounts are connected');
    expect((await connected()).map(({ account }) => account.handle).sort()).toEqual(['@kitsune.ramen', '@noor.studio']);
  });

  test('a lost connection is named by the sharer’s repair link, and mended with the same id', async () => {
    const { link, page, connection } = await connect();
    world.instagram.control.changePassword('harbourcoffee');
    ahead = 20 * day;
    world.instagram.control.advance(ahead);
    await world.connect.jobs.runDue();
    expect(await world.client.connections.get(connection.id)).toMatchObject({ status: 'needs_reconnect' });
    await page.goto((await world.client.links.reveal(link.id, { connection: connection.id })).url);
    await heading(page, '@harbourcoffee on Instagram needs to be connected again');
    await click(page, go);
    await answer(page);
    await heading(page, '@harbourcoffee works again');
    expect(await connected()).toMatchObject([{ id: connection.id, reason: 'repaired' }]);
  });

  test('the receipt ends what was connected, and says so afterwards', async () => {
    const { link, page, connection, receipt } = await connect();
    await world.client.links.revoke(link.id);
    await page.goto(receipt);
    await says(page, 'Connected and working');
    await press(page, 'End this connection');
    await press(page, 'End connection');
    await says(page, 'We deleted our keys');
    expect(await world.client.connections.get(connection.id)).toMatchObject({ status: 'disconnected', reason: 'disconnected_by_recipient' });
    await page.goto(receipt);
    await says(page, 'Ended');
  });

  test('a request to delete, made at the platform’s own page, can be followed to its end', async () => {
    const { page, connection, platform } = await connect();
    await page.goto(platform);
    await click(page, 'details:has(form[action="/people/harbourcoffee"]) summary');
    await click(page, 'form[action="/people/harbourcoffee"] button[value=request-deletion]');
    await press(page, 'how it stands');
    await heading(page, 'Your data was deleted');
    expect(await world.client.connections.get(connection.id)).toMatchObject({ reason: 'deletion_requested', account: { handle: '' } });
  });
});
