import * as z from 'zod/mini';
import { ConnectionId, connectionRoutes, connectionStatuses } from './connection.ts';
import { LinkId } from './link.ts';
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
    query: z.strictObject({
      workspace: WorkspaceId,
      link: z.optional(LinkId),
      platform: z.optional(PlatformId),
      status: z.optional(z.enum(connectionStatuses)),
      ...listQuery,
    }),
    errors: ['unauthorized'],
  }),
  get: operation({
    ...connectionRoutes.get,
    summary: 'Reads a connection.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
  token: operation({
    ...connectionRoutes.token,
    summary: 'Answers an access token that is valid now, refreshed on the way if need be.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found', 'token_unavailable', 'platform_unavailable'],
  }),
  disconnect: operation({
    ...connectionRoutes.disconnect,
    summary: 'Ends a connection: revoked at the platform where it can be, tokens dropped. Doing it again changes nothing.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
} as const;
