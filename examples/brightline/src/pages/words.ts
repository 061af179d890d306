import { html } from 'hono/html';
import { platformName } from '../platforms.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const number = new Intl.NumberFormat('en-GB');
const plural = new Intl.PluralRules('en-GB');

/** A day in words, with the exact time for machines and on hover. */
export const date = (iso: string) =>
  html`<time datetime="${iso}" title="${moment.format(new Date(iso))}">${day.format(new Date(iso))}</time>`;

/** The time of day now. */
export const clock = (): string => hour.format(new Date());

/** "1 account", "2 accounts". */
export const amount = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${plural.select(count) === 'one' ? one : many}`;

/** "a", "a and b", "a, b and c". */
export const and = <Item>(items: readonly Item[]): (Item | string)[] =>
  list
    .formatToParts(items.map((_, index) => String(index)))
    .map(({ type, value }) => (type === 'element' ? (items[Number(value)] ?? '') : value));

/** "Instagram, TikTok". */
export const platformNames = (ids: readonly string[]): string => ids.map(platformName).join(', ');
