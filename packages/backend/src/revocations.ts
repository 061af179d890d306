import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionRevocation } from '@connect/sdk/contract';
import { backOff } from './back-off.ts';
import { clockOf } from './clock.ts';
import type { Context } from './context.ts';
import { newLease, withHeartbeat } from './lease.ts';
import { PlatformFailure, type Tokens } from './platforms/port.ts';
import { openRevocation, sealRevocation } from './sealed-tokens.ts';
import { newId } from './secrets.ts';
import type { RevocationRow } from './storage/port.ts';

const minute = 60_000;

/** ms. */
const timing = {
  /** When it is tried again what the platform has not confirmed, and how long that grows. */
  again: { first: minute, most: 60 * minute },
  /** How long it is tried: then the tokens are forgotten as they are. */
  most: 24 * 60 * minute,
  /** How long somebody who connects waits for the end of an earlier access of the same account. */
  patience: 45_000,
  /** How often they look meanwhile. */
  look: 100,
} as const;

/** How long one attempt holds a revocation, in ms; a heartbeat extends it. */
export const revocationLease = 60_000;

/** What nobody here uses any longer, and somebody agreed to at a platform. */
export interface Access {
  /** The platform by whose login it came. */
  readonly route: string;
  readonly tokens: Tokens;
  /** The ids by which that platform knows the accounts that it opens, and whose consent it is. */
  readonly accountIds: readonly string[];
  /** When the person agreed to it. */
  readonly consentedAt: number;
  /** The connection that it was for; `null` where none came of it. */
  readonly connection: string | null;
}

/** A revocation that this process has made and holds: first it is committed, then carried out. */
export type Prepared = RevocationRow & { readonly leaseId: string };

/**
 * Ends access at the platforms. It is durable with the change that makes it due, and tried until the platform confirms it, for
 * a day. A platform ends all of a person's access to the app at once: so never while a connection lives from it, and
 * whoever connects such an account meanwhile waits for its outcome.
 */
export const createRevocations = (context: Context) => {
  const { storage, vault, platforms, now, log } = context;
  const clock = clockOf(now);

  /** Tries once, what this process holds. */
  const attempt = async (row: RevocationRow, leaseId: string): Promise<ConnectionRevocation> => {
    const { id, route, accountIds, connection } = row;
    const platform = platforms.get(route);
    // It is held by now: whoever attaches such an account from here on sees that, and who has done so before is seen here.
    if (platform === undefined || (await storage.isAccountConnected(route, accountIds))) {
      const outcome = platform === undefined ? 'by_hand' : 'kept_for_others';
      await storage.finishRevocation(id, leaseId, outcome);
      return outcome;
    }
    let sealed = row.tokensSealed;
    /** Renewed on the way, where only a living token can end the access. */
    const keep = async (renewed: Tokens): Promise<void> => {
      const from = sealed;
      sealed = sealRevocation(vault, id, renewed);
      await storage.renewRevocation(id, from, sealed);
    };
    try {
      const told = await platform.revoke(openRevocation(vault, id, sealed), keep);
      const outcome = told === 'unsupported' ? 'by_hand' : told;
      await storage.finishRevocation(id, leaseId, outcome);
      return outcome;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown';
      const facts = { ...(connection !== null && { connection }), platform: route, reason };
      const failures = row.failures + 1;
      const asked = cause instanceof PlatformFailure ? (cause.retryAfterMs ?? 0) : 0;
      const at = now();
      const end = row.createdAt + timing.most;
      if (at < end) {
        // However long the platform asks to be left alone, it is asked once more before that is over.
        const dueAt = Math.min(at + Math.max(backOff(failures, timing.again), asked), end);
        log.warn(facts, 'Access has ended here; the platform has not confirmed its end there yet. It is tried again.');
        await storage.settleRevocation(id, leaseId, { dueAt, failures });
        return 'pending';
      }
      log.error(facts, 'Access has ended here; the platform did not confirm its end there for a day. Its tokens are forgotten; the person can remove the app there.');
      await storage.finishRevocation(id, leaseId, 'given_up');
      return 'given_up';
    }
  };

  /** A revocation that this process holds; `undefined` where nothing leads to the platform any longer. To be inserted, then carried out. */
  const prepare = ({ route, tokens, accountIds, consentedAt, connection }: Access): Prepared | undefined => {
    if (!platforms.has(route)) return undefined;
    const at = now();
    const id = newId('rvk');
    const lease = newLease(at, revocationLease);
    return {
      id,
      route,
      accountIds: [...new Set(accountIds)],
      connection,
      tokensSealed: sealRevocation(vault, id, tokens),
      consentedAt,
      failures: 0,
      dueAt: at,
      leaseId: lease.id,
      leaseUntil: lease.until,
      createdAt: at,
    };
  };

  /**
   * Tries at once what has been committed, so that whoever ends something hears how it went. Never rejects: what this attempt
   * leaves behind, the work in the background takes up.
   */
  const carryOut = async (prepared: Prepared | undefined): Promise<ConnectionRevocation> => {
    if (prepared === undefined) return 'by_hand';
    const { id, leaseId, leaseUntil } = prepared;
    const lease = { id: leaseId, until: leaseUntil ?? now() };
    const extend = (next: typeof lease) => storage.extendRevocation(id, next);
    try {
      return await withHeartbeat({ lease, ms: revocationLease, extend }, { clock, log }, () => attempt(prepared, leaseId));
    } catch (cause) {
      log.error({ err: cause, platform: prepared.route }, 'The end of an access could not be told to its platform; it is tried again.');
      return 'pending';
    }
  };

  return {
    attempt,
    prepare,
    carryOut,

    /**
     * Ends what no change of ours is about: what came, and was not used. `kept_for_others`, without asking the platform, where
     * nobody knows whose it is: that may be the very consent which a connection lives from.
     */
    async revokeUnused(access: Access): Promise<ConnectionRevocation> {
      if (access.accountIds.length === 0) {
        log.warn({ platform: access.route }, 'An access that is not used was forgotten, and not ended at its platform: it did not tell whose it is.');
        return 'kept_for_others';
      }
      const prepared = prepare(access);
      if (prepared !== undefined) await storage.insertRevocation(prepared);
      return carryOut(prepared);
    },

    /** Begins nothing new for the next while: somebody connects one of these accounts, and may soon be seen to have it. */
    postpone: (route: string, accountIds: readonly string[]): Promise<void> =>
      storage.postponeRevocations(route, accountIds, now(), now() + timing.patience * 2),

    /**
     * Waits while an earlier access to one of these accounts is being ended at the platform, which may end a newer one with
     * it. `none`: there was nothing to wait for. `late`: it takes too long.
     */
    async settled(route: string, accountIds: readonly string[]): Promise<'none' | 'waited' | 'late'> {
      const until = performance.now() + timing.patience;
      for (let waited = false; ; waited = true) {
        if (!(await storage.isRevoking(route, accountIds, now()))) return waited ? 'waited' : 'none';
        if (performance.now() >= until) return 'late';
        await delay(timing.look);
      }
    },
  };
};

export type Revocations = ReturnType<typeof createRevocations>;
