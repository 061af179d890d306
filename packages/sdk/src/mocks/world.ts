import type { Connection } from '../contract/connection.ts';
import type { Link, LinkStatus, LinkWithUrl } from '../contract/link.ts';
import type { Workspace } from '../contract/workspace.ts';
import { fixtures } from './fixtures.ts';
import { linkStatus } from './link-status.ts';
import { Refused } from './refused.ts';

/** A link as the world keeps it: its status and its count are worked out whenever it is looked at. */
export interface KeptLink {
  link: Link;
  secret: string;
  /** Suspended by itself, whatever its workspace's subscription says. */
  suspended: boolean;
}

/** A link to put into the world. Its count comes from the connections in the world. */
export type LinkSeed = Omit<Partial<Link>, 'status' | 'connectionCount'> & { status?: LinkStatus };

/** What the mocks know, in memory. */
export interface World {
  readonly workspaces: Map<string, Workspace>;
  readonly links: Map<string, KeptLink>;
  readonly connections: Map<string, Connection>;
  /** Idempotency keys, with the request's text and the resource that it made. */
  readonly keys: Map<string, { readonly text: string; readonly id: string }>;
  now(): string;
  mintId(prefix: 'lnk' | 'con'): string;
  mintSecret(): string;
  addWorkspace(given?: Partial<Workspace>): Workspace;
  addLink(given?: LinkSeed): LinkWithUrl;
  addConnection(given?: Partial<Connection>): Connection;
  /** The link as it is now. Refused with `not_found` where there is none. */
  link(id: string): KeptLink;
  linkBySecret(secret: string): KeptLink | undefined;
  view(kept: KeptLink): Link;
  viewWithUrl(kept: KeptLink): LinkWithUrl;
  clear(): void;
}

/** Makes an empty world. Ids and secrets are counted, so that a test run is the same each time. */
export const createWorld = (origin: string, clock: () => Date): World => {
  let count = 0;
  const next = (): string => String((count += 1));

  const world: World = {
    workspaces: new Map(),
    links: new Map(),
    connections: new Map(),
    keys: new Map(),
    now: () => clock().toISOString(),
    mintId: (prefix) => `${prefix}_mock${next().padStart(20, '0')}`,
    mintSecret: () => `cl_mock${next().padStart(39, '0')}`,

    addWorkspace(given) {
      const workspace = fixtures.workspace(given);
      world.workspaces.set(workspace.id, workspace);
      return workspace;
    },

    addLink(given = {}) {
      const link = fixtures.link({ id: world.mintId('lnk'), ...given });
      if (!world.workspaces.has(link.workspace)) world.addWorkspace({ id: link.workspace });
      const kept = { link, secret: world.mintSecret(), suspended: given.status === 'suspended' };
      world.links.set(link.id, kept);
      const missing = given.status === 'exhausted' ? (link.maxConnections ?? 0) : 0;
      for (let made = 0; made < missing; made += 1) {
        world.addConnection({ link: link.id, workspace: link.workspace, platform: link.platforms[0] ?? 'instagram' });
      }
      return world.viewWithUrl(kept);
    },

    addConnection(given) {
      const id = world.mintId('con');
      const sample = fixtures.connection({ id });
      const connection = fixtures.connection({ id, account: { ...sample.account, id: next() }, ...given });
      if (!world.workspaces.has(connection.workspace)) world.addWorkspace({ id: connection.workspace });
      world.connections.set(connection.id, connection);
      return connection;
    },

    link(id) {
      const kept = world.links.get(id);
      if (!kept) throw new Refused('not_found', `There is no link ${id}.`);
      return kept;
    },

    linkBySecret: (secret) => [...world.links.values()].find((kept) => kept.secret === secret),

    view({ link, suspended }) {
      const connectionCount = [...world.connections.values()].filter(
        (connection) => connection.link === link.id && connection.status !== 'disconnected',
      ).length;
      const current = { ...link, connectionCount };
      const workspace = world.workspaces.get(link.workspace);
      const subscribed = !suspended && workspace?.subscription.status === 'active';
      return { ...current, status: linkStatus(current, { subscribed, now: clock() }) };
    },

    viewWithUrl: (kept) => ({ ...world.view(kept), url: `${origin}/l/${kept.secret}` }),

    clear() {
      world.workspaces.clear();
      world.links.clear();
      world.connections.clear();
      world.keys.clear();
      count = 0;
    },
  };
  return world;
};
