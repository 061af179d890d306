import { isHTTPError, type RetryOptions } from 'ky';
import type { Route } from './contract/operation.ts';

/** A wait that the backend asks for is kept up to here; for a longer one the call fails at once and tells it. */
const longestWaitMs = 30_000;

/**
 * Whether an operation may be sent again when its answer was lost: safe and idempotent methods
 * (RFC 9110 section 9.2.2), a POST under an `Idempotency-Key`, and what the contract calls repeatable.
 */
const isRepeatable = (route: Route): boolean =>
  ['GET', 'PUT', 'DELETE'].includes(route.method) || route.idempotent === true || route.repeatable === true;

/** `Retry-After` (RFC 9110 section 10.2.3: seconds or a date) in ms from now. */
export const retryAfterMs = (headers: Headers): number | undefined => {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Without the check, `Date.parse` would read a mere -1 as a year.
  const moment = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - Date.now());
};

/** Doubles from 300 ms to 8 s; up to half of it is random, so that many clients do not come back at once. */
const backOffMs = (attempt: number): number => Math.min(8000, 300 * 2 ** (attempt - 1)) * (1 - Math.random() / 2);

/** How an operation is retried: on lost connections, timeouts and the statuses that pass. */
export const retryOptions = (route: Route, retries: number, delay = backOffMs): RetryOptions => ({
  limit: isRepeatable(route) ? retries : 0,
  methods: [route.method],
  statusCodes: [408, 429, 500, 502, 503, 504],
  afterStatusCodes: [429, 503],
  maxRetryAfter: longestWaitMs,
  retryOnTimeout: true,
  delay,
  shouldRetry: ({ error }) => {
    const asked = isHTTPError(error) ? retryAfterMs(error.response.headers) : undefined;
    return asked !== undefined && asked > longestWaitMs ? false : undefined;
  },
});
