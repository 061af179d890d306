import * as z from 'zod/mini';

/**
 * One of the values that there are today, in an answer. A later version may have more: readers accept what they do not know
 * yet, so at run time it is any string. Docs and JSON Schema (and so OpenAPI) learn the values from `forms.ts`.
 */
export const growing = <Known extends string>(): z.ZodMiniType<Known | (string & {}), string> => z.string();
