import { html, type TemplateResult } from 'lit/html.js';

/** What stands for the words in braces. */
export type Values = Readonly<Record<string, string | number | null | undefined>>;

/** The words of one piece of an element, by key, with the element's `texts` over them. */
export interface Words<K extends string> {
  /** For the page: values are isolated, so that a name written from right to left leaves the sentence around it alone. */
  say(key: K, values?: Values): (string | TemplateResult)[];
  /** For attributes, announcements and the clipboard. */
  plain(key: K, values?: Values): string;
}

/** Reads words; `texts` come first. */
export const wordsOf = <K extends string>(
  own: Readonly<Record<K, string>>,
  texts: Readonly<Record<string, string | undefined>> | undefined,
): Words<K> => {
  // A newer backend may name things that there are no words for: they read as nothing, and the caller decides.
  const parts = (key: K) => (texts?.[key] ?? own[key] ?? '').split(/[{}]/);
  return {
    say: (key, values = {}) => parts(key).map((part, index) => (index % 2 ? html`<bdi>${values[part]}</bdi>` : part)),
    plain: (key, values = {}) => parts(key).map((part, index) => (index % 2 ? (values[part] ?? '') : part)).join(''),
  };
};
