import * as z from 'zod/mini';
import { growing } from './growing.ts';
import { listOf } from './list.ts';
import { route } from './operation.ts';
import { Timestamp } from './timestamp.ts';

/** A link's id. */
export const LinkId = z.string().check(z.regex(/^lnk_[A-Za-z0-9]{20,32}$/, 'Must be a link id, such as lnk_….'));

/** Statuses in the order in which they apply: the first that holds is the link's. */
export const linkStatuses = ['revoked', 'expired', 'suspended', 'paused', 'exhausted', 'active'] as const;
export type LinkStatus = (typeof linkStatuses)[number];

const fields = {
  id: LinkId,
  workspace: z.string(),
  status: growing(linkStatuses),
  platforms: z.array(z.string()),
  sharedBy: z.object({ name: z.string(), email: z.string() }),
  description: z.nullable(z.string()),
  clientName: z.nullable(z.string()),
  returnUrl: z.nullable(z.string()),
  expiresAt: z.nullable(Timestamp),
  maxConnections: z.nullable(z.int()),
  requiresSubscription: z.boolean(),
  locale: z.nullable(z.string()),
  metadata: z.record(z.string(), z.string()),
  paused: z.boolean(),
  /** Accounts that are connected through it now. */
  connectionCount: z.int(),
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

const one = '/v1/links/{id}';

/** Where links are found, and what is answered. */
export const linkRoutes = {
  create: route({ id: 'links.create', method: 'POST', path: '/v1/links', result: LinkWithUrl, status: 201, idempotent: true }),
  list: route({ id: 'links.list', method: 'GET', path: '/v1/links', result: listOf(Link), status: 200 }),
  get: route({ id: 'links.get', method: 'GET', path: one, result: Link, status: 200 }),
  update: route({ id: 'links.update', method: 'PATCH', path: one, result: Link, status: 200 }),
  reveal: route({ id: 'links.reveal', method: 'POST', path: `${one}/reveal`, result: LinkWithUrl, status: 200 }),
  rotate: route({ id: 'links.rotate', method: 'POST', path: `${one}/rotate`, result: LinkWithUrl, status: 200 }),
  revoke: route({ id: 'links.revoke', method: 'DELETE', path: one, status: 204 }),
} as const;
