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
