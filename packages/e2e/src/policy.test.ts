import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { answer, callbackOf, openButton, press, reachPlatform, waitForClosed, waitForEvent } from './button-page.ts';
import { newFlow } from './person.ts';
import { test as staged } from './stage.ts';

/** What the browser has refused to do on our pages, and what has broken there. */
const test = staged.extend('complaints', async ({ context }) => {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`${message.page()?.url()}: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  await context.exposeBinding('complain', (_source, text: string) => complaints.push(text));
  await context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, documentURI }) =>
      (window as unknown as { complain(text: string): void }).complain(`${documentURI}: ${violatedDirective} ${blockedURI}`),
    ),
  );
  return complaints;
});

/** Waits for a page of ours, and looks for what its policy forbids. */
const stopAt = async (page: Page, kind: string): Promise<void> => {
  await page.locator(`body[data-page=${kind}]`).waitFor();
  await page.waitForLoadState();
  const forbidden = await page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const attributes = [...element.attributes].filter(
        ({ name, value }) => name === 'style' || name.startsWith('on') || /^\s*javascript:/i.test(value),
      );
      return attributes.length > 0 || (element instanceof HTMLScriptElement && element.textContent !== '')
        ? [element.outerHTML.slice(0, 200)]
        : [];
    }),
  );
  expect(forbidden).toEqual([]);
  // Without its style a page would be a bare document; without its script, it would not know what to hide.
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('main') ?? document.body).display)).toBe('flex');
};

const finish = (page: Page, complaints: readonly string[]) =>
  expect.poll(async () => [await page.evaluate(() => document.readyState), complaints]).toEqual(['complete', []]);

describe('T05 our pages ask for nothing that their policy forbids', () => {
  test('from the link to the end of the connection', async ({ complaints, context, world }) => {
    await world.workspace({ accentColor: '#f97316' });
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(link.url);
    await stopAt(page, 'link');
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(page);
    await stopAt(page, 'done');
    expect(
      await page
        .locator('img')
        .first()
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0)),
    ).toBe(true);
    await page.getByRole('button', { name: /^Copy/ }).click();
    await page.getByText('Copied').first().waitFor();
    await page.locator('a[href^="/r/"]:not([href*="?"])').click();
    await stopAt(page, 'receipt');
    await page.getByRole('button', { name: /^End/ }).click();
    await page.getByRole('dialog').getByRole('button').first().click();
    await stopAt(page, 'receipt');
    await finish(page, complaints);
    // And if it did, it would be heard of.
    await page.evaluate(() => document.body.setAttribute('style', 'color:red'));
    await expect.poll(() => complaints.join()).toContain('style-src-attr');
  });

  test('in the window of a product page', async ({ complaints, context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    await page.goto(
      `${link.url}/launch?${new URLSearchParams({ fid: newFlow().fid, p: 'instagram', m: 'redirect', r: `${world.embed('shop')}/` })}`,
    );
    await stopAt(page, 'launch');
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await reachPlatform(page);
    await finish(page, complaints);
  });

  test('where its script does not arrive', async ({ complaints, context, world }) => {
    await context.route('**/assets/**', (route) => route.abort());
    const page = await context.newPage();
    await page.goto((await world.link()).url);
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(page);
    await stopAt(page, 'done');
    expect(complaints).toEqual([]);
  });

  test('where something is asked, or refused', async ({ complaints, context, world }) => {
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    const callback = await callbackOf(world, page);
    await context.clearCookies();
    const other = await context.newPage();
    await other.goto(callback);
    await stopAt(other, 'confirm');
    await other.getByRole('button', { name: 'No, that wasn’t me' }).click();
    await stopAt(other, 'done');
    for (const path of ['/nothing', `/l/cl_${'x'.repeat(43)}`, `${new URL(link.url).pathname}/start`]) {
      await other.goto(`${world.origin}${path}`);
      await stopAt(other, 'refusal');
    }
    await other.goto(`${world.origin}/problems/rate_limited`);
    await finish(other, complaints);
  });
});

describe('T05 in an app’s own browser, with the way out of it', () => {
  test.override('profile', {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 400.0.0',
  });

  test('our page asks for nothing that its policy forbids', async ({ complaints, context, world }) => {
    const page = await context.newPage();
    await page.goto((await world.link()).url);
    await stopAt(page, 'link');
    await page.locator('[data-in-app]').getByText('Instagram').first().waitFor();
    await finish(page, complaints);
  });
});
