import * as z from 'zod/mini';
import { eventTypes } from './event.ts';
import { WebhookDeliveryId, WebhookEndpointId } from './ids.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { Description, Moment, WorkspaceId } from './text.ts';
import { Address } from './url.ts';
import { deliveryStatuses, webhookRoutes } from './webhook.ts';

const Types = z.array(z.enum(eventTypes)).check(
  z.minLength(1, 'Name at least one event type, or leave it out for all.'),
  z.refine((types) => new Set(types).size === types.length, 'Name each event type once.'),
);

/** What a webhook endpoint can be created with. */
export const WebhookEndpointInput = z.strictObject({
  /** Where events are sent to. Public addresses only, unless the operator allows the host. */
  url: Address,
  /** Only events of this workspace; by default those of all. */
  workspace: z.optional(z.nullable(WorkspaceId)),
  /** Only events of these types; by default all of them. */
  types: z.optional(z.nullable(Types)),
  description: z.optional(z.nullable(Description)),
});
export type WebhookEndpointInput = z.input<typeof WebhookEndpointInput>;

/** What can be changed; absent fields stay. */
export const WebhookEndpointPatch = z.strictObject({
  url: z.optional(Address),
  types: z.optional(z.nullable(Types)),
  description: z.optional(z.nullable(Description)),
  /** `false` lets events be sent again; what was skipped meanwhile is sent where it is asked for. */
  disabled: z.optional(z.boolean()),
});
export type WebhookEndpointPatch = z.input<typeof WebhookEndpointPatch>;

/** Which deliveries are sent again. */
export const RedeliveryInput = z.strictObject({
  /** Those of events from this moment on. */
  since: Moment,
  /** `true`: those that arrived too. Default `false`. */
  delivered: z.optional(z.boolean()),
});
export type RedeliveryInput = z.input<typeof RedeliveryInput>;

const params = z.strictObject({ id: WebhookEndpointId });

/** Operations on webhook endpoints and their deliveries. */
export const webhooks = {
  create: operation({
    ...webhookRoutes.create,
    summary: 'Registers an address that is told of events, and answers with the secret that signs what is sent there.',
    access: 'key',
    body: WebhookEndpointInput,
    errors: ['unauthorized', 'not_found', 'conflict', 'idempotency_conflict', 'payload_too_large', 'unsupported_media_type'],
  }),
  list: operation({
    ...webhookRoutes.list,
    summary: 'Lists the webhook endpoints of all workspaces, newest first; with `workspace` those that hear of it.',
    access: 'key',
    query: z.strictObject({ workspace: z.optional(WorkspaceId), ...listQuery }),
    errors: ['unauthorized', 'not_found'],
  }),
  get: operation({
    ...webhookRoutes.get,
    summary: 'Reads a webhook endpoint.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
  update: operation({
    ...webhookRoutes.update,
    summary: 'Changes a webhook endpoint, or enables it again; fields that are absent stay as they are.',
    access: 'key',
    params,
    body: WebhookEndpointPatch,
    errors: ['unauthorized', 'not_found', 'payload_too_large', 'unsupported_media_type'],
  }),
  rotate: operation({
    ...webhookRoutes.rotate,
    summary: 'Gives a webhook endpoint a new secret; the one before signs beside it for 24 hours.',
    access: 'key',
    params,
    errors: ['unauthorized', 'not_found'],
  }),
  delete: operation({
    ...webhookRoutes.delete,
    summary: 'Deletes a webhook endpoint, its secrets and its deliveries. Doing it again changes nothing.',
    access: 'key',
    params,
    // What is not there needs no deleting, and a repetition after a lost answer is told so.
    errors: ['unauthorized'],
  }),
  deliveries: operation({
    ...webhookRoutes.deliveries,
    summary: 'Lists the deliveries of a webhook endpoint, newest first.',
    access: 'key',
    params,
    query: z.strictObject({ status: z.optional(z.enum(deliveryStatuses)), ...listQuery }),
    errors: ['unauthorized', 'not_found'],
  }),
  redeliver: operation({
    ...webhookRoutes.redeliver,
    summary: 'Sends one delivery again, under its own id, as if it were new.',
    access: 'key',
    params: z.strictObject({ id: WebhookDeliveryId }),
    errors: ['unauthorized', 'not_found', 'conflict'],
  }),
  redeliverSince: operation({
    ...webhookRoutes.redeliverSince,
    summary: 'Sends the deliveries of a webhook endpoint since a moment again, each under its own id: those that have not arrived, or all.',
    access: 'key',
    params,
    body: RedeliveryInput,
    errors: ['unauthorized', 'not_found', 'conflict', 'payload_too_large', 'unsupported_media_type'],
  }),
} as const;
