import type { Event } from '@connect/sdk';
import { eventTypes } from '@connect/sdk/contract';
import { fixtures } from '@connect/sdk/mocks';
import { expect, test } from 'vitest';
import { people } from '../agencies.ts';
import { activityPage } from './activity.ts';

const [person] = people;
if (person === undefined) throw new Error('Nobody works at an agency.');
const visit = { person, workspace: fixtures.workspace() };

/** What the page says of this event, without its marks. */
const saidOf = async (given: Partial<Event>): Promise<string> => {
  const page = String(await activityPage(visit, [fixtures.event(given)], new Map()));
  const [, said = ''] = /<p class="what">(.*?)<\/p>/s.exec(page) ?? [];
  return said.replaceAll(/<[^>]+>/g, '');
};

test.each(eventTypes)('%s is told in words', async (type) => {
  const said = await saidOf({ type });
  expect(said).toMatch(/^\S.* .*[a-z)]$/i);
  expect(said).not.toContain(type);
});

test('an event of a later version is told by its name, and one whose account was deleted without it', async () => {
  expect(await saidOf({ type: 'link.whispered' })).toContain('link.whispered');
  expect(await saidOf({ type: 'connection.connected', data: {} })).toContain('connected an account');
});
