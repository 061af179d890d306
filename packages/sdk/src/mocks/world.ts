import type { Connection } from '../contract/connection.ts';
import type { Event } from '../contract/event.ts';
import type { Link, LinkStatus, LinkWithUrl } from '../contract/link.ts';
import type { Session } from '../contract/session.ts';
import type { WebhookEndpoint, WebhookEndpointWithSecret } from '../contract/webhook.ts';
import type { Workspace } from '../contract/workspace.ts';
import { fixtures } from './fixtures.ts';
import { createHistory, type EventSeed, type History } from './history.ts';
import { deliveryOf, type KeptEndpoint } from './kept-endpoint.ts';
import { linkStatus } from './link-status.ts';

/** A link as the world keeps it: its status and its count are worked out whenever it is looked at. */
export interface KeptLink {
  link: Link;
  secret: string;
  /** Suspended by itself, whatever its workspace's subscription says. */
  suspended: boolean;
}

/** A link to put into the world. Its count comes from the connections in the world. */
export type LinkSeed = Omit<Partial<Link>, 'status' | 'connectionCount'> & { status?: LinkStatus };

/** What a backend offers to every workspace. */
export type Offers = Pick<Workspace, 'productName' | 'platforms' | 'locales'>;

/** An event to put into the world: its type, and what it is about. The workspace is that of its link or connection. */
export type GivenEvent = Omit<EventSeed, 'workspace'> & { readonly workspace?: string };

/** What the mocks know, in memory. */
export interface World {
  readonly workspaces: Map<string, Workspace>;
  readonly links: Map<string, KeptLink>;
  readonly connections: Map<string, Connection>;
  /** Sessions that have not been ended, by id. `null` for one that has. */
  readonly sessions: Map<string, Session | null>;
  readonly endpoints: Map<string, KeptEndpoint>;
  readonly history: History;
  readonly offers: Offers;
  /** Idempotency keys, with the request's text and the resource that it made. */
  readonly keys: Map<string, { readonly text: string; readonly id: string }>;
  now(): string;
  mintId(prefix: 'lnk' | 'con' | 'ses' | 'whe' | 'whd'): string;
  mintSecret(): string;
  mintWebhookSecret(): string;
  addWorkspace(given?: Partial<Workspace>): Workspace;
  addLink(given?: LinkSeed): LinkWithUrl;
  addConnection(given?: Partial<Connection>): Connection;
  addSession(given?: Partial<Session>): Session;
  addEvent(given: GivenEvent): Event;
  addWebhookEndpoint(given?: Partial<WebhookEndpoint>): WebhookEndpointWithSecret;
  endSession(id: string): void;
  /** The session of a token that is good now. */
  sessionByToken(token: string): Session | undefined;
  linkBySecret(secret: string): KeptLink | undefined;
  view(kept: KeptLink): Link;
  viewWithUrl(kept: KeptLink): LinkWithUrl;
  /** The connection with the name that its link has now. */
  viewConnection(connection: Connection): Connection;
  clear(): void;
}

/** What session tokens of the mocks begin with, so that they are told from API keys. */
export const sessionPrefix = 'cst_';

/** Makes an empty world. Ids and secrets are counted, so that a test run is the same each time. */
export const createWorld = (origin: string, clock: () => Date, offers: Offers): World => {
  let count = 0;
  const next = (): string => String((count += 1));

  const world: World = {
    workspaces: new Map(),
    links: new Map(),
    connections: new Map(),
    sessions: new Map(),
    endpoints: new Map(),
    history: createHistory(
      () => clock().toISOString(),
      (event) => {
        for (const kept of world.endpoints.values()) {
          const delivery = deliveryOf(kept, event, world.mintId('whd'));
          if (delivery) kept.deliveries = [...kept.deliveries, delivery];
        }
      },
    ),
    offers,
    keys: new Map(),
    now: () => clock().toISOString(),
    mintId: (prefix) => `${prefix}_mock${next().padStart(20, '0')}`,
    mintSecret: () => `cl_mock${next().padStart(39, '0')}`,
    mintWebhookSecret: () => `whsec_${btoa(next().padStart(32, '0'))}`,

    addWorkspace(given) {
      const workspace = fixtures.workspace({ ...offers, ...given });
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
      return world.viewConnection(connection);
    },

    addSession(given = {}) {
      const now = clock();
      const session = fixtures.session({
        id: world.mintId('ses'),
        origin,
        token: `${sessionPrefix}mock${next().padStart(39, '0')}`,
        createdAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + 3_600_000).toISOString(),
        ...given,
      });
      if (!world.workspaces.has(session.workspace)) world.addWorkspace({ id: session.workspace });
      world.sessions.set(session.id, session);
      return session;
    },

    addEvent(given) {
      const about = world.connections.get(given.connection ?? '') ?? world.links.get(given.link ?? '')?.link;
      const workspace = given.workspace ?? about?.workspace ?? fixtures.workspace().id;
      const event = world.history.record({ ...given, workspace });
      const kept = world.links.get(event.link ?? '');
      if (kept && event.type === 'link.opened') kept.link = { ...kept.link, lastOpenedAt: event.createdAt };
      return event;
    },

    addWebhookEndpoint(given = {}) {
      const now = world.now();
      const secret = world.mintWebhookSecret();
      const endpoint = fixtures.webhookEndpoint({ id: world.mintId('whe'), createdAt: now, updatedAt: now, ...given });
      if (endpoint.workspace !== null && !world.workspaces.has(endpoint.workspace)) world.addWorkspace({ id: endpoint.workspace });
      world.endpoints.set(endpoint.id, { endpoint, secret, deliveries: [] });
      return { ...endpoint, secret };
    },

    endSession: (id) => void world.sessions.set(id, null),

    sessionByToken: (token) =>
      [...world.sessions.values()].find(
        (session) => session?.token === token && new Date(session.expiresAt) > clock(),
      ) ?? undefined,

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

    viewConnection(connection) {
      const link = world.links.get(connection.link)?.link;
      return link ? { ...connection, linkName: link.clientName ?? link.description } : connection;
    },

    clear() {
      world.history.clear();
      world.sessions.clear();
      world.workspaces.clear();
      world.links.clear();
      world.connections.clear();
      world.endpoints.clear();
      world.keys.clear();
      count = 0;
    },
  };
  return world;
};
