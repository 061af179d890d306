import { limits } from '../contract/limits.ts';
import type { WebhookDelivery } from '../contract/webhook.ts';
import type { webhooks } from '../contract/webhooks.ts';
import { requireWorkspace } from './access.ts';
import type { Answers } from './answer.ts';
import type { KeptEndpoint } from './kept-endpoint.ts';
import { pageOf } from './page.ts';
import { Refused } from './refused.ts';
import type { World } from './world.ts';

type WebhookOperation = (typeof webhooks)[keyof typeof webhooks]['id'];

/** How operations on webhooks are answered. Nothing is sent: what an endpoint hears of counts as delivered at once. */
export const webhookAnswers = (world: World): Answers<WebhookOperation> => {
  const require = (id: string): KeptEndpoint => {
    const kept = world.endpoints.get(id);
    if (!kept) throw new Refused('not_found', `There is no webhook endpoint ${id}.`);
    return kept;
  };

  const requireEnabled = (id: string): KeptEndpoint => {
    const kept = require(id);
    if (kept.endpoint.disabled) throw new Refused('conflict', `The webhook endpoint ${id} is disabled. Enable it first.`);
    return kept;
  };

  const arrived = (delivery: WebhookDelivery): WebhookDelivery => {
    const now = world.now();
    const answer = { responseStatus: 204, failure: null, failureReason: null, durationMs: 1 };
    return { ...delivery, ...answer, status: 'delivered', attempts: 1, lastAttemptAt: now, nextAttemptAt: null, deliveredAt: now };
  };

  const replace = (kept: KeptEndpoint, change: (delivery: WebhookDelivery) => WebhookDelivery): void => {
    kept.deliveries = kept.deliveries.map(change);
  };

  return {
    'webhooks.create': ({ body, idempotencyKey }) => {
      const { workspace = null, url, types = null, description = null } = body;
      if (workspace !== null) requireWorkspace(world, undefined, workspace);
      const text = JSON.stringify(body);
      const key = idempotencyKey === undefined ? undefined : `key webhooks.create ${workspace ?? ''} ${idempotencyKey}`;
      const earlier = key === undefined ? undefined : world.keys.get(key);
      if (earlier && earlier.text !== text) {
        throw new Refused('idempotency_conflict', 'This Idempotency-Key was used with another body. Use a new key for a new endpoint.');
      }
      const repeated = earlier && world.endpoints.get(earlier.id);
      if (repeated) return { ...repeated.endpoint, secret: repeated.secret };
      const same = [...world.endpoints.values()].filter(({ endpoint }) => endpoint.workspace === workspace);
      if (same.length >= limits.webhookEndpoints) {
        throw new Refused('conflict', `There are ${limits.webhookEndpoints} webhook endpoints already. Delete one first.`);
      }
      const made = world.addWebhookEndpoint({ workspace, url, types, description });
      if (key !== undefined) world.keys.set(key, { text, id: made.id });
      return made;
    },

    'webhooks.list': ({ query }) => {
      const { workspace } = query;
      if (workspace !== undefined) requireWorkspace(world, undefined, workspace);
      const rows = [...world.endpoints.values()].map(({ endpoint }) => endpoint);
      return pageOf(rows.filter((endpoint) => workspace === undefined || [workspace, null].includes(endpoint.workspace)), query);
    },

    'webhooks.get': ({ params }) => require(params.id).endpoint,

    'webhooks.update': ({ params, body }) => {
      const kept = require(params.id);
      const { disabled = kept.endpoint.disabled, ...given } = body;
      const now = world.now();
      const turned = disabled !== kept.endpoint.disabled;
      const turn = { disabled, disabledReason: disabled ? 'disabled_by_product' : null, disabledAt: disabled ? now : null };
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      kept.endpoint = { ...kept.endpoint, ...changes, ...(turned && { ...turn, failingSince: null }), updatedAt: now };
      return kept.endpoint;
    },

    'webhooks.rotate': ({ params }) => {
      const kept = require(params.id);
      const now = world.now();
      kept.secret = world.mintWebhookSecret();
      const until = new Date(Date.parse(now) + limits.previousSecretHours * 3_600_000).toISOString();
      kept.endpoint = { ...kept.endpoint, previousSecretUntil: until, updatedAt: now };
      return { ...kept.endpoint, secret: kept.secret };
    },

    'webhooks.delete': ({ params }) => {
      world.endpoints.delete(params.id);
      return undefined;
    },

    'webhooks.deliveries': ({ params, query }) => {
      const { deliveries } = require(params.id);
      return pageOf(deliveries.filter(({ status }) => query.status === undefined || status === query.status), query);
    },

    'webhooks.redeliver': ({ params }) => {
      const kept = [...world.endpoints.values()].find(({ deliveries }) => deliveries.some(({ id }) => id === params.id));
      const delivery = kept?.deliveries.find(({ id }) => id === params.id);
      if (!delivery) throw new Refused('not_found', `There is no delivery ${params.id}.`);
      const again = arrived(delivery);
      replace(requireEnabled(delivery.endpoint), (other) => (other.id === again.id ? again : other));
      return again;
    },

    'webhooks.redeliverSince': ({ params, body }) => {
      const kept = requireEnabled(params.id);
      const since = Date.parse(body.since);
      const meant = ({ status, createdAt }: WebhookDelivery): boolean =>
        Date.parse(createdAt) >= since && (status !== 'delivered' || body.delivered === true);
      const count = kept.deliveries.filter(meant).length;
      replace(kept, (delivery) => (meant(delivery) ? arrived(delivery) : delivery));
      return { count };
    },
  };
};
