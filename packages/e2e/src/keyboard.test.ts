import { describe, expect } from 'vitest';
import { answer } from './button-page.ts';
import { expectReadable, focused, stops, tabTo } from './keyboard.ts';
import { test } from './stage.ts';

describe('with the keyboard alone', () => {
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
