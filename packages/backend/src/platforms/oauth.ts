import { createHash, randomBytes } from 'node:crypto';
import type { ConnectionReason } from '@connect/sdk/contract';
import * as z from 'zod/mini';
import { OutboundError } from '../outbound-error.ts';
import { retryAfterOf } from '../outbound.ts';
import { parseLossless } from './json.ts';
import {
  PlatformFailure,
  type CallbackResult,
  type Outbound,
  type OutboundRequest,
  type PlatformFailureKind,
} from './port.ts';
import { redactorFor, type Redact } from './redaction.ts';

/** A fresh PKCE verifier: 43 unreserved characters (RFC 7636, section 4.1). */
export const newVerifier = (): string => randomBytes(32).toString('base64url');

/** The S256 challenge of RFC 7636, section 4.2. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** The same hash in lower-case hex, as TikTok wants it from desktop apps. */
export const hexChallengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('hex');

/** An address with these parameters in its query. */
export const withQuery = (address: string, parameters: Readonly<Record<string, string>>): URL => {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
};

/** A platform's answer: its JSON, or `undefined` where it was none. */
export interface PlatformAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** Whether there was no body at all, which some good answers have. */
  readonly isEmpty: boolean;
  /** What was asked, for messages: `Instagram, token request`. */
  readonly step: string;
  /** Cuts this request's secrets, and what looks like one, out of what the platform said. */
  readonly redact: Redact;
}

/** Sends a request and reads the answer as JSON. Throws `PlatformFailure` where no answer came. */
export const ask = async (outbound: Outbound, request: OutboundRequest, step: string): Promise<PlatformAnswer> => {
  const { status, headers, text } = await outbound.send({ ...request, retryConnect: true }).catch((error: unknown) => {
    if (!(error instanceof OutboundError)) throw error;
    throw new PlatformFailure('unavailable', `${step}: ${error.message}`, { outcomeUnknown: error.sent });
  });
  return { status, headers, body: bodyOf(text), isEmpty: text.trim() === '', step, redact: redactorFor(request) };
};

const bodyOf = (text: string): unknown => {
  try {
    return parseLossless(text);
  } catch {
    // The error quotes the answer, which may hold a token. What is no JSON is judged by its status.
    return undefined;
  }
};

/** Reads a good answer by its schema. Throws `PlatformFailure` for any other status and for what does not fit. */
export const read = <Value>(answer: PlatformAnswer, schema: z.ZodMiniType<Value>, body = answer.body): Value => {
  if (answer.status < 200 || answer.status > 299) throw unreadable(answer);
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'everything').join(', ');
  throw new PlatformFailure('unavailable', `${answer.step}: the answer cannot be read (${fields}).`, { outcomeUnknown: true });
};

/** The failure of an answer that says nothing in the platform's own words. */
const unreadable = ({ status, headers, step }: PlatformAnswer): PlatformFailure => {
  const limited = status === 429;
  return new PlatformFailure(limited ? 'limited' : 'unavailable', `${step}: answered ${status} without saying why.`, {
    retryAfterMs: retryAfterOf(headers),
    outcomeUnknown: status >= 500 || status < 400,
  });
};

/** A refusal in the platform's own words, without the secrets that they may repeat. */
export const refusal = (
  kind: PlatformFailureKind,
  { status, headers, step, redact }: PlatformAnswer,
  said: { readonly code: string; readonly words?: string | undefined; readonly reference?: string | undefined },
  because?: ConnectionReason,
): PlatformFailure => {
  const reference = said.reference === undefined ? '' : `, reference ${redact(said.reference, 'short')}`;
  const code = redact(said.code, 'short');
  return new PlatformFailure(kind, `${step}: refused (${status}, ${code}${reference}): ${redact(said.words ?? 'no words')}`, {
    platformCode: code,
    retryAfterMs: retryAfterOf(headers),
    because,
    // An error inside of the platform does not tell how far it came.
    outcomeUnknown: status >= 500,
  });
};

/** Scopes as a list, from a list, a comma-separated or a space-separated text; encoded commas happen. */
export const scopesOf = (scopes: readonly string[] | string): readonly string[] => {
  const names = [scopes].flat().flatMap((text) => text.replace(/%2c/gi, ',').split(/[\s,]+/));
  return [...new Set(names)].filter((name) => name !== '');
};

/** When a life of so many seconds ends, in ms since 1970; `null` where the platform did not say. */
export const endOf = (now: number, seconds: number | undefined): number | null =>
  seconds === undefined ? null : now + Math.floor(seconds) * 1000;

const text = z.string().check(z.minLength(1));

/** An id, always as text. */
const id = z.pipe(z.union([text, z.int()]), z.transform(String));

const toNumber = z.pipe(z.union([z.number(), z.string().check(z.regex(/^\d+$/))]), z.transform(Number));

const scopeList = z.pipe(
  z.union([z.array(z.string()), z.string()]),
  z.transform((scopes: string[] | string) => scopesOf(scopes)),
);

/** Fields as platforms send them, in several shapes. */
export const field = {
  text,
  /** A text that nothing depends on: empty or odd counts as not said. */
  maybeText: z.catch(z.optional(text), undefined),
  id,
  maybeId: z.catch(z.optional(id), undefined),
  /** Granted scopes, however they are written. Absent or odd counts as not said, which is not the same as none. */
  scopes: z.catch(z.optional(scopeList), undefined),
  /** A life in seconds, at most a hundred years. Anything odd counts as not said. */
  seconds: z.catch(z.optional(z.pipe(toNumber, z.number().check(z.positive(), z.lte(3_155_760_000)))), undefined),
} as const;

/** What the errors of an authorization response mean (RFC 6749, section 4.1.2.1). */
const callbackKinds: ReadonlyMap<string, PlatformFailureKind> = new Map([
  ['server_error', 'unavailable'],
  ['temporarily_unavailable', 'unavailable'],
]);

/**
 * Reads an authorization response. `URLSearchParams` has decoded it once, and that is all the decoding there is: a code
 * may hold what looks like more. Never throws.
 *
 * @param options.scopes the parameter that names the granted scopes, where the platform has one
 */
export const readCallback = (
  query: URLSearchParams,
  platform: string,
  options: { readonly scopes?: string } = {},
): CallbackResult => {
  const one = (name: string): string | undefined => {
    const [value, ...more] = query.getAll(name);
    return value === '' || more.length > 0 ? undefined : value;
  };
  const state = one('state')?.replace(fragment, '');
  const known = state === undefined || state === '' ? {} : { state };
  const error = query.get('error') ?? '';
  if (error !== '') {
    if (error === 'access_denied') return { kind: 'denied', ...known };
    const redact = redactorFor({ method: 'GET', url: new URL(`https://callback.invalid/?${query}`) });
    const platformCode = redact(error, 'short');
    const words = redact(query.get('error_description') ?? 'no words');
    const message = `${platform}, authorization: refused (${platformCode}): ${words}`;
    const failure = new PlatformFailure(callbackKinds.get(error) ?? 'setup', message, { platformCode });
    return { kind: 'failed', failure, ...known };
  }
  const code = one('code')?.replace(fragment, '');
  if (code === undefined || code === '' || known.state === undefined) return { kind: 'malformed' };
  const scopes = options.scopes === undefined ? undefined : one(options.scopes);
  return { kind: 'code', code, state: known.state, ...(scopes !== undefined && { scopes: scopesOf(scopes) }) };
};

/** Meta appends `#_` or `#_=_`; it is not part of the last parameter. */
const fragment = /#_(?:=_)?$/;
