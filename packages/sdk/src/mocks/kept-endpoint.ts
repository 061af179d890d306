import type { Event } from '../contract/event.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../contract/webhook.ts';

/** A webhook endpoint as the world keeps it. */
export interface KeptEndpoint {
  endpoint: WebhookEndpoint;
  secret: string;
  /** Oldest first. */
  deliveries: WebhookDelivery[];
}

/** What an event sets on its way to an endpoint; `undefined` where the endpoint does not hear of it. */
export const deliveryOf = ({ endpoint }: KeptEndpoint, event: Event, id: string): WebhookDelivery | undefined => {
  const { workspace, types, disabled } = endpoint;
  if (![event.workspace, null].includes(workspace) || (types !== null && !types.includes(event.type))) return undefined;
  const { createdAt } = event;
  const about = { id, endpoint: endpoint.id, workspace: event.workspace, event: event.id, type: event.type, createdAt };
  const nothing = { attempts: 0, lastAttemptAt: null, nextAttemptAt: null, responseStatus: null, failure: null, failureReason: null, durationMs: null };
  if (disabled) return { ...about, ...nothing, status: 'skipped', deliveredAt: null };
  const answer = { attempts: 1, lastAttemptAt: createdAt, nextAttemptAt: null, responseStatus: 204, failure: null, failureReason: null, durationMs: 1 };
  return { ...about, ...answer, status: 'delivered', deliveredAt: createdAt };
};
