import * as z from 'zod/mini';
import type { Ability } from './ability.ts';
import { growing } from './growing.ts';
import { route } from './operation.ts';
import { sessionPaths } from './paths.ts';
import { Timestamp } from './timestamp.ts';

/** The form of a session's id. */
export const sessionIdForm = '^ses_[A-Za-z0-9]{20,32}$';

/**
 * A short-lived right of one person in one workspace, with a token that may go to that person's browser. The token is told
 * here alone. It is useless for access tokens, webhooks and settings.
 */
export const Session = z.object({
  id: z.string(),
  workspace: z.string(),
  actor: z.object({ name: z.string(), email: z.string() }),
  can: z.array(growing<Ability>()),
  /** The backend's address, so that this answer is all that an element needs. */
  origin: z.string(),
  token: z.string(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
});
export type Session = z.infer<typeof Session>;

/** Where sessions are made and ended, and what is answered. */
export const sessionRoutes = {
  create: route({ ...sessionPaths.create, result: Session }),
  revoke: route({ ...sessionPaths.revoke }),
} as const;
