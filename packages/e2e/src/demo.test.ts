import type { Connection, Event } from '@connect/sdk';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, test as base } from 'vitest';
import { launchChromium } from './chromium.ts';
import { startDemo, type Demo, type Route } from './demo.ts';
import { accountOf, makeLink, openManager } from './sharer-page.ts';

/** `npm start`, and the people in it: `maya` works at the agency and is signed in to Brightline, `phone` is her client's. */
const test = base
  .extend('demo', { scope: 'file' }, async ({}, { onCleanup }) => {
    const demo = await startDemo();
    onCleanup(() => demo.stop());
    return demo;
  })
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('maya', async ({ browser, demo }, { onCleanup }) => {
    const context = await browser.newContext();
    onCleanup(() => context.close());
    const page = await context.newPage();
    await page.goto(`${demo.product}/sign-in`);
    await page.getByRole('button', { name: /Maya Lindqvist/ }).click();
    await page.waitForURL('**/accounts');
    return context;
  })
  .extend('phone', async ({ browser }, { onCleanup }) => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    onCleanup(() => context.close());
    return context;
  });

/** Each way's name on our pages, who logs in there, and the account that comes by it; each its own, so that none is in another's way. */
const ways = {
  instagram: { name: 'Instagram', login: /^@harbourcoffee\b/, key: 'harbourcoffee', handle: '@harbourcoffee' },
  facebook: { name: 'Instagram through Facebook', login: /Jonas Lindqvist/, key: 'jonas.lindqvist', handle: '@oakandpine' },
  tiktok: { name: 'TikTok', login: /^@noor\.studio\b/, key: 'noor.studio', handle: '@noor.studio' },
} as const satisfies Readonly<Record<Route, object>>;

const heading = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

/** The client opens the link, and goes through the platform's pages; the address of the receipt. */
const connect = async (page: Page, url: string, route: Route): Promise<string> => {
  const { name, login } = ways[route];
  await page.goto(url);
  await page.getByRole('button', { name: `Continue with ${name}`, exact: true }).click();
  // Facebook asks whoever has allowed it before only whether it may stay so.
  const allow = page.getByRole('button', { name: /^(Allow|Continue with previous settings)$/ });
  const person = page.getByRole('button', { name: login });
  await person.or(allow).first().waitFor();
  if (await person.isVisible()) await person.click();
  await allow.click();
  await heading(page, /is connected$|works again$/);
  return page.getByRole('textbox', { name: 'Address of your receipt' }).inputValue();
};

/** At the platform's own page, the person does something about the apps that are connected. */
const atPlatform = async (page: Page, demo: Demo, route: Route, action: string): Promise<void> => {
  await page.goto(demo.platforms[route]);
  const form = page.locator(`form[action="/people/${ways[route].key}"]`);
  await page.locator('details').filter({ has: form }).locator('summary').click();
  await form.getByRole('button', { name: action, exact: true }).click();
  await page.getByRole('status').waitFor();
};

/** What has happened to a connection last, as the product's server reads it. */
const lastEvent = async ({ client }: Demo, { id, workspace }: Connection): Promise<Event | undefined> => {
  let last: Event | undefined;
  for await (const event of client.events.all({ workspace, limit: 100 })) if (event.connection === id) last = event;
  return last;
};

/** An account that is connected through a new link of Maya's: her page with the accounts, and her client's phone. */
const connected = async (demo: Demo, maya: BrowserContext, phone: BrowserContext, route: Route) => {
  const [page] = maya.pages();
  if (page === undefined) throw new Error('Maya has no page open.');
  const { handle, name } = ways[route];
  const dialog = await openManager(page);
  const url = await makeLink(page, { client: `Client at ${name}`, platforms: [name] });
  await dialog.getByRole('button', { name: 'Close', exact: true }).first().click();
  const client = await phone.newPage();
  const receipt = await connect(client, url, route);
  const row = accountOf(page, handle);
  await row.getByText('Working').waitFor();
  const all = (await demo.client.connections.list({ workspace: 'northlight', status: 'active' })).data;
  const connection = all.find(({ account, route: by }) => account.handle === handle && by === route);
  if (connection === undefined) throw new Error(`${handle} is not connected.`);
  return { page, client, url, row, connection, receipt };
};

/** Waits until Brightline's webhook log has this event: signed by Connect, and the same that `/v1/events` tells. */
const isInLog = async (maya: BrowserContext, demo: Demo, event: Event | undefined): Promise<void> => {
  const log = await maya.newPage();
  await log.goto(`${demo.product}/webhooks`);
  const row = log.locator('li.event').filter({ has: log.locator('.seq', { hasText: new RegExp(`^${event?.seq}$`) }) });
  await row.getByText('verified').first().waitFor();
  await row.getByText(event?.type ?? '').first().waitFor();
  await log.close();
};

const routes = ['instagram', 'facebook', 'tiktok'] as const;

describe.for(routes)('in the demo, an account that came by %s', (route) => {
  const { handle } = ways[route];

  test('ends when its owner removes the app there: Brightline is told, shows it, and the same link repairs it', async ({ demo, maya, phone }) => {
    const { client, connection, page, receipt, row, url } = await connected(demo, maya, phone, route);
    await atPlatform(client, demo, route, 'Remove connected apps');
    await accountOf(page, handle).getByText('access removed at').waitFor();
    expect(await demo.client.connections.get(connection.id)).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
    const ended = await lastEvent(demo, connection);
    expect(ended).toMatchObject({ type: 'connection.disconnected', actor: { kind: 'platform' }, data: { reason: 'removed_at_platform' } });
    await isInLog(maya, demo, ended);
    await client.goto(receipt);
    await client.getByText('The access was removed at').waitFor();

    const again = await connect(client, url, route);
    await row.getByText('Working').waitFor();
    expect(await demo.client.connections.get(connection.id)).toMatchObject({ status: 'active' });
    await isInLog(maya, demo, await lastEvent(demo, connection));
    await client.goto(again);
    await client.getByText('Connected and working').waitFor();
  });

  test('needs its owner when they change the password there: Brightline is told, the receipt says so, and its way back repairs it', async ({ demo, maya, phone }) => {
    const { client, connection, receipt, row } = await connected(demo, maya, phone, route);
    await atPlatform(client, demo, route, 'Change the password');
    await row.getByText('Reconnect needed').waitFor();
    const { status, reason } = await demo.client.connections.get(connection.id);
    // TikTok does not say how a token died.
    expect([status, reason]).toEqual(['needs_reconnect', route === 'tiktok' ? 'refresh_refused' : 'password_changed']);
    const told = await lastEvent(demo, connection);
    expect(told).toMatchObject({ type: 'connection.needs_reconnect', data: { reason } });
    await isInLog(maya, demo, told);
    await client.goto(receipt);
    await client.getByText('Needs to be connected again').waitFor();
    if (route !== 'tiktok') await client.getByText('The password was changed.').waitFor();
    await client.getByRole('link', { name: 'Connect again' }).click();
    await heading(client, `${handle} on ${route === 'tiktok' ? 'TikTok' : 'Instagram'} needs to be connected again`);
    await connect(client, client.url(), route);
    await row.getByText('Working').waitFor();
    expect(await demo.client.connections.get(connection.id)).toMatchObject({ status: 'active', reason: 'repaired' });
    await client.goto(receipt);
    await client.getByText('Connected and working').waitFor();
  });

  test('is ended by its receipt: Brightline is told that it was the client', async ({ demo, maya, phone }) => {
    const { client, connection, page, receipt } = await connected(demo, maya, phone, route);
    await client.goto(receipt);
    await client.getByRole('button', { name: 'End this connection' }).click();
    await client.getByRole('button', { name: 'End connection' }).click();
    await client.getByText('we deleted').first().waitFor();
    await accountOf(page, handle).getByText('your client ended it').waitFor();
    const ended = await lastEvent(demo, connection);
    expect(ended).toMatchObject({ type: 'connection.disconnected', actor: { kind: 'recipient' } });
    await isInLog(maya, demo, ended);
  });

  test('is deleted with all that is known of it when its owner asks for that', async ({ demo, maya, phone }) => {
    const { client, connection, page } = await connected(demo, maya, phone, route);
    if (route === 'tiktok') {
      await atPlatform(client, demo, route, 'Delete the account');
      await accountOf(page, handle).getByText('account deleted at TikTok').waitFor();
      await isInLog(maya, demo, await lastEvent(demo, connection));
      return;
    }
    await atPlatform(client, demo, route, 'Remove connected apps and ask for deletion');
    await client.getByRole('link', { name: 'how it stands' }).first().click();
    await heading(client, 'Your data was deleted');
    expect(await client.locator('main').innerText()).not.toContain(handle.slice(1));
    await accountOf(page, 'Deleted account').getByText('your client had it deleted').first().waitFor();
    expect(await accountOf(page, handle).count()).toBe(0);
    await isInLog(maya, demo, await lastEvent(demo, connection));
  });
});
