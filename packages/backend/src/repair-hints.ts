import { limits } from '@connect/sdk/contract';
import type { Context } from './context.ts';
import { expectedAccount, isExpected } from './expected-account.ts';
import type { ConnectionRow, LinkRow } from './storage/port.ts';
import { VaultError } from './vault-error.ts';
import type { Vault } from './vault.ts';

/** Reasons why an access has ended at the platform, so that only its owner can bring it back. */
const endedThere: readonly ConnectionRow['reason'][] = ['removed_at_platform', 'account_banned', 'account_age_changed', 'app_revoked'];

const contextOf = (link: string): string => `repair:${link}`;

/** A connection as it is until somebody connects it again: whoever then has it need not be known to those who have the hint. */
type Hinted = Pick<ConnectionRow, 'id' | 'consentedAt'>;

const nameOf = ({ id, consentedAt }: Hinted): string => `${id} ${consentedAt}`;

/** Names a connection in an address of this link, so that only this backend can read which one. Counts until it is connected again. */
export const repairHint = (vault: Vault, link: string, connection: Hinted): string => vault.seal(nameOf(connection), contextOf(link));

const opened = (vault: Vault, link: string, hint: string): string | undefined => {
  try {
    return vault.open(hint, contextOf(link));
  } catch (cause) {
    // Made for another link, altered, or sealed with a key that is gone: an address like any other.
    if (cause instanceof VaultError) return undefined;
    throw cause;
  }
};

/** Whether its owner can repair it by connecting again. */
export const isBroken = ({ status, reason }: Pick<ConnectionRow, 'status' | 'reason'>): boolean =>
  status === 'needs_reconnect' || (status === 'disconnected' && endedThere.includes(reason));

/** The connection that an address of the link asks to repair; `undefined` where it names none that is broken. */
export const hintedConnection = async (
  { storage, vault }: Pick<Context, 'storage' | 'vault'>,
  link: LinkRow,
  hint: string | undefined,
): Promise<ConnectionRow | undefined> => {
  const named = hint === undefined || hint === '' ? undefined : opened(vault, link.id, hint);
  const [id] = named?.split(' ') ?? [];
  const row = id === undefined ? undefined : await storage.connection(id);
  return row !== undefined && nameOf(row) === named && row.workspace === link.workspace && isBroken(row) ? row : undefined;
};

/** A broken connection of the account that the link is meant for: whoever has the link knows whose it is. */
export const brokenExpected = async ({ storage }: Pick<Context, 'storage'>, link: LinkRow): Promise<ConnectionRow | undefined> => {
  if (link.expectedAccounts.length === 0) return undefined;
  const { workspace, id } = link;
  const filter = { workspace, link: id, limit: limits.page };
  const needy = await storage.connections({ ...filter, status: 'needs_reconnect' });
  const removed = await storage.connections({ ...filter, status: 'disconnected', reasons: endedThere });
  return [...needy, ...removed].find((row) => {
    const expected = expectedAccount(link, row.route, row.platform);
    return expected !== undefined && isExpected(row, expected);
  });
};
