import type { ConnectionReason } from '@connect/sdk/contract';
import { recipient } from './caller.ts';
import { accessOfConnection } from './connection-access.ts';
import type { Context } from './context.ts';
import { linkValues } from './link-values.ts';
import type { JudgedLink } from './link-view.ts';
import { accountPlatform } from './platform-names.ts';
import type { Account, Exchange, Platform } from './platforms/port.ts';
import { Refused } from './problem.ts';
import { isBroken } from './repair-hints.ts';
import { endOfTokens, refreshDueOf } from './refresh-due.ts';
import type { Access } from './revocations.ts';
import { sealTokens } from './sealed-tokens.ts';
import { newId } from './secrets.ts';
import type { ConnectionRow, PictureRow, Writes } from './storage/port.ts';

type Keys = Pick<Context, 'vault' | 'log'>;

/** An account with what opens it, at the end of its way. */
interface Arrival {
  readonly judged: JudgedLink;
  readonly platform: Platform;
  readonly exchange: Exchange;
  readonly account: Account;
  readonly picture: PictureRow | null;
  /** ms since 1970. */
  readonly at: number;
}

/** Why a connection is in the status that an arrival gives it. */
const reasonOf = (had: ConnectionRow | undefined, isPending: boolean): ConnectionReason => {
  if (isPending) return 'awaiting_approval';
  if (had === undefined || had.status === 'disconnected') return 'connected';
  return had.status === 'needs_reconnect' ? 'repaired' : 'reconnected';
};

/**
 * Whether this is somebody's connection anew, and not the same one repaired: what had ended for good, or comes by another link,
 * may be another person's by now, and whoever has an earlier receipt must neither see nor end it.
 */
const isAnew = (had: ConnectionRow, link: string): boolean => had.link !== link || (had.status === 'disconnected' && !isBroken(had));

/** What a connection has had by another route until now, which nobody uses any longer. */
const leftBy = (context: Keys, had: ConnectionRow | undefined, route: string): Access | undefined =>
  had === undefined || had.route === route ? undefined : accessOfConnection(context, had);

/** The connection, and what it had by another route until now: to be ended there. */
interface Taken {
  readonly row: ConnectionRow;
  readonly left: Access | undefined;
}

/** Inserts the connection, or repairs the one that this account has in the workspace: it keeps its id. */
export const upsertConnection = async (tx: Writes, context: Keys, arrival: Arrival): Promise<Taken> => {
  const { judged, platform, exchange, account, picture, at } = arrival;
  const { link } = judged;
  const on = accountPlatform(platform);
  const tokens = account.tokens ?? exchange.tokens;
  const had = await tx.connectionByAccount(link.workspace, on, account.id);
  const repairs = had !== undefined && had.status !== 'disconnected';
  if (judged.status === 'exhausted' && !repairs) throw new Refused('link_exhausted', linkValues(judged));
  // Whoever was in already stays in; a new account, and one that waits already, waits for somebody's word.
  const isPending = had?.status === 'pending_approval' || (!repairs && link.requiresApproval);
  const id = had?.id ?? newId('con');
  const granted = exchange.scopes ?? [...platform.scopes.required, ...platform.scopes.optional];
  if (picture) await tx.insertPicture(picture);
  const fields = {
    // A full link takes nothing over from another one, whose place would be free again: two links could pass it back and
    // forth and let in any number.
    link: had !== undefined && judged.status === 'exhausted' ? had.link : link.id,
    route: platform.id,
    altIds: [...new Set([...account.altIds, ...exchange.altIds])],
    handle: account.handle,
    displayName: account.displayName,
    // Not every route tells it.
    accountType: account.type ?? had?.accountType ?? null,
    picture: picture?.id ?? had?.picture ?? null,
    scopesGranted: granted,
    scopesMissing: platform.scopes.optional.filter((scope) => !granted.includes(scope)),
    status: isPending ? 'pending_approval' : 'active',
    reason: reasonOf(had, isPending),
    revocation: null,
    tokensSealed: sealTokens(context.vault, id, tokens),
    accessExpiresAt: tokens.accessExpiresAt,
    // What nobody may use yet is not renewed either; it ends with its tokens.
    refreshDueAt: isPending && !tokens.provisional ? endOfTokens(platform, tokens) : refreshDueOf(platform, tokens, at),
    refreshLeaseUntil: null,
    refreshLeaseBy: null,
    refreshAttemptAt: null,
    refreshFailures: 0,
    checkedAt: at,
    leftAloneUntil: null,
    // An account that goes on waiting has come when it first came.
    connectedAt: had?.status === 'pending_approval' ? had.connectedAt : at,
    consentedAt: at,
    updatedAt: at,
  } as const;
  if (had !== undefined && isAnew(had, link.id)) await tx.endReceipts(id, at);
  if (had === undefined) {
    await tx.insertConnection({
      id,
      workspace: link.workspace,
      platform: on,
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
    actor: recipient,
    data: { platform: on, handle: account.handle, ...(isPending && { reason: 'awaiting_approval' }) },
    createdAt: at,
  });
  return { row, left: leftBy(context, had, platform.id) };
};
