import type { WebhookDelivery, WebhookEndpoint } from '@connect/sdk/contract';
import { iso, isoOrNull } from './iso-time.ts';
import type { WebhookDeliveryRow, WebhookEndpointRow } from './storage/port.ts';


/** The endpoint as the contract shows it, at `now`. */
export const endpointView = (row: WebhookEndpointRow, now: number): WebhookEndpoint => ({
  id: row.id,
  workspace: row.workspace,
  url: row.url,
  types: row.types && [...row.types],
  description: row.description,
  disabled: row.disabledAt !== null,
  disabledReason: row.disabledReason,
  disabledAt: isoOrNull(row.disabledAt),
  failingSince: isoOrNull(row.failingSince),
  previousSecretUntil: row.previousUntil !== null && row.previousUntil > now ? iso(row.previousUntil) : null,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

/** The delivery as the contract shows it. */
export const deliveryView = (row: WebhookDeliveryRow): WebhookDelivery => ({
  id: row.id,
  endpoint: row.endpoint,
  workspace: row.workspace,
  event: row.event,
  type: row.type,
  status: row.status,
  attempts: row.attempts,
  lastAttemptAt: isoOrNull(row.lastAttemptAt),
  nextAttemptAt: isoOrNull(row.dueAt),
  responseStatus: row.responseStatus,
  failure: row.failure,
  failureReason: row.failureReason,
  durationMs: row.durationMs,
  createdAt: iso(row.createdAt),
  deliveredAt: isoOrNull(row.deliveredAt),
});
