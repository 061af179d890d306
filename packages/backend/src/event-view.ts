import type { ActorKind, Event, EventType } from '@connect/sdk/contract';
import { iso } from './iso-time.ts';
import type { EventRow } from './storage/port.ts';

const byRecipient: ReadonlySet<EventType> = new Set([
  'link.opened',
  'flow.started',
  'flow.denied',
  'flow.failed',
  'connection.connected',
  'connection.reconnected',
  'connection.undone',
]);
const byPlatform: ReadonlySet<EventType> = new Set(['connection.erased']);
const byConnect: ReadonlySet<EventType> = new Set(['connection.refreshed', 'connection.needs_reconnect', 'webhook.disabled']);

/** Who must have done it, for events of versions that did not say: those had no sharers. */
const presumedKind = ({ type, data }: Pick<EventRow, 'type' | 'data'>): ActorKind => {
  if (byRecipient.has(type) || data['reason'] === 'disconnected_by_recipient') return 'recipient';
  if (byPlatform.has(type)) return 'platform';
  return byConnect.has(type) ? 'connect' : 'product';
};

/** The event as the contract shows it. */
export const eventView = (row: EventRow): Event => ({
  id: row.id,
  workspace: row.workspace,
  seq: row.seq,
  type: row.type,
  link: row.link,
  connection: row.connection,
  actor: row.actor ?? { kind: presumedKind(row), name: null, email: null },
  data: { ...row.data },
  createdAt: iso(row.createdAt),
});
