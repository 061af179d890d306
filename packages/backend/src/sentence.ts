/** The names in braces in a sentence: `'org' | 'platform'` for `'Connect your {platform} account to {org}'`. */
export type NamesIn<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

declare const names: unique symbol;

/** A sentence that names `Names`; whoever says it has to give their values. */
export type Sentence<Names extends string> = string & { readonly [names]?: Names };

/** The same thing said with more and with less knowledge, best first: the first one whose names are all known is said. */
export type Alternatives = string | readonly string[];

/** A sentence cut at its names: text at even places, names at odd ones. */
export const cut = (sentence: string): readonly string[] => sentence.split(/\{(\w+)\}/);

/** A sentence as plain text. */
export const plain = <Names extends string>(
  sentence: Sentence<Names>,
  values: Readonly<Record<Names, string | number>>,
): string =>
  cut(sentence)
    .map((part, at) => (at % 2 === 0 ? part : String((values as Readonly<Record<string, string | number>>)[part] ?? '')))
    .join('');

/** The first alternative of which every name is known; `undefined` where there is none. */
export const sayable = (alternatives: Alternatives, isKnown: (name: string) => boolean): string | undefined =>
  (typeof alternatives === 'string' ? [alternatives] : alternatives).find((sentence) =>
    cut(sentence).every((part, at) => at % 2 === 0 || isKnown(part)),
  );
