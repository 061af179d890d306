import * as z from 'zod/mini';

/** The codes that an operation can be refused with, and their HTTP status. Codes never change their meaning. */
export const apiErrors = {
  invalid_request: 400,
  unauthorized: 401,
  subscription_required: 402,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_conflict: 409,
  token_unavailable: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal_error: 500,
  platform_unavailable: 503,
} as const;

/** A stable name of what went wrong in an operation. */
export type ApiErrorCode = keyof typeof apiErrors;

/**
 * Why a recipient cannot go on, or how an attempt ended without an account. Each has its own page,
 * its own sentence and the HTTP status of that page.
 */
export const refusals = {
  link_not_found: 404,
  link_revoked: 410,
  link_expired: 410,
  link_paused: 403,
  link_suspended: 403,
  link_exhausted: 409,
  wrong_account: 409,
  personal_account: 422,
  no_eligible_account: 422,
  denied: 200,
  none_chosen: 200,
  cancelled: 410,
  missing_permission: 422,
  attempt_expired: 410,
  confirm_expired: 410,
  choice_expired: 410,
  other_browser_refused: 200,
  platform_unavailable: 503,
  platform_limit: 503,
  platform_setup: 502,
  cookies_blocked: 400,
  connection_undone: 410,
  approval_rejected: 410,
  flow_conflict: 409,
  flow_not_yours: 404,
  too_many_attempts: 429,
  receipt_not_found: 404,
  not_from_here: 403,
  internal_error: 500,
} as const;

/** A stable name of why a recipient cannot go on. */
export type RefusalCode = keyof typeof refusals;

/** One field that was refused: a path such as `sharedBy.email` or `platforms[1]`, and a sentence. */
export const FieldError = z.object({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof FieldError>;

/**
 * The body of every refused operation (RFC 9457, `application/problem+json`).
 * `type` is the address of the code's docs page.
 */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.optional(z.array(FieldError)),
});
export type Problem = z.infer<typeof Problem>;

/** Why a recipient cannot go on, in words of the recipient's language. Plain text, never markup. */
export const Refusal = z.object({ code: z.string(), title: z.string(), detail: z.string() });
export type Refusal = z.infer<typeof Refusal>;
