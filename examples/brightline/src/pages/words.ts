import { html } from 'hono/html';
import { platformName } from '../platforms.ts';

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' });
const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const dayAndHour = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const dayOfWeek = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
const dayOfMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const number = new Intl.NumberFormat('en-GB');
const plural = new Intl.PluralRules('en-GB');

/** A moment in words, with the exact one for machines and on hover. */
export const time = (iso: string) =>
  html`<time datetime="${iso}" title="${moment.format(new Date(iso))}">${dayAndHour.format(new Date(iso))}</time>`;

/** "14:05". */
export const hourOf = (date: Date): string => hour.format(date);

/** "Monday". */
export const weekday = (date: Date): string => dayOfWeek.format(date);

/** "16 Nov". */
export const shortDay = (date: Date): string => dayOfMonth.format(date);

/** "1 account", "2 accounts". */
export const amount = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${plural.select(count) === 'one' ? one : many}`;

/** "Instagram, TikTok". */
export const platformNames = (ids: readonly string[]): string => ids.map(platformName).join(', ');
