// What comes from outside is checked by hand and not with a schema library, for bytes. A test holds each check against the
// contract's schemas.

/** Whether a value is what it should be. */
export type Check = (value: unknown) => unknown;

/** A string; no honest name or sentence is longer. */
export const text: Check = (value) => typeof value === 'string' && value.length < 2049;

/** That, or nothing. */
export const maybe =
  (check: Check): Check =>
  (value) =>
    value == null || check(value);

/** A list of that. */
export const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** An object: the names of its strings, those that may be missing with a `?`, and the checks of all its other fields. */
export const object =
  (texts: string, checks: Record<string, Check> = {}): Check =>
  (value) => {
    const fields = { ...(value as Record<string, unknown>) };
    return (
      texts.split(' ').every((word) => {
        const [name = '', orEmpty] = word.split('?');
        return text(fields[name] ?? orEmpty);
      }) &&
      Object.keys(checks).every((key) => checks[key]?.(fields[key]))
    );
  };
