import { randomBytes } from 'node:crypto';
import { retryAfter, type Behaviour } from '../behaviour.ts';
import type { Clock } from '../clock.ts';
import { inventions } from '../inventions.ts';
import type { TikTokSettings } from './settings.ts';

export interface Refusals {
  /** An error of the OAuth endpoints: `{error, error_description, log_id}`. */
  oauth(error: OauthError, description: string): Response;
  /** An error of the Data API: `{error: {code, message, log_id}}`. */
  data(code: DataError, message: string, headers?: Record<string, string>): Response;
  /** The refusal of an OAuth endpoint that a test has ordered. */
  orderedOauth(behaviour: Behaviour | undefined): Response | undefined;
  /** The refusal of the Data API that a test has ordered. */
  orderedData(behaviour: Behaviour | undefined): Response | undefined;
  logId(): string;
}

type OauthError =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'unsupported_grant_type'
  | 'server_error'
  | 'temporarily_unavailable';

const dataStatus = {
  access_token_invalid: 401,
  scope_not_authorized: 401,
  scope_permission_missed: 400,
  invalid_params: 400,
  rate_limit_exceeded: 429,
  internal_error: 500,
} as const;
type DataError = keyof typeof dataStatus;

export const oauthKinds = ['rate-limited', 'server-error', 'temporarily-unavailable'] as const;
export const dataKinds = ['rate-limited', 'token-invalid', 'scope-not-authorized', 'internal-error'] as const;

export const scopeNotAuthorized = 'The user did not authorize the scope required for completing this request.';

export function createRefusals(clock: Clock, settings: Readonly<TikTokSettings>): Refusals {
  const oauthWords = inventions.tiktokOauthDescriptions.value;
  const dataWords = inventions.tiktokDataMessages.value;

  const oauthBody = (error: string, description: string) => ({ error, error_description: description, log_id: logId() });
  const oauth: Refusals['oauth'] = (error, description) =>
    Response.json(oauthBody(error, description), { status: settings.oauthErrorStatus });
  const data: Refusals['data'] = (code, message, headers) =>
    Response.json(
      { ...(settings.errorData === 'empty' && { data: {} }), error: { code, message, log_id: logId() } },
      { status: dataStatus[code], ...(headers && { headers }) },
    );

  function logId(): string {
    return new Date(clock.now()).toISOString().replace(/\D/g, '').slice(0, 14) + randomBytes(9).toString('hex').toUpperCase();
  }

  return {
    oauth,
    data,
    logId,
    orderedOauth(behaviour) {
      switch (behaviour?.kind) {
        case 'rate-limited':
          return Response.json(oauthBody('temporarily_unavailable', oauthWords.unavailable), {
            status: inventions.tiktokOauthRateLimit.value,
            headers: retryAfter(behaviour),
          });
        case 'server-error':
          return oauth('server_error', oauthWords.server);
        case 'temporarily-unavailable':
          return oauth('temporarily_unavailable', oauthWords.unavailable);
        case 'code-used':
          return oauth('invalid_grant', oauthWords.code);
        case 'token-invalid':
          return oauth('invalid_grant', oauthWords.refreshToken);
        default:
          return undefined;
      }
    },
    orderedData(behaviour) {
      switch (behaviour?.kind) {
        case 'rate-limited':
          return data('rate_limit_exceeded', dataWords.rateLimit, retryAfter(behaviour));
        case 'token-invalid':
          return data('access_token_invalid', dataWords.accessToken);
        case 'scope-not-authorized':
          return data('scope_not_authorized', scopeNotAuthorized);
        case 'internal-error':
          return data('internal_error', dataWords.internal);
        default:
          return undefined;
      }
    },
  };
}
