import { list, maybe, object } from './shape.ts';

/** Why somebody cannot go on: a stable code, and a title and a sentence in their language, as plain text. */
export interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** A connected account. `handle` only where this page was attested as the one that opened the window. */
export interface FlowConnection {
  readonly id: string;
  readonly platform: string;
  readonly status: string;
  readonly handle?: string;
}

/** How a flow is doing, as the server or the window's last page tells it. */
export interface FlowOutcome {
  readonly fid: string;
  /** Grows with each change. */
  readonly seq: number;
  readonly status: string;
  readonly platform: string | null;
  readonly connections: readonly FlowConnection[];
  readonly error: Refusal | null;
  /** How long to wait before asking again, in ms; only in the server's answers. */
  readonly pollMs?: number;
}

export const isRefusal = object('code title detail');

/** Whether this is the server's answer about a flow, or the outcome in a message. */
export const isOutcome = object('fid status platform?', {
  seq: Number.isSafeInteger,
  connections: list(object('id platform status handle?')),
  error: maybe(isRefusal),
}) as (value: unknown) => value is FlowOutcome;
