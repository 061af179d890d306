import * as z from 'zod/mini';
import { growing } from './growing.ts';
import { route } from './operation.ts';
import { eventPaths } from './paths.ts';
import { Texts } from './texts.ts';
import { Timestamp } from './timestamp.ts';

/** What is recorded, append-only, in the same transaction as the change itself. */
export const eventTypes = [
  'workspace.updated',
  'link.created',
  'link.updated',
  'link.paused',
  'link.resumed',
  'link.revealed',
  'link.rotated',
  'link.revoked',
  'link.opened',
  'flow.started',
  'flow.denied',
  'flow.failed',
  'connection.connected',
  'connection.reconnected',
  'connection.approved',
  'connection.rejected',
  'connection.undone',
  'connection.refreshed',
  'connection.needs_reconnect',
  'connection.disconnected',
  'connection.erased',
  'webhook.disabled',
] as const;

/** A stable name of what happened. */
export type EventType = (typeof eventTypes)[number];

/** Who can do something: the integrator's server, a sharer, the person with the account, the platform, or Connect by itself. */
export const actorKinds = ['product', 'sharer', 'recipient', 'platform', 'connect'] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Something that happened in a workspace. */
export const Event = z.object({
  id: z.string(),
  workspace: z.string(),
  /** 1, 2, 3 … within the workspace, in the order in which it happened. */
  seq: z.number(),
  type: growing<EventType>(),
  link: z.nullable(z.string()),
  connection: z.nullable(z.string()),
  /** Who did it; name and e-mail address of a sharer only. */
  actor: z.object({ kind: growing<ActorKind>(), name: z.nullable(z.string()), email: z.nullable(z.string()) }),
  /** Small facts, by type: `platform`, `handle`, `code` (why an attempt failed, a refusal's code), `reason`, `fields`, `endpoint`. */
  data: Texts,
  createdAt: Timestamp,
});
export type Event = z.infer<typeof Event>;

/** A part of the workspace's events. Unlike a list's, its cursor never ends: ask with it again for what happened since. */
export const EventPage = z.object({ data: z.array(Event), nextCursor: z.string(), hasMore: z.boolean() });
export type EventPage = z.infer<typeof EventPage>;

/** Where events are found, and what is answered. */
export const eventRoutes = {
  list: route({ ...eventPaths.list, result: EventPage }),
} as const;
