import * as z from 'zod/mini';
import { field, refusal, type PlatformAnswer } from './oauth.ts';
import type { PlatformFailure, PlatformFailureKind } from './port.ts';

/** https://developers.tiktok.com/doc/oauth-error-handling */
const OAuthError = z.object({ error: field.text, error_description: field.maybeText, log_id: field.maybeText });

/** https://developers.tiktok.com/doc/tiktok-api-v2-error-handling: always there, `ok` where nothing is wrong. */
const ApiError = z.object({ error: z.object({ code: field.text, message: field.maybeText, log_id: field.maybeText }) });

/**
 * The failure that an answer of TikTok describes, by its body: the status is not documented for all of them, and a
 * refusal may come as a 200. `undefined` where it describes none.
 *
 * @param ofGrant what it means where the grant itself, a code or a token, is refused
 */
export const tiktokFailure = (answer: PlatformAnswer, ofGrant: PlatformFailureKind): PlatformFailure | undefined => {
  const oauth = z.safeParse(OAuthError, answer.body);
  const api = z.safeParse(ApiError, answer.body);
  if (!oauth.success && !api.success) return undefined;
  const said = oauth.success
    ? { code: oauth.data.error, words: oauth.data.error_description, reference: oauth.data.log_id }
    : { code: api.data?.error.code ?? '', words: api.data?.error.message, reference: api.data?.error.log_id };
  if (said.code === 'ok') return undefined;
  return refusal(kindOf(said, answer.status, ofGrant), answer, said);
};

const kinds: ReadonlyMap<string, PlatformFailureKind> = new Map([
  ['access_token_invalid', 'token_refused'],
  ['internal_error', 'unavailable'],
  ['rate_limit_exceeded', 'limited'],
  ['scope_not_authorized', 'permission_missing'],
  ['scope_permission_missed', 'permission_missing'],
  ['server_error', 'unavailable'],
  ['temporarily_unavailable', 'unavailable'],
]);

interface Said {
  readonly code: string;
  readonly words: string | undefined;
}

const kindOf = (said: Said, status: number, ofGrant: PlatformFailureKind): PlatformFailureKind => {
  // Before the code: which one goes with it at the OAuth endpoints is not documented.
  if (status === 429) return 'limited';
  const known = kinds.get(said.code);
  if (known !== undefined) return known;
  if (status >= 500) return 'unavailable';
  if (said.code === 'invalid_grant' || said.code === 'access_denied') return ofGrant;
  // Seen for codes and tokens that ended as well: "Authorization code is expired."
  const aboutGrant = /authori[sz]ation code|refresh.?token|access.?token/i.test(said.words ?? '');
  return said.code === 'invalid_request' && aboutGrant ? ofGrant : 'setup';
};
