import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { expectReadable, focused, stops, tabTo } from './keyboard.ts';
import { createPerson } from './person.ts';
import { accountOf, accountsOf, copied, dialogOf, newAgency, openSharer, rowOf } from './sharer-page.ts';
import { test } from './stage.ts';

/** Waits until something has the focus, and everybody can see that. */
const hasFocus = (page: Page, what: string | RegExp) =>
  expect
    .poll(async () => {
      const { what: name, seen } = await focused(page);
      return `${name}${seen ? '' : ' (not to be seen)'}`;
    })
    .toMatch(typeof what === 'string' ? new RegExp(`^${what}$`) : what);

describe('with the keyboard alone', () => {
  test('a link is made, copied, paused and switched off; the focus is seen, and comes back to where it was', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    const dialog = dialogOf(page);
    const { keyboard } = page;
    await tabTo(page, page.locator('connect-link-manager').getByRole('button', { name: 'Connect links' }));
    await keyboard.press('Enter');
    // The dialog names itself, and the focus goes to the first thing to do.
    await hasFocus(page, 'New link');
    await keyboard.press('Enter');
    await hasFocus(page, /^Who is it for/);
    await keyboard.type('Harbour Coffee');
    // All platforms are chosen at first.
    await tabTo(page, dialog.getByRole('checkbox', { name: 'TikTok' }));
    await keyboard.press('Space');
    await tabTo(page, dialog.getByText('More options'));
    await keyboard.press('Enter');
    await tabTo(page, dialog.getByRole('textbox', { name: /^How many accounts/ }));
    await keyboard.type('many');
    await keyboard.press('Enter');
    // What was wrong has the focus, with its sentence.
    await hasFocus(page, /^How many accounts/);
    expect(await dialog.getByRole('textbox', { name: /^How many accounts/ }).getAttribute('aria-invalid')).toBe('true');
    await keyboard.press('ControlOrMeta+A');
    await keyboard.type('3');
    await tabTo(page, dialog.getByRole('button', { name: 'Make link' }));
    await keyboard.press('Enter');
    await hasFocus(page, 'Copy link');
    await keyboard.press('Enter');
    await hasFocus(page, 'Copied');
    expect(await copied(page)).toContain('/l/cl_');
    expectReadable((await stops(page)).filter(({ what }) => what !== ''));

    const menu = rowOf(page, 'Harbour Coffee').getByRole('button', { name: /^More for/ });
    await tabTo(page, menu);
    await keyboard.press('Enter');
    await hasFocus(page, 'Copy a message');
    await keyboard.press('ArrowUp');
    await hasFocus(page, 'Switch off');
    await keyboard.press('Home');
    await hasFocus(page, 'Copy a message');
    await keyboard.press('Escape');
    await hasFocus(page, 'More for Harbour Coffee');
    await dialog.waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.type('pa');
    await hasFocus(page, 'Pause');
    await keyboard.press('Enter');
    await rowOf(page, 'Harbour Coffee').getByText('Paused').waitFor();
    await hasFocus(page, 'More for Harbour Coffee');

    await keyboard.press('ArrowUp');
    await hasFocus(page, 'Switch off');
    await keyboard.press('Enter');
    await hasFocus(page, 'Keep it');
    // Nothing behind the question can be reached while it is open.
    const reached = new Set<string>();
    for (let presses = 0; presses < 6; presses += 1) {
      await keyboard.press('Tab');
      reached.add((await focused(page)).what);
    }
    expect([...reached].filter(Boolean).sort()).toEqual(['Keep it', 'Switch off']);
    await keyboard.press('Escape');
    await hasFocus(page, 'More for Harbour Coffee');
    expect(await agency.links()).toMatchObject([{ status: 'paused', maxConnections: 3 }]);
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }));
    await keyboard.press('Enter');
    await rowOf(page, 'Harbour Coffee').getByText('Switched off').waitFor();
    await hasFocus(page, 'More for Harbour Coffee');
    await keyboard.press('Enter');
    await keyboard.type('what');
    await keyboard.press('Enter');
    await tabTo(page, dialog.getByRole('button', { name: 'Back to all links' }), 'Shift+Tab');
    await keyboard.press('Enter');
    await hasFocus(page, 'More for Harbour Coffee');
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await hasFocus(page, 'Connect links');
  });

  test('an account is approved, and another one disconnected; the focus stays in the list', async ({ context, world }) => {
    const agency = await newAgency(world);
    const { url } = await agency.link({ clientName: 'Harbour Coffee', platforms: ['instagram'], requiresApproval: true });
    await createPerson(world).connect(url, 'instagram');
    const page = await openSharer(context, world, { workspace: agency.id });
    const row = accountOf(page, '@harbourcoffee');
    await row.waitFor();
    expectReadable(await stops(page));
    await tabTo(page, row.getByRole('button', { name: 'Approve' }));
    await page.keyboard.press('Enter');
    await row.getByText('Working').waitFor();
    const isInside = () => page.evaluate(() => document.activeElement?.localName);
    expect(await isInside()).toBe('connect-account-list');
    await tabTo(page, row.getByRole('button', { name: /^More for/ }));
    await page.keyboard.press('Enter');
    await hasFocus(page, 'Disconnect');
    await page.keyboard.press('Enter');
    await hasFocus(page, 'Keep it');
    await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }));
    await page.keyboard.press('Enter');
    await accountsOf(page).getByText('Nothing is connected right now').waitFor();
    await expect.poll(isInside).toBe('connect-account-list');
    expect(await agency.connections()).toMatchObject([{ status: 'disconnected', reason: 'disconnected_by_sharer' }]);
  });
});
