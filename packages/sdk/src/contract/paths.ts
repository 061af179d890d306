import type { Route } from './operation.ts';

/**
 * Where operations are found. Apart from what they answer (`link.ts`, `connection.ts`, …), so that a page can call them
 * without carrying a schema library (docs/decisions/0016).
 */
type Path = Omit<Route, 'result'>;

const link = '/v1/links/{id}';
const connection = '/v1/connections/{id}';
const workspace = '/v1/workspaces/{workspace}';
const endpoint = '/v1/webhook-endpoints/{id}';

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

export const webhookPaths = {
  create: { id: 'webhooks.create', method: 'POST', path: '/v1/webhook-endpoints', status: 201, idempotent: true },
  list: { id: 'webhooks.list', method: 'GET', path: '/v1/webhook-endpoints', status: 200 },
  get: { id: 'webhooks.get', method: 'GET', path: endpoint, status: 200 },
  update: { id: 'webhooks.update', method: 'PATCH', path: endpoint, status: 200 },
  rotate: { id: 'webhooks.rotate', method: 'POST', path: `${endpoint}/rotate`, status: 200 },
  delete: { id: 'webhooks.delete', method: 'DELETE', path: endpoint, status: 204 },
  deliveries: { id: 'webhooks.deliveries', method: 'GET', path: `${endpoint}/deliveries`, status: 200 },
  redeliver: { id: 'webhooks.redeliver', method: 'POST', path: '/v1/webhook-deliveries/{id}/redeliver', status: 200 },
  redeliverSince: { id: 'webhooks.redeliverSince', method: 'POST', path: `${endpoint}/redeliver`, status: 200 },
} as const satisfies Record<string, Path>;
