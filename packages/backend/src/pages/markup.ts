import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { cut, type Sentence } from '../sentence.ts';

/** Text that is HTML already. */
export type Markup = HtmlEscapedString;

/** What may stand in a template: text is escaped, markup is not, lists are joined, `false` and nothing leave no trace. */
type Part = string | number | false | null | undefined | Markup | readonly Part[];

const literals = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** The template's own text without its indentation. Values are never touched. */
const dense = (strings: TemplateStringsArray): TemplateStringsArray => {
  let made = literals.get(strings);
  if (made === undefined) {
    const cooked = strings.map((text) => text.replaceAll(/\n\s*/g, '\n'));
    made = Object.assign(cooked, { raw: cooked });
    literals.set(strings, made);
  }
  return made;
};

/** HTML from a template. Every value is escaped, in text and in (quoted) attributes alike. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
  const made = html(dense(strings), ...parts);
  // Hono's helper is asynchronous only for promises and callbacks, neither of which is a `Part`.
  if (made instanceof Promise) throw new TypeError('A page is made of plain values only.');
  return made;
};

/**
 * A sentence as HTML: each value escaped and isolated, so that a name in another script cannot reorder the words around
 * it (https://www.w3.org/International/articles/inline-bidi-markup/#isolation). Values that are markup stand as they are.
 */
export const say = <Names extends string>(
  sentence: Sentence<Names>,
  values: Readonly<Record<Names, string | number | Markup>>,
): Markup =>
  markup`${cut(sentence).map((part, at) => {
    if (at % 2 === 0) return part;
    const value = (values as Readonly<Record<string, string | number | Markup>>)[part];
    return typeof value === 'object' ? value : name(value ?? '');
  })}`;

/** Somebody's or something's name, isolated. */
export const name = (value: string | number): Markup => markup`<bdi>${value}</bdi>`;
