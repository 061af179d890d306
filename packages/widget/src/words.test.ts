import { expect, test } from 'vitest';
import { accounts } from './locales/accounts.en.ts';
import { failures } from './locales/failures.en.ts';
import { fixedLinksEn } from './locales/fixed-links.en.ts';
import { linkFormEn } from './locales/link-form.en.ts';
import { linkReadyEn } from './locales/link-ready.en.ts';
import { linkTimelineEn } from './locales/link-timeline.en.ts';
import { managerEn } from './locales/manager.en.ts';
import { wordsOf } from './words.ts';

test('words are replaced by key, and values put in', () => {
  const words = wordsOf({ greeting: 'Hi {name}', rest: 'The rest' }, { greeting: 'Hallo {name}', foreign: 'x' });
  expect(words.plain('greeting', { name: 'Maya' })).toBe('Hallo Maya');
  expect(words.plain('greeting')).toBe('Hallo ');
  expect(words.plain('rest')).toBe('The rest');
});

test('a value that looks like a place to fill stays what it is', () => {
  expect(wordsOf({ greeting: 'Hi {name}' }, undefined).plain('greeting', { name: '{org}' })).toBe('Hi {org}');
});

// One object of `texts` replaces the words of all parts of an element.
test.each([
  ['the manager', [managerEn, linkFormEn, linkReadyEn, linkTimelineEn, fixedLinksEn, failures]],
  ['the account list', [accounts, failures]],
] as const)('no key means two things in %s', (_, parts) => {
  const keys = parts.flatMap((part) => Object.entries(part as Readonly<Record<string, string>>));
  const meanings = new Map<string, string>();
  const twice = keys.filter(([key, text]) => {
    const first = meanings.get(key) ?? text;
    meanings.set(key, first);
    return first !== text;
  });
  expect(twice).toEqual([]);
});
