import { expect, test } from 'vitest';
import { ago, inWords } from './moment.ts';

const now = Date.parse('2026-11-20T14:00:00.000Z');
const before = (seconds: number) => ago(new Date(now - seconds * 1000).toISOString(), now, 'en', 'just now');

test.each([
  [0, 'just now'],
  [59, 'just now'],
  [60, '1 minute ago'],
  [119, '1 minute ago'],
  [3_599, '59 minutes ago'],
  [3_600, '1 hour ago'],
  [86_400, 'yesterday'],
  [6 * 86_400, '6 days ago'],
  [7 * 86_400, 'last week'],
  [45 * 86_400, 'last month'],
  [800 * 86_400, '2 years ago'],
])('%i seconds are %s', (seconds, words) => {
  expect(before(seconds)).toBe(words);
});

test('a clock that is behind the backend’s tells no future', () => {
  expect(before(-90)).toBe('just now');
});

test('moments are told in the language of the page', () => {
  expect(ago('2026-11-20T13:50:00.000Z', now, 'de', 'gerade eben')).toBe('vor 10 Minuten');
  expect(inWords(new Date(2026, 10, 20, 12).toISOString(), 'de')).toContain('20. November 2026');
});
