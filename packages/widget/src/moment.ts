import { formatsOf } from './formats.ts';

const steps = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago a moment was, in words: `10 minutes ago`, `yesterday`, and, of less than a minute, what `justNow` says. */
export const ago = (moment: string, now: number, locale: string | undefined, justNow: string): string => {
  const seconds = Math.round((Date.parse(moment) - now) / 1000);
  const [unit, size = 1] = steps.find(([, least]) => -seconds >= least) ?? [];
  return unit ? formatsOf(locale).relative.format(Math.ceil(seconds / size), unit) : justNow;
};

/** A moment in words: `20 November 2026 at 14:02`. */
export const inWords = (moment: string, locale: string | undefined): string => formatsOf(locale).moment.format(new Date(moment));
