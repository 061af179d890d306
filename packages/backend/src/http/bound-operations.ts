import { contract } from '@connect/sdk/contract';
import { on, type BoundOperation } from './operations.ts';
import type { Parts } from './parts.ts';
import { createResolve } from './resolved-link.ts';

/** Every operation of the contract with what does it. */
export const boundOperations = (parts: Parts): readonly BoundOperation[] => {
  const { workspaces, links, flows, approvals, connections, sessions, events, webhooks, stopping } = parts;
  const resolve = createResolve(parts);
  /** Ends with whoever waits, and with the process. */
  const patience = (request: Request): AbortSignal => AbortSignal.any([request.signal, stopping]);

  return [
    on(contract.workspaces.put, ({ caller, params, body }) => workspaces.put(caller, params.workspace, body)),
    on(contract.workspaces.get, ({ caller, params }) => workspaces.get(caller, params.workspace)),
    on(contract.links.create, ({ body, caller }) => links.create(caller, body)),
    on(contract.links.list, ({ caller, query }) => links.list(caller, query)),
    on(contract.links.get, ({ caller, params }) => links.get(caller, params.id)),
    on(contract.links.update, ({ caller, params, body }) => links.update(caller, params.id, body)),
    on(contract.links.reveal, ({ caller, params, query }) => links.reveal(caller, params.id, query.connection)),
    on(contract.links.rotate, ({ caller, params }) => links.rotate(caller, params.id)),
    on(contract.links.revoke, async ({ caller, params }) => {
      await links.revoke(caller, params.id);
      return undefined;
    }),
    on(contract.links.activity, ({ caller, params, query }) => events.activity(caller, params.id, query)),
    on(contract.connections.list, ({ caller, query }) => connections.list(caller, query)),
    on(contract.connections.get, ({ caller, params }) => connections.get(caller, params.id)),
    on(contract.connections.token, ({ caller, params, query }) => connections.token(caller, params.id, query.check === 'true')),
    on(contract.connections.approve, ({ caller, params }) => approvals.approve(caller, params.id)),
    on(contract.connections.reject, ({ caller, params }) => approvals.reject(caller, params.id)),
    on(contract.connections.disconnect, async ({ caller, params }) => {
      await connections.disconnect(caller, params.id);
      return undefined;
    }),
    on(contract.sessions.create, ({ caller, body }) => sessions.create(caller, body)),
    on(contract.sessions.revoke, async ({ caller, params }) => {
      await sessions.revoke(caller, params.id);
      return undefined;
    }),
    on(contract.events.list, ({ caller, query, request }) => events.list(caller, query, patience(request))),
    on(contract.webhooks.create, ({ caller, body }) => webhooks.create(caller, body)),
    on(contract.webhooks.list, ({ caller, query }) => webhooks.list(caller, query)),
    on(contract.webhooks.get, ({ params }) => webhooks.get(params.id)),
    on(contract.webhooks.update, ({ params, body }) => webhooks.update(params.id, body)),
    on(contract.webhooks.rotate, ({ params }) => webhooks.rotate(params.id)),
    on(contract.webhooks.delete, async ({ params }) => {
      await webhooks.delete(params.id);
      return undefined;
    }),
    on(contract.webhooks.deliveries, ({ params, query }) => webhooks.deliveries(params.id, query)),
    on(contract.webhooks.redeliver, ({ params }) => webhooks.redeliver(params.id)),
    on(contract.webhooks.redeliverSince, ({ params, body }) => webhooks.redeliverSince(params.id, body)),
    on(contract.public.resolve, ({ body, request }) => resolve(body.link, body.locale, request)),
    on(contract.public.status, ({ body, request }) => flows.status(body, patience(request))),
    on(contract.public.ack, ({ body }) => flows.ack(body)),
    on(contract.public.cancel, ({ body }) => flows.cancel(body)),
  ];
};
