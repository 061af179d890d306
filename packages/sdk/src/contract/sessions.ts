import * as z from 'zod/mini';
import { abilities } from './ability.ts';
import { SessionId } from './ids.ts';
import { limits } from './limits.ts';
import { operation } from './operation.ts';
import { sessionRoutes } from './session.ts';
import { Email, Name, WorkspaceId } from './text.ts';

/** What a session can be created with. */
export const SessionInput = z.strictObject({
  workspace: WorkspaceId,
  /** The person who is signed in to the integrator's product: the sharer of the links made with it. */
  actor: z.strictObject({ name: Name, email: Email }),
  /** What it may do, 1 or more; each once. */
  can: z.array(z.enum(abilities)).check(
    z.minLength(1, 'Name at least one ability.'),
    z.refine((names) => new Set(names).size === names.length, 'Name each ability once.'),
  ),
  /** How long it lasts, in seconds: 60 to 3,600, by default 3,600. */
  expiresIn: z.optional(
    z
      .int('Must be a whole number of seconds.')
      .check(
        z.minimum(limits.sessionLeast, `Must be at least ${limits.sessionLeast} seconds.`),
        z.maximum(limits.sessionMost, `Must be at most ${limits.sessionMost} seconds, which is an hour.`),
      ),
  ),
});
export type SessionInput = z.input<typeof SessionInput>;

/** Operations on sessions. */
export const sessions = {
  create: operation({
    ...sessionRoutes.create,
    summary:
      'Makes a session for one person in one workspace, and answers with its token. Doing it again with the same key makes a new token and ends the first.',
    access: 'key',
    body: SessionInput,
    errors: ['unauthorized', 'not_found', 'idempotency_conflict', 'payload_too_large', 'unsupported_media_type'],
  }),
  revoke: operation({
    ...sessionRoutes.revoke,
    summary: 'Ends a session at once. Doing it again changes nothing.',
    access: 'key',
    params: z.strictObject({ id: SessionId }),
    errors: ['unauthorized', 'not_found'],
  }),
} as const;
