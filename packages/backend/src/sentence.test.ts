import { expect, expectTypeOf, test } from 'vitest';
import { plain, sayable, type NamesIn, type Sentence } from './sentence.ts';

test('a sentence says the values that it names', () => {
  expect(plain('Connect your {platform} account to {org}', { platform: 'Instagram', org: 'Northlight Studio' })).toBe(
    'Connect your Instagram account to Northlight Studio',
  );
});

test('braces in a value are not names', () => {
  expect(plain('{a} and {b}', { a: '{b}', b: '{a}' })).toBe('{b} and {a}');
});

test('the first alternative of which everything is known is said', () => {
  const alternatives = ['{handle} is a personal account', 'This is a personal account'];
  expect(sayable(alternatives, () => true)).toBe(alternatives[0]);
  expect(sayable(alternatives, () => false)).toBe(alternatives[1]);
  expect(sayable('Write to {sharer}', () => false)).toBeUndefined();
});

test('the names in a sentence are part of its type', () => {
  expectTypeOf<NamesIn<'Connect your {platform} account to {org}'>>().toEqualTypeOf<'platform' | 'org'>();
  expectTypeOf<NamesIn<'Copied'>>().toEqualTypeOf<never>();
  expectTypeOf(plain<'org'>).parameter(0).toEqualTypeOf<Sentence<'org'>>();
  expectTypeOf(plain<'org'>).parameter(1).toEqualTypeOf<Readonly<Record<'org', string | number>>>();
});
