import { markup, type Markup } from './markup.ts';

/**
 * A moment (ms since 1970) in words of the language, in UTC; a script says it in the reader's own time zone.
 * A time of day names its zone, a date alone does not.
 */
export const moment = (at: number, format: 'date' | 'time' | 'datetime', tag: string): Markup => {
  const words = new Intl.DateTimeFormat(tag, { ...formats[format], timeZone: 'UTC' }).format(at);
  return markup`<time datetime="${new Date(at).toISOString()}" data-format="${format}">${words}</time>`;
};

const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
const formats = { date, time, datetime: { ...date, month: 'short', ...time } } as const;
