import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { LinkId, linkRoutes, linkStatuses } from './link.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { Description, Email, Locale, Moment, Name, PlatformId, WorkspaceId } from './text.ts';
import { Address } from './url.ts';

const Metadata = z
  .record(z.string().check(z.minLength(1), z.maxLength(limits.metadataKey)), z.string().check(z.maxLength(limits.metadataValue)))
  .check(z.refine((value) => Object.keys(value).length <= limits.metadataKeys, `Must have at most ${limits.metadataKeys} keys.`));

const MaxConnections = z
  .int('Must be a whole number.')
  .check(z.minimum(1, 'Must be at least 1.'), z.maximum(100_000, 'Must be at most 100,000.'));

/** What a link can be created with. */
export const LinkInput = z.strictObject({
  workspace: WorkspaceId,
  /** Ids of the platforms to choose from, 1 to 10. */
  platforms: z.array(PlatformId).check(
    z.minLength(1, 'Name at least one platform.'),
    z.maxLength(10),
    z.refine((ids) => new Set(ids).size === ids.length, 'Name each platform once.'),
  ),
  /** Who sends the link, as the recipient reads it. */
  sharedBy: z.strictObject({ name: Name, email: Email }),
  /** For the sharer's side only. */
  description: z.optional(z.nullable(Description)),
  /** Whom the link is for; for the sharer's side and the page's greeting. */
  clientName: z.optional(z.nullable(Name)),
  /** Where the client goes afterwards; must match the workspace's `returnUrls`. */
  returnUrl: z.optional(z.nullable(Address)),
  expiresAt: z.optional(z.nullable(Moment)),
  /** How many accounts may be connected through it at the same time. */
  maxConnections: z.optional(z.nullable(MaxConnections)),
  /** `false`: the link works without the workspace's subscription, for an operator's grant. Default `true`. */
  requiresSubscription: z.optional(z.boolean()),
  /** Language of the pages; by default the visitor's own. */
  locale: z.optional(z.nullable(Locale)),
  metadata: z.optional(Metadata),
});
export type LinkInput = z.input<typeof LinkInput>;

/** What can be changed; absent fields stay. */
export const LinkPatch = z.strictObject({
  description: z.optional(z.nullable(Description)),
  clientName: z.optional(z.nullable(Name)),
  returnUrl: z.optional(z.nullable(Address)),
  expiresAt: z.optional(z.nullable(Moment)),
  maxConnections: z.optional(z.nullable(MaxConnections)),
  locale: z.optional(z.nullable(Locale)),
  metadata: z.optional(Metadata),
  paused: z.optional(z.boolean()),
});
export type LinkPatch = z.input<typeof LinkPatch>;

const params = z.strictObject({ id: LinkId });

/** Operations on links. */
export const links = {
  create: operation({
    ...linkRoutes.create,
    summary: 'Creates a link and answers with its URL.',
    access: 'key',
    body: LinkInput,
    errors: [
      'unauthorized',
      'subscription_required',
      'not_found',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
    ],
  }),
  list: operation({
    ...linkRoutes.list,
    summary: 'Lists the links of a workspace, newest first.',
    access: 'key',
    query: z.strictObject({
      workspace: WorkspaceId,
      status: z.optional(z.enum(linkStatuses)),
      platform: z.optional(PlatformId),
      ...listQuery,
    }),
    errors: ['unauthorized'],
  }),
  get: operation({
    ...linkRoutes.get,
    summary: 'Reads a link.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
  update: operation({
    ...linkRoutes.update,
    summary: 'Changes a link; fields that are absent stay as they are.',
    access: 'key',
    params,
    body: LinkPatch,
    errors: ['unauthorized', 'not_found', 'conflict', 'payload_too_large', 'unsupported_media_type'],
  }),
  reveal: operation({
    ...linkRoutes.reveal,
    summary: "Tells a link's URL again; recorded as an event.",
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found', 'conflict'],
  }),
  rotate: operation({
    ...linkRoutes.rotate,
    summary: 'Gives a link a new URL; the old one leads nowhere from then on.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found', 'conflict'],
  }),
  revoke: operation({
    ...linkRoutes.revoke,
    summary: 'Ends a link at once and for good; what it connected stays connected. Doing it again changes nothing.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
} as const;
