import { describe, expect } from 'vitest';
import { answer, answerAgain } from './button-page.ts';
import { accountOf, choose, copied, happened, newAgency, openManager, openSharer, rowOf } from './sharer-page.ts';
import { test as staged } from './stage.ts';
import { createWorld } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let clock = Date.now();
/** Time passes, for the backend and for the platform. */
const test = staged.override('started', async ({}, { onCleanup }) => {
  const world = await createWorld({ now: () => clock });
  onCleanup(() => world.close());
  return world;
});

describe('time passes', () => {
  test('a connection is lost; the list says why and gives the link to send; the same link repairs it, seen live', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee', platforms: ['instagram'] });
    const client = await phone.newPage();
    const connect = async () => {
      await client.goto(link.url);
      await client.getByRole('button', { name: 'Continue with Instagram' }).click();
      await answerAgain(client);
      await client.getByRole('heading', { level: 1, name: /is connected$|works again$/ }).waitFor();
    };
    await connect();
    const [before] = await agency.connections();
    const page = await openSharer(context, world, { workspace: agency.id });
    const row = accountOf(page, '@harbourcoffee');
    await row.getByText('Working').waitFor();

    // Two months later the platform does not prolong it. The session of the open page has ended long ago.
    clock += 60 * day - 2 * minute;
    world.instagram.control.advance(60 * day - 2 * minute);
    world.instagram.control.next({ endpoint: 'refresh', behaviour: 'permission' });
    await expect(world.client.connections.getAccessToken(before?.id ?? '')).rejects.toMatchObject({ code: 'token_unavailable' });
    await row.getByText('Reconnect needed').waitFor();
    await row.getByText('permission removed at Instagram').waitFor();
    await row.getByRole('button', { name: 'Copy repair link' }).click();
    // The same address; what it says besides names the account to whoever opens it.
    await expect.poll(async () => (await copied(page)).split('?')[0]).toBe(link.url);
    await row.getByText(/^Send it to your client\./).waitFor();
    await connect();
    await row.getByText('Working').waitFor();
    expect(await row.getByRole('button', { name: 'Copy repair link' }).count()).toBe(0);
    expect(await agency.connections()).toMatchObject([{ id: before?.id, status: 'active' }]);
    // A repair is no new connection, and nobody undoes by it what was there before.
    expect(await client.getByRole('button', { name: 'No, undo this' }).count()).toBe(0);
  });

  test('undoing is over after ten minutes, also on a page that still offers it', async ({ phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ platforms: ['instagram'] });
    const client = await phone.newPage();
    await client.goto(link.url);
    await client.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(client, 'oakandpine');
    await client.getByRole('button', { name: 'No, undo this' }).waitFor();
    clock += 11 * minute;
    await client.getByRole('button', { name: 'No, undo this' }).click();
    await client.getByRole('heading', { level: 1, name: 'It’s too late to undo this here' }).waitFor();
    expect(await agency.connections()).toMatchObject([{ status: 'active' }]);
    await client.reload();
    expect(await client.getByRole('button', { name: 'No, undo this' }).count()).toBe(0);
  });

  test('a link ends on its day: the sharer and the client read so, and a later end makes the same address work', async ({ context, phone, world }) => {
    const agency = await newAgency(world);
    const link = await agency.link({ clientName: 'Harbour Coffee', platforms: ['instagram'], expiresAt: new Date(clock + day).toISOString() });
    clock += 2 * day;
    const page = await openSharer(context, world, { workspace: agency.id });
    await openManager(page);
    await rowOf(page, 'Harbour Coffee').getByText(/^Ended /).waitFor();
    const client = await phone.newPage();
    await client.goto(link.url);
    await client.getByRole('heading', { level: 1, name: /^This link ended on / }).waitFor();
    await world.client.links.update(link.id, { expiresAt: new Date(clock + day).toISOString() });
    await rowOf(page, 'Harbour Coffee').getByText('Active').waitFor();
    await client.reload();
    await client.getByRole('heading', { level: 1, name: /^Connect your Instagram account/ }).waitFor();
    await choose(page, 'Harbour Coffee', 'What happened');
    await happened(page, 'changed the end date');
  });
});
