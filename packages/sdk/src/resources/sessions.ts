import type { Call, CallOptions, CreateOptions } from '../call.ts';
import type { Session } from '../contract/session.ts';
import { sessionPaths } from '../contract/paths.ts';
import type { SessionInput } from '../contract/sessions.ts';

/** Short-lived rights of one person in one workspace, for that person's browser. */
export interface Sessions {
  /**
   * Makes a session for the person who is signed in to your product; hand the whole answer to that person's page, and to
   * nobody else. Safe to retry under one `idempotencyKey`: that makes a new token and ends the first.
   */
  create(input: SessionInput, options?: CreateOptions): Promise<Session>;
  /** Ends a session at once, as when the person signs out. Doing it again changes nothing. */
  revoke(id: string, options?: CallOptions): Promise<void>;
}

export const sessionsOver = (call: Call): Sessions => ({
  create: (body, options) => call(sessionPaths.create, { body }, options),
  revoke: (id, options) => call(sessionPaths.revoke, { params: { id } }, options),
});
