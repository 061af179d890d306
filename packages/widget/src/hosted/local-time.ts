const formats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  time: { timeStyle: 'short' },
  date: { dateStyle: 'long' },
  datetime: { dateStyle: 'long', timeStyle: 'short' },
};

/** Rewrites the moments of the page in the visitor's time zone; the server does not know it. */
export const localizeTimes = (): void => {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-format]')) {
    const moment = new Date(element.dateTime);
    const format = formats[element.dataset['format'] ?? ''];
    if (format && !Number.isNaN(moment.getTime())) element.textContent = moment.toLocaleString(document.documentElement.lang, format);
  }
};
