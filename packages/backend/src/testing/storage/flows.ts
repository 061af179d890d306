import assert from 'node:assert/strict';
import type { FlowRow } from '../../storage/port.ts';
import { flowRow, insertLink, now } from './rows.ts';
import { atOnce, inTurn, taken, type Check } from './suite.ts';

/** Attempts to connect, and what somebody chooses from in one. */
export const flowChecks = (check: Check): void => {
  check('announces a flow once; whoever comes later gets the first one', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const link = await insertLink(storage);
    const { fid } = flowRow(link);
    const answers = await atOnce(10, (index) => turn(index).insertFlow(flowRow(link, { fid, bindHash: `bind ${index}` })));
    const [first, ...others] = answers.filter(({ inserted }) => inserted);
    assert.ok(first);
    assert.deepEqual(others, []);
    for (const { flow } of answers) assert.deepEqual(flow, first.flow);
    assert.deepEqual(await storage.flow(fid), first.flow);
  });

  check('records once that a flow was delivered, without counting it as a change', async ({ storage }) => {
    const flow = flowRow(await insertLink(storage));
    await storage.insertFlow(flow);
    assert.equal(await storage.deliverFlow(flow.fid, flow.seq + 1, now), undefined);
    const delivered = await storage.deliverFlow(flow.fid, flow.seq, now);
    assert.deepEqual(delivered, { ...flow, deliveredAt: now });
    assert.equal(await storage.deliverFlow(flow.fid, flow.seq, now + 1), undefined);
    assert.deepEqual(await storage.flow(flow.fid), delivered);
  });

  check('changes a flow only where its guard holds, and counts each change', async ({ storage }) => {
    const link = await insertLink(storage);
    const flow = flowRow(link);
    await storage.insertFlow(flow);
    const change = { status: 'at_platform', stateHash: 'state', updatedAt: now + 1 } as const;
    assert.equal(await storage.updateFlow(flow.fid, change, { seq: 2 }), undefined);
    assert.equal(await storage.updateFlow(flow.fid, change, { status: ['at_platform', 'connected'] }), undefined);
    assert.equal(await storage.updateFlow(flow.fid, change, { seq: 1, status: ['connected'] }), undefined);
    assert.equal(await storage.updateFlow(flow.fid, change, { status: [] }), undefined);
    assert.equal(await storage.updateFlow('cf_other', change, {}), undefined);
    assert.deepEqual(await storage.flow(flow.fid), flow);

    const changed = { ...flow, ...change, seq: 2 };
    assert.deepEqual(await storage.updateFlow(flow.fid, change, { seq: 1, status: ['launched', 'denied'] }), changed);
    assert.deepEqual(await storage.flow(flow.fid), changed);
    assert.deepEqual(await storage.updateFlow(flow.fid, {}, {}), { ...changed, seq: 3 });
    const result = { connections: ['con_1'], errorDetail: { a: ['b'] } };
    const within = await storage.write(link.workspace, (tx) => tx.updateFlow(flow.fid, result, { seq: 3 }));
    assert.deepEqual(within, { ...changed, ...result, seq: 4 });
    assert.deepEqual(await storage.flow(flow.fid), within);
  });

  check('lets one of many change a flow that all saw in the same state', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const flow = flowRow(await insertLink(storage));
    await storage.insertFlow(flow);
    const results = await atOnce(10, (index) => turn(index).updateFlow(flow.fid, { bindHash: `bind ${index}` }, { seq: 1 }));
    const [winner, ...others] = taken(results);
    assert.deepEqual(others, []);
    assert.deepEqual(await storage.flow(flow.fid), winner);
    assert.equal(winner?.seq, 2);
  });

  check('undoes a change of a flow with the work that made it', async ({ storage }) => {
    const link = await insertLink(storage);
    const flow = flowRow(link);
    await storage.insertFlow(flow);
    const work = storage.write(link.workspace, async (tx) => {
      assert.equal((await tx.updateFlow(flow.fid, { status: 'connected' }, { seq: 1 }))?.status, 'connected');
      throw new Error('stop');
    });
    await assert.rejects(work, /stop/);
    assert.deepEqual(await storage.flow(flow.fid), flow);
  });

  check('takes a state once, whoever brings it at the same time', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const attempt = { status: 'at_platform', stateHash: 'state', attemptExpiresAt: now + 1 } as const;
    const flow = flowRow(await insertLink(storage), { ...attempt, seq: 5 });
    await storage.insertFlow(flow);
    assert.deepEqual(await storage.flowByState('state'), flow);
    const results = await atOnce(10, (index) => turn(index).takeState('state', now));
    const after: FlowRow = { ...flow, stateHash: null, takenHash: 'state', seq: 6, updatedAt: now };
    assert.deepEqual(taken(results), [after]);
    assert.deepEqual(await storage.flowByState('state'), after);
    assert.equal(await storage.takeState('state', now), undefined);
  });

  check('takes no state that is unknown, whose attempt has ended, or whose flow is not at the platform', async ({ storage }) => {
    const link = await insertLink(storage);
    const attempt = { status: 'at_platform', attemptExpiresAt: now + 1 } as const;
    await storage.insertFlow(flowRow(link, { ...attempt, stateHash: 'ended', attemptExpiresAt: now }));
    await storage.insertFlow(flowRow(link, { ...attempt, stateHash: 'endless', attemptExpiresAt: null }));
    const elsewhere = ['launched', 'pending_confirm', 'connected', 'denied', 'error', 'cancelled', 'expired'] as const;
    for (const status of elsewhere) await storage.insertFlow(flowRow(link, { ...attempt, status, stateHash: status }));
    for (const state of ['unknown', 'ended', 'endless', ...elsewhere]) {
      assert.equal(await storage.takeState(state, now), undefined, state);
    }
    assert.equal((await storage.flowByState('ended'))?.seq, 1);
  });

  check('finds the choices from an account while they stand', async ({ storage }) => {
    const link = await insertLink(storage);
    const flows = [flowRow(link, { choosing: true }), flowRow(link, { choosing: true }), flowRow(link)];
    for (const flow of flows) await storage.insertFlow(flow);
    const [one, newer, plain] = flows;
    assert.ok(one && newer && plain);
    const accounts = { route: 'facebook', accountIds: ['a', 'b', 'a'], consentedAt: now };
    await storage.write(link.workspace, async (tx) => {
      await tx.insertChoiceAccounts(one.fid, accounts);
      // In the place of what it was before.
      await tx.insertChoiceAccounts(one.fid, accounts);
      await tx.insertChoiceAccounts(newer.fid, { ...accounts, consentedAt: now + 1 });
      await tx.insertChoiceAccounts(plain.fid, accounts);
    });
    const found = async (routes: string[], accountIds: string[], before = now + 1) =>
      (await storage.choicesOfAccount(routes, accountIds, before)).map(({ fid }) => fid);
    assert.deepEqual(await found(['instagram', 'facebook'], ['unknown', 'b', 'a']), [one.fid]);
    assert.deepEqual((await found(['facebook'], ['a'], now + 2)).sort(), [one.fid, newer.fid].sort());
    assert.deepEqual(await found(['instagram'], ['a']), []);
    assert.deepEqual(await found([], ['a']), []);
    assert.deepEqual(await found(['facebook'], []), []);
    await storage.updateFlow(one.fid, { status: 'at_platform' }, {});
    assert.deepEqual(await found(['facebook'], ['a']), [one.fid]);
    await storage.updateFlow(one.fid, { choosing: false }, {});
    await storage.updateFlow(one.fid, { choosing: true }, {});
    assert.deepEqual(await found(['facebook'], ['a']), []);
  });
};
