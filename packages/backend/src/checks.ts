import { backOff, jittered } from './back-off.ts';
import { refreshLease, withClaim, type ClaimedConnection } from './claimed-connection.ts';
import { clockOf } from './clock.ts';
import type { Context } from './context.ts';
import { PlatformFailure } from './platforms/port.ts';
import { Problem } from './problem.ts';
import type { Refreshes } from './refreshes.ts';
import { openTokens } from './sealed-tokens.ts';
import type { ConnectionRow } from './storage/port.ts';

/** ms. */
const timing = {
  /** When a check is tried again that the platform did not answer; at most as long as there is between two checks. */
  again: { first: 60_000, most: 60 * 60_000 },
  /** How long a caller waits for what somebody else has under way, and how often they look meanwhile. */
  patience: 15_000,
  look: 250,
} as const;

/** What a check came to: the connection as it is now, and why the platform could not say. */
interface Checked {
  readonly row: ConnectionRow;
  readonly failure?: PlatformFailure;
}

/**
 * Finds out that a platform no longer takes a token. Not every platform tells of it by itself: a changed password at
 * Instagram would otherwise be noticed by whoever uses the token next, or by its renewal, days later.
 */
export const createChecks = (context: Context, refreshes: Refreshes) => {
  const { storage, vault, platforms, now, log } = context;
  const clock = clockOf(now);

  /** Asks the platform, with a claim that the caller holds, and gives the claim back. `every`: ms between two checks. */
  const check = async (claimed: ClaimedConnection, every: number): Promise<Checked> => {
    const { row, leaseId } = claimed;
    const platform = platforms.get(row.route);
    const release = async (checkedAt: number): Promise<Checked> => {
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
        const wait = Math.min(every, Math.max(retryAfterMs ?? 0, backOff(1, timing.again)));
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
      const { signal } = new AbortController();
      const until = now() + timing.patience;
      for (;;) {
        const checked = await withClaim(context, row.id, (claimed) => check(claimed, timing.again.most));
        if (checked?.failure) {
          const name = platforms.get(row.route)?.name ?? row.route;
          throw new Problem('platform_unavailable', `${name} could not say whether the token of connection ${row.id} works. Try again in a few minutes.`, {
            retryAfter: Math.ceil((checked.failure.retryAfterMs ?? refreshLease) / 1000),
          });
        }
        if (checked !== undefined) return checked.row;
        const current = (await storage.connection(row.id)) ?? row;
        if (current.status !== 'active') return current;
        if (now() >= until) {
          throw new Problem('platform_unavailable', `The token of connection ${row.id} is being looked after and that takes long. Try again in a minute.`, { retryAfter: 60 });
        }
        await clock.sleep(timing.look, signal);
      }
    },
  };
};

export type Checks = ReturnType<typeof createChecks>;
