import * as z from 'zod/mini';
import { growing } from './growing.ts';
import { route } from './operation.ts';
import { Timestamp } from './timestamp.ts';

/** The tenant of the integrator's product that links and connections belong to. */
export const Workspace = z.object({
  id: z.string(),
  name: z.string(),
  logoUrl: z.nullable(z.string()),
  accentColor: z.nullable(z.string()),
  subscription: z.object({
    status: growing(['active', 'inactive']),
    upgradeUrl: z.nullable(z.string()),
    planName: z.nullable(z.string()),
  }),
  embedOrigins: z.array(z.string()),
  returnUrls: z.array(z.string()),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Workspace = z.infer<typeof Workspace>;

const one = '/v1/workspaces/{workspace}';

/** Where workspaces are found, and what is answered. */
export const workspaceRoutes = {
  put: route({ id: 'workspaces.put', method: 'PUT', path: one, result: Workspace, status: 200 }),
  get: route({ id: 'workspaces.get', method: 'GET', path: one, result: Workspace, status: 200 }),
} as const;
