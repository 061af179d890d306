import { setImmediate } from 'node:timers/promises';
import type { Body, Query, Redelivered, WebhookDelivery, WebhookEndpoint, WebhookEndpointWithSecret } from '@connect/sdk/contract';
import { limits, type webhooks as contract } from '@connect/sdk/contract';
import type { Caller } from './caller.ts';
import type { Context } from './context.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { endpointFault } from './endpoint-address.ts';
import { fingerprint } from './fingerprint.ts';
import { invalidField, Problem } from './problem.ts';
import { hashSecret, newId } from './secrets.ts';
import type { Position, WebhookEndpointChange, WebhookEndpointGuard, WebhookEndpointRow } from './storage/port.ts';
import { formerOnceReplaced, newWebhookSecret, openWebhookSecret, sealWebhookSecret } from './webhook-secrets.ts';
import { deliveryView, endpointView } from './webhook-view.ts';
import { requireWorkspace } from './workspaces.ts';

/** Deliveries that are made due at a time: others must be able to write in between. */
const redeliveredAtOnce = 500;

const tooMany = (workspace: string | null): Problem => {
  const whose = workspace === null ? 'hear of all workspaces' : `hear of the workspace ${workspace}`;
  return new Problem('conflict', `There are ${limits.webhookEndpoints} webhook endpoints already that ${whose}. Delete one first.`);
};

const noEndpoint = (id: string): Problem => new Problem('not_found', `There is no webhook endpoint ${id}.`);

/**
 * @param wake told that something is due, so that it is not waited for
 * @param isAllowed whether the operator trusts an address although it is not public
 */
export const createWebhooks = (context: Context, wake: () => void, isAllowed: (url: URL) => boolean) => {
  const { storage, vault, now, log } = context;

  const require = async (id: string): Promise<WebhookEndpointRow> => {
    const row = await storage.webhookEndpoint(id);
    if (row === undefined) throw noEndpoint(id);
    return row;
  };

  const requireEnabled = async (id: string): Promise<WebhookEndpointRow> => {
    const row = await require(id);
    if (row.disabledAt === null) return row;
    const why = `The webhook endpoint ${id} is disabled (${row.disabledReason})`;
    throw new Problem('conflict', `${why}. Enable it with PATCH /v1/webhook-endpoints/{id} and {"disabled":false} first.`);
  };

  const requireCallable = (address: string): void => {
    const fault = endpointFault(address, isAllowed);
    if (fault !== undefined) throw invalidField('url', fault);
  };

  const change = async (id: string, given: WebhookEndpointChange, guard?: WebhookEndpointGuard) =>
    storage.updateWebhookEndpoint(id, { ...given, updatedAt: now() }, guard);

  const view = (row: WebhookEndpointRow): WebhookEndpoint => endpointView(row, now());

  const withSecret = (row: WebhookEndpointRow): WebhookEndpointWithSecret => ({
    ...view(row),
    secret: openWebhookSecret(vault, row.id, row.secretSealed),
  });

  /** What the same request made before; refuses another request under its key. */
  const repeated = async (createKey: string, requestHash: string): Promise<WebhookEndpointRow | undefined> => {
    const row = await storage.webhookEndpointByKey(createKey);
    if (row === undefined || row.requestHash === requestHash) return row;
    throw new Problem('idempotency_conflict', 'This Idempotency-Key was used with another body. Use a new key for a new endpoint.');
  };

  return {
    /** Answers with the secret. A repeated request answers with the secret that the endpoint has by now. */
    async create(caller: Caller, input: Body<typeof contract.create>): Promise<WebhookEndpointWithSecret> {
      const { workspace = null } = input;
      const requestHash = fingerprint(input);
      if (workspace !== null) await requireWorkspace(context, caller, workspace);
      const key = caller.idempotencyKey;
      const createKey = key === undefined ? null : hashSecret(JSON.stringify([caller.principal, workspace, key]));
      const earlier = createKey === null ? undefined : await repeated(createKey, requestHash);
      if (earlier !== undefined) return withSecret(earlier);
      requireCallable(input.url);
      const id = newId('whe');
      const at = now();
      const row: WebhookEndpointRow = {
        id,
        workspace,
        url: input.url,
        types: input.types ?? null,
        description: input.description ?? null,
        secretSealed: sealWebhookSecret(vault, id, newWebhookSecret()),
        previousSealed: null,
        previousUntil: null,
        failingSince: null,
        lastFailedAt: null,
        disabledAt: null,
        disabledReason: null,
        createKey,
        requestHash: createKey === null ? null : requestHash,
        createdAt: at,
        updatedAt: at,
      };
      try {
        if (!(await storage.insertWebhookEndpoint(row, limits.webhookEndpoints))) throw tooMany(workspace);
        return withSecret(row);
      } catch (cause) {
        // The same request came twice at once, and the other one was first.
        const first = createKey === null ? undefined : await repeated(createKey, requestHash);
        if (first === undefined) throw cause;
        return withSecret(first);
      }
    },

    async list(caller: Caller, query: Query<typeof contract.list>): Promise<{ data: WebhookEndpoint[]; nextCursor: string | null }> {
      const { workspace, cursor, limit = limits.pageDefault } = query;
      if (workspace !== undefined) await requireWorkspace(context, caller, workspace);
      const rows = await storage.webhookEndpoints({
        ...(workspace !== undefined && { workspace }),
        ...(cursor !== undefined && { after: decodeCursor(cursor) }),
        limit: limit + 1,
      });
      return pageOf(rows, limit, (row) => row, view);
    },

    /**
     * Reminds the operator of endpoints of all workspaces that were disabled because nothing arrived there. The event that said
     * so is one workspace's: that of the event which could not be told.
     */
    async remind(): Promise<void> {
      for (const row of await storage.webhookEndpoints({ isForAll: true, limit: limits.page })) {
        const { id, disabledAt, disabledReason: reason } = row;
        if (disabledAt === null || reason === 'disabled_by_product') continue;
        const since = new Date(disabledAt).toISOString();
        const say = 'A webhook endpoint that hears of all workspaces is disabled. Enable it (PATCH /v1/webhook-endpoints/{id}), or delete it.';
        log.error({ endpoint: id, reason, since }, say);
      }
    },

    get: async (id: string): Promise<WebhookEndpoint> => view(await require(id)),

    async update(id: string, input: Body<typeof contract.update>): Promise<WebhookEndpoint> {
      const { disabled, url, types, description } = input;
      const before = await require(id);
      const isMoved = url !== undefined && url !== before.url;
      if (isMoved) requireCallable(url);
      const fields = {
        // What failed elsewhere says nothing of the new address.
        ...(isMoved && { url, failingSince: null }),
        ...(types !== undefined && { types }),
        ...(description !== undefined && { description }),
      };
      const turned = disabled !== undefined && disabled !== (before.disabledAt !== null);
      const enabled = { disabledAt: null, disabledReason: null, failingSince: null } as const;
      const turn = disabled ? ({ disabledAt: now(), disabledReason: 'disabled_by_product' } as const) : enabled;
      const row = await change(id, { ...fields, ...(turned && turn) });
      if (row === undefined) throw noEndpoint(id);
      return view(row);
    },

    /** The newest secret takes the place of the one before, which still signs for a day; so do others that do. */
    async rotate(id: string): Promise<WebhookEndpointWithSecret> {
      for (;;) {
        const before = await require(id);
        const next = { secretSealed: sealWebhookSecret(vault, id, newWebhookSecret()), ...formerOnceReplaced(vault, before, now()) };
        // Two who rotate at once do it one after the other.
        const row = await change(id, next, { secretSealed: before.secretSealed });
        if (row !== undefined) return withSecret(row);
      }
    },

    async delete(id: string): Promise<void> {
      await storage.deleteWebhookEndpoint(id);
    },

    async deliveries(
      id: string,
      query: Query<typeof contract.deliveries>,
    ): Promise<{ data: WebhookDelivery[]; nextCursor: string | null }> {
      const { status, cursor, limit = limits.pageDefault } = query;
      await require(id);
      const rows = await storage.webhookDeliveries({
        endpoint: id,
        ...(status !== undefined && { status }),
        ...(cursor !== undefined && { after: decodeCursor(cursor) }),
        limit: limit + 1,
      });
      return pageOf(rows, limit, (row) => row, deliveryView);
    },

    async redeliver(id: string): Promise<WebhookDelivery> {
      const delivery = await storage.webhookDelivery(id);
      if (delivery === undefined) throw new Problem('not_found', `There is no delivery ${id}.`);
      await requireEnabled(delivery.endpoint);
      const row = await storage.redeliverOne(id, now());
      if (row === undefined) throw new Problem('conflict', `The delivery ${id} is being sent right now. Look at it in a minute.`);
      wake();
      return deliveryView(row);
    },

    async redeliverSince(id: string, { since, delivered = false }: Body<typeof contract.redeliverSince>): Promise<Redelivered> {
      await requireEnabled(id);
      const statuses = ['pending', 'failed', 'skipped', ...(delivered ? (['delivered'] as const) : [])] as const;
      const all = { endpoint: id, since: Date.parse(since), statuses, dueAt: now(), limit: redeliveredAtOnce } as const;
      let count = 0;
      let after: Position | undefined;
      do {
        const part = await storage.redeliver({ ...all, after });
        count += part.count;
        after = part.last;
        wake();
        // On SQLite nothing above has waited for anything, so nobody else would have had a turn.
        await setImmediate();
      } while (after !== undefined);
      return { count };
    },
  };
};

export type Webhooks = ReturnType<typeof createWebhooks>;
