import type { Route } from './operation.ts';

/**
 * Where operations are found. Apart from what they answer (`link.ts`, `connection.ts`, …), so that a page can call them
 * without carrying a schema library (docs/decisions/0016).
 */
type Path = Omit<Route, 'result'>;

const link = '/v1/links/{id}';
const connection = '/v1/connections/{id}';
const workspace = '/v1/workspaces/{workspace}';

export const linkPaths = {
  create: { id: 'links.create', method: 'POST', path: '/v1/links', status: 201, idempotent: true },
  list: { id: 'links.list', method: 'GET', path: '/v1/links', status: 200 },
  get: { id: 'links.get', method: 'GET', path: link, status: 200 },
  update: { id: 'links.update', method: 'PATCH', path: link, status: 200 },
  reveal: { id: 'links.reveal', method: 'POST', path: `${link}/reveal`, status: 200 },
  rotate: { id: 'links.rotate', method: 'POST', path: `${link}/rotate`, status: 200 },
  revoke: { id: 'links.revoke', method: 'DELETE', path: link, status: 204 },
  activity: { id: 'links.activity', method: 'GET', path: `${link}/activity`, status: 200 },
} as const satisfies Record<string, Path>;

export const connectionPaths = {
  list: { id: 'connections.list', method: 'GET', path: '/v1/connections', status: 200 },
  get: { id: 'connections.get', method: 'GET', path: connection, status: 200 },
  token: { id: 'connections.token', method: 'POST', path: `${connection}/token`, status: 200, repeatable: true },
  approve: { id: 'connections.approve', method: 'POST', path: `${connection}/approve`, status: 200, repeatable: true },
  reject: { id: 'connections.reject', method: 'POST', path: `${connection}/reject`, status: 200, repeatable: true },
  disconnect: { id: 'connections.disconnect', method: 'DELETE', path: connection, status: 204 },
} as const satisfies Record<string, Path>;

export const workspacePaths = {
  put: { id: 'workspaces.put', method: 'PUT', path: workspace, status: 200 },
  get: { id: 'workspaces.get', method: 'GET', path: workspace, status: 200 },
} as const satisfies Record<string, Path>;

export const sessionPaths = {
  create: { id: 'sessions.create', method: 'POST', path: '/v1/sessions', status: 201, idempotent: true },
  revoke: { id: 'sessions.revoke', method: 'DELETE', path: '/v1/sessions/{id}', status: 204 },
} as const satisfies Record<string, Path>;

export const eventPaths = {
  list: { id: 'events.list', method: 'GET', path: '/v1/events', status: 200 },
} as const satisfies Record<string, Path>;
