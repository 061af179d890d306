import { retryAfter, type Behaviour } from './behaviour.ts';
import { random } from './ids.ts';
import { inventions } from './inventions.ts';

interface GraphFault {
  readonly message: string;
  readonly code: number;
  readonly subcode?: number;
  readonly status?: number;
  readonly transient?: boolean;
  readonly headers?: Record<string, string>;
}

/**
 * The error envelope of graph.instagram.com and graph.facebook.com.
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export function graphError({ message, code, subcode, status = 400, transient, headers }: GraphFault): Response {
  const error = {
    message,
    type: 'OAuthException',
    code,
    error_subcode: subcode,
    is_transient: transient,
    fbtrace_id: `A${random(16)}`,
  };
  return Response.json({ error }, { status, ...(headers && { headers }) });
}

export const deadTokens = {
  removed: () => graphError({ message: inventions.graphFaults.value.removed, code: 190, subcode: 458 }),
  checkpoint: () => graphError({ message: inventions.graphFaults.value.checkpoint, code: 190, subcode: 459 }),
  password: () =>
    graphError({
      message:
        'Error validating access token: The session has been invalidated because the user changed their password ' +
        'or Facebook has changed the session for security reasons.',
      code: 190,
      subcode: 460,
    }),
  expired: (expiredAt: number, now: number) =>
    graphError({
      message: `Error validating access token: Session has expired on ${date(expiredAt)}. The current time is ${date(now)}.`,
      code: 190,
      subcode: 463,
    }),
};

/** The answer to a token that nobody can read. */
export const cannotParse = () => graphError({ message: 'Invalid OAuth access token - Cannot parse access token', code: 190 });

/** The answer to a method that a Graph endpoint does not have. */
export const unsupportedMethod = (method: string) =>
  graphError({ message: `Unsupported request - method type: ${method.toLowerCase()}`, code: 100 });

/** The named behaviours of every Graph endpoint. */
export const graphKinds = [
  'rate-limited', 'app-removed', 'password-changed', 'token-expired', 'checkpoint', 'permission', 'transient',
] as const;

/** The refusal that a test has ordered, if it has ordered one of {@link graphKinds}. */
export function orderedRefusal(behaviour: Behaviour | undefined, now: number): Response | undefined {
  const { permission, transient, transientStatus } = inventions.graphFaults.value;
  switch (behaviour?.kind) {
    case 'rate-limited':
      return rateLimit(behaviour);
    case 'app-removed':
      return deadTokens.removed();
    case 'password-changed':
      return deadTokens.password();
    case 'token-expired':
      return deadTokens.expired(now - 1000, now);
    case 'checkpoint':
      return deadTokens.checkpoint();
    case 'permission':
      return graphError({ message: permission, code: 10 });
    case 'transient':
      return graphError({ message: transient, code: 2, status: transientStatus, transient: true });
    default:
      return undefined;
  }
}

function rateLimit(behaviour: Behaviour): Response {
  const { status, messages } = inventions.graphRateLimit.value;
  const { code = 4 } = behaviour;
  return graphError({ message: messages.get(code) ?? 'Too many calls', code, status, headers: retryAfter(behaviour) });
}

function date(at: number): string {
  return new Date(at).toUTCString();
}
