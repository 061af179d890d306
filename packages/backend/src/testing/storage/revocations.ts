import assert from 'node:assert/strict';
import type { RevocationRow } from '../../storage/port.ts';
import { insertConnections, insertLink, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

const row = (id: string, part: Partial<RevocationRow> = {}): RevocationRow => ({
  id,
  route: 'facebook',
  accountIds: ['a', 'person'],
  connection: null,
  tokensSealed: 's1.k1.tokens',
  consentedAt: now,
  failures: 0,
  dueAt: now,
  leaseId: null,
  leaseUntil: null,
  createdAt: now,
  ...part,
});

const lease = { id: 'lease', until: now + 10 };
const routes = ['facebook', 'tiktok'];

/** Access that is still to be ended at its platform. */
export const revocationChecks = (check: Check): void => {
  check('hands out each revocation that is due once, and again when its lease has ended', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const rows = [row('rvk_1', { dueAt: now - 2, connection: 'con_1' }), row('rvk_2', { dueAt: now - 1 }), row('rvk_3', { dueAt: now + 1 })];
    for (const each of [...rows, row('rvk_4', { route: 'gone', dueAt: 0 })]) await storage.insertRevocation(each);
    const claimed = await atOnce(5, (index) => turn(index).claimRevocation(routes, now, { ...lease, id: `lease-${index}` }));
    assert.deepEqual(claimed.flatMap((each) => each?.id ?? []).sort(), ['rvk_1', 'rvk_2']);
    const first = claimed.find((each) => each?.id === 'rvk_1');
    assert.deepEqual(first, { ...rows[0], leaseId: first?.leaseId, leaseUntil: lease.until });
    assert.equal(await storage.claimRevocation([], now, lease), undefined);
    assert.equal(await storage.extendRevocation('rvk_1', { id: 'other', until: now + 99 }), false);
    assert.equal(await storage.extendRevocation('rvk_1', { id: first?.leaseId ?? '', until: now + 20 }), true);
    assert.equal((await storage.claimRevocation(routes, now + 10, lease))?.id, 'rvk_2');
    assert.equal((await storage.claimRevocation(routes, now + 20, { id: 'late', until: now + 30 }))?.id, 'rvk_1');
  });

  check('settles and forgets a revocation only by its lease', async ({ storage }) => {
    await storage.insertRevocation(row('rvk_1', { leaseId: lease.id, leaseUntil: lease.until }));
    assert.equal(await storage.settleRevocation('rvk_1', 'other', { dueAt: now + 5 }), false);
    assert.equal(await storage.settleRevocation('rvk_1', lease.id, { dueAt: now + 5, failures: 1 }), true);
    assert.equal(await storage.claimRevocation(routes, now + 4, lease), undefined);
    assert.deepEqual(await storage.claimRevocation(routes, now + 5, lease), {
      ...row('rvk_1', { dueAt: now + 5, failures: 1 }),
      leaseId: lease.id,
      leaseUntil: lease.until,
    });
    assert.equal(await storage.renewRevocation('rvk_1', 's1.k1.other', 's1.k1.new'), false);
    assert.equal(await storage.renewRevocation('rvk_1', 's1.k1.tokens', 's1.k1.new'), true);
    assert.deepEqual(await storage.sealedWith({ kind: 'revocation', not: [], after: '', limit: 9 }), [{ id: 'rvk_1', sealed: 's1.k1.new' }]);
    const seal = { kind: 'revocation', id: 'rvk_1', from: 's1.k1.new', to: 's1.k2.new' } as const;
    assert.equal(await storage.reseal({ ...seal, now }), false);
    assert.equal(await storage.reseal({ ...seal, now: lease.until }), true);
    assert.equal(await storage.finishRevocation('rvk_1', 'other', 'revoked'), false);
    assert.equal(await storage.finishRevocation('rvk_1', lease.id, 'revoked'), true);
    assert.equal(await storage.claimRevocation(routes, now + 99, lease), undefined);
    // Its accounts are forgotten with it: another one may have them.
    await storage.insertRevocation(row('rvk_1'));
  });

  check('records what became of an access with the connection that has ended, and with those that it was kept for', async ({ storage }) => {
    const link = await insertLink(storage);
    const ended = { route: 'facebook', altIds: ['person'], status: 'disconnected' } as const;
    const rows = await insertConnections(
      storage,
      link,
      { ...ended, revocation: 'pending' },
      { ...ended, revocation: 'kept_for_others' },
      { ...ended, revocation: 'by_hand' },
      { ...ended, route: 'instagram', revocation: 'kept_for_others' },
      { ...ended, altIds: ['another'], revocation: 'kept_for_others' },
      { ...ended, revocation: 'pending', consentedAt: now + 1 },
      { ...ended, status: 'active', revocation: null },
    );
    const seen = () => Promise.all(rows.map(async ({ id }) => (await storage.connection(id))?.revocation));
    const before = await seen();
    const finish = async (connection: string | undefined, outcome: 'revoked' | 'kept_for_others' | 'given_up', part = {}) => {
      await storage.insertRevocation(row('rvk_1', { connection: connection ?? '', leaseId: lease.id, leaseUntil: lease.until, ...part }));
      assert.equal(await storage.finishRevocation('rvk_1', 'other', outcome), false);
      assert.equal(await storage.finishRevocation('rvk_1', lease.id, outcome), true);
      return seen();
    };
    // Of an earlier consent, of one that is connected again, of another way to the same account: not theirs.
    assert.deepEqual(await finish(rows[5]?.id, 'kept_for_others'), before);
    assert.deepEqual(await finish(rows[6]?.id, 'kept_for_others'), before);
    assert.deepEqual(await finish(rows[0]?.id, 'given_up', { route: 'tiktok' }), before);
    assert.deepEqual(await finish(rows[0]?.id, 'given_up', { accountIds: [] }), ['given_up', ...before.slice(1)]);
    assert.deepEqual(await finish(rows[5]?.id, 'revoked', { consentedAt: now + 1 }), ['given_up', 'revoked', 'by_hand', before[3], before[4], 'revoked', null]);
  });

  check('commits a revocation with what makes it due, or not at all', async ({ storage }) => {
    const { workspace } = await insertLink(storage);
    const failing = storage.write(workspace, async (tx) => {
      await tx.insertRevocation(row('rvk_1'));
      throw new Error('No.');
    });
    await assert.rejects(failing, /No\./);
    assert.equal(await storage.claimRevocation(routes, now, lease), undefined);
    await storage.write(workspace, (tx) => tx.insertRevocation(row('rvk_1')));
    assert.equal((await storage.claimRevocation(routes, now, lease))?.id, 'rvk_1');
  });

  check('tells who is just ending access to an account', async ({ storage }) => {
    await storage.insertRevocation(row('rvk_1'));
    assert.equal(await storage.isRevoking('facebook', ['a'], now), false);
    await storage.claimRevocation(routes, now, lease);
    assert.equal(await storage.isRevoking('facebook', ['unknown', 'person'], now), true);
    assert.equal(await storage.isRevoking('facebook', ['a'], lease.until), false);
    assert.equal(await storage.isRevoking('facebook', ['unknown'], now), false);
    assert.equal(await storage.isRevoking('facebook', [], now), false);
    assert.equal(await storage.isRevoking('tiktok', ['a'], now), false);
  });

  check('postpones what nobody has claimed while its account is being connected', async ({ storage }) => {
    await storage.insertRevocation(row('rvk_1'));
    await storage.insertRevocation(row('rvk_2', { dueAt: now + 9 }));
    await storage.insertRevocation(row('rvk_3', { leaseId: lease.id, leaseUntil: now + 1 }));
    await storage.insertRevocation(row('rvk_4', { route: 'tiktok', leaseId: 'dead', leaseUntil: now }));
    await storage.postponeRevocations('facebook', ['person', 'unknown'], now, now + 5);
    await storage.postponeRevocations('facebook', [], now, now + 99);
    const due = async (at: number, id: string) => (await storage.claimRevocation(routes, at, { id, until: now + 99 }))?.id;
    assert.deepEqual([await due(now, 'a'), await due(now, 'b')], ['rvk_4', undefined]);
    assert.deepEqual([await due(now + 1, 'c'), await due(now + 4, 'd')], ['rvk_3', undefined]);
    assert.deepEqual([await due(now + 5, 'e'), await due(now + 8, 'f'), await due(now + 9, 'g')], ['rvk_1', undefined, 'rvk_2']);
  });

  check('drops what a platform has ended by itself, and nothing newer', async ({ storage }) => {
    await storage.insertRevocation(row('rvk_1', { accountIds: ['b', 'person'] }));
    await storage.insertRevocation(row('rvk_2', { consentedAt: now + 1, createdAt: now - 1 }));
    await storage.insertRevocation(row('rvk_3', { route: 'tiktok' }));
    assert.equal(await storage.revocationCount(['facebook'], ['b', 'person'], now + 1), 1);
    assert.equal(await storage.revocationCount(['facebook', 'tiktok'], ['person'], now + 2), 3);
    assert.equal(await storage.revocationCount(['facebook'], ['unknown'], now + 2), 0);
    assert.equal(await storage.revocationCount([], ['a'], now + 9), 0);
    assert.equal(await storage.revocationCount(['tiktok'], [], now + 9), 0);
    const ended = { route: 'facebook', altIds: ['person'], status: 'disconnected' } as const;
    const connections = await insertConnections(
      storage,
      await insertLink(storage),
      { ...ended, revocation: 'pending' },
      { ...ended, revocation: null },
      { ...ended, revocation: 'by_hand', consentedAt: now + 1 },
      { ...ended, altIds: ['another'], revocation: 'by_hand' },
      { ...ended, status: 'active' },
    );
    await storage.dropRevocations(['facebook'], ['person'], now + 1);
    const told = await Promise.all(connections.map(async ({ id }) => (await storage.connection(id))?.revocation));
    assert.deepEqual(told, ['revoked', 'revoked', 'by_hand', 'by_hand', null]);
    await storage.dropRevocations([], ['a'], now + 9);
    await storage.dropRevocations(['tiktok'], [], now + 9);
    const left = await atOnce(3, (index) => storage.claimRevocation(routes, now, { ...lease, id: `lease-${index}` }));
    assert.deepEqual(left.flatMap((each) => each?.id ?? []).sort(), ['rvk_2', 'rvk_3']);
  });
};
