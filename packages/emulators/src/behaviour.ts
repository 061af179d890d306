import { STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlError } from './control-error.ts';

/** What an endpoint does instead of (or before) its ordinary answer, once. */
export interface Behaviour {
  /** A named behaviour: `malformed`, `html`, `empty`, `cut-off`, or one that the platform's endpoint knows. */
  readonly kind?: string;
  /** Waits so long, in milliseconds of real time: before anything else, or after the work that `processed` does. */
  readonly delayMs?: number;
  /** Answers with this HTTP status instead. */
  readonly status?: number;
  /** The body that goes with `status`: text as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `Retry-After` of a rate-limit answer. Without it there is no such header. */
  readonly retryAfterSeconds?: number;
  /** How that `Retry-After` is written: `seconds` unless told, or a `date`, by the machine's clock as the answer's own `Date` is. */
  readonly retryAfterForm?: 'seconds' | 'date';
  /** The Graph code of a rate-limit answer (4, 17, 32, 341 or 613). */
  readonly code?: number;
  /** Does the work first and only then waits, or loses the answer, as when a line is slow or breaks. */
  readonly processed?: boolean;
}

export interface BehaviourOrder<E extends string = string> {
  readonly endpoint: E;
  readonly behaviour: string | Behaviour;
  /** For how many requests; 1 unless told. */
  readonly times?: number;
}

/**
 * Every endpoint knows these: broken JSON, a web page instead of the answer, an empty body, and an answer that was
 * processed but breaks off in the middle.
 */
const generalKinds = ['malformed', 'html', 'empty', 'cut-off'] as const;

export interface Behaviours<E extends string> {
  /** Queues a behaviour for the next request to the endpoint. Throws {@link ControlError} if it makes no sense. */
  queue(order: BehaviourOrder): void;
  /** The behaviour for the request that has just come, if one is queued. */
  take(endpoint: E): Behaviour | undefined;
  clear(): void;
}

/** @param kinds which named behaviours each endpoint knows, besides the general ones. */
export function createBehaviours<E extends string>(kinds: Readonly<Record<E, readonly string[]>>): Behaviours<E> {
  const queues = new Map<string, Behaviour[]>();

  return {
    queue({ endpoint, behaviour, times = 1 }) {
      const known = Object.hasOwn(kinds, endpoint) ? kinds[endpoint as E] : undefined;
      if (!known) throw new ControlError(`There is no endpoint "${endpoint}". Endpoints: ${Object.keys(kinds).join(', ')}`);
      if (!Number.isInteger(times) || times < 1) throw new ControlError(`"times" takes a whole number from 1, not ${times}`);
      const order = typeof behaviour === 'string' ? { kind: behaviour } : behaviour;
      checkBehaviour(endpoint, order, [...generalKinds, ...known]);
      const queue = queues.get(endpoint) ?? [];
      for (let i = 0; i < times; i++) queue.push(order);
      queues.set(endpoint, queue);
    },
    take: (endpoint) => queues.get(endpoint)?.shift(),
    clear: () => queues.clear(),
  };
}

/** Answers as the behaviour says; kinds that only the endpoint knows are handed on to `answer`. */
export async function perform(
  behaviour: Behaviour | undefined,
  answer: (behaviour: Behaviour | undefined) => Response | Promise<Response>,
): Promise<Response> {
  if (!behaviour) return await answer(undefined);
  const { kind, delayMs, status, body, headers, processed } = behaviour;
  const done = processed === true ? await answer(undefined) : undefined;
  if (delayMs !== undefined) await sleep(delayMs);
  if (status !== undefined) {
    const text = typeof body === 'string' ? body : body === undefined ? (STATUS_CODES[status] ?? '') : JSON.stringify(body);
    const type = typeof body === 'object' ? 'application/json' : 'text/plain; charset=utf-8';
    return new Response(withoutBody.has(status) ? null : text, { status, headers: { 'content-type': type, ...headers } });
  }
  switch (kind) {
    case 'malformed':
      return new Response('{"access_token":"', { headers: { 'content-type': 'application/json' } });
    case 'html':
      return new Response('<!doctype html><title>Please wait</title><h1>Please wait</h1>', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    case 'empty':
      return new Response('', { headers: { 'content-type': 'application/json' } });
    case 'cut-off':
      return cutOff(done ?? (await answer(undefined)));
    case undefined:
      return done ?? (await answer(behaviour));
    default:
      return await answer(behaviour);
  }
}

/** The Retry-After header of a rate-limit answer, where a test has asked for one. */
export function retryAfter({ retryAfterSeconds, retryAfterForm = 'seconds' }: Behaviour): Record<string, string> {
  if (retryAfterSeconds === undefined) return {};
  const date = new Date(Date.now() + retryAfterSeconds * 1000).toUTCString();
  return { 'retry-after': retryAfterForm === 'date' ? date : String(retryAfterSeconds) };
}

const withoutBody = new Set([204, 205, 304]);

const cutOffs = new WeakMap<Response, Uint8Array>();

/** The half of the body after which this answer breaks off, if it does: a server has to break the connection there. */
export function halfBefore(answer: Response): Uint8Array | undefined {
  return cutOffs.get(answer);
}

/** An answer that announces its whole body, has half of it, and then fails. */
async function cutOff(whole: Response): Promise<Response> {
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(half),
    // Not in start(): an error there would throw away the half that is still waiting to be read.
    pull: (controller) => controller.error(new Error('The emulation broke the connection, as it was told to')),
  });
  const headers = new Headers(whole.headers);
  headers.set('content-length', String(bytes.length));
  const answer = new Response(body, { status: whole.status, headers });
  cutOffs.set(answer, half);
  return answer;
}

function checkBehaviour(endpoint: string, behaviour: unknown, kinds: readonly string[]): asserts behaviour is Behaviour {
  if (typeof behaviour !== 'object' || behaviour === null || Object.keys(behaviour).length === 0) {
    throw new ControlError(`"behaviour" takes one of ${kinds.join(', ')}, or an object with delayMs, status or kind`);
  }
  for (const [name, value] of Object.entries(behaviour)) {
    const rule = rules[name];
    if (!rule) throw new ControlError(`A behaviour has no "${name}". It has: ${Object.keys(rules).join(', ')}`);
    if (!rule(value)) throw new ControlError(`"${name}" of a behaviour cannot be ${JSON.stringify(value)}`);
    if (name === 'kind' && !kinds.includes(value as string)) {
      throw new ControlError(`Endpoint "${endpoint}" knows no "${String(value)}". It knows: ${kinds.join(', ')}`);
    }
  }
}

const whole = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const rules: Readonly<Record<string, (value: unknown) => boolean>> = {
  kind: (value) => typeof value === 'string',
  delayMs: whole(0, 600_000),
  status: whole(200, 599),
  body: () => true,
  headers: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string'),
  retryAfterSeconds: whole(0, 31_536_000),
  retryAfterForm: (value) => value === 'seconds' || value === 'date',
  code: whole(1, 1_000),
  processed: (value) => typeof value === 'boolean',
};
