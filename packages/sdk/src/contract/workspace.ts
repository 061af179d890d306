import * as z from 'zod/mini';
import { growing } from './growing.ts';
import { route } from './operation.ts';
import { workspacePaths } from './paths.ts';
import { Timestamp } from './timestamp.ts';

/** The tenant of the integrator's product that links and connections belong to. */
export const Workspace = z.object({
  id: z.string(),
  name: z.string(),
  logoUrl: z.nullable(z.string()),
  accentColor: z.nullable(z.string()),
  subscription: z.object({
    status: growing<'active' | 'inactive'>(),
    upgradeUrl: z.nullable(z.string()),
    planName: z.nullable(z.string()),
  }),
  /** Our own copy of the logo, for pages to show. */
  logo: z.nullable(z.string()),
  /** What the backend offers to every workspace: the integrator's name, the platforms set up, languages of the pages. */
  productName: z.string(),
  platforms: z.array(z.object({ id: z.string(), name: z.string() })),
  locales: z.array(z.string()),
  /** Whether any address is registered that clients may be sent back to. */
  takesReturnUrls: z.boolean(),
  /** Settings; told to API keys only. */
  embedOrigins: z.optional(z.array(z.string())),
  returnUrls: z.optional(z.array(z.string())),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Workspace = z.infer<typeof Workspace>;

/** Where workspaces are found, and what is answered. */
export const workspaceRoutes = {
  put: route({ ...workspacePaths.put, result: Workspace }),
  get: route({ ...workspacePaths.get, result: Workspace }),
} as const;
