import { contract } from '@connect/sdk/contract';
import { on, type BoundOperation } from './operations.ts';
import type { Parts } from './parts.ts';
import { createResolve } from './resolved-link.ts';

/** Every operation of the contract with what does it. */
export const boundOperations = (parts: Parts): readonly BoundOperation[] => {
  const { workspaces, links, flows, connections, stopping } = parts;
  const resolve = createResolve(parts);

  return [
    on(contract.workspaces.put, ({ params, body }) => workspaces.put(params.workspace, body)),
    on(contract.workspaces.get, ({ params }) => workspaces.get(params.workspace)),
    on(contract.links.create, ({ body, caller }) => links.create(caller, body)),
    on(contract.links.list, ({ query }) => links.list(query)),
    on(contract.links.get, ({ params }) => links.get(params.id)),
    on(contract.links.update, ({ params, body }) => links.update(params.id, body)),
    on(contract.links.reveal, ({ params }) => links.reveal(params.id)),
    on(contract.links.rotate, ({ params }) => links.rotate(params.id)),
    on(contract.links.revoke, async ({ params }) => {
      await links.revoke(params.id);
      return undefined;
    }),
    on(contract.connections.list, ({ query }) => connections.list(query)),
    on(contract.connections.get, ({ params }) => connections.get(params.id)),
    on(contract.connections.token, ({ params }) => connections.token(params.id)),
    on(contract.connections.disconnect, async ({ params }) => {
      await connections.disconnect(params.id, 'disconnected_by_product');
      return undefined;
    }),
    on(contract.public.resolve, ({ body, request }) => resolve(body.link, body.locale, request)),
    on(contract.public.status, ({ body, request }) => flows.status(body, AbortSignal.any([request.signal, stopping]))),
    on(contract.public.ack, ({ body }) => flows.ack(body)),
    on(contract.public.cancel, ({ body }) => flows.cancel(body)),
  ];
};
