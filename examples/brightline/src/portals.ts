import { isConnectError, type ConnectClient, type Event, type Link } from '@connect/sdk';
import { clients, ownerOf, type Client } from './agencies.ts';
import { secretFor } from './secret.ts';
import type { Settings } from './settings.ts';

/** A client's own page at Brightline. */
export interface Portal {
  readonly client: Client;
  /** The page's private path: whoever has it can connect accounts, so nobody can guess it. */
  readonly path: string;
  /** The connect link in it; missing before the first start, and where somebody at the agency has switched it off. */
  readonly link?: { readonly id: string; readonly url: string } | undefined;
}

export interface Portals {
  all(): readonly Portal[];
  find(path: string): Portal | undefined;
  /** Finds the link of a client's page, or makes it. */
  open(portal: Portal): Promise<void>;
  /** A link was given a new address, or was switched off: the page that carries it follows. */
  follow(event: Event): Promise<void>;
}

export const createPortals = (connect: ConnectClient, { apiKey, origin }: Settings): Portals => {
  const portals = new Map(
    clients.map((client): [string, Portal] => {
      const path = `/client/${client.id}-${secretFor(apiKey, `client ${client.id}`).slice(0, 22)}`;
      return [path, { client, path }];
    }),
  );
  // A slot is a name of ours that one link at most has: two starts at once cannot make two.
  const slotOf = (client: Client) => `client-page:${client.id}`;

  const existing = async (client: Client): Promise<Link | undefined> => {
    const { data } = await connect.links.list({ workspace: client.agency, slot: slotOf(client) });
    return data.find(({ status }) => status !== 'revoked');
  };

  const make = async (client: Client, path: string) => {
    const owner = ownerOf(client.agency);
    if (owner === undefined) throw new Error(`Nobody owns the agency "${client.agency}".`);
    return connect.links.create({
      workspace: client.agency,
      platforms: [...client.platforms],
      sharedBy: { name: owner.name, email: owner.email },
      clientName: client.name,
      description: 'In the client’s own page',
      returnUrl: origin + path,
      slot: slotOf(client),
    });
  };

  const open: Portals['open'] = async ({ client, path }) => {
    const found = await existing(client);
    const link =
      found === undefined
        ? await make(client, path).catch(async (error: unknown) => {
            const other = isConnectError(error, 'conflict') ? await existing(client) : undefined;
            if (other === undefined) throw error;
            return connect.links.reveal(other.id);
          })
        : await connect.links.reveal(found.id);
    portals.set(path, { client, path, link: { id: link.id, url: link.url } });
  };

  return {
    all: () => [...portals.values()],
    find: (path) => portals.get(path),
    open,
    async follow({ type, link }) {
      const portal = [...portals.values()].find((each) => each.link?.id === link);
      if (portal === undefined) return;
      if (type === 'link.revoked') portals.set(portal.path, { client: portal.client, path: portal.path });
      if (type === 'link.rotated') await open(portal);
    },
  };
};
