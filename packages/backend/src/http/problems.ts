import { apiErrors, requestIdHeader, type Problem as ProblemDocument } from '@connect/sdk/contract';
import { problemGuide } from '../problem-guide.ts';
import type { Problem } from '../problem.ts';

/** A refused operation as an RFC 9457 document. */
export const problemResponse = (problem: Problem, origin: string, requestId: string): Response => {
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
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    [requestIdHeader]: requestId,
  });
  if (problem.retryAfter !== undefined) headers.set('retry-after', String(problem.retryAfter));
  return new Response(JSON.stringify(document), { status, headers });
};
