import * as z from 'zod/mini';
import { limits } from './limits.ts';

/** What every list takes: an opaque cursor of an earlier answer, and the number of rows (1 to 100, by default 20). */
export const listQuery = {
  cursor: z.optional(
    z.string().check(z.maxLength(512), z.regex(/^[A-Za-z0-9_-]+$/, 'Must be a nextCursor of an earlier answer.')),
  ),
  limit: z.optional(
    z.coerce
      .number<number | string>('Must be a number from 1 to 100.')
      .check(
        z.int('Must be a whole number.'),
        z.minimum(1, 'Must be at least 1.'),
        z.maximum(limits.page, `Must be at most ${limits.page}.`),
      ),
  ),
};
