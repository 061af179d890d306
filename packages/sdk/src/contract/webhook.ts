import * as z from 'zod/mini';
import type { EventType } from './event.ts';
import { growing } from './growing.ts';
import { listOf } from './list.ts';
import { route } from './operation.ts';
import { webhookPaths } from './paths.ts';
import { Timestamp } from './timestamp.ts';

/** The forms of the ids of an endpoint and of a delivery. */
export const endpointIdForm = '^whe_[A-Za-z0-9]{20,32}$';
export const deliveryIdForm = '^whd_[A-Za-z0-9]{20,32}$';

/** Why nothing is sent to an endpoint: nothing arrived there for days, it answered 410, or your server said so. */
export const disabledReasons = ['failing', 'gone', 'disabled_by_product'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** How a delivery stands; `skipped`: its endpoint was disabled. */
export const deliveryStatuses = ['pending', 'delivered', 'failed', 'skipped'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why an attempt brought no good answer; `event_missing`, `secret_unreadable`: why none was made, and none will be. */
export const deliveryFailures = [
  'bad_status',
  'refused_address',
  'refused_host',
  'redirected',
  'timeout',
  'too_large',
  'unknown_name',
  'connection_refused',
  'bad_certificate',
  'unreachable',
  'cut_off',
  'event_missing',
  'secret_unreadable',
] as const;
export type DeliveryFailure = (typeof deliveryFailures)[number];

const fields = {
  id: z.string(),
  /** `null`: it hears of every workspace. */
  workspace: z.nullable(z.string()),
  url: z.string(),
  /** `null`: every type, those of later versions too. */
  types: z.nullable(z.array(growing<EventType>())),
  description: z.nullable(z.string()),
  /** Nothing is sent there. */
  disabled: z.boolean(),
  disabledReason: z.nullable(growing<DisabledReason>()),
  disabledAt: z.nullable(Timestamp),
  /** Since when every attempt has failed, not counting when none was made; `null` while the last one succeeded. */
  failingSince: z.nullable(Timestamp),
  /** Until when the secret before the last rotation signs too; those before it for as long as was said then. */
  previousSecretUntil: z.nullable(Timestamp),
  createdAt: Timestamp,
  updatedAt: Timestamp,
};

/** An address of yours that is told of events, as everything but creating and rotating shows it: without its secret. */
export const WebhookEndpoint = z.object(fields);
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

/** An endpoint with its newest secret, `whsec_…`, which verifies what arrives. Keep it on your server. */
export const WebhookEndpointWithSecret = z.object({ ...fields, secret: z.string() });
export type WebhookEndpointWithSecret = z.infer<typeof WebhookEndpointWithSecret>;

/** One event on its way to one endpoint. Its id is the `webhook-id` of every attempt, redeliveries too. */
export const WebhookDelivery = z.object({
  id: z.string(),
  endpoint: z.string(),
  workspace: z.string(),
  /** The event's id. */
  event: z.string(),
  type: growing<EventType>(),
  status: growing<DeliveryStatus>(),
  /** Attempts since it was made, or since it was last asked to be sent again. */
  attempts: z.number(),
  lastAttemptAt: z.nullable(Timestamp),
  nextAttemptAt: z.nullable(Timestamp),
  /** HTTP status of the last answer; `null` where none came. */
  responseStatus: z.nullable(z.number()),
  /** Why the last attempt failed. */
  failure: z.nullable(growing<DeliveryFailure>()),
  /** Why no answer came, in words, with the host's name, for people who look for the fault; `null` where one came. */
  failureReason: z.nullable(z.string()),
  /** How long the last attempt took, in ms. */
  durationMs: z.nullable(z.number()),
  createdAt: Timestamp,
  deliveredAt: z.nullable(Timestamp),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

/** How many deliveries are sent again. */
export const Redelivered = z.object({ count: z.number() });
export type Redelivered = z.infer<typeof Redelivered>;

/** Where webhook endpoints and deliveries are found, and what is answered. */
export const webhookRoutes = {
  create: route({ ...webhookPaths.create, result: WebhookEndpointWithSecret }),
  list: route({ ...webhookPaths.list, result: listOf(WebhookEndpoint) }),
  get: route({ ...webhookPaths.get, result: WebhookEndpoint }),
  update: route({ ...webhookPaths.update, result: WebhookEndpoint }),
  rotate: route({ ...webhookPaths.rotate, result: WebhookEndpointWithSecret }),
  delete: route({ ...webhookPaths.delete }),
  deliveries: route({ ...webhookPaths.deliveries, result: listOf(WebhookDelivery) }),
  redeliver: route({ ...webhookPaths.redeliver, result: WebhookDelivery }),
  redeliverSince: route({ ...webhookPaths.redeliverSince, result: Redelivered }),
} as const;
