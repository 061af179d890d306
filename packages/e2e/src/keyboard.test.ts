import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { answer } from './button-page.ts';
import { test } from './stage.ts';

/** What has the focus: whether one sees that it has, and where it stands. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, left, bottom, width, height } = element.getBoundingClientRect();
    const all = [...document.querySelectorAll('*')];
    return {
      what:
        element === document.body
          ? ''
          : (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replaceAll(/\s+/g, ' '),
      seen:
        element.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0,
      place: all.indexOf(element),
      top: top + scrollY,
      bottom: bottom + scrollY,
      left: left + scrollX,
    };
  });

/** Everything that Tab comes by, from the top of the page to its end. */
const stops = async (page: Page) => {
  const found: Awaited<ReturnType<typeof focused>>[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop.what === '' || found.some(({ place }) => place === stop.place)) return found;
    found.push(stop);
  }
};

/** Whether stops can be seen, and come in the order in which one reads: down, and within a line from left to right. */
const expectReadable = (found: Awaited<ReturnType<typeof stops>>): void => {
  expect(found.filter(({ seen }) => !seen).map(({ what }) => what)).toEqual([]);
  for (const [index, stop] of found.entries()) {
    const next = found[index + 1];
    if (next === undefined) continue;
    expect(next.place, `${stop.what}, then ${next.what}`).toBeGreaterThan(stop.place);
    expect(
      next.top >= stop.bottom - 1 || (next.left > stop.left && next.bottom > stop.top),
      `${stop.what}, then ${next.what}`,
    ).toBe(true);
  }
};

/** Presses Tab until the focus is there. */
const tabTo = async (page: Page, target: Locator, key = 'Tab'): Promise<void> => {
  await target.waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never comes to ${String(target)}.`);
};

describe('with the keyboard alone', { timeout: 20_000 }, () => {
  test('an account is connected, from the link to the end; the focus is seen, and goes as one reads', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(link.url);
    const offered = await stops(page);
    expect(offered.map(({ what }) => what)).toEqual(expect.arrayContaining(['Continue with Instagram', 'Continue with TikTok']));
    expectReadable(offered);
    await tabTo(page, page.getByRole('button', { name: 'Continue with Instagram' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: /^@harbourcoffee/ }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Allow', exact: true }));
    await page.keyboard.press('Enter');
    // The news has the focus, so that it is read out, and what to do next comes after it.
    const news = page.getByRole('heading', { name: '@harbourcoffee is connected' });
    await news.waitFor();
    expect(await news.evaluate((heading) => heading === document.activeElement)).toBe(true);
    const ways = await stops(page);
    expect(ways.length).toBeGreaterThan(2);
    expectReadable(ways);
    expect((await world.client.connections.list({ workspace: 'northlight', link: link.id })).data).toHaveLength(1);
  });

  test('a connection is ended at its receipt: the question opens, Escape leads back, its word ends it', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(page);
    await page.locator('a[href^="/r/"]:not([href*="?"])').press('Enter');
    await page.locator('body[data-page=receipt]').waitFor();
    expectReadable(await stops(page));
    const end = page.getByRole('button', { name: 'End this connection' });
    await tabTo(page, end);
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: /@harbourcoffee/ });
    await question.waitFor();
    expect((await focused(page)).what).toBe('Keep it');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    expect((await focused(page)).what).toBe('End this connection');
    expect((await focused(page)).seen).toBe(true);
    // Keeping it is one more way back.
    await page.keyboard.press('Enter');
    await question.waitFor();
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    expect((await world.client.connections.list({ workspace: 'northlight', link: link.id })).data).toMatchObject([
      { status: 'active' },
    ]);
    await page.keyboard.press('Enter');
    await question.waitFor();
    // Nothing behind the question can be reached while it is open.
    const inside = await stops(page);
    expect(inside.every(({ what }) => /^(Keep it|End)/.test(what))).toBe(true);
    await tabTo(page, question.getByRole('button', { name: /^End/ }));
    await page.keyboard.press('Enter');
    await page.getByText('We deleted our keys').waitFor();
    expect((await world.client.connections.list({ workspace: 'northlight', link: link.id })).data).toMatchObject([
      { status: 'disconnected', reason: 'disconnected_by_recipient' },
    ]);
  });
});
