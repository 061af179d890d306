import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionReason } from '@connect/sdk/contract';
import { backOff } from './back-off.ts';
import { connectItself } from './caller.ts';
import { clockOf } from './clock.ts';
import type { Context } from './context.ts';
import { holding, newLease } from './lease.ts';
import { PlatformFailure, type Platform, type Tokens } from './platforms/port.ts';
import { Problem } from './problem.ts';
import { refreshDueOf } from './refresh-due.ts';
import type { Revocations } from './revocations.ts';
import { openTokens, sealTokens } from './sealed-tokens.ts';
import type { ConnectionChange, ConnectionRow, NewEvent } from './storage/port.ts';

/** ms. */
const timing = {
  /** A token that is handed out is valid for at least this long, unless its platform cannot renew it yet. */
  margin: 60_000,
  /** How long a caller waits for a refresh that somebody else has under way. */
  patience: 15_000,
  /** How often it looks meanwhile. */
  look: 250,
  /** When a renewal is tried again that the platform did not answer, and how long that grows. */
  again: { first: 5 * 60_000, most: 60 * 60_000 },
} as const;

/**
 * How long one refresh holds the connection, in ms; a heartbeat extends it. Short, because what a process leaves behind
 * that dies in the middle of a refresh is taken up when this is over.
 */
export const refreshLease = 30_000;

/** A connection that this process has claimed, to renew its tokens or to check them. */
export interface Held {
  readonly row: ConnectionRow;
  readonly leaseId: string;
  /** Aborted when somebody else has it by now. */
  readonly lost: AbortSignal;
}

/** What a refresh came to: the connection as it is now, and the failure that leaves it for later. */
export interface Renewal {
  readonly row: ConnectionRow;
  readonly failure?: PlatformFailure;
}

interface Settlement {
  readonly change: ConnectionChange;
  readonly event?: Pick<NewEvent, 'type' | 'data'>;
  /** What a platform has issued is kept even by a process that was so slow that another one has the lease. */
  readonly anyway?: boolean;
  /** Tokens that the platform has just issued: where the connection has ended meanwhile, they must not outlive it. */
  readonly issued?: Tokens;
}

/**
 * Whether the connection knows less than a refresh whose process was slow: it has the same token still, or was given up meanwhile
 * because nobody knew what had become of that refresh.
 */
const isOlder = (current: ConnectionRow, row: ConnectionRow): boolean =>
  current.tokensSealed === row.tokensSealed ||
  (current.status === 'needs_reconnect' && current.reason === 'refresh_outcome_unknown' && current.consentedAt === row.consentedAt);

export const createRefreshes = (context: Context, revocations: Revocations) => {
  const { storage, vault, platforms, now, log } = context;
  const clock = clockOf(now);

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
  const settle = async ({ row, leaseId }: Held, { change, event, anyway = false, issued }: Settlement): Promise<ConnectionRow> => {
    const settled = await storage.write(row.workspace, async (tx) => {
      const current = await tx.connection(row.id);
      // Reconnecting and disconnecting end the lease: that is newer than what this refresh knows. Where somebody else is at it
      // since, with the same token, a refusal here may only mean that they have spent it.
      const isMine = current?.refreshLeaseBy === leaseId;
      if (current === undefined || (!isMine && !(anyway && isOlder(current, row)))) {
        const { id, route, accountId, altIds } = row;
        const isOrphaned = issued !== undefined && current?.status === 'disconnected';
        const access = isOrphaned && { route, tokens: issued, accountIds: [accountId, ...altIds], connection: id };
        const revocation = access ? revocations.prepare(access) : undefined;
        if (revocation !== undefined) await tx.insertRevocation(revocation);
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

  const lose = (held: Held, reason: ConnectionReason): Promise<ConnectionRow> =>
    settle(held, {
      change: {
        status: 'needs_reconnect',
        reason,
        tokensSealed: null,
        accessExpiresAt: null,
        refreshDueAt: null,
        refreshAttemptAt: null,
        refreshFailures: 0,
      },
      event: {
        type: 'connection.needs_reconnect',
        data: { platform: held.row.platform, handle: held.row.handle, reason },
      },
    });

  const keep = async (held: Held, platform: Platform, { tokens, scopes }: Awaited<ReturnType<Platform['refresh']>>) => {
    const { row } = held;
    const due = refreshDueOf(platform, tokens, now());
    return settle(held, {
      change: {
        status: row.status,
        reason: row.reason,
        tokensSealed: sealTokens(vault, row.id, tokens),
        accessExpiresAt: tokens.accessExpiresAt,
        // Never at once, whatever the platform says of its tokens: that would ask it without end.
        refreshDueAt: due && Math.max(due, now() + timing.margin),
        refreshAttemptAt: null,
        refreshFailures: 0,
        checkedAt: now(),
        ...(scopes !== null && {
          scopesGranted: scopes,
          scopesMissing: platform.scopes.optional.filter((scope) => !scopes.includes(scope)),
        }),
      },
      event: { type: 'connection.refreshed', data: { platform: row.platform } },
      anyway: true,
      issued: tokens,
    });
  };

  /** The platform refused: what that means for the connection. */
  const judge = async (held: Held, failure: PlatformFailure): Promise<Renewal> => {
    const { row } = held;
    const { kind, platformCode, message: reason, because, retryAfterMs, outcomeUnknown } = failure;
    log.warn({ connection: row.id, platform: row.platform, kind, platformCode, reason }, 'A token could not be refreshed.');
    const isFirst = row.refreshAttemptAt === null;
    if (kind === 'token_refused') return { row: await lose(held, isFirst ? (because ?? 'refresh_refused') : 'refresh_outcome_unknown') };
    // What the person no longer allows, no repetition brings back.
    if (kind === 'permission_missing') return { row: await lose(held, 'refresh_refused') };
    // An attempt whose outcome is unknown stays recorded; the next one tries the old token once more.
    const refreshFailures = row.refreshFailures + 1;
    const settled = await settle(held, {
      change: {
        refreshDueAt: now() + Math.max(backOff(refreshFailures, timing.again), retryAfterMs ?? 0),
        refreshFailures,
        ...(isFirst && !outcomeUnknown && { refreshAttemptAt: null }),
      },
    });
    return { row: settled, failure };
  };

  /** Refreshes a connection that this process has claimed, and gives the claim back with the outcome. */
  const renew = async (held: Held): Promise<Renewal> => {
    const { row, leaseId, lost } = held;
    const platform = platforms.get(row.route);
    if (platform === undefined || row.tokensSealed === null || !needsRefresh(row)) {
      await storage.releaseRefresh(row.id, leaseId, row.refreshDueAt);
      return { row };
    }
    const tokens = openTokens(vault, row.id, row.tokensSealed);
    const window = platform.refreshWindow(tokens);
    // An access token that refreshes itself cannot once it has ended.
    const end = tokens.refreshToken === null ? tokens.accessExpiresAt : tokens.refreshExpiresAt;
    const isOver = window === null || (end !== null && end <= now());
    if (isOver || window.earliest > now()) {
      if (!isAlive(row)) return { row: await lose(held, 'token_expired') };
      const next = Math.min(isOver ? Infinity : window.earliest, row.accessExpiresAt ?? Infinity);
      return { row: await settle(held, { change: { refreshDueAt: next === Infinity ? null : next } }) };
    }
    if (lost.aborted || !(await storage.recordRefreshAttempt(row.id, leaseId, now()))) {
      return { row: (await storage.connection(row.id)) ?? row };
    }
    let refreshed: Awaited<ReturnType<Platform['refresh']>>;
    try {
      refreshed = await platform.refresh(tokens);
    } catch (cause) {
      if (!(cause instanceof PlatformFailure)) throw cause;
      return judge(held, cause);
    }
    return { row: await keep(held, platform, refreshed) };
  };

  /** Refreshes the connection, unless somebody else is at it: then `undefined`. */
  const claimAndRenew = async (id: string): Promise<Renewal | undefined> => {
    const lease = newLease(now(), refreshLease);
    const row = await storage.claimRefresh(id, now(), lease);
    if (row === undefined) return undefined;
    const extend = (next: typeof lease) => storage.extendRefresh(id, next);
    return holding({ lease, ms: refreshLease, extend }, { clock, log }, (lost) => renew({ row, leaseId: lease.id, lost }));
  };

  return {
    renew,
    settle,
    lose,

    /**
     * The connection with a token that is valid for the next minute, refreshed if need be: one refresh at a time across
     * all processes, the others wait for its outcome. The attempt is recorded before it is sent. A token that cannot be
     * renewed right now is good until its own end.
     */
    async fresh(row: ConnectionRow): Promise<ConnectionRow> {
      let current = row;
      const until = now() + timing.patience;
      while (needsRefresh(current)) {
        const platform = platforms.get(current.route);
        if (platform === undefined) return current;
        const renewal = await claimAndRenew(current.id);
        if (renewal?.failure && !isAlive(renewal.row)) {
          throw new Problem(
            'platform_unavailable',
            `${platform.name} could not renew the token of connection ${row.id} right now. Try again in a few minutes; the connection is kept.`,
            { retryAfter: Math.ceil((renewal.failure.retryAfterMs ?? refreshLease) / 1000) },
          );
        }
        if (renewal !== undefined) return renewal.row;
        // Somebody else is at it, and this token is still good.
        if (!isOld(current)) return current;
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
