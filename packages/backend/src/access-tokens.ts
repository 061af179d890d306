import { refreshLease, withClaim } from './claimed-connection.ts';
import { clockOf } from './clock.ts';
import type { Context } from './context.ts';
import { Problem } from './problem.ts';
import { isAlive, isOld, needsRefresh } from './refresh-due.ts';
import type { Refreshes } from './refreshes.ts';
import type { ConnectionRow } from './storage/port.ts';

/** ms. */
const timing = {
  /** How long a caller waits for a refresh that somebody else has under way. */
  patience: 15_000,
  /** How often it looks meanwhile. */
  look: 250,
} as const;

/** Tokens for those who use them. */
export const createAccessTokens = (context: Context, refreshes: Refreshes) => {
  const { storage, platforms, now } = context;
  const clock = clockOf(now);

  return {
    /**
     * The connection with a token that is valid for the next minute, refreshed if need be: one refresh at a time across
     * all processes, the others wait for its outcome. The attempt is recorded before it is sent. A token that cannot be
     * renewed right now is good until its own end.
     */
    async fresh(row: ConnectionRow): Promise<ConnectionRow> {
      let current = row;
      const { signal } = new AbortController();
      const until = now() + timing.patience;
      while (needsRefresh(current, now())) {
        const platform = platforms.get(current.route);
        if (platform === undefined) return current;
        const renewal = await withClaim(context, current.id, refreshes.renew);
        if (renewal?.failure && !isAlive(renewal.row, now())) {
          throw new Problem(
            'platform_unavailable',
            `${platform.name} could not renew the token of connection ${row.id} right now. Try again in a few minutes; the connection is kept.`,
            { retryAfter: Math.ceil((renewal.failure.retryAfterMs ?? refreshLease) / 1000) },
          );
        }
        if (renewal !== undefined) return renewal.row;
        // Somebody else is at it, and this token is still good.
        if (!isOld(current, now())) return current;
        if (now() >= until) {
          throw new Problem(
            'platform_unavailable',
            `Connection ${current.id} is being refreshed and that takes long. Try again in a minute.`,
            { retryAfter: 60 },
          );
        }
        await clock.sleep(timing.look, signal);
        const again = await storage.connection(current.id);
        if (again === undefined) throw new Problem('not_found', `There is no connection ${current.id}.`);
        current = again;
      }
      return current;
    },
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
