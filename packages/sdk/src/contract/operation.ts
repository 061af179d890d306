import type * as z from 'zod/mini';
import type { Ability } from './ability.ts';
import type { ApiErrorCode } from './errors.ts';

type Schema = z.ZodMiniType;

/**
 * The part of an operation that its caller needs. Apart from the rest, so that a client carries no rules for requests,
 * which the backend checks anyway (2 of the client's 20 kB).
 */
export interface Route {
  /** Stable name, noun first: `links.create`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces: `/v1/links/{id}`. */
  readonly path: `/${string}`;
  /** The answer's schema; it is the allow-list of what the backend lets out. Absent where the answer has no body. */
  readonly result?: Schema;
  /** Status of success. */
  readonly status: 200 | 201 | 204;
  /** Whether `Idempotency-Key` is honoured: the same key with the same body gives the same resource. */
  readonly idempotent?: true;
  /** A POST that does no harm when it is sent again because its answer was lost. */
  readonly repeatable?: true;
}

/**
 * An operation as plain data. The client, the backend's routes, the mocks, OpenAPI and the docs' tables are small
 * interpreters of it; nothing about the wire is written anywhere else.
 */
export interface Operation extends Route {
  /** One sentence: what it does. */
  readonly summary: string;
  /** `key`: an API key of the operator. `secret`: whoever holds the secret in the body; no credentials, any origin. */
  readonly access: 'key' | 'secret';
  /** The ability with which a session may call it too, in its own workspace; `any`: every session may. */
  readonly session?: Ability | 'any';
  /** `text`: the body is JSON sent as `text/plain`, so that a browser sends no preflight. Default `json`. */
  readonly media?: 'json' | 'text';
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** The codes it can be refused with, besides those that every operation shares (`sharedErrors`). */
  readonly errors: readonly ApiErrorCode[];
}

/** Refusals that any operation may meet, before its own work begins. */
export const sharedErrors = [
  'invalid_request',
  'method_not_allowed',
  'rate_limited',
  'internal_error',
] as const satisfies readonly ApiErrorCode[];

/** Keeps the literal types of a route and checks its form. */
export const route = <const R extends Route>(definition: R): R => definition;

/** Keeps the literal types of an operation and checks its form. */
export const operation = <const O extends Operation>(definition: O): O => definition;

type Parsed<S> = S extends Schema ? z.infer<S> : undefined;

/** What the handler and the client of an operation exchange. */
export type Params<O extends Operation> = Parsed<O['params']>;
export type Query<O extends Operation> = Parsed<O['query']>;
export type Body<O extends Operation> = Parsed<O['body']>;
export type Result<R extends Route> = Parsed<R['result']>;
/** The body as a caller writes it. */
export type BodyInput<O extends Operation> = O['body'] extends Schema ? z.input<O['body']> : undefined;
export type QueryInput<O extends Operation> = O['query'] extends Schema ? z.input<O['query']> : undefined;
