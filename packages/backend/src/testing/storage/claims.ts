import assert from 'node:assert/strict';
import type { ConnectionChange, ConnectionRow, FlowRow } from '../../storage/port.ts';
import { flowRow, insertConnections, insertLink, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

const taken = <T>(results: readonly (T | undefined)[]): T[] => results.filter((result) => result !== undefined);

export const claimChecks = (check: Check): void => {
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

  check('tells whether an account is connected anywhere, by any of its ids', async ({ storage }) => {
    const [here, there] = [await insertLink(storage), await insertLink(storage)];
    const [one] = await insertConnections(storage, here, { accountId: 'a', altIds: ['a-alt', 'a'] });
    const [other] = await insertConnections(storage, there, { accountId: 'a', altIds: ['a-alt'] });
    await insertConnections(storage, there, { accountId: 'z', platform: 'tiktok' });
    assert.ok(one && other);
    const connected = (accountIds: string[], platform = 'instagram') => storage.isAccountConnected(platform, accountIds);
    const end = ({ id, workspace }: ConnectionRow, change: ConnectionChange) =>
      storage.write(workspace, (tx) => tx.updateConnection(id, change));
    assert.equal(await connected(['a']), true);
    assert.equal(await connected(['unknown', 'a-alt']), true);
    assert.equal(await connected([]), false);
    assert.equal(await connected(['unknown', 'z']), false);
    assert.equal(await connected(['a'], 'tiktok'), false);

    await end(other, { status: 'disconnected', tokensSealed: null });
    assert.equal(await connected(['a']), true);
    await storage.write(here.workspace, (tx) => tx.updateConnection(one.id, { altIds: ['new-alt'] }));
    assert.equal(await connected(['a-alt']), false);
    assert.equal(await connected(['new-alt']), true);
    assert.equal(await connected(['a']), true);

    // What has lost its tokens lives from nothing at the platform.
    await end(one, { status: 'needs_reconnect', tokensSealed: null });
    assert.equal(await connected(['a', 'new-alt']), false);
    await end(one, { status: 'pending_approval', tokensSealed: 's1.k1.tokens' });
    assert.equal(await connected(['a']), true);
    await end(one, { status: 'disconnected' });
    assert.equal(await connected(['a']), false);
  });

  check('lists the receipts of a flow, oldest first', async ({ storage }) => {
    const link = await insertLink(storage);
    const connections = await insertConnections(storage, link, {}, {}, {});
    const common = { keyId: 'k1', link: link.id, linkSecretHash: 'hash', fid: 'cf_1' };
    const receipts = connections.map(({ id: connection }, index) => ({
      ...common,
      hash: `r${index}`,
      connection,
      createdAt: now - index,
      overAt: null,
    }));
    await storage.write(link.workspace, async (tx) => {
      for (const receipt of receipts) await tx.insertReceipt(receipt);
    });
    assert.deepEqual(await storage.receiptsOfFlow('cf_1'), receipts.toReversed());

    const [first, ...others] = receipts;
    for (const at of [now + 1, now + 2]) await storage.write(link.workspace, (tx) => tx.endReceipts(first?.connection ?? '', at));
    assert.deepEqual(await storage.receipt('r0'), { ...first, overAt: now + 1 });
    for (const other of others) assert.deepEqual(await storage.receipt(other.hash), other);
  });
};
