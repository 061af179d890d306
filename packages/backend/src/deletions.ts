import { createHmac } from 'node:crypto';
import type { ConnectionRevocation } from '@connect/sdk/contract';
import type { Attempts } from './attempts.ts';
import { platformItself } from './caller.ts';
import type { Context } from './context.ts';
import type { Endings } from './endings.ts';
import { fingerprint } from './fingerprint.ts';
import { endOfSecond, isBefore } from './notice-time.ts';
import type { PlatformNotice } from './platforms/port.ts';
import { newId } from './secrets.ts';
import type { Actor, DeletionRow } from './storage/port.ts';
import type { Vault } from './vault.ts';

/** How a request to delete stands, as its person may know it. `connected_since`: an account of theirs was connected anew after it. */
interface Deletion {
  readonly status: 'done' | 'nothing_found' | 'connected_since' | 'under_way';
  readonly sender: string;
  readonly receivedAt: number;
  readonly doneAt: number | null;
}

/** Requests that one round of `finishAll` looks at. */
const round = 100;

/** The platforms that a sender of notices speaks for: the routes by which accounts may have come from there. */
const routesOf = ({ platforms }: Pick<Context, 'platforms'>, sender: string): readonly string[] =>
  [...platforms.values()].filter(({ notices }) => notices?.sender === sender).map(({ id }) => id);

/** By what a request is known again, under each key of the ring: with a key, because ids of accounts can be guessed. */
const hashesOf = (vault: Vault, request: readonly unknown[]): readonly [string, ...string[]] => {
  const hash = (keyId: string): string =>
    createHmac('sha256', vault.derive('deletion', 'request', keyId)).update(fingerprint(request)).digest('base64url');
  const [newest, ...others] = vault.keyIds;
  return [hash(newest), ...others.map(hash)];
};

export const createDeletions = (context: Context, attempts: Attempts, endings: Endings) => {
  const { storage, vault, now, log } = context;

  /** Ends and forgets all of the account that was consented to before it was asked; may be done again at any time. */
  const finish = async ({ code, sender, routes: revokedBy, accountIds, occurredAt }: DeletionRow): Promise<void> => {
    const routes = routesOf(context, sender);
    const ids = accountIds ?? [];
    const before = endOfSecond(occurredAt);
    await attempts.endChoicesOf(routes, ids, { before, revokedBy });
    // Who asks for deletion has removed the app as well: the one that was asked, and no other of the same platform.
    await storage.dropRevocations(revokedBy, ids, before);
    for (const { id } of await storage.connectionsOfAccount(routes, ids)) {
      await endings.end(id, {
        type: 'connection.disconnected',
        reason: 'deletion_requested',
        actor: platformItself,
        only: ({ consentedAt }) => isBefore(consentedAt, occurredAt),
        revokedBy,
        erases: true,
      });
    }
    await storage.finishDeletion(code, now());
  };

  /** What there is of the account that was consented to before it was asked, and whether it was connected anew since. */
  const look = async (sender: string, { accountIds, occurredAt }: PlatformNotice): Promise<Pick<DeletionRow, 'found' | 'connectedSince'>> => {
    const routes = routesOf(context, sender);
    const before = endOfSecond(occurredAt);
    const rows = await storage.connectionsOfAccount(routes, accountIds);
    const choices = await storage.choicesOfAccount(routes, accountIds, before);
    const revocations = await storage.revocationCount(routes, accountIds, before);
    const meant = rows.filter(({ consentedAt }) => isBefore(consentedAt, occurredAt));
    return {
      found: meant.length + choices.length + revocations,
      connectedSince: rows.some((row) => !meant.includes(row) && row.status !== 'disconnected'),
    };
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
     * deleted; the same request always has the same. `routes`: those of the sender's platforms that it is genuine for.
     */
    async request(
      sender: string,
      routes: readonly string[],
      notice: PlatformNotice,
    ): Promise<{ readonly code: string; readonly isNew: boolean }> {
      const { accountIds, occurredAt } = notice;
      const hashes = hashesOf(vault, [sender, ...accountIds, occurredAt]);
      const known = await storage.deletionByRequest(hashes);
      const { deletion, inserted } =
        known !== undefined
          ? { deletion: known, inserted: false }
          : await storage.insertDeletion({
              // Letters and digits only, as Meta wants it.
              code: newId('').slice(1) + newId('').slice(1, 11),
              requestHash: hashes[0],
              sender,
              routes,
              accountIds,
              occurredAt,
              ...(await look(sender, notice)),
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
    forget: (id: string, actor: Actor): Promise<ConnectionRevocation | undefined> =>
      endings.end(id, { type: 'connection.disconnected', reason: 'deletion_requested', actor, erases: true }),

    async byCode(code: string): Promise<Deletion | undefined> {
      const row = await storage.deletion(code);
      if (row === undefined) return undefined;
      const { sender, receivedAt, doneAt, found, connectedSince } = row;
      const done = connectedSince ? 'connected_since' : found === 0 ? 'nothing_found' : 'done';
      const status = doneAt === null ? 'under_way' : done;
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

export type Deletions = ReturnType<typeof createDeletions>;
