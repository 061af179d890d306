import { Problem } from './problem.ts';
import type { Actor } from './storage/port.ts';

/** Who calls an operation. */
export interface Caller {
  /** Whose repeated requests are the same request: the name of an API key, or of a session's person. */
  readonly principal: string;
  /** SHA-256 of the request's `Idempotency-Key`, base64url. */
  readonly idempotencyKey: string | undefined;
  /** Set for a session: it sees this workspace only, and acts as this person. */
  readonly session?: { readonly id: string; readonly workspace: string; readonly name: string; readonly email: string };
}

/** The person with the account, on our pages. */
export const recipient: Actor = { kind: 'recipient', name: null, email: null };

/** The platform, where it tells of something by itself. */
export const platformItself: Actor = { kind: 'platform', name: null, email: null };

/** Connect by itself. */
export const connectItself: Actor = { kind: 'connect', name: null, email: null };

/** Who the events of this caller's changes name. */
export const actorOf = ({ session }: Caller): Actor =>
  session === undefined ? { kind: 'product', name: null, email: null } : { kind: 'sharer', name: session.name, email: session.email };

/** Whether anything of this workspace exists for the caller. */
export const sees = ({ session }: Caller, workspace: string): boolean => session === undefined || session.workspace === workspace;

/** Refuses what the caller may not see exactly as what there is not. */
export const requireSeen = <Row extends { readonly workspace: string }>(caller: Caller, row: Row | undefined, what: string): Row => {
  if (row === undefined || !sees(caller, row.workspace)) throw new Problem('not_found', `There is no ${what}.`);
  return row;
};
