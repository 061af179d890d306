import type { ApiErrorCode, FieldError } from './contract/errors.ts';

/** What can go wrong on the client's side of the wire, besides what the backend refuses with. */
export type ClientErrorCode =
  /** A client was given options that cannot work. */
  | 'configuration'
  /** `createClient` was called in a page, where anyone can read the key. */
  | 'api_key_in_browser'
  /** A method was given something that cannot be sent, such as an empty id. Nothing was sent. */
  | 'invalid_input'
  /** The backend could not be reached, or the connection broke. */
  | 'network_error'
  /** No whole answer came within `timeoutMs`. */
  | 'timeout'
  /** The caller's `AbortSignal` ended the call. */
  | 'aborted'
  /** Something answered, but not as Connect does: often a proxy in between. */
  | 'invalid_response'
  /** The function that `createSessionClient` gets its session from failed; its error is the `cause`. */
  | 'session_unavailable'
  /** A webhook without the headers that Connect sends. */
  | 'webhook_unsigned'
  /** A webhook that none of the secrets has signed, or that was changed on the way. */
  | 'webhook_signature_invalid'
  /** A webhook that was sent too long ago, or, by this machine's clock, in the future. */
  | 'webhook_expired'
  /** A webhook whose body is larger than any event. */
  | 'webhook_too_large'
  /** A webhook whose body cannot be read, or is signed and no event. */
  | 'webhook_unreadable';

/** Every code that this version knows. The backend's own codes are `apiErrors` of `@connect/sdk/contract`. */
export type ConnectErrorCode = ApiErrorCode | ClientErrorCode;

/** What a `ConnectError` is made of, besides its sentence. */
export interface ConnectErrorDetails {
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Known to every copy of this module and in every realm, where `instanceof` knows only its own. */
const brand = Symbol.for('@connect/sdk.ConnectError');

/**
 * The one error that this package throws. `message` says what happened, in which operation, and what to do; it never
 * holds the API key, a token or a link's URL, and nor does anything that it prints as.
 */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  /** Stable; branch on it. A newer backend may send codes that this version does not know. */
  readonly code: ConnectErrorCode | (string & {});
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Names the request in the backend's log, where the backend answered. */
  readonly requestId: string | undefined;
  /** The fields that were refused, with `invalid_request`. */
  readonly errors: readonly FieldError[];
  /** How long the backend asks to wait before the next try, in ms, where it says so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ConnectError['code'], message: string, details: ConnectErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.errors = details.errors ?? [];
    this.retryAfterMs = details.retryAfterMs;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Everything but stack and cause, for structured logs. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, status, requestId, errors, retryAfterMs } = this;
    return { name, code, message, status, requestId, errors, retryAfterMs };
  }
}

/**
 * Whether something thrown is a `ConnectError`, and, where codes are given, one of those. Works across realms and
 * across two copies of this package.
 *
 * @example
 * ```ts
 * try {
 *   await connect.links.create(input);
 * } catch (error) {
 *   if (isConnectError(error, 'subscription_required')) return showUpgrade();
 *   throw error;
 * }
 * ```
 */
export const isConnectError = <C extends ConnectErrorCode = never>(
  error: unknown,
  ...codes: readonly C[]
): error is [C] extends [never] ? ConnectError : ConnectError & { readonly code: C } =>
  typeof error === 'object' &&
  error !== null &&
  brand in error &&
  (codes.length === 0 || (codes as readonly unknown[]).includes((error as Partial<ConnectError>).code));
