import { expect, test } from 'vitest';
import { askedOf, grantsInWords, notGrantedBy, permissionsOf } from './grants.ts';
import { locales } from './locales/index.ts';
import type { Permission } from './platforms/port.ts';
import type { Texts } from './texts.ts';

const texts: Texts = locales.en;
const permissions: Readonly<Record<string, Permission>> = {
  basic: { title: 'See your profile', detail: 'Name and picture', kind: 'read' },
  publish: { title: 'Publish posts for you', detail: 'When {org} schedules them in {product}', kind: 'publish' },
  messages: { title: 'Read and answer your messages', detail: 'Direct messages', kind: 'messages' },
  ads: { title: 'Run ads for you', detail: 'On your account', kind: 'ads' },
};
const of = (...scopes: string[]) => permissionsOf({ permissions }, scopes, texts);

test('what is asked for are the required scopes and then the optional ones, those in words', () => {
  const platform = { permissions, scopes: { required: ['basic', 'unspoken'], optional: ['publish'] } };
  expect(askedOf(platform, texts).map(({ title }) => title)).toEqual(['See your profile', 'Publish posts for you']);
});

test('names are filled in', () => {
  expect(grantsInWords(of('publish'), { org: 'Northlight', product: 'Brightline' })).toEqual([
    { title: 'Publish posts for you', detail: 'When Northlight schedules them in Brightline' },
  ]);
});

test('a language can have its own words for a permission', () => {
  const other: Texts = { ...texts, permissions: { basic: { title: 'Dein Profil sehen', detail: 'Name und Bild' } } };
  expect(permissionsOf({ permissions }, ['basic'], other)).toEqual([
    { title: 'Dein Profil sehen', detail: 'Name und Bild', kind: 'read' },
  ]);
});

test('nothing is promised that a granted permission would break', () => {
  expect(notGrantedBy(of('basic'), texts)).toEqual(['see your password', 'read your messages', 'post anything', 'run ads']);
  expect(notGrantedBy(of('basic', 'publish'), texts)).toEqual(['see your password', 'read your messages', 'run ads']);
  expect(notGrantedBy(of('messages', 'publish', 'ads'), texts)).toEqual(['see your password']);
});
