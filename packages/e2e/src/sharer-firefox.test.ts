import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answer, click, go, launchFirefox } from './firefox.ts';
import { newAgency, sharerAddress } from './sharer-page.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let browser: Browser;
/** Of the sharer, and of the client. */
let contexts: readonly [BrowserContext, BrowserContext];

beforeAll(async () => {
  world = await createWorld();
  browser = await launchFirefox();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});
beforeEach(async () => {
  world.instagram.reset();
  world.desk.reset();
  contexts = [await browser.createBrowserContext(), await browser.createBrowserContext()];
});
afterEach(() => Promise.all(contexts.map((context) => context.close())));

const inManager = (selector: string): string => `connect-link-manager >>> ${selector}`;

/** Waits until something in an element says so. */
const says = (page: Page, element: string, selector: string, words: string) =>
  page.waitForFunction(
    (tag, inside, wanted) => [...(document.querySelector(tag)?.shadowRoot?.querySelectorAll<HTMLElement>(inside) ?? [])].some((each) => each.innerText.includes(wanted)),
    {},
    element,
    selector,
    words,
  );

const connect = async (url: string): Promise<void> => {
  const client = await contexts[1].newPage();
  await client.goto(url);
  await click(client, go);
  await answer(client);
  await client.waitForSelector('body[data-page=done]');
};

describe('in Firefox', () => {
  test('a link is made in the manager, and seen to bring an account in its timeline and in the list', async () => {
    const agency = await newAgency(world);
    const page = await contexts[0].newPage();
    await page.goto(sharerAddress(world, { workspace: agency.id }));
    await click(page, inManager('.opener'));
    await click(page, inManager('.body .first'));
    await page.waitForSelector(inManager('#form-clientName'));
    await page.keyboard.type('Harbour Coffee');
    // All are chosen at first.
    for (const other of ['tiktok', 'facebook']) await click(page, inManager(`input[name=platforms][value=${other}]`));
    await click(page, inManager('.link-form [type=submit]'));
    const shown = await page.waitForSelector(inManager('.ready input.url'));
    const url = (await shown?.evaluate((field) => (field as HTMLInputElement).value)) ?? '';
    await click(page, inManager('.ready .primary'));
    await says(page, 'connect-link-manager', '.ready .primary', 'Copied');
    await click(page, inManager('[data-link] [aria-haspopup=menu]'));
    await page.waitForSelector(inManager('[role=menuitem]'));
    await page.keyboard.type('w');
    await page.keyboard.press('Enter');
    await says(page, 'connect-link-manager', '.timeline', 'Nobody has opened it yet');
    await connect(url);
    await page.bringToFront();
    await says(page, 'connect-link-manager', '.events li', '@harbourcoffee connected');
    await says(page, 'connect-account-list', 'li', '@harbourcoffee');
    expect(await agency.connections()).toMatchObject([{ status: 'active', linkName: 'Harbour Coffee' }]);
  });

  test('the fixed pair is there, and can be copied', async () => {
    const agency = await newAgency(world);
    const page = await contexts[0].newPage();
    await page.goto(sharerAddress(world, { workspace: agency.id, fixed: true }));
    await click(page, inManager('.fixed li:first-child button'));
    await says(page, 'connect-link-manager', '.fixed li:first-child', 'Copied');
    const links = await agency.links();
    expect(links.map(({ slot }) => slot).sort()).toEqual(['fixed:facebook', 'fixed:instagram', 'fixed:tiktok']);
    const [{ id } = { id: '' }] = links.filter(({ slot }) => slot === 'fixed:instagram');
    expect((await world.client.links.activity(id)).data.map(({ type }) => type)).toContain('link.revealed');
    await connect((await world.client.links.reveal(id)).url);
    await page.bringToFront();
    await says(page, 'connect-account-list', 'li', '@harbourcoffee');
  });
});
