import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { createPerson } from './person.ts';
import { accountOf, accountsOf, choose, fillForm, newAgency, openManager, openSharer, rowOf } from './sharer-page.ts';
import { test } from './stage.ts';
import type { World } from './world.ts';

const narrow = { width: 320, height: 640 };
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

/** What an accessibility checker has against the page as it stands, on a desk, in the dark, and on a phone. */
const findings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const [name, size, colorScheme] of [
    ['on a desk', desktop, 'light'],
    ['in the dark', desktop, 'dark'],
    ['on a phone', phone, 'light'],
  ] as const) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'], preload: false }),
    );
    found.push(...violations.map(({ id, nodes }) => `${name}, ${id}: ${nodes.map(({ html }) => html).join(' ')}`));
  }
  await page.setViewportSize(narrow);
  const wide = await page.evaluate(() => {
    const body = document.querySelector('connect-link-manager')?.shadowRoot?.querySelector('.body');
    return Math.max(document.documentElement.scrollWidth, body?.scrollWidth ?? 0);
  });
  if (wide > narrow.width) found.push(`with little room, it is ${wide} px wide`);
  await page.setViewportSize(desktop);
  return found;
};

/** A workspace in which everything has happened that a sharer can meet. */
const busyAgency = async (world: World) => {
  const agency = await newAgency(world);
  const connect = (url: string, account: string) => createPerson(world).connect(url, 'instagram', { account });
  const used = await agency.link({ clientName: 'Harbour Coffee', description: 'For the spring campaign' });
  await connect(used.url, 'harbourcoffee');
  await connect((await agency.link({ clientName: 'Oak & Pine', requiresApproval: true })).url, 'oakandpine');
  const paused = await agency.link({ description: `A long note: ${'word '.repeat(40)}` });
  await world.client.links.update(paused.id, { paused: true });
  await world.client.links.revoke((await agency.link({ clientName: 'Old client' })).id);
  await agency.link({ clientName: 'Full', maxConnections: 1 });
  return agency;
};

describe('an accessibility checker finds nothing', () => {
  test('in the empty manager and list, the form, its faults, and a link that is ready', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await accountsOf(page).getByText('No accounts yet').waitFor();
    expect(await findings(page), 'closed').toEqual([]);
    const dialog = await openManager(page);
    expect(await findings(page), 'empty').toEqual([]);
    await fillForm(page, { client: 'x'.repeat(121), platforms: ['Instagram'], more: (form) => form.getByRole('textbox', { name: /^How many/ }).fill('many') });
    await dialog.getByRole('button', { name: 'Make link' }).click();
    await dialog.getByText('Please check what is marked below').waitFor();
    expect(await findings(page), 'with faults').toEqual([]);
    await dialog.getByRole('textbox', { name: /^How many/ }).fill('2');
    await dialog.getByRole('textbox', { name: /^Who is it for/ }).fill('Harbour Coffee');
    await dialog.getByRole('button', { name: 'Make link' }).click();
    await dialog.getByRole('button', { name: 'Show QR code' }).click();
    await dialog.getByRole('img', { name: /^QR code/ }).waitFor();
    expect(await findings(page), 'ready').toEqual([]);
  });

  test('in a manager and a list where much has happened, the menu, a question, and the timeline', async ({ context, world }) => {
    const agency = await busyAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await accountOf(page, '@oakandpine').waitFor();
    expect(await findings(page), 'accounts').toEqual([]);
    const dialog = await openManager(page);
    await rowOf(page, 'Harbour Coffee').waitFor();
    expect(await findings(page), 'links').toEqual([]);
    await choose(page, 'Harbour Coffee', 'Switch off');
    expect(await findings(page), 'a question').toEqual([]);
    await page.keyboard.press('Escape');
    await choose(page, 'Harbour Coffee', 'What happened');
    await dialog.locator('.events li').first().waitFor();
    expect(await findings(page), 'timeline').toEqual([]);
    await dialog.getByRole('button', { name: 'Back to all links' }).click();
    await rowOf(page, 'Harbour Coffee').getByRole('button', { name: /^More for/ }).click();
    expect(await findings(page), 'menu').toEqual([]);
  });

  test('without a plan, without abilities, without a session, and in the fixed pair', async ({ context, world }) => {
    const agency = await busyAgency(world);
    await agency.put({ subscription: { status: 'inactive', planName: 'Studio', upgradeUrl: `${world.embed('shop')}/plans` }, accentColor: '#ffe000' });
    const gated = await openSharer(context, world, { workspace: agency.id });
    await openManager(gated);
    expect(await findings(gated), 'without a plan').toEqual([]);
    await gated.close();
    const fixed = await openSharer(context, world, { workspace: agency.id, fixed: true });
    await fixed.getByText('Connect links are part of Studio').first().waitFor();
    expect(await findings(fixed), 'fixed, without a plan').toEqual([]);
    await agency.put({ accentColor: '#ffe000' });
    await fixed.getByRole('button', { name: 'Copy TikTok link' }).waitFor();
    expect(await findings(fixed), 'fixed').toEqual([]);
    await fixed.close();
    const denied = await openSharer(context, world, { workspace: agency.id, can: ['events:read'] });
    await openManager(denied);
    expect(await findings(denied), 'without abilities').toEqual([]);
    await denied.close();
    world.desk.isBroken = true;
    const signedOut = await openSharer(context, world, { workspace: agency.id });
    await accountsOf(signedOut).getByText('Please reload the page').waitFor();
    await openManager(signedOut);
    expect(await findings(signedOut), 'without a session').toEqual([]);
  });

  test('and would find something inside of an element if it were there', async ({ context, world }) => {
    const page = await openSharer(context, world, { workspace: (await newAgency(world)).id });
    await accountsOf(page).getByText('No accounts yet').waitFor();
    await accountsOf(page).locator('section').evaluate((section) => section.insertAdjacentHTML('beforeend', `<img src="data:,"><pre>${'x'.repeat(99)}</pre>`));
    const found = await findings(page);
    expect(found).toContain('on a phone, image-alt: <img src="data:,">');
    expect(found.at(-1)).toMatch(/^with little room/);
  });
});

describe('two thousand links', () => {
  test('are all reached by scrolling, and one of them is found; how long the page was busy is printed', { timeout: 240_000 }, async ({ context, world }) => {
    const agency = await newAgency(world);
    for (let made = 0; made < 2000; made += 1) {
      await agency.link({ clientName: `Client ${String(made).padStart(4, '0')}`, platforms: [made % 2 ? 'instagram' : 'tiktok'] });
    }
    await context.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(window, { tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' });
    });
    const page = await openSharer(context, world, { workspace: agency.id });
    const tasks = async (what: string) => {
      const long = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.splice(0));
      console.info(`${what}: ${long.length} tasks over 50 ms${long.length > 0 ? ` (${long.join(', ')} ms)` : ''}`);
    };
    // The instrument works: it hears of a task that is long.
    await page.evaluate(() => new Promise<void>((resolve) => setTimeout(() => {
      for (const end = performance.now() + 120; performance.now() < end;);
      setTimeout(resolve);
    })));
    await expect.poll(() => page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.some((ms) => ms >= 120))).toBe(true);
    await tasks('The page, and a task of 120 ms');
    const dialog = await openManager(page);
    await tasks('Opening 2,000 links');
    await expect
      .poll(
        async () => {
          await dialog.locator('.body').evaluate((body) => body.scrollTo({ top: body.scrollHeight }));
          return dialog.locator('[data-link]').count();
        },
        { timeout: 90_000 },
      )
      .toBe(2000);
    await tasks('Scrolling through them');
    const search = dialog.getByRole('searchbox', { name: 'Search links' });
    await search.fill('client 0042');
    await expect.poll(() => dialog.locator('[data-link]').count()).toBe(1);
    await rowOf(page, 'Client 0042').waitFor();
    await tasks('Searching');
    await search.fill('');
    await dialog.getByRole('combobox', { name: 'Platform' }).selectOption('instagram');
    await expect.poll(async () => (await dialog.locator('[data-link]').allInnerTexts()).every((text) => /Instagram/.test(text))).toBe(true);
    await tasks('Filtering by platform');
    await dialog.getByRole('combobox', { name: 'Status' }).selectOption('paused');
    await dialog.getByRole('heading', { name: 'No links match' }).waitFor();
    await dialog.getByRole('button', { name: 'Show all links' }).click();
    await rowOf(page, 'Client 1999').waitFor();
    await tasks('Filtering by status');
  });
});
