import type { Connection } from '../contract/connection.ts';
import type { Event } from '../contract/event.ts';
import type { Session } from '../contract/session.ts';
import type { Workspace } from '../contract/workspace.ts';
import { Refused } from './refused.ts';
import type { KeptLink, World } from './world.ts';

/** With which session something is asked; `undefined` for an API key, which sees everything. */
export type Asker = Session | undefined;

const sees = (asker: Asker, workspace: string): boolean => asker === undefined || asker.workspace === workspace;

/** Who the events of an asker's changes name. */
export const actorOf = (asker: Asker): Event['actor'] =>
  asker ? { kind: 'sharer', ...asker.actor } : { kind: 'product', name: null, email: null };

/** The workspace, where it exists for the asker. */
export const requireWorkspace = (world: World, asker: Asker, id: string): Workspace => {
  const workspace = world.workspaces.get(id);
  if (!workspace || !sees(asker, id)) throw new Refused('not_found', `There is no workspace ${id}. Put it first.`);
  return workspace;
};

/** The link, where it exists for the asker. */
export const requireLink = (world: World, asker: Asker, id: string): KeptLink => {
  const kept = world.links.get(id);
  if (!kept || !sees(asker, kept.link.workspace)) throw new Refused('not_found', `There is no link ${id}.`);
  return kept;
};

/** The connection, where it exists for the asker. */
export const requireConnection = (world: World, asker: Asker, id: string): Connection => {
  const connection = world.connections.get(id);
  if (!connection || !sees(asker, connection.workspace)) throw new Refused('not_found', `There is no connection ${id}.`);
  return connection;
};
