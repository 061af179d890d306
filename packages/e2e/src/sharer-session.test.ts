import type { Ability } from '@connect/sdk';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { everything, sharers } from './sharer-desk.ts';
import { accountOf, accountsOf, dialogOf, fillForm, newAgency, openManager, openSharer, rowOf, shownUrl } from './sharer-page.ts';
import { createPerson } from './person.ts';
import { test } from './stage.ts';

const client = { client: 'Harbour Coffee' };
const make = (page: Page) => dialogOf(page).getByRole('button', { name: 'Make link' });
const typed = (page: Page) => dialogOf(page).getByRole('textbox', { name: /^Who is it for/ }).inputValue();

describe('what was typed is kept, and makes one link', () => {
  test('when the session ends meanwhile: the page is asked for another one', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await fillForm(page, client);
    const before = world.desk.made.length;
    await world.desk.revokeAll();
    await make(page).click();
    expect(await shownUrl(page, 'Harbour Coffee')).toContain('/l/');
    expect(world.desk.made.length).toBeGreaterThan(before);
    expect(await agency.links()).toHaveLength(1);
    expect(await dialogOf(page).getByRole('alert').filter({ hasText: /\S/ }).count()).toBe(0);
  });

  test('when there is no other session: it says so, and goes on when there is one', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await fillForm(page, client);
    world.desk.isBroken = true;
    await world.desk.revokeAll();
    await make(page).click();
    await dialogOf(page).getByText('Your access here has ended. Nothing is lost.').first().waitFor();
    expect(await typed(page)).toBe('Harbour Coffee');
    expect(await agency.links()).toEqual([]);
    world.desk.isBroken = false;
    const again = dialogOf(page).getByRole('button', { name: 'Reload' });
    // It may have heard of the new session by itself already.
    if (await again.isVisible()) await again.click();
    await make(page).click();
    await shownUrl(page, 'Harbour Coffee');
    await again.waitFor({ state: 'hidden' });
    expect(await agency.links()).toMatchObject([{ clientName: 'Harbour Coffee' }]);
  });

  test('when the page had one session only: it asks to load the page again, and has the form as it was', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id, once: true });
    await openManager(page);
    await fillForm(page, client);
    await world.desk.revokeAll();
    await make(page).click();
    const loaded = page.waitForEvent('load');
    await dialogOf(page).getByRole('button', { name: 'Reload' }).click();
    await loaded;
    await openManager(page);
    await dialogOf(page).getByRole('button', { name: 'New link' }).first().click();
    await dialogOf(page).getByText('This is what you had typed before the page was loaded again.').waitFor();
    expect(await typed(page)).toBe('Harbour Coffee');
    await make(page).click();
    await shownUrl(page, 'Harbour Coffee');
    expect(await agency.links()).toHaveLength(1);
  });

  test('when the button is pressed twice', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await fillForm(page, client);
    // Both presses come before the first answer.
    const posts: string[] = [];
    let release: () => void = () => undefined;
    const pressed = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/v1/links', async (route) => {
      if (route.request().method() === 'POST') posts.push(route.request().url());
      await pressed;
      await route.continue();
    });
    await make(page).dblclick();
    release();
    await shownUrl(page, 'Harbour Coffee');
    expect(posts).toHaveLength(1);
    expect(await agency.links()).toHaveLength(1);
  });

  test('when the network is lost: it is sent by itself when that is back', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await fillForm(page, client);
    await context.setOffline(true);
    await make(page).click();
    await dialogOf(page).getByText('The connection was lost. Everything you typed is still here').waitFor();
    expect(await typed(page)).toBe('Harbour Coffee');
    await context.setOffline(false);
    await shownUrl(page, 'Harbour Coffee');
    expect(await agency.links()).toHaveLength(1);
  });

  test('when only the answer is lost: what is sent again makes no second link', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await fillForm(page, client);
    let lost = 0;
    await page.route('**/v1/links', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch({ url: route.request().url().replace('connect.localhost', '127.0.0.1'), headers: { ...route.request().headers(), host: new URL(world.origin).host } });
      lost += 1;
      await route.abort('connectionreset');
    });
    await make(page).click();
    await dialogOf(page).getByText('The connection was lost. Everything you typed is still here').waitFor();
    expect(lost).toBeGreaterThan(0);
    await page.unrouteAll();
    await dialogOf(page).getByRole('button', { name: 'Try again' }).click();
    await shownUrl(page, 'Harbour Coffee');
    expect(await agency.links()).toHaveLength(1);
  });
});

test('a list of accounts whose session has ended goes on with another one, and shows what came', async ({ context, world }) => {
  const agency = await newAgency(world);
  const link = await agency.link({ platforms: ['instagram'] });
  const page = await openSharer(context, world, { workspace: agency.id });
  await accountsOf(page).getByText('No accounts yet').waitFor();
  await world.desk.revokeAll();
  await createPerson(world).connect(link.url, 'instagram');
  await accountOf(page, '@harbourcoffee').waitFor();
  expect(await accountsOf(page).getByText('Please reload the page').count()).toBe(0);
});

test('with the session of another workspace, nothing of the first one stays', async ({ context, world }) => {
  const [first, second] = [await newAgency(world), await newAgency(world)];
  await createPerson(world).connect((await first.link({ clientName: 'Harbour Coffee' })).url, 'instagram');
  await createPerson(world).connect((await second.link({ clientName: 'Oak & Pine' })).url, 'instagram', { account: 'oakandpine' });
  const page = await openSharer(context, world, { workspace: first.id });
  await openManager(page);
  await rowOf(page, 'Harbour Coffee').waitFor();
  await accountOf(page, '@harbourcoffee').waitFor();
  await page.evaluate((workspace) => {
    const session = async (): Promise<unknown> => (await fetch(`/session?workspace=${workspace}`, { method: 'POST' })).json();
    for (const element of document.querySelectorAll('connect-link-manager, connect-account-list')) Object.assign(element, { session });
  }, second.id);
  await rowOf(page, 'Oak & Pine').waitFor();
  await accountOf(page, '@oakandpine').waitFor();
  expect(await rowOf(page, 'Harbour Coffee').count()).toBe(0);
  expect(await accountOf(page, '@harbourcoffee').count()).toBe(0);
});

test('a page that was left and is come back to shows what happened meanwhile', async ({ context, world }) => {
  const agency = await newAgency(world);
  const link = await agency.link({ clientName: 'Harbour Coffee', platforms: ['instagram'] });
  const page = await openSharer(context, world, { workspace: agency.id });
  await accountsOf(page).getByText('No accounts yet').waitFor();
  await page.goto(`${world.embed('shop')}/blank`);
  await createPerson(world).connect(link.url, 'instagram');
  await page.goBack({ waitUntil: 'commit' });
  await accountOf(page, '@harbourcoffee').waitFor();
  // … and goes on hearing of more.
  await createPerson(world).connect(link.url, 'instagram', { account: 'oakandpine' });
  await accountOf(page, '@oakandpine').waitFor();
});

/** Method, path and body. */
type Call = readonly [method: string, path: string, body?: unknown];

/** Asks the backend from the page, as a script of anybody there could with the token: status and code, or that the browser forbids it. */
const ask = (page: Page, origin: string, token: string, calls: readonly Call[]) =>
  page.evaluate(
    async ({ base, bearer, all }) => {
      const answers: string[] = [];
      for (const [method, path, body] of all) {
        const headers: Record<string, string> = { authorization: `Bearer ${bearer}` };
        if (body !== undefined) headers['content-type'] = 'application/json';
        try {
          const answer = await fetch(`${base}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
          const { code = '', detail = '' } = answer.status >= 400 ? ((await answer.json()) as { code?: string; detail?: string }) : {};
          answers.push([answer.status, code, /(?:links|connections|events):[a-z]+/.exec(detail)?.[0]].filter(Boolean).join(' '));
        } catch {
          answers.push('unreadable');
        }
      }
      return answers;
    },
    { base: origin, bearer: token, all: calls },
  );

describe('a session', () => {
  test('may what it names and nothing else, here and in the page’s own calls; another workspace is as if it were not there', async ({ context, world }) => {
    const [agency, foreign] = [await newAgency(world), await newAgency(world)];
    const link = await agency.link({ platforms: ['instagram'] });
    await createPerson(world).connect(link.url, 'instagram');
    const [{ id: connection } = { id: '' }] = await agency.connections();
    const page = await openSharer(context, world, { workspace: agency.id });
    const operations = {
      'links:read': [
        ['GET', `/v1/links?workspace=${agency.id}`],
        ['GET', `/v1/links/${link.id}`],
        ['GET', `/v1/links/${link.id}/activity`],
      ],
      'links:reveal': [['POST', `/v1/links/${link.id}/reveal`]],
      'connections:read': [
        ['GET', `/v1/connections?workspace=${agency.id}`],
        ['GET', `/v1/connections/${connection}`],
      ],
      'events:read': [['GET', `/v1/events?workspace=${agency.id}`]],
      // What changes comes last, so that what is read is there.
      'links:write': [
        ['POST', '/v1/links', { workspace: agency.id, platforms: ['tiktok'] }],
        ['PATCH', `/v1/links/${link.id}`, { paused: false }],
        ['POST', `/v1/links/${link.id}/rotate`],
        ['DELETE', `/v1/links/${link.id}`],
      ],
      'connections:write': [
        ['POST', `/v1/connections/${connection}/approve`],
        ['POST', `/v1/connections/${connection}/reject`],
        ['DELETE', `/v1/connections/${connection}`],
      ],
    } as const;
    const session = async (workspace: string, can: readonly Ability[]) =>
      (await world.client.sessions.create({ workspace, actor: sharers.maya, can: [...can] })).token;
    const stranger = await session(foreign.id, everything);
    const missing = (ability: Ability) => session(agency.id, everything.filter((each) => each !== ability));
    for (const [ability, calls] of Object.entries(operations) as [Ability, readonly Call[]][]) {
      expect(await ask(page, world.origin, await missing(ability), calls), `all but ${ability}`).toEqual(calls.map(() => `403 forbidden ${ability}`));
      expect(await ask(page, world.origin, stranger, calls), `${ability} of another workspace`).toEqual(calls.map(() => '404 not_found'));
    }
    for (const [ability, calls] of Object.entries(operations) as [Ability, readonly Call[]][]) {
      const answers = await ask(page, world.origin, await session(agency.id, [ability]), calls);
      expect(answers.filter((answer) => !/^20|^409 conflict/.test(answer)), `only ${ability}`).toEqual([]);
    }
    // What takes a key cannot even be read by a page.
    const keyOnly = [
      ['POST', `/v1/connections/${connection}/token`],
      ['PUT', `/v1/workspaces/${agency.id}`, { name: 'Mine' }],
      ['POST', '/v1/sessions', { workspace: agency.id, actor: { name: 'M', email: 'm@northlight.example' }, can: everything }],
    ] as const;
    expect(await ask(page, world.origin, await session(agency.id, everything), keyOnly)).toEqual(keyOnly.map(() => 'unreadable'));
    expect((await world.client.workspaces.get(agency.id)).name).toBe('Northlight Studio');
  });

  test('that only reads sees links and accounts, live, and no control that would be refused', async ({ context, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee', platforms: ['instagram'] });
    await createPerson(world).connect(link.url, 'instagram');
    const waiting = await agency.link({ clientName: 'Oak & Pine', platforms: ['instagram'], requiresApproval: true });
    await createPerson(world).connect(waiting.url, 'instagram', { account: 'oakandpine' });
    const page = await openSharer(context, world, { workspace: agency.id, can: ['links:read', 'connections:read'] });
    await accountOf(page, '@oakandpine').getByText('nothing is used until then').waitFor();
    await accountOf(page, '@harbourcoffee').waitFor();
    expect(await accountsOf(page).getByRole('button').count()).toBe(0);
    const dialog = await openManager(page);
    await rowOf(page, 'Harbour Coffee').waitFor();
    expect(await dialog.getByRole('button', { name: 'New link' }).count()).toBe(0);
    expect(await dialog.getByRole('button', { name: /^Copy/ }).count()).toBe(0);
    await rowOf(page, 'Harbour Coffee').getByRole('button', { name: /^More for/ }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['What happened']);
    await page.keyboard.press('Escape');
    // Without the events it looks again by itself.
    await world.client.links.update(link.id, { paused: true });
    await rowOf(page, 'Harbour Coffee').getByText('Paused').waitFor();
  });

  test('that may see neither says so, and who can help', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id, can: ['links:write'] });
    await accountsOf(page).getByText('You can’t see accounts here').waitFor();
    await accountsOf(page).getByText('Ask somebody who manages Northlight Studio there.').waitFor();
    const dialog = await openManager(page);
    await dialog.getByText('You can’t see links here').waitFor();
    // What it may, it can all the same.
    await dialog.getByRole('button', { name: 'New link' }).click();
    await dialog.getByRole('textbox', { name: /^Who is it for/ }).waitFor();
  });

  test('shares links in the name of its person, whatever a page’s script says', async ({ context, world }) => {
    const agency = await newAgency(world);
    const page = await openSharer(context, world, { workspace: agency.id });
    await accountsOf(page).getByText('No accounts yet').waitFor();
    const token = world.desk.made[0]?.token ?? '';
    const sharedBy = { name: 'Your Bank', email: 'security@bank.example' };
    const answers = await ask(page, world.origin, token, [
      ['POST', '/v1/links', { workspace: agency.id, platforms: ['instagram'], sharedBy }],
      ['POST', '/v1/links', { workspace: agency.id, platforms: ['instagram'], requiresSubscription: false }],
    ]);
    expect(answers).toEqual(['201', '403 forbidden']);
    expect((await agency.links()).map(({ sharedBy: named }) => named)).toEqual([sharers.maya]);
  });
});
