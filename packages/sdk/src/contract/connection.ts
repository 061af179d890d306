import * as z from 'zod/mini';
import { growing } from './growing.ts';
import { listOf } from './list.ts';
import { route } from './operation.ts';
import { connectionPaths } from './paths.ts';
import { Timestamp } from './timestamp.ts';

/** The form of a connection's id. */
export const connectionIdForm = '^con_[A-Za-z0-9]{20,32}$';

export const connectionStatuses = ['active', 'pending_approval', 'needs_reconnect', 'disconnected'] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

/** Why a connection is in its status. */
export const connectionReasons = [
  'connected',
  'reconnected',
  'repaired',
  'token_expired',
  'token_refused',
  'password_changed',
  'login_check',
  'permission_removed',
  'refresh_refused',
  'refresh_outcome_unknown',
  'awaiting_approval',
  'approved',
  'approval_rejected',
  'undone_by_recipient',
  'disconnected_by_product',
  'disconnected_by_sharer',
  'disconnected_by_recipient',
  // What platforms tell by themselves.
  'removed_at_platform',
  'account_deleted',
  'account_age_changed',
  'account_banned',
  'app_revoked',
  'deletion_requested',
] as const;
export type ConnectionReason = (typeof connectionReasons)[number];

/** What became of an ended connection's access at its platform. */
export const connectionRevocations = [
  // The platform has ended it, and has said so.
  'revoked',
  // It has not confirmed it yet: it is told again, for a day at most.
  'pending',
  // It cannot be told, as Instagram, or nobody could open the tokens: only the person can end it there, in their settings.
  'by_hand',
  // It was not told: other connections live from the same consent, and would have ended with this one.
  'kept_for_others',
  // It did not confirm it for a day: as `by_hand`.
  'given_up',
] as const;
export type ConnectionRevocation = (typeof connectionRevocations)[number];

/** An account connected to a workspace. Its tokens are not part of it. */
export const Connection = z.object({
  id: z.string(),
  workspace: z.string(),
  /** The link that it last came through. */
  link: z.string(),
  /** What the sharer's side calls that link: its client, or else its description. */
  linkName: z.nullable(z.string()),
  /** The platform that the account is on. */
  platform: z.string(),
  /**
   * The platform through whose login it was last connected, which its tokens and scopes are of: the same, or `facebook` for
   * an account on `instagram`. An account has one connection, whichever way it came.
   */
  route: z.string(),
  status: growing<ConnectionStatus>(),
  reason: growing<ConnectionReason>(),
  /**
   * What became of its access at the platform, where it has ended; `null` where it has not, or ended in an older version. It may
   * change later, without an event. For API keys alone: others that the access was kept for may be another workspace's.
   */
  revocation: z.optional(z.nullable(growing<ConnectionRevocation>())),
  /** The account at the platform. */
  account: z.object({
    /** The platform's own stable id; opaque, always text. */
    id: z.string(),
    /** The name to show, such as `@harbourcoffee`; people can change it at the platform. */
    handle: z.string(),
    displayName: z.nullable(z.string()),
    /** The account's picture, served by the backend. */
    pictureUrl: z.nullable(z.string()),
    /** The platform's word for its kind, lower case: `business`, `creator`, … */
    type: z.nullable(z.string()),
  }),
  scopes: z.object({ granted: z.array(z.string()), missing: z.array(z.string()) }),
  /** First connected at. */
  createdAt: Timestamp,
  /** Last connected or repaired at. */
  connectedAt: Timestamp,
  updatedAt: Timestamp,
  /** When an access token was last asked for. */
  lastUsedAt: z.nullable(Timestamp),
});
export type Connection = z.infer<typeof Connection>;

/** A platform access token that is valid now. For the integrator's server only. */
export const AccessToken = z.object({
  connection: z.string(),
  platform: z.string(),
  /** Whose API takes the token: as the connection's `route`. */
  route: z.string(),
  accessToken: z.string(),
  /** `null` where the platform names no end. */
  expiresAt: z.nullable(Timestamp),
  scopes: z.array(z.string()),
});
export type AccessToken = z.infer<typeof AccessToken>;

/** Where connections are found, and what is answered. */
export const connectionRoutes = {
  list: route({ ...connectionPaths.list, result: listOf(Connection) }),
  get: route({ ...connectionPaths.get, result: Connection }),
  token: route({ ...connectionPaths.token, result: AccessToken }),
  approve: route({ ...connectionPaths.approve, result: Connection }),
  reject: route({ ...connectionPaths.reject, result: Connection }),
  disconnect: route({ ...connectionPaths.disconnect }),
} as const;
