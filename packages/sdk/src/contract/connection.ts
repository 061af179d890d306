import * as z from 'zod/mini';
import { growing } from './growing.ts';
import { listOf } from './list.ts';
import { route } from './operation.ts';
import { Timestamp } from './timestamp.ts';

/** A connection's id. */
export const ConnectionId = z.string().check(z.regex(/^con_[A-Za-z0-9]{20,32}$/, 'Must be a connection id, such as con_….'));

export const connectionStatuses = ['active', 'needs_reconnect', 'disconnected'] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

/** Why a connection is in its status. */
export const connectionReasons = [
  'connected',
  'reconnected',
  'repaired',
  'token_expired',
  'refresh_refused',
  'refresh_outcome_unknown',
  'disconnected_by_product',
  'disconnected_by_recipient',
] as const;
export type ConnectionReason = (typeof connectionReasons)[number];

/** An account connected to a workspace. Its tokens are not part of it. */
export const Connection = z.object({
  id: ConnectionId,
  workspace: z.string(),
  /** The link that it last came through. */
  link: z.string(),
  platform: z.string(),
  status: growing(connectionStatuses),
  reason: growing(connectionReasons),
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
  connection: ConnectionId,
  platform: z.string(),
  accessToken: z.string(),
  /** `null` where the platform names no end. */
  expiresAt: z.nullable(Timestamp),
  scopes: z.array(z.string()),
});
export type AccessToken = z.infer<typeof AccessToken>;

const one = '/v1/connections/{id}';

/** Where connections are found, and what is answered. */
export const connectionRoutes = {
  list: route({ id: 'connections.list', method: 'GET', path: '/v1/connections', result: listOf(Connection), status: 200 }),
  get: route({ id: 'connections.get', method: 'GET', path: one, result: Connection, status: 200 }),
  token: route({
    id: 'connections.token',
    method: 'POST',
    path: `${one}/token`,
    result: AccessToken,
    status: 200,
    repeatable: true,
  }),
  disconnect: route({ id: 'connections.disconnect', method: 'DELETE', path: one, status: 204 }),
} as const;
