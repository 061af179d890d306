import type { ConnectionReason } from '@connect/sdk/contract';
import * as z from 'zod/mini';
import { field, refusal, type PlatformAnswer } from './oauth.ts';
import type { PlatformFailure, PlatformFailureKind } from './port.ts';

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
const GraphError = z.object({
  error: z.object({
    message: field.maybeText,
    type: field.maybeText,
    code: z.catch(z.optional(z.int()), undefined),
    error_subcode: z.catch(z.optional(z.int()), undefined),
    is_transient: z.catch(z.optional(z.boolean()), undefined),
    fbtrace_id: field.maybeText,
  }),
});

/**
 * The failure that Meta's Graph error envelope describes; `undefined` where the answer holds none.
 *
 * @param ofParameter what it means where a parameter is refused (100)
 */
export const graphFailure = (
  answer: PlatformAnswer,
  ofParameter: PlatformFailureKind = 'setup',
): PlatformFailure | undefined => {
  const parsed = z.safeParse(GraphError, answer.body);
  if (!parsed.success) return undefined;
  const { error } = parsed.data;
  const subcode = error.error_subcode === undefined ? '' : `/${error.error_subcode}`;
  const code = `${error.code ?? error.type ?? 'unknown'}${subcode}`;
  const kind = kindOf(error, answer.status, ofParameter);
  const said = { code, words: error.message, reference: error.fbtrace_id };
  return refusal(kind, answer, said, kind === 'token_refused' ? causes.get(error.error_subcode ?? 0) : undefined);
};

/** 458 app removed, 459 checkpoint, 460 password changed, 463 expired, 464 unconfirmed, 467 and 492 invalid; 33 no access. */
const deadToken = new Set([33, 458, 459, 460, 463, 464, 467, 492]);
/** What Meta says of how a token died, as a connection says it. */
const causes: ReadonlyMap<number, ConnectionReason> = new Map([
  [458, 'removed_at_platform'],
  [459, 'login_check'],
  [460, 'password_changed'],
  [463, 'token_expired'],
  [464, 'login_check'],
]);
/** Calls of the app, the person, a page, a policy block, a use case. */
const tooMuch = new Set([4, 17, 32, 341, 368, 613]);

const kindOf = (
  error: z.infer<typeof GraphError>['error'],
  status: number,
  ofParameter: PlatformFailureKind,
): PlatformFailureKind => {
  const { code = 0, error_subcode: subcode = 0 } = error;
  if (code === 190 || code === 102 || deadToken.has(subcode)) return 'token_refused';
  if (tooMuch.has(code) || status === 429) return 'limited';
  if (code === 1 || code === 2 || error.is_transient === true) return 'unavailable';
  if (code === 10 || (code >= 200 && code <= 299)) return 'permission_missing';
  // What graph.instagram.com also says of a token that is dead or another app's.
  if (/^unsupported request\b/i.test(error.message ?? '')) return 'token_refused';
  if (code === 100) return ofParameter;
  if (code === 3 || code === 101) return 'setup';
  return 'unavailable';
};
