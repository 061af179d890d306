import { takeIn } from './arrival.ts';
import type { Context } from './context.ts';
import { expectedAccount, isExpected } from './expected-account.ts';
import type { Changes } from './changes.ts';
import { linkValues, requireUsable } from './flows.ts';
import type { JudgedLink } from './link-view.ts';
import type { Links } from './links.ts';
import { PlatformFailure, type Account, type Exchange, type Platform } from './platforms/port.ts';
import { refusalOf } from './platforms/refusal.ts';
import { Refused } from './problem.ts';
import { receiptFor } from './receipts.ts';
import { revokeAccess } from './revocation.ts';
import { newId } from './secrets.ts';
import type { FlowRow, PictureRow, Writes } from './storage/port.ts';

interface Code {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier?: string;
}

export const createAttachments = (context: Context, links: Links, changes: Changes) => {
  const { storage, vault, now, log } = context;

  /** The link as it is now; refuses where it no longer lets anybody in. */
  const requireLink = async (flow: FlowRow, reads: Pick<Writes, 'link' | 'workspace'>): Promise<JudgedLink> => {
    const counted = await reads.link(flow.link);
    // Its old address stops at once, also for whoever has begun there.
    if (counted === undefined || counted.link.secretAt > flow.createdAt) throw new Refused('link_not_found');
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
    });
  };

  /** Gives back what was received, where the platform lets us. What cannot be revoked is at least not kept. */
  const giveBack = async (platform: Platform, { tokens, altIds }: Exchange, accounts: readonly Account[]): Promise<void> => {
    const access = { tokens, accountIds: [...altIds, ...accounts.map(({ id }) => id)], connection: null };
    await revokeAccess(context, platform, access, 'Access that was not used could not be revoked.');
  };

  const pictureOf = async (account: Account, workspace: string): Promise<PictureRow | null> => {
    if (account.pictureUrl === null) return null;
    const fetched = await context.fetchPicture(account.pictureUrl);
    if (fetched.ok) return { id: newId('pic'), workspace, mediaType: fetched.mediaType, bytes: fetched.bytes, createdAt: now() };
    log.info({ reason: fetched.reason }, 'An account’s picture could not be taken over; it is shown without one.');
    return null;
  };

  /** The accounts that the link, as it is now, is meant for; refuses where none of them is, unless the person may and does insist. */
  const requireExpected = (
    { link }: JudgedLink,
    flow: FlowRow,
    platform: Platform,
    accounts: readonly Account[],
  ): ReadonlySet<Account> => {
    const expected = expectedAccount(link, platform.id);
    if (expected === undefined) return new Set(accounts);
    const matching = accounts.filter((account) => isExpected(account, expected));
    if (matching.length > 0) return new Set(matching);
    const chosen = accounts.filter(({ handle }) => handle === flow.acceptsOther);
    if (chosen.length > 0 && expected.onMismatch === 'warn') return new Set(chosen);
    throw new Refused('wrong_account', {
      platform: platform.name,
      platformHost: platform.host,
      handle: accounts[0]?.handle ?? '',
      expected: expected.handle,
    });
  };

  return {
    /**
     * Spends the code, reads the account and attaches it: all of it or nothing. Throws `Refused` with the reason; what
     * was received is then given back to the platform.
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
        requireExpected(judged, flow, platform, accounts);
        const arrivals = await Promise.all(
          accounts.map(async (account) => ({ account, picture: await pictureOf(account, judged.workspace.id) })),
        );
        await storage.write(judged.workspace.id, async (tx) => {
          // Once more, now that nothing can change any longer: revoked, lapsed, paused or full means nothing is attached.
          const at = now();
          const connections: string[] = [];
          const wanted = requireExpected(await requireLink(flow, tx), flow, platform, accounts);
          for (const arrival of arrivals.filter(({ account }) => wanted.has(account))) {
            const row = await takeIn(tx, vault, { judged: await requireLink(flow, tx), platform, exchange, at, ...arrival });
            await tx.insertReceipt(receiptFor(vault, { connection: row.id, link: flow.link, fid: flow.fid, createdAt: at }));
            connections.push(row.id);
          }
          await tx.updateLink(flow.link, { lastUsedAt: at });
          const connected = await tx.updateFlow(
            flow.fid,
            {
              status: 'connected',
              connections,
              errorCode: null,
              errorDetail: null,
              verifierSealed: null,
              // Whoever began anew meanwhile is not the one whose answer this is: they may know what they might have known.
              attested: flow.attested,
              confirmHash: flow.confirmHash,
              updatedAt: at,
            },
            { status: ['at_platform'] },
          );
          if (connected === undefined) throw new Refused('cancelled', linkValues(judged));
        });
      } catch (cause) {
        await giveBack(platform, exchange, accounts);
        throw cause;
      }
      changes.changed(flow.fid);
    },
  };
};

export type Attachments = ReturnType<typeof createAttachments>;
