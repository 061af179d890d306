import * as z from 'zod/mini';
import { connectionRoutes, connectionStatuses } from './connection.ts';
import { ConnectionId, LinkId } from './ids.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { PlatformId, WorkspaceId } from './text.ts';

const params = z.strictObject({ id: ConnectionId });

/** Operations on connections. */
export const connections = {
  list: operation({
    ...connectionRoutes.list,
    summary: 'Lists the connections of a workspace, newest first.',
    access: 'key',
    session: 'connections:read',
    query: z.strictObject({
      workspace: WorkspaceId,
      link: z.optional(LinkId),
      platform: z.optional(PlatformId),
      status: z.optional(z.enum(connectionStatuses)),
      ...listQuery,
    }),
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
  get: operation({
    ...connectionRoutes.get,
    summary: 'Reads a connection.',
    access: 'key',
    session: 'connections:read',
    params,
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
  token: operation({
    ...connectionRoutes.token,
    summary: 'Answers an access token that is valid now, refreshed on the way if need be; with check, one that the platform was asked about.',
    access: 'key',
    params,
    query: z.strictObject({ check: z.optional(z.enum(['true', 'false'])) }),
    errors: ['unauthorized', 'not_found', 'token_unavailable', 'platform_unavailable'],
  }),
  approve: operation({
    ...connectionRoutes.approve,
    summary: 'Lets an account in that waits for approval, where its link still lets accounts in. Doing it again changes nothing.',
    access: 'key',
    session: 'connections:write',
    params,
    errors: ['unauthorized', 'forbidden', 'subscription_required', 'not_found', 'conflict'],
  }),
  reject: operation({
    ...connectionRoutes.reject,
    summary: 'Refuses an account that waits for approval: revoked at the platform where it can be, tokens dropped. Doing it again changes nothing.',
    access: 'key',
    session: 'connections:write',
    params,
    errors: ['unauthorized', 'forbidden', 'not_found', 'conflict'],
  }),
  disconnect: operation({
    ...connectionRoutes.disconnect,
    summary: 'Ends a connection: revoked at the platform where it can be, tokens dropped. Doing it again changes nothing.',
    access: 'key',
    session: 'connections:write',
    params,
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
} as const;
