import { platformItself } from './caller.ts';
import type { Context } from './context.ts';
import type { Endings } from './endings.ts';
import { fingerprint } from './fingerprint.ts';
import type { PlatformNotice } from './platforms/port.ts';
import { newId } from './secrets.ts';
import type { Revocation } from './revocations.ts';
import type { Actor, ConnectionRow, DeletionRow } from './storage/port.ts';

/** How a request to delete stands, as its person may know it. */
export interface Deletion {
  readonly status: 'done' | 'nothing_found' | 'under_way';
  readonly sender: string;
  readonly receivedAt: number;
  readonly doneAt: number | null;
}

/** Requests that one round of `finishAll` looks at. */
const round = 100;

/** The platforms that a sender of notices speaks for: the routes by which accounts may have come from there. */
const routesOf = ({ platforms }: Pick<Context, 'platforms'>, sender: string): readonly string[] =>
  [...platforms.values()].filter(({ notices }) => notices?.sender === sender).map(({ id }) => id);

export const createDeletions = (context: Context, endings: Endings) => {
  const { storage, now, log } = context;

  /** Forgets whose account a connection was that has ended, where `isMeant` holds of it. */
  const erase = (id: string, workspace: string, actor: Actor, isMeant: (row: ConnectionRow) => boolean) =>
    storage.write(workspace, async (tx) => {
      const row = await tx.connection(id);
      if (row?.status !== 'disconnected' || !isMeant(row)) return;
      const at = now();
      await tx.eraseConnection(id, 'deletion_requested', at);
      await tx.append({
        type: 'connection.erased',
        link: row.link,
        connection: id,
        fid: null,
        actor,
        data: { platform: row.platform, reason: 'deletion_requested' },
        createdAt: at,
      });
    });

  /** Ends and forgets every connection of the account that was made before it was asked; may be done again at any time. */
  const finish = async ({ code, sender, accountIds, occurredAt }: DeletionRow): Promise<void> => {
    const routes = routesOf(context, sender);
    // Who asks for deletion has removed the app as well.
    await storage.dropRevocations(routes, accountIds ?? [], occurredAt);
    const rows = await storage.connectionsOfAccount(routes, accountIds ?? []);
    for (const { id, workspace } of rows) {
      const isMeant = ({ consentedAt }: { readonly consentedAt: number }) => isBefore(consentedAt, occurredAt);
      await endings.end(id, {
        type: 'connection.disconnected',
        reason: 'deletion_requested',
        actor: platformItself,
        only: isMeant,
        isRevoked: true,
      });
      await erase(id, workspace, platformItself, isMeant);
    }
    await storage.finishDeletion(code, now());
  };

  /** One that breaks is tried again in the next round. */
  const tryToFinish = async (row: DeletionRow): Promise<boolean> => {
    try {
      await finish(row);
      return true;
    } catch (cause) {
      log.error({ err: cause, sender: row.sender }, 'A request to delete could not be carried out yet; it is tried again.');
      return false;
    }
  };

  return {
    /**
     * Records that somebody asked for their data to be deleted, and deletes it. The code is durable before anything is
     * deleted; the same request always has the same.
     */
    async request(sender: string, { accountIds, occurredAt }: PlatformNotice): Promise<{ readonly code: string; readonly isNew: boolean }> {
      const rows = await storage.connectionsOfAccount(routesOf(context, sender), accountIds);
      const { deletion, inserted } = await storage.insertDeletion({
        // Letters and digits only, as Meta wants it.
        code: newId('').slice(1) + newId('').slice(1, 11),
        requestHash: fingerprint([sender, ...accountIds, occurredAt]),
        sender,
        accountIds,
        occurredAt,
        found: rows.filter(({ consentedAt }) => isBefore(consentedAt, occurredAt)).length,
        receivedAt: now(),
        doneAt: null,
      });
      if (deletion.doneAt === null) await tryToFinish(deletion);
      return { code: deletion.code, isNew: inserted };
    },

    /**
     * Ends one connection and forgets whose account it was, because the person asks for it here. What became of the access at
     * the platform; `undefined` where it had ended before.
     */
    async forget(id: string, actor: Actor): Promise<Revocation | undefined> {
      const workspace = (await storage.connection(id))?.workspace;
      if (workspace === undefined) return undefined;
      const outcome = await endings.end(id, { type: 'connection.disconnected', reason: 'deletion_requested', actor });
      await erase(id, workspace, actor, () => true);
      return outcome;
    },

    async byCode(code: string): Promise<Deletion | undefined> {
      const row = await storage.deletion(code);
      if (row === undefined) return undefined;
      const { sender, receivedAt, doneAt, found } = row;
      const status = doneAt === null ? 'under_way' : found === 0 ? 'nothing_found' : 'done';
      return { status, sender, receivedAt, doneAt };
    },

    /** Carries out what a process that died, or a database that did not answer, has left undone. How many that were. */
    async finishAll(): Promise<number> {
      let finished = 0;
      for (const row of await storage.deletionsToDo(round)) finished += Number(await tryToFinish(row));
      return finished;
    },
  };
};

/** Platforms tell whole seconds. What was consented to in the same one is meant. */
export const isBefore = (consentedAt: number, occurredAt: number): boolean =>
  Math.floor(consentedAt / 1000) <= Math.floor(occurredAt / 1000);

export type Deletions = ReturnType<typeof createDeletions>;
