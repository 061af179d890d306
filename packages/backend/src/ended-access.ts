import type { ConnectionRevocation } from '@connect/sdk/contract';
import type { ConnectionRow, Storage } from './storage/port.ts';

/**
 * What has become of an ended connection's access at its platform, as it is now; `null` where it has not ended, or nobody knows.
 * It is kept for others only as long as there are any.
 */
export const endedAccess = async (
  storage: Pick<Storage, 'isAccountConnected'>,
  { status, revocation, route, accountId, altIds }: ConnectionRow,
): Promise<ConnectionRevocation | null> => {
  if (status !== 'disconnected') return null;
  if (revocation !== 'kept_for_others') return revocation;
  return (await storage.isAccountConnected(route, [accountId, ...altIds])) ? revocation : 'by_hand';
};
