import { ConnectionLost, NotOk, TimedOut } from './carrier.ts';
import { ConnectError, isConnectError, type ConnectErrorCode } from './connect-error.ts';
import type { Problem } from './contract/errors.ts';
import { requestIdHeader } from './contract/headers.ts';
import { retryAfterMs } from './retry.ts';

/** The call that failed, as far as its error may tell. */
export interface FailedCall {
  /** Operation, method and path; no query, which may hold what an integrator would not log. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** The API key or session token, where it was known already; cut out of every text that comes from elsewhere. */
  readonly secret: string | undefined;
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

const hasTexts = <Name extends string>(value: unknown, ...names: readonly Name[]): value is Record<Name, string> =>
  typeof value === 'object' && value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');

/**
 * A problem document, and of it only what the contract knows; `undefined` where it is none. By hand: the contract's schema
 * would bring its library into every page.
 */
const problemIn = (value: unknown): Problem | undefined => {
  if (!hasTexts(value, 'type', 'title', 'code', 'detail', 'requestId')) return undefined;
  const { type, title, code, detail, requestId } = value;
  const { status, errors } = value as Partial<Problem>;
  const known = errors === undefined || (Array.isArray(errors) && errors.every((error) => hasTexts(error, 'field', 'message')));
  if (typeof status !== 'number' || !known) return undefined;
  const fields = errors?.map(({ field, message }) => ({ field, message }));
  return { type, title, status, code, detail, requestId, ...(fields && { errors: fields }) };
};

/** Makes the one public error out of whatever a call ended with. */
export const failure = (error: unknown, call: FailedCall): ConnectError => {
  if (isConnectError(error)) return error;
  const redact = (text: string): string => (call.secret ? text.replaceAll(call.secret, '[token]') : text);
  const fail = (code: ConnectErrorCode, sentence: string, details = {}): ConnectError =>
    new ConnectError(code, `${sentence} [${call.name}]`, details);

  if (call.signal?.aborted) return fail('aborted', 'The call was ended by its AbortSignal.', { cause: call.signal.reason });
  if (error instanceof TimedOut) {
    return fail('timeout', `No whole answer came within ${call.timeoutMs} ms. Check the backend, or raise \`timeoutMs\`.`);
  }
  if (error instanceof NotOk) {
    const { status, headers } = error.response;
    const clean = JSON.stringify(error.data ?? null, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
    const problem = problemIn(JSON.parse(clean));
    if (problem) {
      const { code, detail, requestId, errors } = problem;
      const untold = errors?.filter(({ message }) => !detail.includes(message)) ?? [];
      const sentences = [detail, ...untold.map(({ field, message }) => `${field}: ${message}`)].join(' ');
      return new ConnectError(code, `${sentences} [${call.name}: ${status} ${code}, request ${requestId}]`, {
        status,
        requestId,
        errors,
        retryAfterMs: retryAfterMs(headers),
        cause: problem,
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
  const cause = summary(error instanceof ConnectionLost ? error.cause : error, redact);
  const reason = cause ? ` (${reasonOf(cause)})` : '';
  return fail('network_error', `The backend could not be reached, or the connection broke${reason}.`, { cause });
};
