import type { Operation } from '@connect/sdk/contract';
import type { Caller } from '../caller.ts';
import { Problem } from '../problem.ts';
import { hashSecret } from '../secrets.ts';
import { tokenPrefix, type Sessions } from '../sessions.ts';
import type { SessionRow } from '../storage/port.ts';

/** Who calls, before the request is read. */
export type Identity = Omit<Caller, 'idempotencyKey'>;

/** Refuses what is not for sessions, or not for this one. */
const requireAbility = ({ can }: SessionRow, { id, session: ability }: Operation): void => {
  if (ability === undefined) {
    throw new Problem('forbidden', `${id} takes an API key; a session cannot call it. Call it from your server.`);
  }
  if (ability !== 'any' && !can.includes(ability)) {
    throw new Problem('forbidden', `${id} takes the ability ${ability}, which this session has not. Name it in "can" of POST /v1/sessions.`);
  }
};

/**
 * Tells who calls an operation, by an API key or a session's token, and whether they may. Keys are held as hashes, tokens
 * kept as hashes; looking one up compares no secret. `guessed` is told each time that there was none, or nobody's.
 */
export const createCallers = (keys: readonly string[], sessions: Sessions, guessed: (address: string) => Promise<void>) => {
  const principals = new Map(keys.map((key) => [hashSecret(key), `key:${hashSecret(key).slice(0, 12)}`]));

  const refuse = async (address: string, detail: string): Promise<never> => {
    await guessed(address);
    throw new Problem('unauthorized', detail);
  };

  return async (request: Request, address: string, operation: Operation): Promise<Identity> => {
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (given === undefined) {
      return refuse(address, 'Send an API key, or a session’s token, as "Authorization: Bearer <it>".');
    }
    if (given.startsWith(tokenPrefix)) {
      const row = await sessions.byToken(given);
      if (row === undefined) {
        return refuse(address, 'This is no session’s token here. Check that it is whole and comes from this backend’s POST /v1/sessions.');
      }
      requireAbility(row, operation);
      return {
        // The person: what is tried again with a renewed session is still the same request.
        principal: `actor:${row.actorEmail.toLowerCase()}`,
        session: { id: row.id, workspace: row.workspace, name: row.actorName, email: row.actorEmail },
      };
    }
    const principal = principals.get(hashSecret(given));
    if (principal === undefined) {
      return refuse(address, 'This API key is not one of CONNECT_API_KEYS. Check that it is whole and belongs to this backend.');
    }
    return { principal };
  };
};

export type Callers = ReturnType<typeof createCallers>;
