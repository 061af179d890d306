import assert from 'node:assert/strict';
import { flowRow, insertLink, newEvent, now } from './rows.ts';
import { sessionRow } from './sharers.ts';
import type { Check } from './suite.ts';

/** What is deleted, and what stays. */
export const sweepChecks = (check: Check): void => {
  const until = { flowsUntil: now - 4, codesUntil: now - 3, deletionIdsUntil: now - 3, sessionsUntil: now - 2, idempotencyUntil: now - 1 };

  check('sweeps flows, codes, sessions and idempotency keys up to their times, and nothing later', async ({ storage }) => {
    const link = await insertLink(storage);
    const code = { status: 'pending_confirm', codeSealed: 's1.k1.code', confirmHash: 'confirm' } as const;
    const gone = flowRow(link, { expiresAt: now - 4 });
    const stays = flowRow(link, { expiresAt: now - 3 });
    const waits = flowRow(link, { ...code, confirmExpiresAt: now - 2 });
    const late = flowRow(link, { ...code, confirmExpiresAt: now - 3 });
    for (const flow of [gone, stays, waits, late]) await storage.insertFlow(flow);
    const sessions = [now - 2, now - 1].map((expiresAt) => sessionRow(link.workspace, { expiresAt }));
    const keys = [now - 1, now].map((createdAt, index) => ({
      principal: 'p',
      workspace: link.workspace,
      operation: 'links.create',
      key: `k${index}`,
      requestHash: 'h',
      resource: link.id,
      createdAt,
    }));
    await storage.write(link.workspace, async (tx) => {
      for (const session of sessions) await tx.insertSession(session);
      for (const key of keys) await tx.insertIdempotency(key);
      await tx.append(newEvent({ link: link.id, fid: gone.fid, createdAt: 1 }));
    });

    assert.equal(await storage.sweep(until, 100), 4);
    assert.equal(await storage.sweep(until, 100), 0);
    assert.equal(await storage.flow(gone.fid), undefined);
    assert.deepEqual(await storage.flow(stays.fid), stays);
    assert.deepEqual(await storage.flow(waits.fid), waits);
    assert.deepEqual(await storage.flow(late.fid), { ...late, codeSealed: null });
    assert.deepEqual(await Promise.all(sessions.map(({ id }) => storage.session(id))), [undefined, sessions[1]]);
    const kept = keys.map(({ key }) => storage.idempotency('p', link.workspace, 'links.create', key));
    assert.deepEqual(await Promise.all(kept), [undefined, keys[1]]);
    assert.equal((await storage.events({ workspace: link.workspace, after: 0, limit: 10 })).length, 1);
    assert.deepEqual((await storage.link(link.id))?.link, link);
  });

  check('keeps what somebody may choose from until it has been given back, however old it is', async ({ storage }) => {
    const link = await insertLink(storage);
    const choice = { status: 'pending_confirm', choosing: true, codeSealed: 's1.k1.choice', expiresAt: now - 9 } as const;
    const flows = [now - 3, now - 5, now - 2].map((confirmExpiresAt) => flowRow(link, { ...choice, confirmExpiresAt }));
    const made = flowRow(link, { ...choice, status: 'connected', codeSealed: null, confirmExpiresAt: now - 9 });
    const code = flowRow(link, { ...choice, choosing: false, confirmExpiresAt: now - 9 });
    for (const flow of [...flows, made, code]) await storage.insertFlow(flow);
    const abandoned = async (limit: number) => (await storage.abandonedChoices(now - 3, limit)).map(({ fid }) => fid);
    assert.deepEqual(await abandoned(9), [flows[1]?.fid, flows[0]?.fid]);
    assert.deepEqual(await abandoned(1), [flows[1]?.fid]);
    await storage.sweep(until, 100);
    assert.deepEqual(await Promise.all(flows.map(({ fid }) => storage.flow(fid))), flows);
    assert.deepEqual(await Promise.all([made, code].map(({ fid }) => storage.flow(fid))), [undefined, undefined]);
  });

  check('sweeps at most as many rows of a kind as it is told, the oldest first', async ({ storage }) => {
    const link = await insertLink(storage);
    const flows = [7, 5, 6].map((age) => flowRow(link, { expiresAt: now - age }));
    for (const flow of flows) await storage.insertFlow(flow);
    assert.equal(await storage.sweep(until, 2), 2);
    const left = await Promise.all(flows.map(({ fid }) => storage.flow(fid)));
    assert.deepEqual(left, [undefined, flows[1], undefined]);
    assert.equal(await storage.sweep(until, 2), 1);
  });
};
