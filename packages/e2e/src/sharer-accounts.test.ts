import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { answer } from './button-page.ts';
import { connect, heading, open } from './client-page.ts';
import { accountOf, accountsOf, choose, confirm, dialogOf, happened, makeLink, newAgency, openManager, openSharer } from './sharer-page.ts';
import { test } from './stage.ts';
import { wire } from './wire.ts';

const says = (page: Page, words: string | RegExp) => dialogOf(page).getByText(words).first().waitFor();

describe('the right account', () => {
  const expecting = (handle: string, rule: 'refuse' | 'warn') => async (dialog: Locator) => {
    await dialog.getByRole('textbox', { name: /^Only this account on Instagram/ }).fill(handle);
    await dialog.getByRole('combobox', { name: 'If another Instagram account comes' }).selectOption(rule);
  };

  test('is named in the form; another one is refused by both names, and the timeline says what to tell the client', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    const url = await makeLink(page, { client: 'Oak & Pine', platforms: ['Instagram'], more: expecting('@OakAndPine', 'refuse') });
    await choose(page, 'Oak & Pine', 'What happened');

    const client = await connect(phone, url);
    await heading(client, 'That was @harbourcoffee, but this link is for @OakAndPine');
    expect(await agency.connections()).toEqual([]);
    expect(await client.getByRole('button', { name: /anyway/ }).count()).toBe(0);
    await says(page, /Ask them to switch to the right account at Instagram first/);
    await client.getByRole('button', { name: 'Try again' }).click();
    await answer(client, 'oakandpine');
    await heading(client, '@oakandpine is connected');
    await happened(page, '@oakandpine connected');
    expect(await agency.connections()).toMatchObject([{ status: 'active', account: { handle: '@oakandpine' } }]);
  });

  test('may be another one where the form leaves that to the client', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    const url = await makeLink(page, { client: 'Oak & Pine', platforms: ['Instagram'], more: expecting('oakandpine', 'warn') });
    const client = await connect(phone, url);
    expect(await agency.connections()).toEqual([]);
    await client.getByRole('button', { name: 'Connect @harbourcoffee anyway' }).click();
    await client.getByRole('button', { name: 'Allow', exact: true }).click();
    await heading(client, '@harbourcoffee is connected');
    await accountOf(page, '@harbourcoffee').waitFor();
  });
});

describe('an account that somebody looks at first', () => {
  test.for(['approve', 'decline'] as const)('is shown as waiting, cannot be used, and is %sd in the list', async (verdict, { context, phone, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    const dialog = await openManager(page);
    const more = (form: Locator) => form.getByRole('checkbox', { name: 'Ask me before a new account is used' }).check();
    const client = await connect(phone, await makeLink(page, { client: 'Harbour Coffee', more }));
    await heading(client, '@harbourcoffee is waiting for Northlight Studio');
    await dialog.getByRole('button', { name: 'Close', exact: true }).first().click();

    const row = accountOf(page, '@harbourcoffee');
    await row.getByText('Waiting for you').waitFor();
    const [{ id } = { id: '' }] = await agency.connections();
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
    if (verdict === 'approve') {
      await row.getByRole('button', { name: 'Approve' }).click();
      await row.getByText('Working').waitFor();
      expect((await world.client.connections.getAccessToken(id)).accessToken).toMatch(/^IGAA/);
      await client.reload();
      await heading(client, '@harbourcoffee is connected');
    } else {
      await row.getByRole('button', { name: 'Decline' }).click();
      await confirm(page, 'Decline');
      await accountsOf(page).getByText('Ended (1)').click();
      await row.getByText('declined by your team').waitFor();
      await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
      expect(await agency.connections()).toMatchObject([{ status: 'disconnected', reason: 'approval_rejected' }]);
      await client.reload();
      expect(await client.getByRole('heading', { level: 1 }).innerText()).not.toMatch(/is connected|is waiting/);
      await client.getByText('Northlight Studio').first().waitFor();
    }
  });

  test('is let in by nobody once its link has been switched off', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee', requiresApproval: true });
    await heading(await connect(phone, link.url), '@harbourcoffee is waiting for Northlight Studio');
    const page = await openSharer(context, world, { workspace: agency.id });
    const row = accountOf(page, '@harbourcoffee');
    await row.getByRole('button', { name: 'Approve' }).waitFor();
    await world.client.links.revoke(link.id);
    await row.getByRole('button', { name: 'Approve' }).click();
    await row.getByText(/Its link no longer lets accounts in/).waitFor();
    expect(await agency.connections()).toMatchObject([{ status: 'pending_approval' }]);
  });
});

describe('a client who has second thoughts', () => {
  test('undoes the connection on the page that tells of it, and the sharer sees that', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee' });
    const page = await openSharer(context, world, { workspace: agency.id });
    const client = await connect(phone, link.url);
    await accountOf(page, '@harbourcoffee').waitFor();
    const done = client.url();
    // Somebody else who has the page's address can end nothing with it.
    const stranger = await context.newPage();
    await stranger.goto(done);
    await stranger.locator('body[data-page]').waitFor();
    expect(await stranger.getByRole('button', { name: 'No, undo this' }).count()).toBe(0);
    await stranger.close();
    await client.getByRole('button', { name: 'No, undo this' }).click();
    await heading(client, 'You undid this: @harbourcoffee is not connected');
    await accountsOf(page).getByText('Nothing is connected right now').waitFor();
    await accountsOf(page).getByText('Ended (1)').click();
    await accountsOf(page).getByText('your client undid it right away').waitFor();
    await openManager(page);
    await choose(page, 'Harbour Coffee', 'What happened');
    await happened(page, '@harbourcoffee was connected by mistake, and your client undid it');
    await says(page, /If it was the wrong account, the same link works for the right one/);
  });
});

describe('what is no person', () => {
  test('does not count as having opened a link; a hand does, and is seen in the timeline', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee' });
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await choose(page, 'Harbour Coffee', 'What happened');
    await says(page, 'Nobody has opened it yet');
    const from = world.requests.length;
    // A mail scanner, a chat's preview, a browser that fetches ahead, and a scanner that runs scripts.
    const scanner = await phone.newPage();
    for (const headers of [{ 'user-agent': 'WhatsApp/2.24' }, { 'sec-purpose': 'prefetch;prerender' }, { purpose: 'prefetch' }]) {
      for (const method of ['GET', 'HEAD']) {
        expect((await wire(world, link.url, { method, headers })).status).toBe(200);
      }
    }
    await scanner.goto(link.url);
    await scanner.evaluate(() => {
      for (const type of ['pointerdown', 'keydown', 'click']) document.body.dispatchEvent(new Event(type, { bubbles: true }));
    });
    await scanner.goto('about:blank');
    // What comes after it is there, so anything that they had counted as would be there too.
    const client = await open(phone, link.url);
    expect((await agency.links())[0]?.lastOpenedAt).toBeNull();
    expect(world.requests.slice(from).filter((each) => each.endsWith('/opened'))).toEqual([]);
    expect(await dialogOf(page).getByText('Nobody has opened it yet').count()).toBe(1);
    await client.getByRole('heading', { level: 1 }).tap();
    await says(page, /^They opened the link/);
    expect(world.requests.slice(from).filter((each) => each.endsWith('/opened'))).toHaveLength(1);
    expect((await agency.links())[0]?.lastOpenedAt).not.toBeNull();
  });
});
