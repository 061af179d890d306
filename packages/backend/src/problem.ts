import type { ApiErrorCode, FieldError, RefusalCode } from '@connect/sdk/contract';

/** An operation is refused: becomes a problem document with this code. `detail` is a sentence for the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ApiErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(code: ApiErrorCode, detail: string, more: { errors?: readonly FieldError[]; retryAfter?: number } = {}) {
    super(detail);
    this.code = code;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
  }
}

/** What a refusal's sentence may name. Text, never markup. */
export type RefusalValues = Readonly<Record<string, string | readonly string[]>>;

/** A recipient cannot go on: becomes the page, or the sentence in the element, of this code. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  readonly values: RefusalValues;

  constructor(code: RefusalCode, values: RefusalValues = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

/** A field that was refused, as a problem. */
export const invalidField = (field: string, message: string): Problem =>
  new Problem('invalid_request', `${field}: ${message}`, { errors: [{ field, message }] });
