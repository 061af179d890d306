import type { Context } from './context.ts';
import type { Access } from './revocations.ts';
import { openTokens } from './sealed-tokens.ts';
import type { ConnectionRow } from './storage/port.ts';
import { VaultError } from './vault-error.ts';

/** What opens the account of a connection, to be ended at its platform; `undefined` where it has nothing that anybody can open. */
export const accessOfConnection = ({ vault, log }: Pick<Context, 'vault' | 'log'>, row: ConnectionRow): Access | undefined => {
  const { id, route, tokensSealed, accountId, altIds, consentedAt } = row;
  if (tokensSealed === null) return undefined;
  try {
    return { route, tokens: openTokens(vault, id, tokensSealed), accountIds: [accountId, ...altIds], consentedAt, connection: id };
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    // Its end must not depend on a key that is gone.
    log.error({ connection: id, platform: route, err: cause }, 'A connection’s tokens cannot be opened any more, nor its access be ended at the platform.');
    return undefined;
  }
};
