import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { test } from './stage.ts';

const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('which of the accounts, %s', (_how, javaScriptEnabled) => {
  test.override('profile', { javaScriptEnabled });

  test('is asked on a page of ours where Facebook has not asked; only what is ticked is connected', async ({ context, world }) => {
    const { client } = world;
    for await (const { id } of client.connections.all({ workspace: 'northlight' })) await client.connections.disconnect(id);
    const link = await world.link({ platforms: ['facebook'] });
    const page = await context.newPage();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Continue with Instagram through Facebook' }).click();
    await page.getByRole('button', { name: /Dana Brooks/ }).click();
    await page.getByRole('radio', { name: /all current and future/i }).first().waitFor();
    for (const radio of await page.getByRole('radio', { name: /all current and future/i }).all()) await radio.check();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await heading(page, 'Which accounts may Northlight Studio use?');
    const connect = page.getByRole('button', { name: 'Connect what I ticked' });
    await connect.click();
    await page.getByText('Nothing is ticked.').first().waitFor();
    await page.getByRole('checkbox', { name: /@kitsune\.ramen/ }).check();
    await page.getByRole('checkbox', { name: /@noor\.studio/ }).check();
    await connect.click();
    await heading(page, 'Your accounts are connected');
    const { data } = await client.connections.list({ workspace: 'northlight', status: 'active' });
    expect(data.map(({ account, route }) => `${account.handle} by ${route}`).sort()).toEqual(['@kitsune.ramen by facebook', '@noor.studio by facebook']);
  });
});
