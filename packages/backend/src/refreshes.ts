import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionReason } from '@connect/sdk/contract';
import { connectItself } from './caller.ts';
import type { Context } from './context.ts';
import { PlatformFailure, type Platform, type Tokens } from './platforms/port.ts';
import { Problem } from './problem.ts';
import { revokeAccess } from './revocation.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';
import type { ConnectionChange, ConnectionRow, NewEvent } from './storage/port.ts';

/** ms. */
const timing = {
  /** A token that is handed out is valid for at least this long, unless its platform cannot renew it yet. */
  margin: 60_000,
  /** How long one refresh may hold the connection. */
  lease: 30_000,
  /** How long a caller waits for a refresh that somebody else has under way. */
  patience: 15_000,
  /** How often it looks meanwhile. */
  look: 250,
  /** When a renewal that was not urgent is tried again after the platform did not answer. */
  again: 5 * 60_000,
} as const;

export const createRefreshes = (context: Context) => {
  const { storage, vault, platforms, now, log } = context;

  /** Whether the token is at its end, or near enough. */
  const isOld = ({ accessExpiresAt }: ConnectionRow): boolean =>
    accessExpiresAt !== null && accessExpiresAt <= now() + timing.margin;

  /** Whether it should be renewed: it is at its end, or the platform's own good time for it has come. */
  const needsRefresh = (row: ConnectionRow): boolean =>
    row.status === 'active' &&
    row.tokensSealed !== null &&
    (isOld(row) || (row.refreshDueAt !== null && row.refreshDueAt <= now()));

  /** Whether the access token, old as it is, still works. */
  const isAlive = ({ accessExpiresAt }: ConnectionRow): boolean => accessExpiresAt === null || accessExpiresAt > now();

  /** Ends a refresh: what it brought and its event commit together. */
  const settle = async (
    row: ConnectionRow,
    change: ConnectionChange,
    event?: Pick<NewEvent, 'type' | 'data'>,
  ): Promise<ConnectionRow> => {
    const settled = await storage.write(row.workspace, async (tx) => {
      const current = await tx.connection(row.id);
      // Reconnected or disconnected meanwhile: that is newer than what this refresh knows.
      if (current === undefined || current.tokensSealed !== row.tokensSealed) return current;
      const at = now();
      await tx.updateConnection(row.id, { ...change, refreshLeaseUntil: null, updatedAt: at });
      if (event) await tx.append({ ...event, link: row.link, connection: row.id, fid: null, actor: connectItself, createdAt: at });
      return tx.connection(row.id);
    });
    return settled ?? row;
  };

  const lose = (row: ConnectionRow, reason: ConnectionReason): Promise<ConnectionRow> =>
    settle(
      row,
      {
        status: 'needs_reconnect',
        reason,
        tokensSealed: null,
        accessExpiresAt: null,
        refreshDueAt: null,
        refreshAttemptAt: null,
      },
      { type: 'connection.needs_reconnect', data: { platform: row.platform, handle: row.handle, reason } },
    );

  /** The connection ended while its renewal was under way: what the platform has just issued must not outlive it. */
  const giveBack = async (row: ConnectionRow, platform: Platform, tokens: Tokens): Promise<void> => {
    const access = { tokens, accountIds: [row.accountId], connection: row.id };
    await revokeAccess(
      context,
      platform,
      access,
      'A connection ended during its renewal; the platform did not confirm its end there.',
    );
  };

  const refresh = async (row: ConnectionRow, platform: Platform, tokens: Tokens): Promise<ConnectionRow> => {
    try {
      const refreshed = await platform.refresh(tokens);
      const settled = await settle(
        row,
        {
          tokensSealed: sealTokens(vault, row.id, refreshed.tokens),
          accessExpiresAt: refreshed.tokens.accessExpiresAt,
          refreshDueAt: platform.refreshWindow(refreshed.tokens)?.due ?? null,
          refreshAttemptAt: null,
          ...(refreshed.scopes !== null && {
            scopesGranted: refreshed.scopes,
            scopesMissing: platform.scopes.optional.filter((scope) => !refreshed.scopes?.includes(scope)),
          }),
        },
        { type: 'connection.refreshed', data: { platform: row.platform } },
      );
      if (settled.status === 'disconnected') await giveBack(row, platform, refreshed.tokens);
      return settled;
    } catch (cause) {
      if (!(cause instanceof PlatformFailure)) throw cause;
      log.warn(
        { connection: row.id, platform: row.platform, kind: cause.kind, platformCode: cause.platformCode, reason: cause.message },
        'A token could not be refreshed.',
      );
      if (cause.kind === 'token_refused') {
        return lose(row, row.refreshAttemptAt === null ? 'refresh_refused' : 'refresh_outcome_unknown');
      }
      // What the person no longer allows, no repetition brings back.
      if (cause.kind === 'permission_missing') return lose(row, 'refresh_refused');
      // An attempt whose outcome is unknown stays recorded; the next one tries the old token once more.
      const settled = await settle(row, {
        refreshDueAt: now() + Math.max(timing.again, cause.retryAfterMs ?? 0),
        ...(!cause.outcomeUnknown && { refreshAttemptAt: null }),
      });
      if (isAlive(settled)) return settled;
      throw new Problem(
        'platform_unavailable',
        `${platform.name} could not renew the token of connection ${row.id} right now. Try again in a few minutes; the connection is kept.`,
        { retryAfter: Math.ceil((cause.retryAfterMs ?? timing.lease) / 1000) },
      );
    }
  };

  return {
    /**
     * The connection with a token that is valid for the next minute, refreshed if need be: one refresh at a time across
     * all processes, the others wait for its outcome. The attempt is recorded before it is sent. A token that cannot be
     * renewed right now is good until its own end.
     */
    async fresh(row: ConnectionRow): Promise<ConnectionRow> {
      let current = row;
      const until = now() + timing.patience;
      while (needsRefresh(current)) {
        const platform = platforms.get(current.platform);
        if (platform === undefined || current.tokensSealed === null) return current;
        const claimed = await storage.claimRefresh(current.id, now(), now() + timing.lease);
        if (claimed !== undefined && needsRefresh(claimed) && claimed.tokensSealed !== null) {
          const tokens = openTokens(vault, claimed.id, claimed.tokensSealed);
          const window = platform.refreshWindow(tokens);
          const isTooLate = tokens.refreshExpiresAt !== null && tokens.refreshExpiresAt <= now();
          if (window === null || isTooLate || window.earliest > now()) {
            return isAlive(claimed)
              ? settle(claimed, { refreshDueAt: Math.max(window?.earliest ?? 0, now() + timing.again) })
              : lose(claimed, 'token_expired');
          }
          await storage.recordRefreshAttempt(claimed.id, now());
          return refresh(claimed, platform, tokens);
        }
        // Somebody else is at it, and this token is still good.
        if (claimed === undefined && !isOld(current)) return current;
        if (now() >= until) {
          throw new Problem(
            'platform_unavailable',
            `Connection ${current.id} is being refreshed and that takes long. Try again in a minute.`,
            { retryAfter: 60 },
          );
        }
        await delay(timing.look);
        const again = await storage.connection(current.id);
        if (again === undefined) throw new Problem('not_found', `There is no connection ${current.id}.`);
        current = again;
      }
      return current;
    },
  };
};

export type Refreshes = ReturnType<typeof createRefreshes>;
