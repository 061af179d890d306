import { upsertConnection } from './arrival.ts';
import { accessOf, sealChoice, type Choice } from './choices.ts';
import type { Context } from './context.ts';
import { expectedAccount, isExpected } from './expected-account.ts';
import type { Changes } from './changes.ts';
import { nothingHeld } from './flow-release.ts';
import { lifetimes } from './flow-status.ts';
import { linkValues, requireUsable } from './link-values.ts';
import type { JudgedLink } from './link-view.ts';
import type { Links } from './links.ts';
import { isBefore } from './notice-time.ts';
import { accountPlatform } from './platform-names.ts';
import { PlatformFailure, type Account, type Platform } from './platforms/port.ts';
import { refusalOf } from './platforms/refusal.ts';
import { Refused } from './problem.ts';
import { receiptFor } from './receipts.ts';
import { revocationLease, type Prepared, type Revocations } from './revocations.ts';
import { newId } from './secrets.ts';
import type { FlowGuard, FlowRow, PictureRow, Writes } from './storage/port.ts';

interface Code {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier?: string;
}

/** Stops an attachment while an earlier access to its accounts is being ended. */
class Revoking extends Error {}

export const createAttachments = (context: Context, links: Links, changes: Changes, revocations: Revocations) => {
  const { storage, vault, now, log } = context;

  /** The link as it is now; refuses where it no longer lets anybody in. */
  const requireLink = async (flow: FlowRow, reads: Pick<Writes, 'link' | 'workspace'>): Promise<JudgedLink> => {
    const counted = await reads.link(flow.link);
    // Its old address stops at once, also for whoever has begun there.
    if (counted === undefined || counted.link.secretHash !== flow.linkSecretHash) throw new Refused('link_not_found');
    const judged = await links.judge(counted, reads);
    requireUsable(judged);
    return judged;
  };

  /** Platform's failures as the recipient's refusals. */
  const asRefusal = (platform: Platform, cause: unknown): unknown => {
    if (!(cause instanceof PlatformFailure)) return cause;
    log.warn(
      { platform: platform.id, kind: cause.kind, platformCode: cause.platformCode, reason: cause.message },
      'A platform did not connect an account.',
    );
    return new Refused(refusalOf[cause.kind], {
      platform: platform.name,
      ...(cause.handle !== undefined && { handle: cause.handle }),
      ...(cause.found.length > 0 && { pages: cause.found.slice(0, 5) }),
    });
  };

  const pictureOf = async (account: Account, workspace: string): Promise<PictureRow | null> => {
    if (account.pictureUrl === null) return null;
    const fetched = await context.fetchPicture(account.pictureUrl);
    if (fetched.ok) return { id: newId('pic'), workspace, mediaType: fetched.mediaType, bytes: fetched.bytes, createdAt: now() };
    log.info({ reason: fetched.reason }, 'An account’s picture could not be taken over; it is shown without one.');
    return null;
  };

  /**
   * The accounts that the opened address, or the link as it is now, is meant for; refuses where none of them is, unless the
   * person may and does insist.
   */
  const requireExpected = async (
    { link }: JudgedLink,
    flow: FlowRow,
    platform: Platform,
    accounts: readonly Account[],
    reads: Pick<Writes, 'connection'> = storage,
  ): Promise<ReadonlySet<Account>> => {
    const refuse = (expected: string): Refused =>
      new Refused('wrong_account', {
        platform: platform.name,
        platformHost: platform.host,
        handle: accounts[0]?.handle ?? '',
        expected,
      });
    const repaired = flow.repairs === null ? undefined : await reads.connection(flow.repairs);
    if (repaired !== undefined) {
      const matching = accounts.filter(({ id }) => id === repaired.accountId && accountPlatform(platform) === repaired.platform);
      if (matching.length === 0) throw refuse(repaired.handle);
      return new Set(matching);
    }
    const expected = expectedAccount(link, platform.id, accountPlatform(platform));
    if (expected === undefined) return new Set(accounts);
    const matching = accounts.filter((account) => isExpected(account, expected));
    if (matching.length > 0) return new Set(matching);
    const chosen = accounts.filter(({ handle }) => handle === flow.acceptsOther);
    if (chosen.length > 0 && expected.onMismatch === 'warn') return new Set(chosen);
    throw refuse(expected.handle);
  };

  /** How many of these accounts would be new in the workspace, and for how many more the link has room. */
  const roomFor = async (
    { link, connectionCount }: JudgedLink,
    platform: Platform,
    accounts: readonly Account[],
  ): Promise<{ readonly fresh: number; readonly room: number }> => {
    const rows = await Promise.all(
      accounts.map(({ id }) => storage.connectionByAccount(link.workspace, accountPlatform(platform), id)),
    );
    const fresh = rows.filter((row) => row === undefined || row.status === 'disconnected').length;
    return { fresh, room: link.maxConnections === null ? Infinity : Math.max(0, link.maxConnections - connectionCount) };
  };

  /** Whether the person has to say which: the platform did not ask them, or there is not room for all. */
  const mustChoose = async (judged: JudgedLink, platform: Platform, accounts: readonly Account[]): Promise<boolean> => {
    if (accounts.length < 2) return false;
    const { fresh, room } = await roomFor(judged, platform, accounts);
    // Where there is no room for any of them, a choice would be in vain.
    if (room === 0 && fresh === accounts.length) return false;
    return fresh > room || accounts.some(({ unchosen }) => unchosen);
  };

  /** Keeps what has arrived, sealed, until the person has chosen. */
  const ask = async (flow: FlowRow, choice: Choice): Promise<void> => {
    const at = now();
    const change = {
      status: 'pending_confirm',
      choosing: true,
      codeSealed: sealChoice(vault, flow.fid, choice),
      verifierSealed: null,
      confirmExpiresAt: at + lifetimes.confirm,
      updatedAt: at,
    } as const;
    const asked = await storage.write(flow.workspace, async (tx) => {
      const changed = await tx.updateFlow(flow.fid, change, { status: ['at_platform'] });
      // By them a request to delete finds it.
      if (changed !== undefined) await tx.insertChoiceAccounts(flow.fid, accessOf(flow.platform, choice));
      return changed;
    });
    if (asked === undefined) throw new Refused('cancelled', await linkNames(flow));
  };

  const linkNames = async (flow: FlowRow) => linkValues(await requireLink(flow, storage));

  /**
   * Waits until no earlier access to these accounts is being ended at the platform: that may have ended this one too, and then
   * nothing is attached.
   */
  const outlive = async (platform: Platform, { exchange }: Choice, accountIds: readonly string[]): Promise<void> => {
    await revocations.postpone(platform.id, accountIds);
    const waited = await revocations.settled(platform.id, accountIds);
    if (waited === 'none') return;
    const late = new PlatformFailure('unavailable', `${platform.name}: an earlier access to the account is still being ended.`);
    if (waited === 'late') throw asRefusal(platform, late);
    // Asked again, with the same tokens.
    await platform.fetchAccounts(exchange.tokens, exchange.scopes).catch((cause: unknown) => {
      throw asRefusal(platform, cause);
    });
  };

  /** Refuses what somebody has asked to have deleted since they agreed: the platform ended it while it was on its way. */
  const requireNotDeleted = async (platform: Platform, choice: Choice, reads: Pick<Writes, 'deletionsWithIds'>): Promise<void> => {
    if (platform.notices === undefined) return;
    const { accountIds: arrived, consentedAt } = accessOf(platform.id, choice);
    const asked = (await reads.deletionsWithIds(platform.notices.sender)).some(
      // Whoever agrees in the second of the request, but after it was heard, does so anew.
      ({ accountIds, occurredAt, receivedAt }) =>
        consentedAt < receivedAt && isBefore(consentedAt, occurredAt) && accountIds?.some((id) => arrived.includes(id)),
    );
    const refused = new PlatformFailure('token_refused', `${platform.name}: its person has asked for deletion meanwhile.`);
    if (asked) throw asRefusal(platform, refused);
  };

  /** Has tokens renewed soon that may have been ended with an earlier access: then the connections say so. */
  const renewSoon = async (workspace: string, connections: readonly string[]): Promise<void> => {
    await storage.write(workspace, async (tx) => {
      for (const id of connections) {
        const row = await tx.connection(id);
        if (row?.status === 'active') await tx.updateConnection(id, { refreshDueAt: now() + revocationLease });
      }
    });
  };

  /** Attaches the accounts, in one transaction with the end of the flow: all that are wanted, or none. */
  const take = async (flow: FlowRow, platform: Platform, choice: Choice, guard: FlowGuard): Promise<void> => {
    const { exchange, accounts } = choice;
    const { accountIds } = accessOf(platform.id, choice);
    // Before anything that takes long: what is not under way by now does not begin meanwhile.
    await outlive(platform, choice, accountIds);
    const arrivals = await Promise.all(
      accounts.map(async (account) => ({ account, picture: await pictureOf(account, flow.workspace) })),
    );
    const attach = async (tx: Writes): Promise<{ readonly connections: readonly string[]; readonly former: readonly Prepared[] }> => {
      // Once more, now that nothing can change any longer: revoked, lapsed, paused or full means nothing is attached.
      const at = now();
      const connections: string[] = [];
      const former: Prepared[] = [];
      const judged = await requireLink(flow, tx);
      const wanted = await requireExpected(judged, flow, platform, accounts, tx);
      await requireNotDeleted(platform, choice, tx);
      for (const arrival of arrivals.filter(({ account }) => wanted.has(account))) {
        const { row, left } = await upsertConnection(tx, context, { judged: await requireLink(flow, tx), platform, exchange, at, ...arrival });
        const { link, linkSecretHash, fid } = flow;
        await tx.insertReceipt(receiptFor(vault, { connection: row.id, link, linkSecretHash, fid, createdAt: at }));
        connections.push(row.id);
        const revocation = left && revocations.prepare(left);
        if (revocation === undefined) continue;
        await tx.insertRevocation(revocation);
        former.push(revocation);
      }
      await tx.updateLink(flow.link, { lastUsedAt: at });
      const connected = await tx.updateFlow(
        flow.fid,
        {
          status: 'connected',
          connections,
          errorCode: null,
          errorDetail: null,
          ...nothingHeld,
          // Whoever began anew meanwhile is not the one whose answer this is: they may know what they might have known.
          attested: flow.attested,
          confirmHash: flow.confirmHash,
          updatedAt: at,
        },
        guard,
      );
      if (connected === undefined) throw new Refused('cancelled', linkValues(judged));
      if (await tx.isRevoking(platform.id, accountIds, now())) throw new Revoking();
      return { connections, former };
    };
    for (;;) {
      await outlive(platform, choice, accountIds);
      const attached = await storage.write(flow.workspace, attach).catch((cause: unknown) => {
        if (cause instanceof Revoking) return cause;
        throw cause;
      });
      if (attached instanceof Revoking) continue;
      changes.changed(flow.fid);
      if (attached === undefined) return;
      for (const revocation of attached.former) await revocations.carryOut(revocation);
      // One that began since sees these connections; one that another transaction hid from this one is seen by now.
      if (await storage.isRevoking(platform.id, accountIds, now())) await renewSoon(flow.workspace, attached.connections);
      return;
    }
  };

  return {
    /**
     * Spends the code, reads the accounts and attaches them, or asks which: all of it or nothing. Throws `Refused` with the
     * reason; what was received is then given back to the platform.
     */
    async attach(flow: FlowRow, platform: Platform, code: Code): Promise<void> {
      const judged = await requireLink(flow, storage);
      const exchange = await platform.exchange(code).catch((cause: unknown) => {
        throw asRefusal(platform, cause);
      });
      let accounts: readonly Account[] = [];
      try {
        const missing =
          exchange.scopes === null ? [] : platform.scopes.required.filter((scope) => !exchange.scopes?.includes(scope));
        if (missing.length > 0) {
          throw new Refused('missing_permission', {
            platform: platform.name,
            missing: missing.map((scope) => platform.permissions[scope]?.title ?? scope),
          });
        }
        accounts = await platform.fetchAccounts(exchange.tokens, exchange.scopes).catch((cause: unknown) => {
          throw asRefusal(platform, cause);
        });
        // As early as it is known, so that nothing more is fetched of an account that is not wanted.
        const wanted = [...(await requireExpected(judged, flow, platform, accounts))];
        if (await mustChoose(judged, platform, wanted)) await ask(flow, { exchange, accounts: wanted });
        else await take(flow, platform, { exchange, accounts: wanted }, { status: ['at_platform'] });
      } catch (cause) {
        await revocations.revokeUnused(accessOf(platform.id, { exchange, accounts }));
        throw cause;
      }
      changes.changed(flow.fid);
    },

    /**
     * Attaches what the person has chosen. `too_many`: the link has not room for all of it, and nothing was attached. Throws
     * `Refused` with the reason.
     */
    async attachChosen(flow: FlowRow, platform: Platform, chosen: Choice): Promise<'attached' | 'too_many'> {
      const { fresh, room } = await roomFor(await requireLink(flow, storage), platform, chosen.accounts);
      if (fresh > room) return 'too_many';
      // Minutes have passed: another attempt of the same person may have ended this consent. An outage says nothing about it.
      await platform.fetchAccounts(chosen.exchange.tokens, chosen.exchange.scopes).catch((cause: unknown) => {
        if (cause instanceof PlatformFailure && cause.kind === 'token_refused') throw asRefusal(platform, cause);
      });
      await take(flow, platform, chosen, { status: ['pending_confirm'], seq: flow.seq });
      changes.changed(flow.fid);
      return 'attached';
    },
  };
};

export type Attachments = ReturnType<typeof createAttachments>;
