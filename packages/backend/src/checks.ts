import { backOff, jittered } from './back-off.ts';
import { inTurn, refreshLease, type ClaimedConnection, type Outcome } from './claimed-connection.ts';
import type { Context } from './context.ts';
import { PlatformFailure } from './platforms/port.ts';
import { Problem } from './problem.ts';
import type { Refreshes } from './refreshes.ts';
import { openTokens } from './sealed-tokens.ts';
import type { ConnectionRow } from './storage/port.ts';

/** When a check is tried again that the platform did not answer; at most as long as there is between two checks. ms. */
const again = { first: 60_000, most: 60 * 60_000 } as const;

/**
 * Finds out that a platform no longer takes a token. Not every platform tells of it by itself: a changed password at
 * Instagram would otherwise be noticed by whoever uses the token next, or by its renewal, days later.
 */
export const createChecks = (context: Context, refreshes: Refreshes) => {
  const { storage, vault, platforms, now, log } = context;

  /** Asks the platform, with a claim that the caller holds, and gives the claim back. `every`: ms between two checks. */
  const check = async (claimed: ClaimedConnection, every: number): Promise<Outcome> => {
    const { row, leaseId } = claimed;
    const platform = platforms.get(row.route);
    const release = async (checkedAt: number): Promise<Outcome> => {
      await storage.releaseCheck(row.id, leaseId, checkedAt);
      return { row: (await storage.connection(row.id)) ?? row };
    };
    // One that has ended by itself is its renewal's affair.
    const isOver = row.accessExpiresAt !== null && row.accessExpiresAt <= now();
    if (platform === undefined || row.tokensSealed === null || isOver) return release(now());
    const tokens = openTokens(vault, row.id, row.tokensSealed);
    try {
      await platform.check(tokens);
    } catch (cause) {
      if (!(cause instanceof PlatformFailure)) throw cause;
      const { kind, platformCode, message: reason, because, retryAfterMs } = cause;
      log.warn({ connection: row.id, platform: row.platform, kind, platformCode, reason }, 'A token was checked in vain.');
      // What the person did not allow, or the platform cannot say just now, says nothing about the token.
      if (kind === 'permission_missing') return release(now());
      if (kind !== 'token_refused') {
        const wait = Math.min(every, Math.max(retryAfterMs ?? 0, backOff(1, again)));
        return { ...(await release(now() - every + wait)), failure: cause };
      }
      // An access token that has died may have a refresh token that lives: the renewal will tell, and until then nobody is given it.
      const over = { refreshDueAt: now(), accessExpiresAt: now(), checkedAt: now() };
      if (tokens.refreshToken !== null) return { row: await refreshes.settle(claimed, { change: over }) };
      return { row: await refreshes.markNeedsReconnect(claimed, because ?? 'token_refused') };
    }
    // Up to a fifth sooner the next time, so that what was connected together is not checked together for ever.
    return release(now() - (jittered(every) - every));
  };

  return {
    check,

    /** Checks the connection's token now, when nobody else is at it any more. Refuses where the platform cannot say. */
    async checkNow(row: ConnectionRow): Promise<ConnectionRow> {
      const checked = await inTurn(
        context,
        row,
        ({ status }) => status === 'active',
        (claimed) => check(claimed, again.most),
      );
      if (checked === undefined) {
        throw new Problem('platform_unavailable', `The token of connection ${row.id} is being looked after and that takes long. Try again in a minute.`, { retryAfter: 60 });
      }
      if (checked.failure) {
        const name = platforms.get(row.route)?.name ?? row.route;
        throw new Problem('platform_unavailable', `${name} could not say whether the token of connection ${row.id} works. Try again in a few minutes.`, {
          retryAfter: Math.ceil((checked.failure.retryAfterMs ?? refreshLease) / 1000),
        });
      }
      return checked.row;
    },
  };
};

export type Checks = ReturnType<typeof createChecks>;
