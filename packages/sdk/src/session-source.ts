import { ConnectError } from './connect-error.ts';
import type { Session } from './contract/session.ts';
import { isToken, originOf } from './wire.ts';

/** Asks the integrator's server for a session. */
export type SessionProvider = () => Session | Promise<Session>;

/** Where a client's calls get their session from. */
export interface SessionSource {
  /** The session to call with: the one at hand, or a fresh one shortly before that ends. */
  readonly current: () => Promise<Session>;
  /** Another one than this, which the backend does not take; absent where nobody can be asked. */
  readonly instead?: (refused: Session) => Promise<Session>;
}

/** So long before its end a session is replaced, in ms: longer than a call takes, and a small part of the life that it came with. */
const reserveOf = (lifeMs: number): number => Math.min(60_000, lifeMs / 5);

/** Whether something has what a call needs of a session. The rest is for people and for other code. */
export const isSession = (value: unknown): value is Session => {
  const { origin, token, expiresAt } = (value ?? {}) as Partial<Session>;
  return originOf(origin) !== undefined && isToken(token) && !Number.isNaN(Date.parse(expiresAt ?? ''));
};

const unavailable = (sentence: string, cause?: unknown): ConnectError =>
  new ConnectError('session_unavailable', `${sentence} Check what your \`session\` function asks your server for.`, { cause });

/** Never throws at once, and ends after `timeoutMs`, so that calls do not wait for ever for an answer that never comes. */
const ask = async (provider: SessionProvider, timeoutMs: number): Promise<Session> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(`No session came within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    const session = await Promise.race([
      (async () => provider())().catch((error: unknown) => {
        throw unavailable('The session could not be got.', error);
      }),
      late,
    ]);
    if (!isSession(session)) throw unavailable('What came is not a session as `sessions.create` answers it.');
    return session;
  } finally {
    clearTimeout(timer);
  }
};

/** Keeps a session and asks for another one in time; calls at the same time share one request for it. */
export const sessionSource = (given: Session | SessionProvider, timeoutMs: number, now: () => number): SessionSource => {
  if (typeof given !== 'function') return { current: async () => given };
  let session: Session | undefined;
  let freshUntil = 0;
  let asking: Promise<Session> | undefined;

  const renew = (): Promise<Session> =>
    (asking ??= ask(given, timeoutMs)
      .then((fresh) => {
        const life = Date.parse(fresh.expiresAt) - now();
        // A session that is over when it comes tells of a wrong clock here; the backend, with the right one, decides.
        freshUntil = life > 0 ? now() + life - reserveOf(life) : Infinity;
        return (session = fresh);
      })
      .finally(() => (asking = undefined)));

  return {
    current: async () => (session && now() < freshUntil ? session : renew()),
    // Another call may have replaced it meanwhile.
    instead: async (refused) => (session && session.token !== refused.token ? session : renew()),
  };
};
