import type { LinkStatus } from '@connect/sdk/contract';
import type { LinkRow, WorkspaceRow } from './storage/port.ts';

/**
 * The status of a link at `now` (ms since 1970): the first that applies. Only `revokedAt` and `pausedAt` are stored, the
 * rest follows from the clock, the subscription and `connectionCount`, the number of its connections that are not
 * disconnected. The filter of a storage's lists says the same in SQL (storage/links.ts).
 */
export const linkStatus = (
  link: Pick<LinkRow, 'revokedAt' | 'expiresAt' | 'requiresSubscription' | 'pausedAt' | 'maxConnections'>,
  workspace: Pick<WorkspaceRow, 'subscriptionStatus'>,
  connectionCount: number,
  now: number,
): LinkStatus => {
  if (link.revokedAt !== null) return 'revoked';
  if (link.expiresAt !== null && link.expiresAt <= now) return 'expired';
  if (link.requiresSubscription && workspace.subscriptionStatus !== 'active') return 'suspended';
  if (link.pausedAt !== null) return 'paused';
  if (link.maxConnections !== null && connectionCount >= link.maxConnections) return 'exhausted';
  return 'active';
};
