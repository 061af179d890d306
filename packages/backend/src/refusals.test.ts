import { refusals, type RefusalCode } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { chooseLanguage } from './locales/index.ts';
import { refusal, refusalAnswer } from './refusals.ts';

const english = chooseLanguage(['en-GB']);
const codes = Object.keys(refusals) as RefusalCode[];

const all = {
  org: 'Northlight Studio',
  sharer: 'Maya Lindqvist',
  product: 'Brightline',
  platform: 'Instagram',
  platformHost: 'instagram.com',
  handle: '@harbourcoffee',
  missing: ['See your numbers', 'Publish posts for you'],
  expiresAt: '2026-11-03T10:00:00.000Z',
  max: '3',
  seconds: '40',
  host: 'connect.brightline.example',
  ref: 'req_1',
};

test.each(codes)('%s is said in whole sentences, whatever is known', (code) => {
  for (const values of [all, { product: 'Brightline' }, {}]) {
    const words = refusal(code, values, english);
    expect(words.status).toBe(refusals[code]);
    expect(words.title).not.toBe(code);
    expect(`${words.title} ${words.detail} ${words.reassurance ?? ''}`).not.toMatch(/[{}]|undefined|null|\s\s/);
    expect(words.detail).toMatch(/\S[.:”\d\w]$/);
    for (const { label } of words.actions) expect(label).not.toMatch(/[{}]/);
  }
});

test('no two refusals say the same', () => {
  const said = codes.map((code) => refusalAnswer(code, all, english)).map(({ title, detail }) => `${title} ${detail}`);
  expect(new Set(said).size).toBe(codes.length);
});

test('a subscription that has lapsed is not mentioned', () => {
  const { title, detail } = refusal('link_suspended', all, english);
  expect(`${title} ${detail}`).not.toMatch(/subscri|plan|paid|pay|bill|expire/i);
  expect(title).toBe('Northlight Studio can’t accept connections right now');
});

test('what is not known is left out rather than guessed', () => {
  expect(refusal('personal_account', { ...all, handle: '' }, english).title).toBe('This is a personal account');
  expect(refusal('link_expired', { org: 'Northlight Studio' }, english).title).toBe('This link has ended');
  expect(refusal('link_revoked', {}, english).actions).toEqual([]);
});

test('a flow that belongs to another browser is not described', () => {
  expect(refusalAnswer('flow_not_yours', all, english)).toEqual(refusalAnswer('flow_not_yours', {}, english));
  const { title, detail } = refusalAnswer('flow_not_yours', all, english);
  expect(`${title} ${detail}`).not.toMatch(/Northlight|Maya|Instagram|harbour|Brightline/);
});

test('dates and lists are said in the words of the language', () => {
  expect(refusal('link_expired', all, english).title).toBe('This link ended on 3 November 2026');
  expect(refusal('link_expired', all, chooseLanguage(['en-US'])).title).toBe('This link ended on November 3, 2026');
  expect(refusal('missing_permission', all, english).detail).toContain('“See your numbers” and “Publish posts for you”');
});

test('a date that is none is not said', () => {
  expect(refusal('link_expired', { expiresAt: 'soon' }, english).title).toBe('This link has ended');
});

test('the steps are part of what a script is told', () => {
  const { detail } = refusalAnswer('personal_account', all, english);
  expect(detail).toContain('“Switch to professional account”');
  expect(detail).toContain('Pick Creator or Business.');
});

test('a reference is given only where somebody can act on it', () => {
  for (const code of codes) {
    const { reference } = refusal(code, all, english);
    expect([code, reference]).toEqual([code, code === 'platform_setup' || code === 'internal_error' ? 'req_1' : null]);
  }
});

test('a name that looks like markup or like a placeholder stays what it is', () => {
  const { detail } = refusal('link_revoked', { org: '<b>{sharer}</b>', sharer: '{org}' }, english);
  expect(detail).toContain('{org} or someone at <b>{sharer}</b> has ended this link');
});
