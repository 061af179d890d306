import { inTurn, withClaim } from './claimed-connection.ts';
import type { Context } from './context.ts';
import { secondsOfPatience } from './patience.ts';
import { Problem } from './problem.ts';
import { isAlive, isOld, needsRefresh } from './refresh-due.ts';
import type { Refreshes } from './refreshes.ts';
import type { ConnectionRow } from './storage/port.ts';

/** Tokens for those who use them. */
export const createAccessTokens = (context: Context, refreshes: Refreshes) => {
  const { platforms, now } = context;

  return {
    /**
     * The connection with a token that is valid for the next minute, refreshed if need be: one refresh at a time across
     * all processes, the others wait for its outcome. The attempt is recorded before it is sent. A token that cannot be
     * renewed right now is good until its own end. A platform that wants to be left alone is, whoever asks.
     */
    async fresh(row: ConnectionRow): Promise<ConnectionRow> {
      if (!platforms.has(row.route) || !needsRefresh(row, now())) return row;
      const mustBeRenewed = (current: ConnectionRow): boolean => isOld(current, now()) && needsRefresh(current, now());
      // What is still good is renewed in passing; where somebody else is at it, nobody has to wait for them.
      const renewal = mustBeRenewed(row)
        ? await inTurn(context, row, mustBeRenewed, refreshes.renew)
        : ((await withClaim(context, row.id, refreshes.renew)) ?? { row });
      if (renewal === undefined) {
        throw new Problem('platform_unavailable', `Connection ${row.id} is being refreshed and that takes long. Try again in a minute.`, {
          retryAfter: 60,
        });
      }
      if (renewal.isUnanswered && !isAlive(renewal.row, now())) {
        const name = platforms.get(renewal.row.route)?.name ?? renewal.row.route;
        const retryAfter = secondsOfPatience(renewal.row, now());
        throw new Problem(
          'platform_unavailable',
          `${name} could not renew the token of connection ${row.id} just now, and is not asked again at once. Try again in ${retryAfter} seconds; the connection is kept.`,
          { retryAfter },
        );
      }
      return renewal.row;
    },
  };
};

export type AccessTokens = ReturnType<typeof createAccessTokens>;
