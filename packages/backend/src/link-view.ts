import type { Link, LinkStatus } from '@connect/sdk/contract';
import { iso, isoOrNull } from './iso-time.ts';
import type { CountedLink, WorkspaceRow } from './storage/port.ts';

/** A link with all that decides whether it can be used now. */
export interface JudgedLink extends CountedLink {
  readonly workspace: WorkspaceRow;
  readonly status: LinkStatus;
}

/** The link as the contract shows it, without its URL. */
export const linkView = ({ link, connectionCount, status }: JudgedLink): Link => ({
  id: link.id,
  workspace: link.workspace,
  status,
  platforms: [...link.platforms],
  sharedBy: { name: link.sharedByName, email: link.sharedByEmail },
  description: link.description,
  clientName: link.clientName,
  returnUrl: link.returnUrl,
  expiresAt: isoOrNull(link.expiresAt),
  maxConnections: link.maxConnections,
  expectedAccounts: link.expectedAccounts.map((expected) => ({ ...expected })),
  requiresApproval: link.requiresApproval,
  requiresSubscription: link.requiresSubscription,
  slot: link.slot,
  locale: link.locale,
  metadata: { ...link.metadata },
  paused: link.pausedAt !== null,
  connectionCount,
  createdAt: iso(link.createdAt),
  updatedAt: iso(link.updatedAt),
  lastOpenedAt: isoOrNull(link.lastOpenedAt),
  lastUsedAt: isoOrNull(link.lastUsedAt),
  revokedAt: isoOrNull(link.revokedAt),
});
