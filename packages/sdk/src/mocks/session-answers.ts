import type { sessions } from '../contract/sessions.ts';
import { requireWorkspace } from './access.ts';
import type { Answers } from './answer.ts';
import { Refused } from './refused.ts';
import type { World } from './world.ts';

type SessionOperation = (typeof sessions)[keyof typeof sessions]['id'];

/** How operations on sessions are answered. */
export const sessionAnswers = (world: World): Answers<SessionOperation> => ({
  'sessions.create': ({ body, idempotencyKey }) => {
    requireWorkspace(world, undefined, body.workspace);
    const { workspace, actor, can, expiresIn = 3600 } = body;
    const text = JSON.stringify(body);
    const key = idempotencyKey === undefined ? undefined : `key sessions.create ${workspace} ${idempotencyKey}`;
    const earlier = key === undefined ? undefined : world.keys.get(key);
    if (earlier && earlier.text !== text) {
      throw new Refused('idempotency_conflict', 'This Idempotency-Key was used with another body. Use a new key.');
    }
    const now = world.now();
    const session = world.addSession({
      ...(earlier && { id: earlier.id }),
      workspace,
      actor,
      can,
      createdAt: now,
      expiresAt: new Date(Date.parse(now) + expiresIn * 1000).toISOString(),
    });
    if (key !== undefined) world.keys.set(key, { text, id: session.id });
    return session;
  },

  'sessions.revoke': ({ params }) => {
    if (!world.sessions.has(params.id)) throw new Refused('not_found', `There is no session ${params.id}.`);
    world.endSession(params.id);
    return undefined;
  },
});
