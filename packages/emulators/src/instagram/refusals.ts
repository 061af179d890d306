import { retryAfter, type Behaviour } from '../behaviour.ts';
import { cannotParse, graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';

/** The error shape of the token endpoint and of the authorization step: not the Graph envelope. */
export function loginError(message: string): Response {
  return Response.json({ error_type: 'OAuthException', code: 400, error_message: message }, { status: 400 });
}

/** The refusal of the token endpoint that a test has ordered: `code-used` or `rate-limited`. */
export function orderedLoginError(behaviour: Behaviour | undefined): Response | undefined {
  if (behaviour?.kind === 'code-used') return loginError(inventions.instagramCodeReplay.value);
  if (behaviour?.kind !== 'rate-limited') return undefined;
  const { status, type, message } = inventions.instagramTokenRateLimit.value;
  const body = { error_type: type, code: status, error_message: message };
  return Response.json(body, { status, headers: retryAfter(behaviour) });
}

export function unknownToken(kind: 'cannot-parse' | 'unsupported-request'): Response {
  return kind === 'cannot-parse'
    ? cannotParse()
    : graphError({ message: 'Unsupported request - method type: get', code: inventions.instagramUnknownToken.value.code });
}
