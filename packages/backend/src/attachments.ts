import type { Context } from './context.ts';
import type { FlowChanges } from './flow-changes.ts';
import { requireUsable, linkValues } from './flows.ts';
import type { JudgedLink } from './link-view.ts';
import type { Links } from './links.ts';
import { PlatformFailure, type Account, type Exchange, type Platform } from './platforms/port.ts';
import { refusalOf } from './platforms/refusal.ts';
import { Refused } from './problem.ts';
import { receiptFor } from './receipts.ts';
import { revokeAccess } from './revocation.ts';
import { sealTokens } from './sealed-tokens.ts';
import { newId } from './secrets.ts';
import type { ConnectionRow, FlowRow, PictureRow, Writes } from './storage/port.ts';

interface Code {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier?: string;
}

interface Arrival {
  readonly account: Account;
  readonly picture: PictureRow | null;
}

export const createAttachments = (context: Context, links: Links, changes: FlowChanges) => {
  const { storage, vault, now, log } = context;

  /** The link as it is now; refuses where it no longer lets anybody in. */
  const requireLink = async (flow: FlowRow, reads: Pick<Writes, 'link' | 'workspace'>): Promise<JudgedLink> => {
    const counted = await reads.link(flow.link);
    if (counted === undefined) throw new Refused('link_not_found');
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

  /** Inserts the connection, or repairs the one that this account has in the workspace: it keeps its id. */
  const upsert = async (
    tx: Writes,
    judged: JudgedLink,
    platform: Platform,
    exchange: Exchange,
    arrival: Arrival,
  ): Promise<ConnectionRow> => {
    const { link } = judged;
    const { account, picture } = arrival;
    const at = now();
    const had = await tx.connectionByAccount(link.workspace, platform.id, account.id);
    const repairs = had !== undefined && had.status !== 'disconnected';
    if (judged.status === 'exhausted' && !repairs) throw new Refused('link_exhausted', linkValues(judged));
    const id = had?.id ?? newId('con');
    const granted = exchange.scopes ?? [...platform.scopes.required, ...platform.scopes.optional];
    if (picture) await tx.insertPicture(picture);
    const fields = {
      // A full link takes nothing over from another one, whose place would be free again: two links could pass it back and
      // forth and let in any number.
      link: had !== undefined && judged.status === 'exhausted' ? had.link : link.id,
      altIds: [...new Set([...account.altIds, ...exchange.altIds])],
      handle: account.handle,
      displayName: account.displayName,
      accountType: account.type,
      picture: picture?.id ?? had?.picture ?? null,
      scopesGranted: granted,
      scopesMissing: platform.scopes.optional.filter((scope) => !granted.includes(scope)),
      status: 'active',
      reason: repairs ? (had.status === 'needs_reconnect' ? 'repaired' : 'reconnected') : 'connected',
      tokensSealed: sealTokens(vault, id, exchange.tokens),
      accessExpiresAt: exchange.tokens.accessExpiresAt,
      refreshDueAt: platform.refreshWindow(exchange.tokens)?.due ?? null,
      refreshLeaseUntil: null,
      refreshAttemptAt: null,
      connectedAt: at,
      updatedAt: at,
    } as const;
    if (had === undefined) {
      await tx.insertConnection({
        id,
        workspace: link.workspace,
        platform: platform.id,
        accountId: account.id,
        lastUsedAt: null,
        createdAt: at,
        ...fields,
      });
    } else {
      await tx.updateConnection(id, fields);
      if (had.picture !== null && had.picture !== fields.picture) await tx.deletePicture(had.picture);
    }
    const row = await tx.connection(id);
    if (row === undefined) throw new Error(`The connection ${id} vanished inside its own transaction.`);
    await tx.append({
      type: repairs ? 'connection.reconnected' : 'connection.connected',
      link: link.id,
      connection: id,
      fid: null,
      data: { platform: platform.id, handle: account.handle },
      createdAt: at,
    });
    return row;
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
        const arrivals = await Promise.all(
          accounts.map(async (account) => ({ account, picture: await pictureOf(account, judged.workspace.id) })),
        );
        await storage.write(judged.workspace.id, async (tx) => {
          // Once more, now that nothing can change any longer: revoked, lapsed, paused or full means nothing is attached.
          const at = now();
          const connections: string[] = [];
          for (const arrival of arrivals) {
            const row = await upsert(tx, await requireLink(flow, tx), platform, exchange, arrival);
            await tx.insertReceipt(receiptFor(vault, { connection: row.id, link: flow.link, fid: flow.fid, createdAt: at }));
            connections.push(row.id);
          }
          await tx.updateLink(flow.link, { lastUsedAt: at });
          const connected = await tx.updateFlow(
            flow.fid,
            { status: 'connected', connections, errorCode: null, errorDetail: null, verifierSealed: null, updatedAt: at },
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
