/**
 * What is recorded, append-only, in the same transaction as the change itself. Numbered per workspace, without gaps.
 */
export const eventTypes = [
  'workspace.updated',
  'link.created',
  'link.updated',
  'link.paused',
  'link.resumed',
  'link.revealed',
  'link.rotated',
  'link.revoked',
  'link.opened',
  'flow.started',
  'flow.denied',
  'flow.failed',
  'connection.connected',
  'connection.reconnected',
  'connection.refreshed',
  'connection.needs_reconnect',
  'connection.disconnected',
] as const;

/** A stable name of what happened. */
export type EventType = (typeof eventTypes)[number];
