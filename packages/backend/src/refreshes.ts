import type { ConnectionReason } from '@connect/sdk/contract';
import { backOff } from './back-off.ts';
import { connectItself } from './caller.ts';
import type { ClaimedConnection, Outcome } from './claimed-connection.ts';
import type { Context } from './context.ts';
import { leaveAlone, patience } from './patience.ts';
import { PlatformFailure, type Platform, type Tokens } from './platforms/port.ts';
import { endOfTokens, isAlive, needsRefresh, nextTry, refreshDueOf, tokenMargin } from './refresh-due.ts';
import type { Revocations } from './revocations.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';
import type { ConnectionChange, ConnectionRow, NewEvent } from './storage/port.ts';

/** When a renewal is tried again that the platform did not answer, and how long that grows. ms. */
const again = { first: 5 * 60_000, most: 60 * 60_000 } as const;

interface Settlement {
  readonly change: ConnectionChange;
  readonly event?: Pick<NewEvent, 'type' | 'data'>;
  /** What a platform has issued is kept even by a process that was so slow that another one has the lease. */
  readonly anyway?: boolean;
  /** Tokens that the platform has just issued: where the connection has ended meanwhile, they must not outlive it. */
  readonly issued?: Tokens;
}

/** What a platform has issued: kept, whatever it means for the connection. */
type Renewed = Required<Pick<Settlement, 'change' | 'anyway' | 'issued'>>;

/**
 * Whether the connection knows less than a refresh whose process was slow: it has the same token still, or was given up meanwhile
 * because nobody knew what had become of that refresh.
 */
const isOlder = (current: ConnectionRow, row: ConnectionRow): boolean =>
  current.tokensSealed === row.tokensSealed ||
  (current.status === 'needs_reconnect' && current.reason === 'refresh_outcome_unknown' && current.consentedAt === row.consentedAt);

export const createRefreshes = (context: Context, revocations: Revocations) => {
  const { storage, vault, platforms, now, log } = context;

  /** Ends a refresh: what it brought and its event commit together. */
  const settle = async ({ row, leaseId }: ClaimedConnection, { change, event, anyway = false, issued }: Settlement): Promise<ConnectionRow> => {
    const settled = await storage.write(row.workspace, async (tx) => {
      const current = await tx.connection(row.id);
      // Reconnecting and disconnecting end the lease: that is newer than what this refresh knows. Where somebody else is at it
      // since, with the same token, a refusal here may only mean that they have spent it.
      const isMine = current?.refreshLeaseBy === leaseId;
      if (current === undefined || (!isMine && !(anyway && isOlder(current, row)))) {
        const { id, route, accountId, altIds, consentedAt } = row;
        const isOrphaned = issued !== undefined && current?.status === 'disconnected';
        const access = isOrphaned && { route, tokens: issued, accountIds: [accountId, ...altIds], consentedAt, connection: id };
        const revocation = access ? revocations.prepare(access) : undefined;
        if (revocation !== undefined) {
          await tx.insertRevocation(revocation);
          // Whatever the platform has said of the earlier ones.
          if (current?.consentedAt === consentedAt) await tx.updateConnection(id, { revocation: 'pending' });
        }
        return { current, revocation };
      }
      const at = now();
      await tx.updateConnection(row.id, { ...change, refreshLeaseUntil: null, refreshLeaseBy: null, updatedAt: at });
      if (event) await tx.append({ ...event, link: row.link, connection: row.id, fid: null, actor: connectItself, createdAt: at });
      return { current: await tx.connection(row.id), revocation: undefined };
    });
    if (settled?.revocation !== undefined) await revocations.carryOut(settled.revocation);
    return settled?.current ?? row;
  };

  const markNeedsReconnect = (claimed: ClaimedConnection, reason: ConnectionReason, renewed?: Renewed): Promise<ConnectionRow> =>
    settle(claimed, {
      ...renewed,
      change: {
        // Tokens that lack a permission live: they are kept, and given to nobody, so that their access can be ended at the platform.
        ...(reason !== 'permission_removed' && { tokensSealed: null, accessExpiresAt: null }),
        ...renewed?.change,
        status: 'needs_reconnect',
        reason,
        refreshDueAt: null,
        refreshAttemptAt: null,
        refreshFailures: 0,
        leftAloneUntil: null,
      },
      event: {
        type: 'connection.needs_reconnect',
        data: { platform: claimed.row.platform, handle: claimed.row.handle, reason },
      },
    });

  const storeRefreshed = async (
    claimed: ClaimedConnection,
    platform: Platform,
    { tokens, scopes }: Awaited<ReturnType<Platform['refresh']>>,
  ): Promise<ConnectionRow> => {
    const { row } = claimed;
    const due = refreshDueOf(platform, tokens, now());
    const { required, optional } = platform.scopes;
    // No token is without any: a platform that names none has not said.
    const granted = scopes === null || scopes.length === 0 ? null : scopes;
    const missing = granted === null ? [] : [...required, ...optional].filter((scope) => !granted.includes(scope));
    const renewed: Renewed = {
      change: {
        tokensSealed: sealTokens(vault, row.id, tokens),
        accessExpiresAt: tokens.accessExpiresAt,
        checkedAt: now(),
        leftAloneUntil: null,
        ...(granted !== null && { scopesGranted: granted, scopesMissing: missing }),
      },
      anyway: true,
      issued: tokens,
    };
    // What is required only since it was connected, nobody has taken away: that is named, and ends nothing.
    const removed = missing.filter((scope) => required.includes(scope) && row.scopesGranted.includes(scope));
    if (removed.length > 0) {
      log.warn({ connection: row.id, platform: row.platform, removed }, 'A token was renewed without a permission that is required.');
      return markNeedsReconnect(claimed, 'permission_removed', renewed);
    }
    return settle(claimed, {
      ...renewed,
      change: {
        ...renewed.change,
        status: row.status,
        reason: row.reason,
        // Never at once, whatever the platform says of its tokens: that would ask it without end.
        refreshDueAt: due && Math.max(due, now() + tokenMargin),
        refreshAttemptAt: null,
        refreshFailures: 0,
      },
      event: { type: 'connection.refreshed', data: { platform: row.platform } },
    });
  };

  /** The platform refused: what that means for the connection. `end`: when nothing can renew its tokens any longer. */
  const judge = async (claimed: ClaimedConnection, failure: PlatformFailure, end: number | null): Promise<Outcome> => {
    const { row } = claimed;
    const { kind, platformCode, message: reason, because, retryAfterMs, outcomeUnknown } = failure;
    log.warn({ connection: row.id, platform: row.platform, kind, platformCode, reason }, 'A token could not be refreshed.');
    const isFirst = row.refreshAttemptAt === null;
    if (kind === 'token_refused') {
      return { row: await markNeedsReconnect(claimed, isFirst ? (because ?? 'refresh_refused') : 'refresh_outcome_unknown') };
    }
    // What the person no longer allows, no repetition brings back.
    if (kind === 'permission_missing') return { row: await markNeedsReconnect(claimed, 'permission_removed') };
    // An attempt whose outcome is unknown stays recorded; the next one tries the old token once more.
    const refreshFailures = row.refreshFailures + 1;
    const next = nextTry(end, now(), { wait: backOff(refreshFailures, again), asked: retryAfterMs });
    const settled = await settle(claimed, {
      change: {
        refreshDueAt: next,
        refreshFailures,
        leftAloneUntil: Math.min(leaveAlone(failure, now()), next),
        ...(isFirst && !outcomeUnknown && { refreshAttemptAt: null }),
      },
    });
    return { row: settled, isUnanswered: true };
  };

  /** Refreshes a connection that this process has claimed, and gives the claim back with the outcome. */
  const renew = async (claimed: ClaimedConnection): Promise<Outcome> => {
    const { row, leaseId, lost } = claimed;
    const platform = platforms.get(row.route);
    if (platform === undefined || row.tokensSealed === null || !needsRefresh(row, now())) {
      await storage.releaseRefresh(row.id, leaseId, row.refreshDueAt);
      return { row };
    }
    const tokens = openTokens(vault, row.id, row.tokensSealed);
    const window = platform.refreshWindow(tokens);
    // An access token that refreshes itself cannot once it has ended; where there is a refresh token, only its own end counts.
    const end = endOfTokens(platform, tokens);
    const isOver = window === null || (end !== null && end <= now());
    if (isOver || window.earliest > now()) {
      if (!isAlive(row, now())) return { row: await markNeedsReconnect(claimed, 'token_expired') };
      const next = Math.min(isOver ? Infinity : window.earliest, row.accessExpiresAt ?? Infinity);
      return { row: await settle(claimed, { change: { refreshDueAt: next === Infinity ? null : next } }) };
    }
    const left = patience(row, now());
    if (left > 0) {
      // It may have asked for that when it was asked something else, and for longer than these tokens live.
      const next = nextTry(end, now(), { asked: left });
      const change = { refreshDueAt: Math.max(row.refreshDueAt ?? 0, next), leftAloneUntil: Math.min(now() + left, next) };
      return { row: await settle(claimed, { change }), isUnanswered: true };
    }
    if (lost.aborted || !(await storage.recordRefreshAttempt(row.id, leaseId, now()))) {
      return { row: (await storage.connection(row.id)) ?? row };
    }
    let refreshed: Awaited<ReturnType<Platform['refresh']>>;
    try {
      refreshed = await platform.refresh(tokens);
    } catch (cause) {
      if (!(cause instanceof PlatformFailure)) throw cause;
      return judge(claimed, cause, end);
    }
    return { row: await storeRefreshed(claimed, platform, refreshed) };
  };

  return { renew, settle, markNeedsReconnect };
};

export type Refreshes = ReturnType<typeof createRefreshes>;
