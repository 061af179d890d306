import * as z from 'zod/mini';

/**
 * Texts by name, in an answer. Not `z.record`, which would be a third of a kB in every client for the names' own rules.
 */
export const Texts = z.catchall(z.object({}), z.string());
