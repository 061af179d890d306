import assert from 'node:assert/strict';
import type { DeletionRow } from '../../storage/port.ts';
import { now } from './rows.ts';
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

/** People's requests to delete what is stored of them. */
export const deletionChecks = (check: Check): void => {
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
};
