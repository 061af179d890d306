import { backOff } from './back-off.ts';
import type { ClaimedConnection } from './claimed-connection.ts';
import type { Context } from './context.ts';
import { PlatformFailure } from './platforms/port.ts';
import { endOfTokens, nextTry, refreshDueOf } from './refresh-due.ts';
import type { Refreshes } from './refreshes.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';

/** When an exchange is tried again that the platform did not answer, and how long that grows. ms. */
const again = { first: 5 * 60_000, most: 60 * 60_000 } as const;

/**
 * Looks after what waits for approval. It is not renewed, because nobody may use it; but where the platform has not given its
 * lasting token yet, that is a part of its arrival, and its wait does not end with the first hour.
 */
export const createLateExchanges = ({ storage, vault, platforms, now, log }: Context, { settle }: Refreshes) => ({
  /** Gives the claim back, with a lasting token where one was missing; `false` where its tokens have ended, and nothing was done. */
  async lookAfter(claimed: ClaimedConnection): Promise<boolean> {
    const { row, leaseId } = claimed;
    const platform = platforms.get(row.route);
    const tokens = row.tokensSealed === null ? undefined : openTokens(vault, row.id, row.tokensSealed);
    if (platform === undefined || tokens === undefined) return false;
    const end = endOfTokens(platform, tokens);
    if (end !== null && end <= now()) return false;
    if (!tokens.provisional) {
      await storage.releaseRefresh(row.id, leaseId, end);
      return true;
    }
    try {
      const { tokens: lasting } = await platform.refresh(tokens);
      // As of one that is in use: it may have been approved meanwhile. Where it was not, there is nothing to do then.
      const refreshDueAt = refreshDueOf(platform, lasting, now());
      const change = { tokensSealed: sealTokens(vault, row.id, lasting), accessExpiresAt: lasting.accessExpiresAt, refreshDueAt };
      await settle(claimed, { change: { ...change, refreshFailures: 0, checkedAt: now() }, anyway: true, issued: lasting });
    } catch (cause) {
      if (!(cause instanceof PlatformFailure)) throw cause;
      const { kind, platformCode, message: reason, retryAfterMs } = cause;
      log.warn({ connection: row.id, platform: row.platform, kind, platformCode, reason }, 'A token could not be exchanged for a lasting one.');
      const refreshFailures = row.refreshFailures + 1;
      const next = nextTry(end, now(), { wait: backOff(refreshFailures, again), asked: retryAfterMs });
      // What was refused for good lives until its end.
      const isRefused = kind === 'token_refused' || kind === 'permission_missing';
      await settle(claimed, { change: { refreshDueAt: isRefused ? end : next, refreshFailures } });
    }
    return true;
  },
});

export type LateExchanges = ReturnType<typeof createLateExchanges>;
