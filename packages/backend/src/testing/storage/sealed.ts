import assert from 'node:assert/strict';
import type { SealedKind } from '../../storage/port.ts';
import { flowRow, insertConnections, insertLink, now } from './rows.ts';
import type { Check } from './suite.ts';

/** What is sealed, with which key, and the keys themselves. */
export const sealedChecks = (check: Check): void => {
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

  check('knows a key by its first fingerprint, and when it was last put in front', async ({ storage }) => {
    const key = { id: 'k1', fingerprint: 'one', newestSince: null, createdAt: now };
    await storage.registerKey(key);
    await storage.registerKey({ ...key, fingerprint: 'other', newestSince: now + 1, createdAt: now + 1 });
    for (const newestSince of [0, null]) await storage.registerKey({ ...key, newestSince });
    assert.deepEqual(await storage.sealingKeys(), [{ ...key, newestSince: now + 1 }]);
    await storage.registerKey({ ...key, fingerprint: 'another', newestSince: now + 2 });
    assert.deepEqual(await storage.sealingKeys(), [{ ...key, newestSince: now + 2 }]);
    await storage.forgetKey('k1');
    assert.deepEqual(await storage.sealingKeys(), []);
  });
};
