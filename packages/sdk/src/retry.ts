import type { Route } from './contract/operation.ts';

/** A wait that the backend asks for is kept up to here, in ms; for a longer one the call fails at once and tells it. */
export const longestWaitMs = 30_000;

/** Statuses that pass by themselves. */
export const passingStatuses: readonly number[] = [408, 429, 500, 502, 503, 504];

/**
 * Whether an operation may be sent again when its answer was lost: safe and idempotent methods
 * (RFC 9110 section 9.2.2), a POST under an `Idempotency-Key`, and what the contract calls repeatable.
 */
export const isRepeatable = (route: Route): boolean =>
  ['GET', 'PUT', 'DELETE'].includes(route.method) || route.idempotent === true || route.repeatable === true;

/** `Retry-After` (RFC 9110 section 10.2.3: seconds or a date) in ms from now. */
export const retryAfterMs = (headers: Headers): number | undefined => {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Without the check, `Date.parse` would read a mere -1 as a year.
  const moment = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - Date.now());
};
