import type { Body, Session, sessions as contract } from '@connect/sdk/contract';
import { limits } from '@connect/sdk/contract';
import { requireSeen, type Caller } from './caller.ts';
import type { Context } from './context.ts';
import { fingerprint } from './fingerprint.ts';
import { iso } from './iso-time.ts';
import { Problem } from './problem.ts';
import { hashSecret, newId, newSecret } from './secrets.ts';
import type { SessionRow } from './storage/port.ts';
import { requireWorkspace } from './workspaces.ts';

/** What a session's token begins with, and an API key must not. */
export const tokenPrefix = 'ct_';

const tokenForm = /^ct_[A-Za-z0-9_-]{43}$/;

const renew = 'Ask your server for a new one (POST /v1/sessions).';

export const createSessions = (context: Context) => {
  const { storage, now, origin } = context;

  /** Refuses a session that is over. Only whoever had its token hears how it ended. */
  const requireAlive = (row: SessionRow): SessionRow => {
    if (row.revokedAt !== null) throw new Problem('unauthorized', `This session was revoked. ${renew}`);
    if (row.expiresAt <= now()) throw new Problem('unauthorized', `This session ended at ${iso(row.expiresAt)}. ${renew}`);
    return row;
  };

  return {
    /** A repeated request mints a new token, because the first one is kept nowhere, and ends the first session. */
    async create(caller: Caller, input: Body<typeof contract.create>): Promise<Session> {
      const requestHash = fingerprint(input);
      await requireWorkspace(context, caller, input.workspace);
      const at = now();
      const token = newSecret('ct');
      const session: SessionRow = {
        id: newId('ses'),
        workspace: input.workspace,
        tokenHash: hashSecret(token),
        actorName: input.actor.name,
        actorEmail: input.actor.email,
        can: input.can,
        createdAt: at,
        expiresAt: at + (input.expiresIn ?? limits.sessionMost) * 1000,
        revokedAt: null,
      };
      const { principal, idempotencyKey: key } = caller;
      const place = { principal, workspace: input.workspace, operation: 'sessions.create', resource: session.id };
      const made = await storage.write(input.workspace, async (tx) => {
        const repeated = key === undefined ? undefined : await tx.idempotency(principal, input.workspace, place.operation, key);
        if (repeated !== undefined && repeated.requestHash !== requestHash) {
          throw new Problem(
            'idempotency_conflict',
            'This Idempotency-Key was used with another body. Use a new key for another session.',
          );
        }
        await tx.insertSession(session);
        if (repeated !== undefined) {
          const first = await tx.session(repeated.resource);
          if (first?.revokedAt === null) await tx.updateSession(first.id, { revokedAt: at });
          await tx.repointIdempotency({ ...place, key: repeated.key });
        } else if (key !== undefined) {
          await tx.insertIdempotency({ ...place, key, requestHash, createdAt: at });
        }
        return session;
      });
      if (made === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
      return {
        id: session.id,
        workspace: session.workspace,
        actor: { name: session.actorName, email: session.actorEmail },
        can: [...session.can],
        origin,
        token,
        createdAt: iso(session.createdAt),
        expiresAt: iso(session.expiresAt),
      };
    },

    async revoke(caller: Caller, id: string): Promise<void> {
      const { workspace } = requireSeen(caller, await storage.session(id), `session ${id}`);
      await storage.write(workspace, async (tx) => {
        const row = requireSeen(caller, await tx.session(id), `session ${id}`);
        if (row.revokedAt === null) await tx.updateSession(id, { revokedAt: now() });
      });
    },

    /** The session of a token; `undefined` where the token is nobody's. Refuses one that is over. */
    async byToken(token: string): Promise<SessionRow | undefined> {
      const row = tokenForm.test(token) ? await storage.sessionByToken(hashSecret(token)) : undefined;
      return row && requireAlive(row);
    },

    /** Refuses a caller whose session has ended since its request began. */
    async requireStill({ session }: Caller): Promise<void> {
      const row = session && (await storage.session(session.id));
      if (row) requireAlive(row);
    },
  };
};

export type Sessions = ReturnType<typeof createSessions>;
