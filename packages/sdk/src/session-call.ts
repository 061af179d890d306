import { createCall, type Call } from './call.ts';
import { isConnectError } from './connect-error.ts';
import type { Session } from './contract/session.ts';
import { sessionSource, type SessionProvider } from './session-source.ts';
import type { Wire } from './wire.ts';

/** Carries out operations with a session: with a fresh one in time, and once more where the backend does not take it. */
export const sessionCall = (wire: Wire, given: Session | SessionProvider, now: () => number): Call => {
  const { current, instead } = sessionSource(given, wire.timeoutMs, now);
  return async (route, input, options = {}) => {
    // The same key for the repetition: a refused session has made nothing, and nothing is made twice.
    const repeatable = { ...options, idempotencyKey: options.idempotencyKey ?? crypto.randomUUID() };
    let used: Session | undefined;
    try {
      return await createCall(wire, async () => (used = await current()))(route, input, repeatable);
    } catch (error) {
      if (!isConnectError(error, 'unauthorized') || !used || !instead) throw error;
      const refused = used;
      return createCall(wire, () => instead(refused))(route, input, repeatable);
    }
  };
};
