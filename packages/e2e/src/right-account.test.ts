import type { LinkInput, LinkWithUrl } from '@connect/sdk';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { answer, openButton, press, waitForClosed, waitForEvent, waitForState } from './button-page.ts';
import { test } from './stage.ts';
import type { World } from './world.ts';

const expecting = (onMismatch: 'refuse' | 'warn') => ({
  platforms: ['instagram'],
  expectedAccounts: [{ platform: 'instagram', handle: 'OakAndPine', onMismatch }],
});
/** A link in a workspace whose connections have all ended. */
const freshLink = async (world: World, change: Partial<LinkInput> = {}): Promise<LinkWithUrl> => {
  for await (const { id } of world.client.connections.all({ workspace: 'northlight' })) await world.client.connections.disconnect(id);
  return world.link(change);
};
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const pressButton = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('the right account, %s', (_how, javaScriptEnabled) => {
  test.override('profile', { javaScriptEnabled });

  test('the wrong one is refused, the platform asks which, the right one is connected, and undone', async ({ context, world }) => {
    const link = await freshLink(world, expecting('refuse'));
    const page = await context.newPage();
    await page.goto(link.url);
    await page.getByText('This link is meant for @OakAndPine.').waitFor();
    await pressButton(page, 'Continue with Instagram');
    await answer(page);
    await heading(page, 'That was @harbourcoffee, but this link is for @OakAndPine');
    expect(await page.getByRole('button', { name: /anyway/ }).count()).toBe(0);
    await pressButton(page, 'Try again');
    // Logged in as the wrong one, and asked all the same.
    await answer(page, 'oakandpine');
    await heading(page, '@oakandpine is connected');
    await pressButton(page, 'No, undo this');
    await heading(page, 'You undid this: @oakandpine is not connected');
    const { data } = await world.client.connections.list({ workspace: 'northlight', link: link.id });
    expect(data).toMatchObject([{ status: 'disconnected', reason: 'undone_by_recipient' }]);
    await page.getByRole('link', { name: 'Start again' }).click();
    await heading(page, /^Connect your Instagram account/);
  });

  test('another one is connected all the same where the sharer leaves it to the person, and waits to be approved', async ({
    context,
    world,
  }) => {
    const link = await freshLink(world, { ...expecting('warn'), requiresApproval: true });
    const page = await context.newPage();
    await page.goto(link.url);
    await pressButton(page, 'Continue with Instagram');
    await answer(page);
    await pressButton(page, 'Connect @harbourcoffee anyway');
    // Nobody is asked which account this time.
    await pressButton(page, 'Allow');
    await heading(page, '@harbourcoffee is waiting for Northlight Studio');
    const [waiting] = (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data;
    expect(waiting).toMatchObject({ status: 'pending_approval', reason: 'awaiting_approval' });
    await world.client.connections.approve(waiting?.id ?? '');
    await page.reload();
    await heading(page, '@harbourcoffee is connected');
  });

  test('who is logged in with another account can switch before they go', async ({ context, world }) => {
    const [first, second] = [await freshLink(world), await world.link({ platforms: ['instagram'] })];
    const page = await context.newPage();
    await page.goto(first.url);
    await pressButton(page, 'Continue with Instagram');
    await answer(page);
    await heading(page, /is connected$|works again$/);
    await page.goto(second.url);
    await pressButton(page, 'Continue with Instagram');
    await heading(page, /Continue as @harbourcoffee/);
    await page.goto(second.url);
    await pressButton(page, 'Switch account');
    await answer(page, 'oakandpine');
    await heading(page, /^@oakandpine /);
  });
});

describe('in a popup', () => {
  test('the window closes itself, and undoing is one link away from the product page', async ({ context, world }) => {
    const link = await freshLink(world);
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await answer(popup, 'oakandpine');
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'See or end this connection' }).click();
    const result = await opened;
    await pressButton(result, 'No, undo this');
    await heading(result, 'You undid this: @oakandpine is not connected');
    const { data } = await world.client.connections.list({ workspace: 'northlight', link: link.id });
    expect(data).toMatchObject([{ status: 'disconnected', reason: 'undone_by_recipient' }]);
  });

  test('who is asked by the window can switch there, and the result still arrives', async ({ context, world }) => {
    const link = await freshLink(world);
    // Cut off from its opener, the window asks by itself.
    const page = await openButton(context, world, { link: link.url, coop: 'same-origin' });
    const popup = await press(page);
    await pressButton(popup, 'Switch account');
    await popup.waitForURL(/force_reauth=true/);
    await answer(popup, 'oakandpine');
    await waitForEvent(page, 'connect-success');
    await waitForState(page, 'connected');
  });

  test('the wrong account is told in the product page, by the words of the server', async ({ context, world }) => {
    const link = await freshLink(world, expecting('refuse'));
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await answer(popup);
    await waitForEvent(page, 'connect-error');
    await page.getByText(/That was @harbourcoffee, but this link is for @OakAndPine/).first().waitFor();
    expect((await world.client.connections.list({ workspace: 'northlight', link: link.id })).data).toEqual([]);
  });
});
