import type { Reader } from './answers.ts';

/**
 * Reads without a schema library, for pages (docs/decisions/0016): an object, and in a list rows that are objects. The rest is
 * taken as the backend says it, which has parsed its own answer.
 */
export const shapeReader: Reader = (_, answer) => {
  const { data } = (answer ?? {}) as { readonly data?: unknown };
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return { faults: [''] };
  if (data === undefined) return { value: answer };
  return Array.isArray(data) && data.every((row) => typeof row === 'object' && row !== null) ? { value: answer } : { faults: ['data'] };
};
