import { apiErrors, requestIdHeader, type Problem as ProblemDocument } from '@connect/sdk/contract';
import { problemGuide } from '../problem-guide.ts';
import type { Problem } from '../problem.ts';

/** A refused operation as an RFC 9457 document, with these headers besides its own. */
export const problemResponse = (
  problem: Problem,
  origin: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response => {
  const status = apiErrors[problem.code];
  const document: ProblemDocument = {
    type: `${origin}/problems/${problem.code}`,
    title: problemGuide[problem.code].title,
    status,
    code: problem.code,
    detail: problem.message,
    requestId,
    ...(problem.errors && { errors: [...problem.errors] }),
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      ...headers,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      [requestIdHeader]: requestId,
      ...(problem.retryAfter !== undefined && { 'retry-after': String(problem.retryAfter) }),
    },
  });
};
