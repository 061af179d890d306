import { apiErrors, type ApiErrorCode, type FieldError, type Problem } from '../contract/errors.ts';
import { requestIdHeader } from '../contract/headers.ts';

/** Thrown inside the mocks to answer with a problem document. */
export class Refused extends Error {
  readonly code: ApiErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ApiErrorCode, detail: string, errors?: readonly FieldError[], headers?: Refused['headers']) {
    super(detail);
    this.code = code;
    this.errors = errors;
    this.headers = headers ?? {};
  }
}

/** The refusal of one field. */
export const refusedField = (field: string, message: string): Refused =>
  new Refused('invalid_request', `${field}: ${message}`, [{ field, message }]);

/** What every answer comes with. */
export const commonHeaders = (requestId: string): Record<string, string> => ({
  'cache-control': 'no-store',
  [requestIdHeader]: requestId,
});

/** The problem document (RFC 9457) of a refusal, as the backend at this origin words it. */
export const problemResponse = (refused: Refused, origin: string, requestId: string): Response => {
  const status = apiErrors[refused.code];
  const problem: Problem = {
    type: `${origin}/problems/${refused.code}`,
    title: refused.code.replaceAll('_', ' '),
    status,
    code: refused.code,
    detail: refused.message,
    requestId,
    ...(refused.errors && { errors: [...refused.errors] }),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...commonHeaders(requestId), 'content-type': 'application/problem+json', ...refused.headers },
  });
};
