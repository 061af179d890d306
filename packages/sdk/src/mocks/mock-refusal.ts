import type { Refusal, RefusalCode } from '../contract/errors.ts';

/** A refusal in a sentence that nobody should test against: the backend words its own, in many languages. */
export const mockRefusal = (code: RefusalCode): Refusal => ({
  code,
  title: `Mock: ${code.replaceAll('_', ' ')}`,
  detail: `This is where the recipient reads about ${code.replaceAll('_', ' ')}.`,
});
