import { isHTTPError, isNetworkError, isTimeoutError } from 'ky';
import { ConnectError, isConnectError, type ConnectErrorCode } from './connect-error.ts';
import { Problem, requestIdHeader } from './contract/errors.ts';
import { retryAfterMs } from './retry.ts';

/** The call that failed, as far as its error may tell. */
export interface FailedCall {
  /** Operation, method and path; no query, which may hold what an integrator would not log. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Cut out of every text that comes from elsewhere. */
  readonly apiKey: string;
}

/** A copy of a foreign error: its name, code and message, without the request (and its headers) that it may hold. */
const summary = (error: unknown, redact: (text: string) => string): Error | undefined => {
  if (!(error instanceof Error)) return undefined;
  const cause = summary(error.cause, redact);
  const copy = new Error(redact(error.message), cause && { cause });
  copy.name = error.name;
  copy.stack = redact(error.stack ?? '');
  const code = (error as { code?: unknown }).code;
  return Object.assign(copy, typeof code === 'string' ? { code } : {});
};

/** What the innermost error says. Node's, for a name with several addresses, says it in its code only. */
const reasonOf = (error: Error & { code?: string }): string =>
  error.cause instanceof Error ? reasonOf(error.cause) : error.message || (error.code ?? error.name);

/** Makes the one public error out of whatever a call ended with. */
export const failure = (error: unknown, call: FailedCall): ConnectError => {
  if (isConnectError(error)) return error;
  const redact = (text: string): string => text.replaceAll(call.apiKey, '[API key]');
  const fail = (code: ConnectErrorCode, sentence: string, details = {}): ConnectError =>
    new ConnectError(code, `${sentence} [${call.name}]`, details);

  if (call.signal?.aborted) return fail('aborted', 'The call was ended by its AbortSignal.', { cause: call.signal.reason });
  if (isTimeoutError(error)) {
    return fail('timeout', `No whole answer came within ${call.timeoutMs} ms. Check the backend, or raise \`timeoutMs\`.`);
  }
  if (isHTTPError(error)) {
    const { status, headers } = error.response;
    const clean = JSON.stringify(error.data ?? null, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
    const problem = Problem.safeParse(JSON.parse(clean));
    if (problem.success) {
      const { code, detail, requestId, errors } = problem.data;
      const untold = errors?.filter(({ message }) => !detail.includes(message)) ?? [];
      const sentences = [detail, ...untold.map(({ field, message }) => `${field}: ${message}`)].join(' ');
      return new ConnectError(code, `${sentences} [${call.name}: ${status} ${code}, request ${requestId}]`, {
        status,
        requestId,
        errors,
        retryAfterMs: retryAfterMs(headers),
        cause: problem.data,
      });
    }
    return fail(
      'invalid_response',
      status < 400
        ? `A redirect (${status}) answered, which Connect never sends. Set \`origin\` to the backend's own address.`
        : `Status ${status} came without a problem document, as from a proxy. Check \`origin\` and what stands in between.`,
      { status, requestId: headers.get(requestIdHeader) ?? undefined, retryAfterMs: retryAfterMs(headers) },
    );
  }
  const cause = summary(isNetworkError(error) ? error.cause : error, redact);
  const reason = cause ? ` (${reasonOf(cause)})` : '';
  return fail('network_error', `The backend could not be reached, or the connection broke${reason}.`, { cause });
};
