import type { EventType } from '@connect/sdk/contract';

/** What each event tells, in a sentence. */
export const eventSummaries: Readonly<Record<EventType, string>> = {
  'workspace.updated': 'A workspace’s settings were put.',
  'link.created': 'A link was made.',
  'link.updated': 'Something of a link was changed, other than whether it is paused.',
  'link.paused': 'A link was paused.',
  'link.resumed': 'A paused link works again.',
  'link.revealed': 'Somebody was told a link’s address again.',
  'link.rotated': 'A link has another address; the former leads nowhere.',
  'link.revoked': 'A link has ended for good. What was connected through it stays.',
  'link.opened': 'A person has looked at a link’s page.',
  'flow.started': 'Somebody went to a platform.',
  'flow.denied': 'Somebody said no at a platform.',
  'flow.failed': 'An attempt ended without an account.',
  'connection.connected': 'An account was connected. With the reason `awaiting_approval` it cannot be used yet.',
  'connection.reconnected': 'An account that was there was connected again: the same connection, repaired.',
  'connection.approved': 'An account that waited for approval can be used.',
  'connection.rejected': 'An account that waited for approval was declined.',
  'connection.undone': 'The person with the account took it back right away.',
  'connection.refreshed': 'A connection’s token was renewed.',
  'connection.needs_reconnect': 'The platform no longer takes a connection’s token; it has to be connected again.',
  'connection.disconnected': 'A connection has ended, and its tokens are deleted.',
  'connection.erased': 'The person with the account wants to be forgotten: delete what you have of it.',
  'webhook.disabled': 'Nothing is sent to a webhook endpoint any longer.',
};
