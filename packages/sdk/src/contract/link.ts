import * as z from 'zod/mini';
import { Event } from './event.ts';
import { growing } from './growing.ts';
import { listOf } from './list.ts';
import { route } from './operation.ts';
import { linkPaths } from './paths.ts';
import { Texts } from './texts.ts';
import { Timestamp } from './timestamp.ts';

/** The form of a link's id. */
export const linkIdForm = '^lnk_[A-Za-z0-9]{20,32}$';

/** What happens where another account arrives than the one expected: refused, or the client may go on all the same. */
export const mismatchRules = ['refuse', 'warn'] as const;
export type MismatchRule = (typeof mismatchRules)[number];

/** Statuses in the order in which they apply: the first that holds is the link's. */
export const linkStatuses = ['revoked', 'expired', 'suspended', 'paused', 'exhausted', 'active'] as const;
export type LinkStatus = (typeof linkStatuses)[number];

const fields = {
  id: z.string(),
  workspace: z.string(),
  status: growing<LinkStatus>(),
  platforms: z.array(z.string()),
  sharedBy: z.object({ name: z.string(), email: z.string() }),
  description: z.nullable(z.string()),
  clientName: z.nullable(z.string()),
  returnUrl: z.nullable(z.string()),
  expiresAt: z.nullable(Timestamp),
  maxConnections: z.nullable(z.number()),
  /** The account that should be connected, at most one per platform. */
  expectedAccounts: z.array(z.object({ platform: z.string(), handle: z.string(), onMismatch: growing<MismatchRule>() })),
  /** New accounts wait until somebody approves them. */
  requiresApproval: z.boolean(),
  requiresSubscription: z.boolean(),
  /** A name that the integrator gave it; no other link of the workspace that is not revoked has it. */
  slot: z.nullable(z.string()),
  locale: z.nullable(z.string()),
  metadata: Texts,
  paused: z.boolean(),
  /** Accounts that are connected through it now. */
  connectionCount: z.number(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** When a person last opened it. */
  lastOpenedAt: z.nullable(Timestamp),
  /** When it last brought or repaired an account. */
  lastUsedAt: z.nullable(Timestamp),
  revokedAt: z.nullable(Timestamp),
};

/** A connect link, as lists show it: without its URL, which only creating, revealing and rotating tell. */
export const Link = z.object(fields);
export type Link = z.infer<typeof Link>;

/** A link with its private URL. Treat the URL as a secret: whoever holds it can connect accounts. */
export const LinkWithUrl = z.object({ ...fields, url: z.string() });
export type LinkWithUrl = z.infer<typeof LinkWithUrl>;

/** Where links are found, and what is answered. */
export const linkRoutes = {
  create: route({ ...linkPaths.create, result: LinkWithUrl }),
  list: route({ ...linkPaths.list, result: listOf(Link) }),
  get: route({ ...linkPaths.get, result: Link }),
  update: route({ ...linkPaths.update, result: Link }),
  reveal: route({ ...linkPaths.reveal, result: LinkWithUrl }),
  rotate: route({ ...linkPaths.rotate, result: LinkWithUrl }),
  revoke: route({ ...linkPaths.revoke }),
  activity: route({ ...linkPaths.activity, result: listOf(Event) }),
} as const;
