import * as z from 'zod/mini';
import { Refusal } from './errors.ts';
import { growing } from './growing.ts';
import { operation } from './operation.ts';
import type { LinkStatus } from './link.ts';
import { PlatformId } from './text.ts';

/** The private part of a link's URL: `cl_` and 32 random bytes as base64url. */
export const LinkSecret = z.string().check(z.regex(/^cl_[A-Za-z0-9_-]{43}$/, "Must be the last part of a link's URL."));

/** A flow's public name: `cf_` and the SHA-256 of the secret's 32 bytes, as base64url. */
export const FlowId = z.string().check(z.regex(/^cf_[A-Za-z0-9_-]{43}$/, 'Must be cf_ and 43 characters of base64url.'));

/** A flow's private part, known only to the page that began it: `cs_` and 32 random bytes as base64url. */
export const FlowSecret = z.string().check(z.regex(/^cs_[A-Za-z0-9_-]{43}$/, 'Must be cs_ and 43 characters of base64url.'));

export const flowStatuses = [
  'none',
  'launched',
  'at_platform',
  'pending_confirm',
  'connected',
  'denied',
  'error',
  'cancelled',
  'expired',
] as const;
export type FlowStatus = (typeof flowStatuses)[number];

/** A connection as the page that began the flow may know it. `handle` only where that page was attested. */
export const FlowConnection = z.object({
  id: z.string(),
  platform: z.string(),
  status: z.string(),
  handle: z.optional(z.string()),
});
export type FlowConnection = z.infer<typeof FlowConnection>;

/** How a flow is doing. */
export const FlowState = z.object({
  fid: FlowId,
  /** Grows with each change. */
  seq: z.int(),
  status: growing<FlowStatus>(),
  platform: z.nullable(z.string()),
  connections: z.array(FlowConnection),
  /** Set in `denied`, `error`, `cancelled` and `expired`. */
  error: z.nullable(Refusal),
  /** How long to wait before asking again, in ms. */
  pollMs: z.int(),
});
export type FlowState = z.infer<typeof FlowState>;

/** One thing that is granted, in words: verb and object, and what exactly. */
export const Grant = z.object({ title: z.string(), detail: z.string() });
export type Grant = z.infer<typeof Grant>;

const banner = {
  sharedBy: z.object({ name: z.string(), email: z.string() }),
  workspace: z.object({ name: z.string(), logo: z.optional(z.string()), accentColor: z.optional(z.string()) }),
  productName: z.string(),
};

/** What whoever holds a link's URL may know about it. */
export const ResolvedLink = z.object({
  /** `not_found` for everything that is not a link's secret. */
  status: growing<LinkStatus | 'not_found'>(),
  /** Whether the asking page's origin is registered with the workspace. */
  embed: growing<'allowed' | 'origin_not_allowed'>(),
  platforms: z.optional(
    z.array(
      z.object({
        id: PlatformId,
        name: z.string(),
        preferredMode: growing<'popup' | 'redirect'>(),
        /** The account that the link is meant for. */
        expected: z.optional(z.string()),
        grants: z.array(Grant),
        /** What it cannot do, computed from the scopes asked, as in "see your password". */
        notGranted: z.array(z.string()),
      }),
    ),
  ),
  sharedBy: z.optional(banner.sharedBy),
  workspace: z.optional(banner.workspace),
  productName: z.optional(z.string()),
  clientName: z.optional(z.string()),
  /** New accounts wait until the organisation approves them. */
  requiresApproval: z.optional(z.boolean()),
  locale: z.string(),
  /** Changes whenever the text of the banner does. */
  bannerRevision: z.optional(z.string()),
  /** Why it cannot be used, where it cannot. */
  refusal: z.optional(Refusal),
});
export type ResolvedLink = z.infer<typeof ResolvedLink>;

const shared = { access: 'secret', media: 'text', method: 'POST', status: 200, repeatable: true } as const;

/** Operations that anyone may call who holds the secret in the body. No credentials, no cookies, from any origin. */
export const publicOperations = {
  resolve: operation({
    ...shared,
    id: 'public.links.resolve',
    path: '/v1/public/links/resolve',
    summary: 'Tells who shares a link, for which organisation, and what is granted.',
    body: z.strictObject({ link: z.string().check(z.maxLength(200)), locale: z.optional(z.string().check(z.maxLength(35))) }),
    result: ResolvedLink,
    errors: ['payload_too_large', 'unsupported_media_type'],
  }),
  status: operation({
    ...shared,
    id: 'public.flows.status',
    path: '/v1/public/flows/status',
    summary: 'Tells how a flow is doing; waits up to `wait` seconds for a change after `since`.',
    body: z.strictObject({
      secret: FlowSecret,
      /** The `seq` that the caller knows. */
      since: z.optional(z.int().check(z.minimum(0))),
      /** Seconds, 0 to 25. */
      wait: z.optional(z.int().check(z.minimum(0), z.maximum(25))),
    }),
    result: FlowState,
    errors: ['payload_too_large', 'unsupported_media_type'],
  }),
  ack: operation({
    ...shared,
    id: 'public.flows.ack',
    path: '/v1/public/flows/ack',
    summary: "Says that the result has reached the page, so that the platform's window can close.",
    body: z.strictObject({ secret: FlowSecret, seq: z.int().check(z.minimum(0)) }),
    result: FlowState,
    errors: ['not_found', 'payload_too_large', 'unsupported_media_type'],
  }),
  cancel: operation({
    ...shared,
    id: 'public.flows.cancel',
    path: '/v1/public/flows/cancel',
    summary: 'Ends a flow for good, unless it has connected already.',
    body: z.strictObject({
      secret: FlowSecret,
      /** The link's secret, so that a flow can be ended whose window has not announced itself yet. */
      link: z.optional(LinkSecret),
    }),
    result: FlowState,
    errors: ['not_found', 'payload_too_large', 'unsupported_media_type'],
  }),
} as const;
