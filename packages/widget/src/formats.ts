const make = (locale: string | undefined) => ({
  relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
  date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
  moment: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }),
  list: new Intl.ListFormat(locale, { type: 'unit', style: 'short' }),
  plural: new Intl.PluralRules(locale),
  number: new Intl.NumberFormat(locale),
});

/** The formatters of one language. */
export type Formats = ReturnType<typeof make>;

const made = new Map<string | undefined, Formats>();

/** Formatters of a language, `undefined` for the browser's. They take long to make, and a list asks for the same in every row. */
export const formatsOf = (locale: string | undefined): Formats => {
  const formats = made.get(locale) ?? make(locale);
  made.set(locale, formats);
  return formats;
};
