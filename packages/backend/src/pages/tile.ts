import { markup, type Markup } from './markup.ts';

type Shape = 'round' | 'small round' | 'big' | 'big round' | '';

/**
 * A picture (a path on our own origin), or a tile with the first letter of the name. Decorative: the name itself always
 * stands beside it.
 */
export const tile = (label: string, picture: string | null | undefined, shape: Shape = '', letters: 1 | 2 = 1): Markup =>
  picture
    ? markup`<img class="tile${shape && ` ${shape}`}" src="${picture}" alt="" width="${sizes[shape]}" height="${sizes[shape]}">`
    : markup`<span class="tile${shape && ` ${shape}`} t${hueOf(label)}" aria-hidden="true">${initials(label, letters)}</span>`;

/** CSS px, so that a page does not move when its picture arrives. */
const sizes: Readonly<Record<Shape, number>> = { '': 44, round: 44, 'small round': 32, big: 56, 'big round': 56 };

/** One of the stylesheet's six tile colours; the same name always has the same one. */
const hueOf = (label: string): number => {
  let sum = 0;
  for (const character of label) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % 6;
};

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first letters of the first and the last word, as people see letters. */
const initials = (label: string, letters: 1 | 2): string => {
  const words = label
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Emoji_Presentation}]+/u, ''))
    .filter((word) => word !== '');
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  const chosen = letters === 2 ? [first, last] : [first];
  return chosen
    .flatMap((word) => (word === undefined ? [] : [...segmenter.segment(word)][0]?.segment ?? []))
    .join('')
    .toUpperCase();
};
