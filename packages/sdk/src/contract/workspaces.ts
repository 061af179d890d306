import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { operation } from './operation.ts';
import { Color, Name, WorkspaceId } from './text.ts';
import { Address, EmbedOrigin, ReturnUrl } from './url.ts';
import { workspaceRoutes } from './workspace.ts';

/** The integrator's plan for this tenant, as far as connect links care. */
const SubscriptionInput = z.strictObject({
  status: z.enum(['active', 'inactive']),
  /** Where the sharer can mend it. */
  upgradeUrl: z.optional(z.nullable(Address)),
  /** The plan's name, as the integrator's own pages call it. */
  planName: z.optional(z.nullable(Name)),
});

/** What a workspace is set to; a put replaces all of it. */
export const WorkspaceInput = z.strictObject({
  /** The organisation as recipients read it. */
  name: Name,
  /** PNG, JPEG or WebP, at most 256 kB; fetched, checked and served by the backend. */
  logoUrl: z.optional(z.nullable(Address)),
  accentColor: z.optional(z.nullable(Color)),
  subscription: z.optional(SubscriptionInput),
  /** Origins whose pages may embed the link button. */
  embedOrigins: z.optional(z.array(EmbedOrigin).check(z.maxLength(limits.registered))),
  /** Addresses that clients may be sent back to. */
  returnUrls: z.optional(z.array(ReturnUrl).check(z.maxLength(limits.registered))),
});
export type WorkspaceInput = z.input<typeof WorkspaceInput>;

const params = z.strictObject({ workspace: WorkspaceId });

/** Operations on workspaces. */
export const workspaces = {
  put: operation({
    ...workspaceRoutes.put,
    summary: 'Creates a workspace, or replaces what it is set to.',
    access: 'key',
    params,
    body: WorkspaceInput,
    errors: ['unauthorized', 'payload_too_large', 'unsupported_media_type'],
  }),
  get: operation({
    ...workspaceRoutes.get,
    summary: 'Reads a workspace; with a session its name, brand and subscription.',
    access: 'key',
    session: 'any',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
} as const;
