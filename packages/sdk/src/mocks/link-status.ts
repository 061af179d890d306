import type { Link, LinkStatus } from '../contract/link.ts';

/** What a link's status depends on besides the link itself. */
export interface LinkCircumstances {
  /** Whether the workspace's subscription is active. */
  readonly subscribed: boolean;
  readonly now: Date;
}

/** A link's status: the first that applies, in the order of `linkStatuses`. */
export const linkStatus = (link: Link, { subscribed, now }: LinkCircumstances): LinkStatus => {
  if (link.revokedAt !== null) return 'revoked';
  if (link.expiresAt !== null && new Date(link.expiresAt) <= now) return 'expired';
  if (link.requiresSubscription && !subscribed) return 'suspended';
  if (link.paused) return 'paused';
  return link.maxConnections !== null && link.connectionCount >= link.maxConnections ? 'exhausted' : 'active';
};
