/**
 * `JSON.parse` that keeps integers which a double cannot hold, as text: Instagram sends ids above 2^53 as bare numbers,
 * and several neighbouring accounts would become one. Throws `SyntaxError`, whose message quotes the text: a caller must
 * not pass it on.
 */
export const parseLossless = (text: string): unknown => JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);

/** The third argument is younger than TypeScript's signature: https://github.com/tc39/proposal-json-parse-with-source */
const keepDigits = (_key: string, value: unknown, context: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? '') ? context.source : value;
