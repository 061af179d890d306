import * as z from 'zod/mini';

/**
 * A list of values that may grow in a later version: readers accept values that they do not know yet, so at run time it
 * is any string, without the 500 bytes of a union. Types, docs and JSON Schema (and so OpenAPI) know today's values.
 */
export const growing = <const V extends readonly [string, ...string[]]>(
  known: V,
): z.ZodMiniType<V[number] | (string & {}), string> & { readonly known: V } => {
  const schema = z.string();
  schema._zod.toJSONSchema = () => ({ anyOf: [{ type: 'string', enum: [...known] }, { type: 'string' }] });
  return Object.assign(schema, { known });
};
