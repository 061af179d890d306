/** `JSON.rawJSON` is in every supported Node, but not yet in TypeScript's library. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): object };

/**
 * An integer of any size that `JSON.stringify` writes digit by digit and unquoted, as Instagram sends `user_id`:
 * a JavaScript number could not hold it.
 */
export function integer(digits: string): object {
  if (!/^\d+$/.test(digits)) throw new TypeError(`"${digits}" is not an integer`);
  return rawJSON(digits);
}
