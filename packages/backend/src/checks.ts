import { jittered } from './back-off.ts';
import { inTurn, type ClaimedConnection, type Outcome } from './claimed-connection.ts';
import type { Context } from './context.ts';
import { leaveAlone, patience, secondsOfPatience } from './patience.ts';
import { PlatformFailure } from './platforms/port.ts';
import { Problem } from './problem.ts';
import type { Refreshes } from './refreshes.ts';
import { openTokens } from './sealed-tokens.ts';
import type { CheckChange, ConnectionRow } from './storage/port.ts';

/** When a check is tried again that the platform did not answer, in ms; sooner where there is less between two checks. */
const again = 60_000;

/**
 * Finds out that a platform no longer takes a token. Not every platform tells of it by itself: a changed password at
 * Instagram would otherwise be noticed by whoever uses the token next, or by its renewal, days later.
 */
export const createChecks = (context: Context, refreshes: Refreshes) => {
  const { storage, vault, platforms, now, log } = context;

  /**
   * Asks the platform, with a claim that the caller holds, and gives the claim back. `every`: ms between two checks; `null` for one
   * that somebody asks for besides.
   */
  const check = async (claimed: ClaimedConnection, every: number | null): Promise<Outcome> => {
    const { row, leaseId } = claimed;
    const platform = platforms.get(row.route);
    const release = async (change: CheckChange): Promise<Outcome> => {
      await storage.releaseCheck(row.id, leaseId, change);
      return { row: (await storage.connection(row.id)) ?? row };
    };
    /** The platform could not say: in the background it is asked again after `wait` ms. */
    const putOff = async (wait: number, change: CheckChange = {}): Promise<Outcome> => {
      const later = every !== null && { checkedAt: now() - every + Math.min(every, wait) };
      return { ...(await release({ ...change, ...later })), isUnanswered: true };
    };
    // One that has ended by itself is its renewal's affair.
    const isOver = row.accessExpiresAt !== null && row.accessExpiresAt <= now();
    if (platform === undefined || row.tokensSealed === null || isOver) return release({ checkedAt: now() });
    const left = patience(row, now());
    if (left > 0) return putOff(left);
    const tokens = openTokens(vault, row.id, row.tokensSealed);
    try {
      await platform.check(tokens);
    } catch (cause) {
      if (!(cause instanceof PlatformFailure)) throw cause;
      const { kind, platformCode, message: reason, because } = cause;
      log.warn({ connection: row.id, platform: row.platform, kind, platformCode, reason }, 'A token was checked in vain.');
      // What the person did not allow, or the platform cannot say just now, says nothing about the token.
      if (kind === 'permission_missing') return release({ checkedAt: now() });
      if (kind !== 'token_refused') {
        const leftAloneUntil = leaveAlone(cause, now());
        return putOff(Math.max(leftAloneUntil - now(), jittered(again)), { leftAloneUntil });
      }
      // An access token that has died may have a refresh token that lives: the renewal will tell, and until then nobody is given it.
      const over = { refreshDueAt: now(), accessExpiresAt: now(), checkedAt: now() };
      if (tokens.refreshToken !== null) return { row: await refreshes.settle(claimed, { change: over }) };
      return { row: await refreshes.markNeedsReconnect(claimed, because ?? 'token_refused') };
    }
    // Up to a fifth sooner the next time, so that what was connected together is not checked together for ever.
    return release({ checkedAt: now() - (every === null ? 0 : jittered(every) - every) });
  };

  return {
    check,

    /**
     * Checks the connection's token now, when nobody else is at it any more. Refuses where the platform cannot say, or is left
     * alone because it could not.
     */
    async checkNow(row: ConnectionRow): Promise<ConnectionRow> {
      const checked = await inTurn(
        context,
        row,
        ({ status }) => status === 'active',
        (claimed) => check(claimed, null),
      );
      if (checked === undefined) {
        throw new Problem('platform_unavailable', `The token of connection ${row.id} is being looked after and that takes long. Try again in a minute.`, { retryAfter: 60 });
      }
      if (checked.isUnanswered) {
        const name = platforms.get(row.route)?.name ?? row.route;
        const retryAfter = secondsOfPatience(checked.row, now());
        throw new Problem(
          'platform_unavailable',
          `${name} could not say whether the token of connection ${row.id} works, and is not asked again at once. Try again in ${retryAfter} seconds.`,
          { retryAfter },
        );
      }
      return checked.row;
    },
  };
};

export type Checks = ReturnType<typeof createChecks>;
