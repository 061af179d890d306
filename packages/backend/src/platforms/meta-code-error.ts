import * as z from 'zod/mini';
import { graphFailure } from './graph-error.ts';
import { field, refusal, type PlatformAnswer } from './oauth.ts';
import type { PlatformFailure, PlatformFailureKind } from './port.ts';

/** How api.instagram.com refuses a code; its words are all that tells its refusals apart. */
const TokenError = z.object({ error_message: z.string(), error_type: field.maybeText });

/** Meta's other envelope, which the token endpoint may answer with as well. */
const GraphWords = z.object({ error: z.object({ message: z.string() }) });

/** The failure that an answer to a token request describes; `undefined` where it describes none. */
export const codeFailure = (answer: PlatformAnswer): PlatformFailure | undefined => {
  const graph = z.safeParse(GraphWords, answer.body);
  if (graph.success && isAboutCode(graph.data.error.message)) {
    return refusal('code_refused', answer, { code: 'OAuthException', words: graph.data.error.message });
  }
  const parsed = z.safeParse(TokenError, answer.body);
  if (!parsed.success) return graphFailure(answer);
  const { error_message: words, error_type: code = 'unknown' } = parsed.data;
  return refusal(kindOf(words, code, answer.status), answer, { code, words });
};

const kindOf = (words: string, type: string, status: number): PlatformFailureKind => {
  if (status >= 500) return 'unavailable';
  if (status === 429 || /rate.?limit/i.test(type)) return 'limited';
  return isAboutCode(words) ? 'code_refused' : 'setup';
};

/** "Matching code was not found or was already used", but not "… code: redirect_uri isn't an absolute URI". */
const isAboutCode = (words: string): boolean => /\bcode\b/i.test(words) && !/redirect.?uri|platform app|client/i.test(words);
