import * as z from 'zod/mini';
import { ConnectionId, LinkId } from './ids.ts';
import { limits } from './limits.ts';
import { linkRoutes, linkStatuses, mismatchRules } from './link.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { Description, Email, Handle, Locale, Moment, Name, PlatformId, WorkspaceId } from './text.ts';
import { Address } from './url.ts';

const Metadata = z
  .record(z.string().check(z.minLength(1), z.maxLength(limits.metadataKey)), z.string().check(z.maxLength(limits.metadataValue)))
  .check(z.refine((value) => Object.keys(value).length <= limits.metadataKeys, `Must have at most ${limits.metadataKeys} keys.`));

const MaxConnections = z
  .int('Must be a whole number.')
  .check(z.minimum(1, 'Must be at least 1.'), z.maximum(100_000, 'Must be at most 100,000.'));

/** The account that should be connected: its handle, with or without `@`, in any case. */
const ExpectedAccounts = z
  .array(z.strictObject({ platform: PlatformId, handle: Handle, onMismatch: z.optional(z.enum(mismatchRules)) }))
  .check(
    z.maxLength(10),
    z.refine((all) => new Set(all.map(({ platform }) => platform)).size === all.length, 'Name each platform once.'),
  );

const Slot = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9:._-]*$/, 'Must be lower-case letters, digits and : . _ -'), z.maxLength(limits.slot));

/** What a link can be created with. */
export const LinkInput = z.strictObject({
  workspace: WorkspaceId,
  /** Ids of the platforms to choose from, 1 to 10. */
  platforms: z.array(PlatformId).check(
    z.minLength(1, 'Name at least one platform.'),
    z.maxLength(10),
    z.refine((ids) => new Set(ids).size === ids.length, 'Name each platform once.'),
  ),
  /** Who sends the link, as the recipient reads it. Required with a key; with a session it is always the session's actor. */
  sharedBy: z.optional(z.strictObject({ name: Name, email: Email })),
  /** For the sharer's side only. */
  description: z.optional(z.nullable(Description)),
  /** Whom the link is for; for the sharer's side and the page's greeting. */
  clientName: z.optional(z.nullable(Name)),
  /** Where the client goes afterwards; must match the workspace's `returnUrls`. */
  returnUrl: z.optional(z.nullable(Address)),
  expiresAt: z.optional(z.nullable(Moment)),
  /** How many accounts may be connected through it at the same time. */
  maxConnections: z.optional(z.nullable(MaxConnections)),
  /** Which account should be connected, for platforms of this link; another one is refused, or questioned (`warn`). */
  expectedAccounts: z.optional(ExpectedAccounts),
  /** `true`: new accounts wait until somebody approves them. Default `false`. */
  requiresApproval: z.optional(z.boolean()),
  /** `false`: the link works without the workspace's subscription, for an operator's grant; only with a key. Default `true`. */
  requiresSubscription: z.optional(z.boolean()),
  /** Language of the pages; by default the visitor's own. */
  locale: z.optional(z.nullable(Locale)),
  metadata: z.optional(Metadata),
  /** A name of your own for a link that exists once. Refused with `conflict` where a link that is not revoked has it. */
  slot: z.optional(Slot),
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
  /** Replaces all of them. */
  expectedAccounts: z.optional(ExpectedAccounts),
  requiresApproval: z.optional(z.boolean()),
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
    session: 'links:write',
    body: LinkInput,
    errors: [
      'unauthorized',
      'forbidden',
      'subscription_required',
      'not_found',
      'conflict',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
    ],
  }),
  list: operation({
    ...linkRoutes.list,
    summary: 'Lists the links of a workspace, newest first.',
    access: 'key',
    session: 'links:read',
    query: z.strictObject({
      workspace: WorkspaceId,
      status: z.optional(z.enum(linkStatuses)),
      platform: z.optional(PlatformId),
      slot: z.optional(Slot),
      /** Only links whose description, client or sharer has all of these words, in any case. */
      search: z.optional(z.string().check(z.maxLength(limits.search))),
      ...listQuery,
    }),
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
  get: operation({
    ...linkRoutes.get,
    summary: 'Reads a link.',
    access: 'key',
    session: 'links:read',
    params,
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
  update: operation({
    ...linkRoutes.update,
    summary: 'Changes a link; fields that are absent stay as they are.',
    access: 'key',
    session: 'links:write',
    params,
    body: LinkPatch,
    errors: ['unauthorized', 'forbidden', 'not_found', 'conflict', 'payload_too_large', 'unsupported_media_type'],
  }),
  reveal: operation({
    ...linkRoutes.reveal,
    summary: "Tells a link's URL again; with a connection, one that names what is to be repaired and takes no other account. Recorded as an event.",
    access: 'key',
    session: 'links:reveal',
    params,
    query: z.strictObject({ connection: z.optional(ConnectionId) }),
    errors: ['unauthorized', 'forbidden', 'not_found', 'conflict'],
  }),
  rotate: operation({
    ...linkRoutes.rotate,
    summary: 'Gives a link a new URL; the old one leads nowhere from then on.',
    access: 'key',
    session: 'links:write',
    params,
    errors: ['unauthorized', 'forbidden', 'not_found', 'conflict'],
  }),
  revoke: operation({
    ...linkRoutes.revoke,
    summary: 'Ends a link at once and for good; what it connected stays connected. Doing it again changes nothing.',
    access: 'key',
    session: 'links:write',
    params,
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
  activity: operation({
    ...linkRoutes.activity,
    summary: 'Lists what happened with a link, newest first.',
    access: 'key',
    session: 'links:read',
    params,
    query: z.strictObject({ ...listQuery }),
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
} as const;
