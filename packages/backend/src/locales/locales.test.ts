import { expect, test } from 'vitest';
import { refusalNames, type RefusalText } from '../refusal-text.ts';
import { cut, type Alternatives } from '../sentence.ts';
import type { Texts } from '../texts.ts';
import { en } from './en/index.ts';
import { acceptedLanguages, chooseLanguage, locales } from './index.ts';

const namesIn = (sentence: string): readonly string[] => [...new Set(cut(sentence).filter((_, at) => at % 2 === 1))].sort();

const listOf = (alternatives: Alternatives): readonly string[] =>
  typeof alternatives === 'string' ? [alternatives] : alternatives;

const lastOf = (alternatives: Alternatives): string => listOf(alternatives).at(-1) ?? '';

/** Every text of a table with its place, such as `link.title`. */
const textsOf = (node: unknown, place: readonly string[] = []): readonly (readonly [string, string])[] =>
  typeof node === 'string'
    ? [[place.join('.'), node]]
    : Object.entries(node ?? {}).flatMap(([key, value]) => textsOf(value, [...place, key]));

const english = new Map(textsOf({ ...en, refusals: {}, permissions: {} }));

const refusalTexts = (texts: Texts): readonly (readonly [string, RefusalText])[] => Object.entries(texts.refusals);

for (const [tag, texts] of Object.entries(locales) as [string, Texts][]) {
  test(`every text in ${tag} names what the English one names`, () => {
    const own = textsOf({ ...texts, refusals: {}, permissions: {} });
    expect(own.map(([place]) => place)).toEqual([...english.keys()]);
    for (const [place, text] of own) expect([place, namesIn(text)]).toEqual([place, namesIn(english.get(place) ?? '')]);
  });

  test(`every refusal in ${tag} names only what a refusal can know`, () => {
    for (const [place, text] of textsOf(texts.refusals)) {
      for (const name of namesIn(text)) expect([place, refusalNames]).toEqual([place, expect.arrayContaining([name])]);
    }
  });

  test(`every refusal in ${tag} has a title of its own, and one that needs to know nothing`, () => {
    const titles = refusalTexts(texts).map(([, { title }]) => lastOf(title));
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) expect(namesIn(title)).toEqual([]);
  });

  test(`every refusal in ${tag} says something even if nothing is known`, () => {
    for (const [code, { text }] of refusalTexts(texts)) {
      expect([code, text.filter((paragraph) => namesIn(lastOf(paragraph)).length === 0).length]).not.toEqual([code, 0]);
    }
  });

  test(`alternatives in ${tag} need less and less`, () => {
    for (const [, { title, text }] of refusalTexts(texts)) {
      for (const alternatives of [title, ...text].map(listOf)) {
        const needs = alternatives.map((sentence) => namesIn(sentence).length);
        expect(needs).toEqual([...needs].sort((a, b) => b - a));
      }
    }
  });
}

test('English is plain: no exclamations, no apologies, no words of the trade', () => {
  const forbidden =
    /!|\boops\b|\bsorry\b|\btoken|\boauth\b|\bscope|\bauthenticat|\bauthoris|\bauthoriz|\bsession\b|\bredirect|\brevoke|\bworkspace|\bflow\b|\bunpaid\b|\badministrator\b|something went wrong/i;
  for (const [place, text] of textsOf(en)) expect([place, forbidden.exec(text)?.[0]]).toEqual([place, undefined]);
});

test('English uses typographic apostrophes and quotation marks', () => {
  for (const [place, text] of textsOf(en)) expect([place, /['"]|\.\.\./.test(text)]).toEqual([place, false]);
});

test('the first wanted language that there are words for is chosen, with its region', () => {
  expect(chooseLanguage(['xx', 'en-gb', 'en'])).toEqual({ tag: 'en-GB', texts: locales.en });
  expect(chooseLanguage([null, undefined, '', 'en-Latn-US'])).toEqual({ tag: 'en-Latn-US', texts: locales.en });
});

test('English is written where no wanted language is known or none is a language at all', () => {
  for (const wanted of [[], ['xx'], ['not a tag', '*', '__proto__', 'constructor', 'toString']]) {
    expect(chooseLanguage(wanted)).toEqual({ tag: 'en', texts: locales.en });
  }
});

test('an Accept-Language header is read in the order of its weights', () => {
  expect(acceptedLanguages('fr;q=0.2, en-GB, de;q=0.8, *;q=0, ar; q=0.9')).toEqual(['en-GB', 'ar', 'de', 'fr']);
  expect(acceptedLanguages(null)).toEqual([]);
  expect(acceptedLanguages('en;q=nonsense')).toEqual([]);
});
