import type { Texts } from '../texts.ts';
import { en } from './en/index.ts';

/** The languages that there are words for. */
export const locales = { en } satisfies Record<string, Texts>;

/** Tags of the languages that there are words for. */
export const languageTags: readonly string[] = Object.keys(locales);

/** The language that a page is written in. */
export interface Language {
  /** BCP 47, as asked for: `en-GB`. Dates and lists follow it. */
  readonly tag: string;
  readonly texts: Texts;
}

/** The first of the wanted languages (BCP 47, best first) that there are words for; English where there is none. */
export const chooseLanguage = (wanted: readonly (string | null | undefined)[]): Language => {
  for (const tag of wanted) {
    const language = tag && languageOf(tag);
    if (language) return language;
  }
  return { tag: 'en', texts: locales.en };
};

/** The languages of an `Accept-Language` header (RFC 9110, section 12.5.4), best first. */
export const acceptedLanguages = (header: string | null | undefined): readonly string[] =>
  (header ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(/\s*;\s*/);
      const weight = parameters.find((parameter) => /^q=/i.test(parameter));
      return { tag, quality: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);

const languageOf = (tag: string): Language | undefined => {
  let canonical: string | undefined;
  try {
    [canonical] = Intl.getCanonicalLocales(tag);
  } catch {
    return undefined; // Not a language tag at all; a browser or a link may say anything.
  }
  if (canonical === undefined) return undefined;
  const all: Readonly<Record<string, Texts>> = locales;
  for (let candidate = canonical; candidate !== ''; candidate = candidate.slice(0, Math.max(0, candidate.lastIndexOf('-')))) {
    const texts = Object.hasOwn(all, candidate) ? all[candidate] : undefined;
    if (texts) return { tag: canonical, texts };
  }
  return undefined;
};
