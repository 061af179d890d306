import type { ConnectError, Workspace } from '@connect/sdk';
import { failures } from './locales/failures.en.ts';
import { wordsOf } from './words.ts';

/** What a failure means for the person at the page; each has its own words and its own next step. */
export type FailureKind =
  | 'session'
  | 'script'
  | 'ability'
  | 'not_found'
  | 'offline'
  | 'unreachable'
  | 'plan'
  | 'rate_limited'
  | 'conflict'
  | 'invalid'
  | 'server';

/** What an element says about something that did not work. */
export interface SharerFailure {
  readonly kind: FailureKind;
  readonly title: string;
  /** Why, and what to do. */
  readonly text: string;
  /** The next step's label; `undefined` where nothing can be done from here. */
  readonly action: string | undefined;
}

/** Codes of the contract and of the SDK. What is not here is the backend's or a proxy's own trouble. */
const kinds: Readonly<Partial<Record<string, FailureKind>>> = {
  unauthorized: 'session',
  session_unavailable: 'session',
  script_unavailable: 'script',
  forbidden: 'ability',
  not_found: 'not_found',
  subscription_required: 'plan',
  rate_limited: 'rate_limited',
  conflict: 'conflict',
  idempotency_conflict: 'conflict',
  invalid_request: 'invalid',
  invalid_input: 'invalid',
  payload_too_large: 'invalid',
  network_error: 'unreachable',
  timeout: 'unreachable',
};

/** What an error means; for choosing a way, where its words are not needed. */
export const kindOf = (error: unknown): FailureKind => {
  const kind = kinds[(error as Partial<ConnectError> | undefined)?.code ?? ''] ?? 'server';
  // Without network nothing arrives, a new session and a script as little as an answer.
  return /session|script|unreachable/.test(kind) && !navigator.onLine && (error as ConnectError).code !== 'unauthorized' ? 'offline' : kind;
};

/** Whether somebody ended the call on purpose, so that there is nothing to tell. */
export const isEnded = (error: unknown): boolean =>
  (error as Partial<ConnectError>).code === 'aborted' || (error as Error).name === 'AbortError';

/** Puts an error into words. The workspace is missing where that could not be read. */
export const failureOf = (
  error: unknown,
  texts?: Readonly<Record<string, string | undefined>>,
  workspace?: Pick<Workspace, 'name' | 'productName' | 'subscription'>,
): SharerFailure => {
  const kind = kindOf(error);
  const { plain } = wordsOf(failures, texts);
  const { retryAfterMs, requestId } = error as Partial<ConnectError>;
  const plan = workspace?.subscription.planName;
  const values = {
    product: workspace?.productName ?? location.hostname,
    org: workspace?.name ?? location.hostname,
    plan,
    seconds: Math.ceil((retryAfterMs ?? 5000) / 1000),
    ref: requestId ?? (error as Partial<ConnectError>).code ?? (error as Partial<Error>).name,
  };
  const say = (name: 'title' | 'text' | 'action', upgrade: 'h' | 'p' | 'a') =>
    plain((kind === 'plan' ? `upgrade.${upgrade}${plan || upgrade === 'a' ? '' : 'Plain'}` : `failure.${kind}.${name}`) as keyof typeof failures, values);
  return {
    kind,
    title: say('title', 'h'),
    text: say('text', 'p'),
    action: say('action', 'a') || undefined,
  };
};
