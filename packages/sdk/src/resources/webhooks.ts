import { allRows, type Page } from '../all-rows.ts';
import type { Call, CallOptions, CreateOptions } from '../call.ts';
import type { QueryInput } from '../contract/operation.ts';
import { webhookPaths } from '../contract/paths.ts';
import type { Redelivered, WebhookDelivery, WebhookEndpoint, WebhookEndpointWithSecret } from '../contract/webhook.ts';
import type { RedeliveryInput, WebhookEndpointInput, WebhookEndpointPatch, webhooks } from '../contract/webhooks.ts';

/** Which endpoints to list: all, or those that hear of one workspace, from a cursor on. */
export type WebhookEndpointQuery = QueryInput<typeof webhooks.list>;

/** Which deliveries of an endpoint to list: by status, from a cursor on. */
export type WebhookDeliveryQuery = QueryInput<typeof webhooks.deliveries>;

/** Addresses of your server that are told of events, and what was sent there. What arrives is read with `verifyWebhook`. */
export interface Webhooks {
  /** Registers an address; the answer holds the secret that signs what is sent there. Safe to retry under one `idempotencyKey`. */
  create(input: WebhookEndpointInput, options?: CreateOptions): Promise<WebhookEndpointWithSecret>;
  /** Reads one page of endpoints, newest first, without their secrets. */
  list(query?: WebhookEndpointQuery, options?: CallOptions): Promise<Page<WebhookEndpoint>>;
  /** Iterates over all endpoints, newest first. */
  all(query?: WebhookEndpointQuery, options?: CallOptions): AsyncGenerator<WebhookEndpoint, void, undefined>;
  /** Reads an endpoint; `disabledReason` says why nothing is sent there. */
  get(id: string, options?: CallOptions): Promise<WebhookEndpoint>;
  /** Changes an endpoint; absent fields stay. `disabled: false` lets events be sent again. Not retried. */
  update(id: string, patch: WebhookEndpointPatch, options?: CallOptions): Promise<WebhookEndpoint>;
  /**
   * Gives an endpoint a new secret; the one before signs beside it for 24 hours. Never retried: where the answer was lost, rotate
   * again. The one that your receiver has still signs then.
   */
  rotate(id: string, options?: CallOptions): Promise<WebhookEndpointWithSecret>;
  /** Deletes an endpoint, its secrets and its deliveries. Doing it again changes nothing. */
  delete(id: string, options?: CallOptions): Promise<void>;
  /** Reads one page of an endpoint's deliveries, newest first: status, attempts, the last answer's status and duration. */
  deliveries(id: string, query?: WebhookDeliveryQuery, options?: CallOptions): Promise<Page<WebhookDelivery>>;
  /** Sends one delivery again, under its own id. `conflict` while its endpoint is disabled. Not retried. */
  redeliver(delivery: string, options?: CallOptions): Promise<WebhookDelivery>;
  /** Sends again what has not arrived since a moment, or all of it (`delivered`); answers how many. Not retried. */
  redeliverSince(id: string, input: RedeliveryInput, options?: CallOptions): Promise<Redelivered>;
}

export const webhooksOver = (call: Call): Webhooks => {
  const list: Webhooks['list'] = (query = {}, options) => call(webhookPaths.list, { query }, options);
  return {
    create: (body, options) => call(webhookPaths.create, { body }, options),
    list,
    all: (query = {}, options) => allRows((cursor) => list({ ...query, cursor }, options), query.cursor),
    get: (id, options) => call(webhookPaths.get, { params: { id } }, options),
    update: (id, body, options) => call(webhookPaths.update, { params: { id }, body }, options),
    rotate: (id, options) => call(webhookPaths.rotate, { params: { id } }, options),
    delete: (id, options) => call(webhookPaths.delete, { params: { id } }, options),
    deliveries: (id, query = {}, options) => call(webhookPaths.deliveries, { params: { id }, query }, options),
    redeliver: (id, options) => call(webhookPaths.redeliver, { params: { id } }, options),
    redeliverSince: (id, body, options) => call(webhookPaths.redeliverSince, { params: { id }, body }, options),
  };
};
