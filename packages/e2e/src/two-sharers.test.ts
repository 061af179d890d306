import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { choose, confirm, dialogOf, happened, makeLink, newAgency, openManager, openSharer, rowOf, type Agency } from './sharer-page.ts';
import { test } from './stage.ts';

const status = (page: Page, word: string) => rowOf(page, 'Harbour Coffee').getByText(word, { exact: true }).waitFor();
const note = (page: Page) => dialogOf(page).getByRole('textbox', { name: /^Note/ });

describe('two who share, one at a desk and one on a phone, with the same link before them', () => {
  const both = test
    .extend('agency', async ({ world }): Promise<Agency> => {
      const agency = await newAgency(world);
      await agency.link({ clientName: 'Harbour Coffee' });
      return agency;
    })
    .extend('maya', async ({ agency, context, world }) => {
      const page = await openSharer(context, world, { workspace: agency.id });
      await openManager(page);
      return page;
    })
    .extend('jonas', async ({ agency, phone, world }) => {
      const page = await openSharer(phone, world, { workspace: agency.id, as: 'jonas' });
      await openManager(page);
      return page;
    });

  both('see each other’s changes as they happen, and who has made them', async ({ maya, jonas }) => {
    await choose(maya, 'Harbour Coffee', 'Pause');
    await status(jonas, 'Paused');
    await choose(jonas, 'Harbour Coffee', 'Resume');
    await status(maya, 'Active');
    await makeLink(jonas, { client: 'Oak & Pine' });
    await dialogOf(maya).getByRole('button', { name: '1 new link' }).click();
    await rowOf(maya, 'Oak & Pine').getByText('by Jonas Berg').waitFor();
    await rowOf(jonas, 'Oak & Pine').getByText('by you').waitFor();
    await choose(maya, 'Harbour Coffee', 'What happened');
    await happened(maya, 'Jonas Berg resumed it');
    await happened(maya, 'You paused it');
    await choose(jonas, 'Harbour Coffee', 'New address');
    await confirm(jonas, 'Give a new address');
    await happened(maya, 'Jonas Berg gave it a new address');
  });

  both('are not asked what the other one has decided already', async ({ agency, maya, jonas }) => {
    await choose(jonas, 'Harbour Coffee', 'Switch off');
    const question = jonas.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Keep it' }).waitFor();
    await choose(maya, 'Harbour Coffee', 'Switch off');
    await confirm(maya, 'Switch off');
    await question.getByText(/^This link was switched off meanwhile/).waitFor();
    expect(await question.getByRole('button').allInnerTexts()).toEqual(['Close']);
    await confirm(jonas, 'Close');
    await status(jonas, 'Switched off');
    expect(await agency.links()).toMatchObject([{ status: 'revoked' }]);
  });

  both('who change the same field do not write over each other unseen', async ({ agency, maya, jonas }) => {
    await choose(maya, 'Harbour Coffee', 'Rename or change');
    await note(maya).fill('Spring campaign');
    await choose(jonas, 'Harbour Coffee', 'Rename or change');
    await note(jonas).fill('Summer campaign');
    await dialogOf(jonas).getByRole('button', { name: 'Save changes' }).click();
    await rowOf(jonas, 'Harbour Coffee').getByText('Summer campaign').waitFor();
    await dialogOf(maya).getByText('Now it is “Summer campaign”.').waitFor();
    expect(await note(maya).inputValue()).toBe('Spring campaign');
    await dialogOf(maya).getByRole('button', { name: 'Take that' }).click();
    expect(await note(maya).inputValue()).toBe('Summer campaign');
    expect(await agency.links()).toMatchObject([{ description: 'Summer campaign' }]);
  });
});

test('two tabs of one person tell the same', async ({ context, world }) => {
  const agency = await newAgency(world);
  await agency.link({ clientName: 'Harbour Coffee' });
  const [first, second] = [await openSharer(context, world, { workspace: agency.id }), await openSharer(context, world, { workspace: agency.id })];
  await openManager(second);
  await first.bringToFront();
  await openManager(first);
  await choose(first, 'Harbour Coffee', 'Pause');
  await second.bringToFront();
  await status(second, 'Paused');
  await choose(second, 'Harbour Coffee', 'Switch off');
  await confirm(second, 'Switch off');
  await first.bringToFront();
  await status(first, 'Switched off');
});
