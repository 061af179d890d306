import assert from 'node:assert/strict';
import type { DeletionRow, SealedKind } from '../../storage/port.ts';
import { flowRow, insertConnections, insertLink, newEvent, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

const deletion = (part: Partial<DeletionRow> = {}): DeletionRow => ({
  code: 'code1',
  requestHash: 'hash1',
  sender: 'meta',
  routes: ['instagram'],
  accountIds: ['17841400000000001'],
  occurredAt: now,
  found: 1,
  connectedSince: true,
  receivedAt: now,
  doneAt: null,
  ...part,
});

/** What platforms tell by themselves, what is forgotten then, and what is sealed with which key. */
export const noticeChecks = (check: Check): void => {
  check('finds the connections of an account in every workspace, by any of its ids', async ({ storage }) => {
    const [here, there] = [await insertLink(storage), await insertLink(storage)];
    const [one] = await insertConnections(storage, here, { accountId: 'a', altIds: ['a-alt'] });
    const [ended] = await insertConnections(storage, there, { accountId: 'a', altIds: ['a-alt', 'a'], status: 'disconnected' });
    const [other] = await insertConnections(storage, there, { platform: 'tiktok', accountId: 'a' });
    assert.ok(one && ended && other);
    const ids = async (platforms: string[], accountIds: string[]) =>
      (await storage.connectionsOfAccount(platforms, accountIds)).map(({ id }) => id).sort();
    assert.deepEqual(await ids(['instagram'], ['a']), [one.id, ended.id].sort());
    assert.deepEqual(await ids(['instagram', 'facebook'], ['unknown', 'a-alt']), [one.id, ended.id].sort());
    assert.deepEqual(await ids(['tiktok'], ['a']), [other.id]);
    assert.deepEqual(await ids(['tiktok'], ['a-alt']), []);
    assert.deepEqual(await ids([], ['a']), []);
    assert.deepEqual(await ids(['instagram'], []), []);
  });

  check('forgets whose account a connection was, and keeps its row, its events and their order', async ({ storage }) => {
    const link = await insertLink(storage);
    const personal = { accountId: 'a', altIds: ['a-alt'], displayName: 'Dora', accountType: 'creator', picture: 'pic_1' } as const;
    const [gone, other] = await insertConnections(storage, link, { ...personal, status: 'disconnected' }, { handle: '@other' });
    assert.ok(gone && other);
    const receipt = { hash: 'r1', keyId: 'k1', connection: gone.id, link: link.id, linkSecretHash: 'hash', fid: 'cf_1', createdAt: now, overAt: null };
    await storage.write(link.workspace, async (tx) => {
      await tx.insertReceipt(receipt);
      await tx.insertReceipt({ ...receipt, hash: 'r2', connection: other.id });
      await tx.append(newEvent({ link: link.id, connection: gone.id, data: { platform: 'instagram', handle: '@dora' } }));
      await tx.append(newEvent({ link: link.id, connection: other.id, data: { handle: '@other' } }));
    });
    const before = await storage.events({ workspace: link.workspace, after: 0, limit: 100 });
    await storage.write(link.workspace, (tx) => tx.eraseConnection(gone.id, 'deletion_requested', now + 1));

    assert.deepEqual(await storage.connection(gone.id), {
      ...gone,
      accountId: `erased-${gone.id}`,
      altIds: [],
      handle: '',
      displayName: null,
      accountType: null,
      picture: null,
      reason: 'deletion_requested',
      updatedAt: now + 1,
    });
    assert.deepEqual(await storage.connectionsOfAccount(['instagram'], ['a', 'a-alt']), []);
    assert.equal(await storage.receipt('r1'), undefined);
    assert.ok(await storage.receipt('r2'));
    assert.deepEqual(
      await storage.events({ workspace: link.workspace, after: 0, limit: 100 }),
      before.map((event) => (event.connection === gone.id ? { ...event, data: { platform: 'instagram' } } : event)),
    );
    assert.deepEqual(await storage.connection(other.id), other);
    const work = storage.write(link.workspace, (tx) => tx.eraseConnection(other.id, 'deletion_requested', now));
    await assert.rejects(work, { code: 'missing' });
    assert.equal(await storage.write(link.workspace, (tx) => tx.eraseConnection(gone.id, 'deletion_requested', now + 2)), false);
    assert.equal((await storage.connection(gone.id))?.updatedAt, now + 1);
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

  check('records a request to delete once, and forgets whose it was a while after it is done', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const answers = await atOnce(10, (index) => turn(index).insertDeletion(deletion({ code: `code${index}` })));
    const [first, ...others] = answers.filter(({ inserted }) => inserted);
    assert.ok(first);
    assert.deepEqual(others, []);
    for (const each of answers) assert.deepEqual(each.deletion, first.deletion);
    await storage.insertDeletion(deletion({ code: 'older', requestHash: 'hash2', receivedAt: now - 1, accountIds: [] }));
    assert.deepEqual((await storage.deletionsToDo(10)).map(({ code }) => code), ['older', first.deletion.code]);
    assert.equal((await storage.deletionsToDo(1)).length, 1);
    await storage.finishDeletion(first.deletion.code, now + 5);
    await storage.finishDeletion(first.deletion.code, now + 9);
    assert.deepEqual(await storage.deletion(first.deletion.code), { ...first.deletion, doneAt: now + 5 });
    assert.deepEqual((await storage.deletionsWithIds('meta')).map(({ code }) => code).sort(), [first.deletion.code, 'older'].sort());
    assert.deepEqual(await storage.deletionsWithIds('tiktok'), []);
    const sweep = (deletionIdsUntil: number) =>
      storage.sweep({ flowsUntil: 0, codesUntil: 0, deletionIdsUntil, sessionsUntil: 0, idempotencyUntil: 0 }, 10);
    assert.equal(await sweep(now - 1), 0);
    assert.equal(await sweep(now), 1);
    assert.deepEqual((await storage.deletionsWithIds('meta')).map(({ code }) => code), ['older']);
    const done = { ...first.deletion, accountIds: null, doneAt: now + 5 };
    assert.deepEqual(await storage.deletion(first.deletion.code), done);
    assert.deepEqual(await storage.insertDeletion(deletion({ code: 'again' })), { deletion: done, inserted: false });
    assert.equal(await storage.deletion('again'), undefined);
    assert.deepEqual(await storage.deletionByRequest(['unknown', 'hash1']), done);
    assert.equal(await storage.deletionByRequest(['unknown']), undefined);
  });

  check('finds what is sealed with other keys, page by page, and counts it by key', async ({ storage }) => {
    const link = await insertLink(storage, { secretSealed: 's1.k_1.link' });
    await insertConnections(storage, link, { tokensSealed: 's1.kx1.a' }, { tokensSealed: 's1.k_1.b' }, { tokensSealed: null });
    const flow = flowRow(link, { verifierSealed: 's1.k_1.v', codeSealed: 's1.k_1.c' });
    await storage.insertFlow(flow);
    const all = async (kind: SealedKind, ...not: string[]) => {
      const found: string[] = [];
      for (let after = ''; ; ) {
        const [row] = await storage.sealedWith({ kind, not, after, limit: 1 });
        if (row === undefined) return found.sort();
        found.push(row.sealed);
        after = row.id;
      }
    };
    assert.deepEqual(await all('tokens'), ['s1.k_1.b', 's1.kx1.a']);
    assert.deepEqual(await all('tokens', 'k_1'), ['s1.kx1.a']);
    assert.deepEqual(await all('tokens', 'k_1', 'kx1'), []);
    assert.deepEqual(await all('link', 'k'), ['s1.k_1.link']);
    assert.deepEqual(await storage.sealedWith({ kind: 'verifier', not: ['k2'], after: '', limit: 9 }), [{ id: flow.fid, sealed: 's1.k_1.v' }]);
    assert.deepEqual(await storage.sealedWith({ kind: 'code', not: ['k2'], after: '', limit: 9 }), [{ id: flow.fid, sealed: 's1.k_1.c' }]);
    assert.equal(await storage.sealedCount('tokens', 'k_1'), 1);
    assert.equal(await storage.sealedCount('tokens', 'k'), 0);
  });

  check('puts a new seal only in the place of the old one, and never while a refresh is under way', async ({ storage }) => {
    const link = await insertLink(storage);
    const [calm, held, unsure, lapsed] = await insertConnections(
      storage,
      link,
      {},
      { refreshLeaseUntil: now + 1 },
      { refreshAttemptAt: now - 1 },
      { refreshLeaseUntil: now },
    );
    assert.ok(calm && held && unsure && lapsed);
    const reseal = (id: string, from = 's1.k1.tokens') => storage.reseal({ kind: 'tokens', id, from, to: 's1.k2.new', now });
    assert.equal(await reseal(calm.id, 's1.k1.other'), false);
    assert.equal(await reseal(held.id), false);
    assert.equal(await reseal(unsure.id), false);
    assert.deepEqual(await storage.connection(calm.id), calm);
    assert.equal(await reseal(calm.id), true);
    assert.equal(await reseal(lapsed.id), true);
    assert.equal(await reseal(calm.id), false);
    assert.deepEqual(await storage.connection(calm.id), { ...calm, tokensSealed: 's1.k2.new' });
    assert.equal(await storage.reseal({ kind: 'link', id: link.id, from: link.secretSealed, to: 's1.k2.l', now }), true);
    assert.equal((await storage.link(link.id))?.link.secretSealed, 's1.k2.l');
  });

  check('knows a key by its first fingerprint, and since when it was the newest', async ({ storage }) => {
    const key = { id: 'k1', fingerprint: 'one', newestSince: null, createdAt: now };
    await storage.registerKey(key);
    await storage.registerKey({ ...key, fingerprint: 'other', newestSince: now + 1, createdAt: now + 1 });
    await storage.registerKey({ ...key, fingerprint: 'another', newestSince: now + 2 });
    assert.deepEqual(await storage.sealingKeys(), [{ ...key, newestSince: now + 1 }]);
    await storage.forgetKey('k1');
    assert.deepEqual(await storage.sealingKeys(), []);
  });
};
