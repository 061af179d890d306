import { requestIdHeader, type Operation } from '@connect/sdk/contract';

/**
 * Whether pages of any origin may call it: whoever holds a session's token, or the secret in the body. No cookie is ever
 * read by an operation, so there is nothing that a foreign page could borrow from its visitor.
 */
export const isForPages = ({ access, session }: Operation): boolean => access === 'secret' || session !== undefined;

/** What lets a page read an answer, also a refusal. */
export const readable = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': `retry-after, ${requestIdHeader}`,
} as const;

/** The answer to a browser that asks whether it may send one of these operations with a token (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
export const preflightHeaders = (operations: readonly Operation[]): Record<string, string> => ({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': operations.map(({ method }) => method).join(', '),
  'access-control-allow-headers': 'authorization, content-type, idempotency-key',
  // As long as Chromium keeps it at most.
  'access-control-max-age': '7200',
});
