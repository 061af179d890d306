import { sealTokens } from '../sealed-tokens.ts';
import { newId } from '../secrets.ts';
import type { ConnectionRow, Storage } from '../storage/port.ts';
import { insertConnections, insertLink } from '../testing/storage/rows.ts';
import { createVault } from '../vault.ts';

const minute = 60_000;

/** Puts connections into the database whose tokens have been due for a renewal since a minute ago. */
export const insertDue = async (storage: Storage, keys: string, count: number, platform = 'rotating'): Promise<ConnectionRow[]> => {
  const link = await insertLink(storage, { platforms: [platform] });
  const vault = createVault(keys);
  const at = Date.now();
  const parts = Array.from({ length: count }, () => {
    const id = newId('con');
    const tokens = {
      accessToken: `access-${id}`,
      accessExpiresAt: at + 19 * minute,
      refreshToken: `${id}/0`,
      refreshExpiresAt: null,
      obtainedAt: at - 41 * minute,
    };
    // Checked, too: whoever checks a token holds its row, and a row that is held is not renewed.
    const row = { id, platform, accessExpiresAt: tokens.accessExpiresAt, refreshDueAt: at - minute, checkedAt: at - minute };
    return { ...row, tokensSealed: sealTokens(vault, id, tokens) };
  });
  return insertConnections(storage, link, ...parts);
};
