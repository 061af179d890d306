import type * as z from 'zod/mini';
import type { FieldError } from './errors.ts';

/** A path as people write it: `sharedBy.email`, `platforms[1]`. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`)).join('');

/** What a schema found wrong, field by field; each field that there is not gets an entry of its own. */
export const fieldErrors = (issues: readonly z.core.$ZodIssue[]): FieldError[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), message: 'There is no such field.' }))
      : [{ field: fieldOf(issue.path), message: issue.message }],
  );

/** Kinds of values as JSON's own words name them. */
const kinds: Readonly<Partial<Record<string, string>>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** How sizes are counted; of a number it is the number itself. */
const units: Readonly<Partial<Record<string, string>>> = { string: ' characters long', array: ' entries long' };

/**
 * The sentence about a value for which its schema has none of its own; `undefined` for what no schema of the contract leaves
 * unsaid. Pass it as `error` to `safeParse`.
 */
export const fieldMessage = (issue: z.core.$ZodRawIssue): string | undefined => {
  if (issue.input === undefined && /^invalid_(type|value|union)$/.test(issue.code)) return 'Is required.';
  if (issue.code === 'invalid_type') return `Must be ${kinds[issue.expected] ?? issue.expected}.`;
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value))).join(', ');
    return `Must be ${issue.values.length > 1 ? 'one of ' : ''}${values}.`;
  }
  if (issue.code === 'too_big') return `Must be at most ${issue.maximum}${units[issue.origin] ?? ''}.`;
  if (issue.code === 'too_small') return `Must be at least ${issue.minimum}${units[issue.origin] ?? ''}.`;
  return undefined;
};
