import { Event, type DeliveryFailure, type DisabledReason } from '@connect/sdk/contract';
import { jittered } from './back-off.ts';
import { connectItself } from './caller.ts';
import type { Context } from './context.ts';
import { eventView } from './event-view.ts';
import { OutboundError } from './outbound-error.ts';
import { retryAfterOf, type FetchPublic } from './outbound.ts';
import type { WebhookDeliveryChange, WebhookDeliveryRow, WebhookEndpointRow } from './storage/port.ts';
import { VaultError } from './vault-error.ts';
import { signedHeaders } from './webhook-secrets.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long until the next attempt, after the first, the second, … has failed. Then it is given up. */
export const schedule: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** An endpoint where nothing has arrived for so long is disabled, in ms. */
const failingMost = 3 * day;

/** ms that an attempt may be made too late. Later than that, nobody was at work. */
const latest = hour;

/** ms between two attempts where some delivery waits for the second one: the longest of `schedule` with its jitter, and `latest`. */
const longestWait = 30 * hour;

/** Nothing was sent, and nothing will be. */
const givenUp = { status: 'failed', dueAt: null, failureReason: null } as const;

/** ms and bytes of an answer, of which only the status is of interest. */
const answer = { timeoutMs: 15 * second, maxBytes: 65_536 } as const;

/** What an attempt brought. */
interface Attempt {
  readonly failure: DeliveryFailure | null;
  /** The failure in words, where no answer came. Names the host and nothing else of the address. */
  readonly failureReason: string | null;
  readonly responseStatus: number | null;
  /** ms that the receiver asks to be left alone. */
  readonly retryAfterMs: number;
}

/**
 * Since when an endpoint is failing, now that one more attempt for `row` has failed, at `at`. Only time in which it was tried
 * counts: not when Connect itself was down, and not when there was nothing to send.
 */
const failingSinceOf = ({ failingSince, lastFailedAt }: WebhookEndpointRow, { dueAt }: WebhookDeliveryRow, at: number): number => {
  if (failingSince === null) return at;
  const last = lastFailedAt ?? failingSince;
  const late = at - Math.max(dueAt ?? at, last);
  const untried = at - last > longestWait ? at - last : late > latest ? late : 0;
  return failingSince + untried;
};

/**
 * Sends events to webhook endpoints: at least once, each time under the delivery's own id, in no promised order. What went
 * out and what came back is kept without the address, the body and the answer.
 */
export const createDeliveries = (context: Context, fetchPublic: FetchPublic) => {
  const { storage, vault, now, log } = context;

  /** `undefined` where the endpoint's secret cannot be opened, which no later attempt mends. */
  const sign = (endpoint: WebhookEndpointRow, { id }: WebhookDeliveryRow, body: string): Record<string, string> | undefined => {
    try {
      return signedHeaders(vault, endpoint, { id, body, now: now() });
    } catch (cause) {
      if (!(cause instanceof VaultError)) throw cause;
      const say = 'A webhook cannot be signed and is given up. Put the missing key back into CONNECT_KEYS, or rotate the secret, then redeliver.';
      log.error({ delivery: id, endpoint: endpoint.id, reason: cause.message }, say);
      return undefined;
    }
  };

  const send = async (endpoint: WebhookEndpointRow, signed: Record<string, string>, body: string): Promise<Attempt> => {
    try {
      const { status, headers } = await fetchPublic(new URL(endpoint.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed },
        body,
        ...answer,
      });
      const isGood = status >= 200 && status < 300;
      return { failure: isGood ? null : 'bad_status', failureReason: null, responseStatus: status, retryAfterMs: retryAfterOf(headers) ?? 0 };
    } catch (cause) {
      if (!(cause instanceof OutboundError)) throw cause;
      return { failure: cause.code, failureReason: cause.message, responseStatus: null, retryAfterMs: 0 };
    }
  };

  /**
   * Settles the last attempt and disables the endpoint, with the event that says so, in one transaction. Where something has
   * arrived there meanwhile, or somebody else has disabled it, the attempt is settled as any other.
   */
  const disable = async (
    endpoint: WebhookEndpointRow,
    row: WebhookDeliveryRow,
    leaseId: string,
    { change, reason }: { readonly change: WebhookDeliveryChange; readonly reason: DisabledReason },
  ): Promise<void> => {
    const at = now();
    const guard = { disabled: false, ...(reason === 'failing' && { failingSince: endpoint.failingSince }) };
    const isDisabled = await storage.write(row.workspace, async (tx) => {
      const disabled = { disabledAt: at, disabledReason: reason, updatedAt: at } as const;
      const isLast = (await tx.updateWebhookEndpoint(endpoint.id, disabled, guard)) !== undefined;
      await tx.settleDelivery(row.id, leaseId, { ...change, ...(isLast && { status: 'failed', dueAt: null }) });
      if (!isLast) return false;
      await tx.append({
        type: 'webhook.disabled',
        link: null,
        connection: null,
        fid: null,
        actor: connectItself,
        data: { endpoint: endpoint.id, reason },
        createdAt: at,
      });
      return true;
    });
    if (!isDisabled) return;
    const facts = { endpoint: endpoint.id, workspace: endpoint.workspace, eventIn: row.workspace, reason };
    const say = 'A webhook endpoint was disabled; nothing is sent there until it is enabled again.';
    // One of all workspaces is the operator's, who may look into none of them.
    if (endpoint.workspace === null) log.error(facts, say);
    else log.warn(facts, say);
  };

  return {
    /** One attempt for a delivery that this process holds. */
    async attempt(row: WebhookDeliveryRow, leaseId: string): Promise<void> {
      const endpoint = await storage.webhookEndpoint(row.endpoint);
      if (endpoint === undefined || endpoint.disabledAt !== null) {
        await storage.settleDelivery(row.id, leaseId, { status: 'skipped', dueAt: null });
        return;
      }
      const [event] = await storage.events({ workspace: row.workspace, after: row.seq - 1, limit: 1 });
      if (event?.id !== row.event) {
        await storage.settleDelivery(row.id, leaseId, { ...givenUp, failure: 'event_missing' });
        return;
      }
      // Parsed as answers are: the schema is the allow-list.
      const body = JSON.stringify(Event.parse(eventView(event)));
      const signed = sign(endpoint, row, body);
      if (signed === undefined) {
        await storage.settleDelivery(row.id, leaseId, { ...givenUp, failure: 'secret_unreadable' });
        return;
      }
      const began = performance.now();
      const { failure, failureReason, responseStatus, retryAfterMs: asked } = await send(endpoint, signed, body);
      const at = now();
      const attempts = row.attempts + 1;
      const durationMs = Math.round(performance.now() - began);
      const attempt = { attempts, failure, failureReason, responseStatus, durationMs, lastAttemptAt: at };
      // As it is by now: other attempts have ended while this one went on.
      const current = (await storage.webhookEndpoint(endpoint.id)) ?? endpoint;
      if (failure === null) {
        if (current.failingSince !== null) await storage.updateWebhookEndpoint(endpoint.id, { failingSince: null });
        await storage.settleDelivery(row.id, leaseId, { ...attempt, status: 'delivered', dueAt: null, deliveredAt: at });
        return;
      }
      const facts = { delivery: row.id, endpoint: endpoint.id, attempts, failure, responseStatus };
      log.info({ ...facts, ...(failureReason !== null && { reason: failureReason }) }, 'A webhook was not taken.');
      const wait = schedule[attempts - 1];
      const next = wait === undefined ? null : at + Math.max(jittered(wait), asked);
      const change = { ...attempt, status: next === null ? 'failed' : 'pending', dueAt: next } as const;
      // What an address answered that is no longer the endpoint's says nothing of the one that is.
      if (current.url !== endpoint.url) {
        await storage.settleDelivery(row.id, leaseId, change);
        return;
      }
      const failed = { failingSince: failingSinceOf(current, row, at), lastFailedAt: at };
      // Nothing is counted where another attempt has been, or has arrived, since.
      const counted = await storage.updateWebhookEndpoint(endpoint.id, failed, { failingSince: current.failingSince });
      const hasFailedLong = counted !== undefined && at - failed.failingSince >= failingMost;
      // 410: the receiver asks for no more (Standard Webhooks, "Delivery and retries").
      const reason = responseStatus === 410 ? 'gone' : hasFailedLong ? 'failing' : undefined;
      if (reason === undefined) await storage.settleDelivery(row.id, leaseId, change);
      else await disable(counted ?? current, row, leaseId, { change, reason });
    },
  };
};

export type Deliveries = ReturnType<typeof createDeliveries>;
