import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { answer, reachPlatform } from './button-page.ts';
import { connect, go, heading, open } from './client-page.ts';
import { accountOf, accountsOf, choose, confirm, copied, dialogOf, fillForm, happened, makeLink, newAgency, openManager, openSharer, rowOf, shownUrl } from './sharer-page.ts';
import { test } from './stage.ts';

const says = (page: Page, words: string | RegExp) => dialogOf(page).getByText(words).first().waitFor();

/** Whether nothing lies over it. */
const isFree = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains((element.getRootNode() as ShadowRoot).elementFromPoint(x + width / 2, y + height / 2));
  });

describe('a link, from its making to its end', () => {
  test('is made, copied, opened on a phone, seen to bring an account, paused, revealed, rotated and revoked', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const traces: string[] = [];
    context.on('request', (request) => traces.push(request.url()));
    context.on('console', (message) => traces.push(`${message.type()}: ${message.text()}`));
    const page = await openSharer(context, world, { workspace: agency.id });
    const accounts = accountsOf(page);
    await accounts.getByText('No accounts yet').waitFor();
    const dialog = await openManager(page);
    const url = await makeLink(page, { client: 'Harbour Coffee' });
    await dialog.getByRole('button', { name: 'Copy link', exact: true }).click();
    await dialog.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    expect(await copied(page)).toBe(url);
    await choose(page, 'Harbour Coffee', 'What happened');
    await says(page, 'Nobody has opened it yet');

    // The client, on a phone of their own, with nothing but the address.
    const client = await open(phone, url);
    await heading(client, /^Connect your accounts to Northlight Studio$/);
    await client.getByText('For Harbour Coffee').waitFor();
    await client.getByRole('button', { name: 'Continue with Instagram' }).click();
    await reachPlatform(client);
    await happened(page, 'Went to Instagram');
    await answer(client);
    await heading(client, '@harbourcoffee is connected');

    // Seen where the sharer looks, and behind it, without a reload.
    await happened(page, '@harbourcoffee connected');
    await happened(page, /^Opened/);
    await accountOf(page, '@harbourcoffee').getByText('through Harbour Coffee').waitFor();
    const [connection] = await agency.connections();
    expect(await page.evaluate(() => window.heard)).toMatchObject([
      { type: 'connect-link-created', detail: { link: connection?.link } },
      { type: 'connect-account-added', detail: { connection: connection?.id, status: 'active' } },
    ]);
    await dialog.getByRole('button', { name: 'Back to all links' }).click();
    await rowOf(page, 'Harbour Coffee').getByText('1 account').waitFor();

    await choose(page, 'Harbour Coffee', 'Pause');
    await rowOf(page, 'Harbour Coffee').getByText('Paused').waitFor();
    await says(page, 'The same link works again when you resume it');
    expect(await isFree(rowOf(page, 'Harbour Coffee').getByRole('button', { name: /^More for/ })), 'the row is not hidden by what was said').toBe(true);
    await client.goto(url);
    await heading(client, 'This link is on hold');
    await choose(page, 'Harbour Coffee', 'Resume');
    await rowOf(page, 'Harbour Coffee').getByText('Active').waitFor();
    await client.reload();
    await heading(client, /^Connect your accounts/);

    await page.evaluate(() => navigator.clipboard.writeText(''));
    await rowOf(page, 'Harbour Coffee').getByRole('button', { name: 'Copy link for Harbour Coffee' }).click();
    await expect.poll(() => copied(page)).toBe(url);
    await choose(page, 'Harbour Coffee', 'Copy a message');
    await expect.poll(() => copied(page)).toContain(`Northlight Studio with this link: ${url} It opens`);

    await choose(page, 'Harbour Coffee', 'New address');
    await confirm(page, 'Give a new address');
    await says(page, 'New address ready');
    const next = await shownUrl(page, 'Harbour Coffee');
    expect(next).not.toBe(url);
    await client.goto(url);
    await heading(client, 'This link doesn’t lead anywhere');
    await client.goto(next);
    await heading(client, /^Connect your accounts/);

    await choose(page, 'Harbour Coffee', 'Switch off');
    await page.getByRole('alertdialog').getByText('The 1 account it brought stays connected. This can’t be undone.').waitFor();
    await confirm(page, 'Switch off');
    await rowOf(page, 'Harbour Coffee').getByText('Switched off').waitFor();
    await client.reload();
    await heading(client, 'This link was switched off');
    expect(await agency.connections()).toMatchObject([{ status: 'active' }]);
    await choose(page, 'Harbour Coffee', 'What happened');
    for (const what of ['You made the link', 'You copied the link', 'You paused it', 'You resumed it', 'You gave it a new address', 'You switched it off']) {
      await happened(page, what);
    }
    // Neither the session's token nor the link's secret has gone into an address, the console, or what the browser keeps.
    traces.push(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])));
    expect(traces.filter((trace) => /\bc[lt]_/.test(trace))).toEqual([]);
    expect(traces.filter((trace) => /^(error|warning): /.test(trace))).toEqual([]);
  });

  test('is made in a product page whose own policy is strict', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const { origin } = world;
    const csp = `default-src 'none'; script-src 'self' ${origin}; connect-src 'self' ${origin}; img-src ${origin}`;
    const page = await openSharer(context, world, { workspace: agency.id, csp });
    const dialog = await openManager(page);
    const url = await makeLink(page, { client: 'Harbour Coffee' });
    await dialog.getByRole('button', { name: 'Show QR code' }).click();
    await dialog.getByRole('img', { name: /^QR code/ }).waitFor();
    await heading(await connect(phone, url), '@harbourcoffee is connected');
    const picture = accountOf(page, '@harbourcoffee').locator('img');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await page.evaluate(() => window.refused)).toEqual([]);
  });

  test('has the bounds that the form sets, and leads the client where it may; an address that may not be is said beside its field', async ({
    context,
    phone,
    world,
  }) => {
    const agency = await newAgency(world);
    const [home, elsewhere] = [`${world.embed('shop')}/blank`, 'https://elsewhere.example/'];
    await agency.put({ returnUrls: [home] });
    const page = await openSharer(context, world, { workspace: agency.id });
    const dialog = await openManager(page);
    const field = (name: RegExp) => dialog.getByRole('textbox', { name });
    const end = new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString().slice(0, 10);
    await fillForm(page, {
      client: 'Harbour Coffee',
      platforms: ['Instagram'],
      more: async () => {
        await dialog.getByLabel('Ends on').fill('2020-02-29');
        await field(/^How many accounts/).fill('1');
        await field(/^Where your client goes/).fill(elsewhere);
      },
    });
    const make = dialog.getByRole('button', { name: 'Make link' });
    await make.click();
    await dialog.getByText('Choose today or a later day.').waitFor();
    await dialog.getByLabel('Ends on').fill(end);
    await make.click();
    await dialog.getByText(/sends clients only to addresses that were set up there/).waitFor();
    expect(await field(/^Where your client goes/).inputValue()).toBe(elsewhere);
    expect(await agency.links()).toEqual([]);
    await field(/^Where your client goes/).fill(home);
    await make.click();
    await says(page, 'Accounts at most: 1');
    expect(await agency.links()).toMatchObject([{ maxConnections: 1, returnUrl: home, platforms: ['instagram'] }]);
    const client = await connect(phone, await shownUrl(page, 'Harbour Coffee'));
    await client.getByRole('link', { name: `Go to ${new URL(home).host}` }).click();
    await client.waitForURL((url) => url.href.startsWith(home));
    await rowOf(page, 'Harbour Coffee').getByText('Limit reached').waitFor();
  });

  test('has a fixed form: one for each platform, which is the same whoever looks, and after a reload', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const [page, other] = await Promise.all([
      openSharer(context, world, { workspace: agency.id, fixed: true }),
      openSharer(context, world, { workspace: agency.id, fixed: true, as: 'jonas' }),
    ]);
    const copy = async (from: Page, platform: string): Promise<string> => {
      await from.bringToFront();
      await from.evaluate(() => navigator.clipboard.writeText(''));
      await from.getByRole('button', { name: `Copy ${platform} link` }).click();
      await expect.poll(() => copied(from)).toContain('/l/');
      return copied(from);
    };
    const [instagram, tiktok] = [await copy(page, 'Instagram'), await copy(page, 'TikTok')];
    expect(instagram).not.toBe(tiktok);
    expect(await copy(other, 'Instagram')).toBe(instagram);
    await page.reload();
    expect(await copy(page, 'Instagram')).toBe(instagram);
    expect((await agency.links()).map(({ platforms, slot }) => [slot, ...platforms]).sort()).toEqual([
      ['fixed:facebook', 'facebook'],
      ['fixed:instagram', 'instagram'],
      ['fixed:tiktok', 'tiktok'],
    ]);
    await heading(await connect(phone, instagram), '@harbourcoffee is connected');
    await accountOf(page, '@harbourcoffee').waitFor();
  });
});

describe('while a client is at the platform', () => {
  test('a pause keeps the account out and says why; resumed, the same link works', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee' });
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    const client = await go(phone, link.url);
    await choose(page, 'Harbour Coffee', 'Pause');
    await rowOf(page, 'Harbour Coffee').getByText('Paused').waitFor();
    await answer(client);
    await heading(client, 'This link is on hold');
    expect(await agency.connections()).toEqual([]);
    await choose(page, 'Harbour Coffee', 'What happened');
    await happened(page, 'Didn’t work: the link was paused');
    await dialogOf(page).getByRole('button', { name: 'Back to all links' }).click();
    await choose(page, 'Harbour Coffee', 'Resume');
    await rowOf(page, 'Harbour Coffee').getByText('Active').waitFor();
    await heading(await connect(phone, link.url), '@harbourcoffee is connected');
    expect(await agency.connections()).toMatchObject([{ status: 'active', link: link.id }]);
  });

  test('a plan that lapses keeps the account out and blames nobody; the manager shows the way to the plans; active, all works again', async ({
    context,
    phone,
    world,
  }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee' });
    const free = await agency.link({ clientName: 'Promised', requiresSubscription: false, platforms: ['tiktok'] });
    const page = await openSharer(context, world, { workspace: agency.id });
    const dialog = await openManager(page);
    const client = await go(phone, link.url);
    await agency.put({ subscription: { status: 'inactive', planName: 'Studio', upgradeUrl: `${world.embed('shop')}/plans` } });
    await rowOf(page, 'Harbour Coffee').getByText('Plan inactive').waitFor();
    await says(page, 'Connect links are part of Studio');
    expect(await dialog.getByRole('link', { name: /^See plans/ }).getAttribute('href')).toBe(`${world.embed('shop')}/plans`);
    expect(await dialog.getByRole('button', { name: 'New link' }).count()).toBe(0);
    // The operator's own promise holds.
    expect(await rowOf(page, 'Promised').getByText('Active').count()).toBe(1);
    await answer(client);
    await heading(client, 'Northlight Studio can’t accept connections right now');
    await client.goto(link.url);
    await heading(client, 'Northlight Studio can’t accept connections right now');
    expect(await agency.connections()).toEqual([]);
    await heading(await open(phone, free.url), /^Connect your TikTok account/);

    await agency.put({ subscription: { status: 'active' } });
    await rowOf(page, 'Harbour Coffee').getByText('Active').waitFor();
    await dialog.getByRole('button', { name: 'New link' }).waitFor();
    await heading(await connect(phone, link.url), '@harbourcoffee is connected');
  });

  test('a second one finishes at the same moment: a link for one connects one of them, and tells the other', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee', maxConnections: 1 });
    const clients = [await go(phone, link.url), await go(context, link.url)] as const;
    for (const [index, account] of (['harbourcoffee', 'oakandpine'] as const).entries()) {
      await clients[index]?.getByRole('button', { name: new RegExp(`^@${account}\\b`) }).click();
      await clients[index]?.getByRole('button', { name: 'Allow', exact: true }).waitFor();
    }
    await Promise.all(clients.map((client) => client.getByRole('button', { name: 'Allow', exact: true }).click()));
    await Promise.all(clients.map((client) => client.locator('body[data-page]').waitFor()));
    await Promise.all(clients.map((client) => heading(client, /is connected$|^This link has reached its limit$/)));
    const titles = await Promise.all(clients.map((client) => client.getByRole('heading', { level: 1 }).innerText()));
    expect(titles.filter((title) => title.endsWith('is connected'))).toHaveLength(1);
    expect(titles.filter((title) => title === 'This link has reached its limit')).toHaveLength(1);
    const connections = await agency.connections();
    expect(connections.map(({ account }) => `${account.handle} is connected`)).toEqual(titles.filter((title) => title.endsWith('is connected')));
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await rowOf(page, 'Harbour Coffee').getByText('Limit reached').waitFor();
  });
});
