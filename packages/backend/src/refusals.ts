import { refusals, type Refusal, type RefusalCode } from '@connect/sdk/contract';
import type { Language } from './locales/index.ts';
import type { RefusalValues } from './problem.ts';
import { refusalNames, type RefusalActionKind, type RefusalName } from './refusal-text.ts';
import { plain, sayable, type Alternatives } from './sentence.ts';

/** A refusal in words, as plain text. */
interface RefusalWords {
  readonly code: RefusalCode;
  /** HTTP status of its page. */
  readonly status: number;
  readonly title: string;
  /** All that is said, in one line: paragraphs, then steps. */
  readonly detail: string;
  readonly steps: readonly string[];
  readonly actions: readonly { readonly kind: RefusalActionKind; readonly label: string }[];
  /** What was not done; `null` where there is nothing to say. */
  readonly reassurance: string | null;
  /** What to mention to whoever can look into it. */
  readonly reference: string | null;
}

/** The values that a refusal's sentences can name, each in words; those that are not known are absent. */
type KnownValues = ReadonlyMap<RefusalName, string>;

/**
 * Says why a recipient cannot go on. A sentence whose values are not all known is said in a version that needs fewer.
 * `values` are plain text; `expiresAt` is ISO 8601 and is named as `{date}`.
 */
export const refusal = (code: RefusalCode, values: RefusalValues, language: Language): RefusalWords => {
  const words = language.texts.refusals[code];
  const known = knownValues(values, language);
  const say = (alternatives: Alternatives): string | undefined => {
    const sentence = sayable(alternatives, (name) => known.has(name as RefusalName));
    return sentence === undefined ? undefined : plain(sentence, Object.fromEntries(known));
  };
  const steps = (words.steps ?? []).flatMap((step) => say(step) ?? []);
  return {
    code,
    status: refusals[code],
    title: say(words.title) ?? code,
    detail: [...words.text.flatMap((paragraph) => say(paragraph) ?? []), ...steps].join(' '),
    steps,
    actions: (words.actions ?? []).flatMap(({ kind, label }) => {
      const said = say(label);
      return said === undefined ? [] : { kind, label: said };
    }),
    reassurance: (words.reassurance && say(words.reassurance)) ?? null,
    reference: (words.reference && known.get('ref')) ?? null,
  };
};

/** A refusal as operations answer it to scripts. */
export const refusalAnswer = (code: RefusalCode, values: RefusalValues, language: Language): Refusal => {
  const { title, detail } = refusal(code, values, language);
  return { code, title, detail };
};

/** Titles as a list within a sentence: `“See your numbers” and “Publish posts for you”`. */
export const quotedList = (titles: readonly string[], { tag, texts }: Language): string =>
  new Intl.ListFormat(tag).format(titles.map((text) => plain(texts.common.quoted, { text })));

/** What is known, in words of the language. */
export const knownValues = (values: RefusalValues, { tag, texts }: Language): KnownValues => {
  const known = new Map<RefusalName, string>();
  for (const name of refusalNames) {
    const value = name === 'date' ? undefined : values[name];
    const said = typeof value === 'string' ? value : quotedList(value ?? [], { tag, texts });
    if (said !== '') known.set(name, said);
  }
  const ends = typeof values['expiresAt'] === 'string' ? Date.parse(values['expiresAt']) : Number.NaN;
  if (!Number.isNaN(ends)) known.set('date', new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }).format(ends));
  return known;
};
