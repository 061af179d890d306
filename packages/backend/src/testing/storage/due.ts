import assert from 'node:assert/strict';
import { insertConnections, insertLink, lease, now } from './rows.ts';
import { atOnce, inTurn, taken, type Check } from './suite.ts';

/** Connections that are to be refreshed or checked, and the leases by which they are worked on. */
export const dueChecks = (check: Check): void => {
  check('tells all who work on it the same time, or that it has no clock of its own', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const times: (number | undefined)[] = [];
    for (let index = 0; index < 6; index += 1) times.push(await turn(index).time());
    const told = taken(times);
    assert.equal(told.length === 0 || told.length === times.length, true);
    assert.equal(told.every(Number.isSafeInteger), true);
    assert.deepEqual(told, told.toSorted((one, other) => one - other));
  });

  check('lets one at a time refresh a connection, and another when the lease has run out', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const link = await insertLink(storage);
    const [connection] = await insertConnections(storage, link, {});
    assert.ok(connection);
    const claim = (at: number) =>
      atOnce(10, (index) => turn(index).claimRefresh(connection.id, at, lease(`${at}.${index}`, at + 30_000)));
    const [first, ...others] = taken(await claim(now));
    assert.deepEqual(others, []);
    assert.match(first?.refreshLeaseBy ?? '', new RegExp(`^${now}\\.\\d$`));
    assert.deepEqual(first, { ...connection, refreshLeaseUntil: now + 30_000, refreshLeaseBy: first?.refreshLeaseBy });
    assert.deepEqual(taken(await claim(now + 29_999)), []);
    assert.deepEqual(
      taken(await claim(now + 30_000)).map((row) => row.refreshLeaseUntil),
      [now + 60_000],
    );
    await storage.write(link.workspace, (tx) => tx.updateConnection(connection.id, { refreshLeaseUntil: null }));
    assert.equal(taken(await claim(now + 30_001)).length, 1);
    assert.equal(await storage.claimRefresh('con_other', now, lease('a', now + 1)), undefined);
  });

  check('lets nobody refresh a connection that is not active; what waits for approval is due when its wait ends', async ({ storage }) => {
    const link = await insertLink(storage);
    const parts = (['needs_reconnect', 'disconnected'] as const).map((status) => ({ status, refreshDueAt: 1 }));
    for (const row of await insertConnections(storage, link, ...parts)) {
      assert.equal(await storage.claimRefresh(row.id, now, lease('a', now + 1)), undefined);
      assert.deepEqual(await storage.connection(row.id), row);
    }
    assert.equal(await storage.claimDueRefresh(['instagram'], now, lease('a', now + 1)), undefined);
    const [waits] = await insertConnections(storage, link, { status: 'pending_approval', refreshDueAt: now });
    assert.equal(await storage.claimRefresh(waits?.id ?? '', now, lease('a', now + 1)), undefined);
    assert.equal(await storage.claimDueRefresh(['instagram'], now - 1, lease('a', now + 1)), undefined);
    assert.equal((await storage.claimDueRefresh(['instagram'], now, lease('a', now + 1)))?.id, waits?.id);
  });

  check('gives the connections that are due to whoever asks, each to one, those first that wait longest', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const link = await insertLink(storage);
    const due = Array.from({ length: 12 }, (_, index) => ({ refreshDueAt: now - index }));
    const rows = await insertConnections(storage, link, ...due);
    await insertConnections(storage, link, { refreshDueAt: now + 1 }, { refreshDueAt: null }, { refreshDueAt: 1, platform: 'other' });
    const first = await storage.claimDueRefresh(['instagram', 'tiktok'], now, lease('first', now + 10));
    assert.deepEqual(first, { ...rows[11], refreshLeaseUntil: now + 10, refreshLeaseBy: 'first' });
    const claims: (string | undefined)[] = [];
    // PostgreSQL may tell one of many at once that nothing is left while another is just taking it.
    while (claims.length < 40) {
      const some = await atOnce(8, (index) => turn(index).claimDueRefresh(['instagram'], now, lease(`${index}`, now + 10)));
      claims.push(...some.map((row) => row?.id));
    }
    assert.deepEqual(taken(claims).toSorted(), rows.slice(0, 11).map(({ id }) => id).toSorted());
    const again = await storage.claimDueRefresh(['instagram'], now + 10, lease('again', now + 20));
    assert.equal(again?.id, rows[11]?.id);
    assert.equal(await storage.claimDueRefresh([], now + 10, lease('none', now + 20)), undefined);
  });

  check('gives the connections that were not checked for longest to whoever asks, under the same lease as a refresh', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const link = await insertLink(storage);
    const rows = await insertConnections(storage, link, ...[3, 1, 2].map((age) => ({ checkedAt: now - age })));
    await insertConnections(storage, link, { checkedAt: now }, { checkedAt: 1, platform: 'other' });
    await insertConnections(storage, link, ...(['pending_approval', 'needs_reconnect', 'disconnected'] as const).map((status) => ({ checkedAt: 1, status })));
    await insertConnections(storage, link, { checkedAt: 1, refreshLeaseUntil: now + 1, refreshLeaseBy: 'refresh' });
    const [oldest] = rows;
    assert.ok(oldest);
    const first = await storage.claimDueCheck(['instagram', 'tiktok'], now - 1, now, lease('first', now + 10));
    assert.deepEqual(first, { ...oldest, refreshLeaseUntil: now + 10, refreshLeaseBy: 'first' });
    assert.equal(await storage.claimRefresh(oldest.id, now, lease('refresh', now + 10)), undefined);
    const claims: (string | undefined)[] = [];
    // As above.
    while (claims.length < 24) {
      const some = await atOnce(4, (index) => turn(index).claimDueCheck(['instagram'], now - 1, now, lease(`${index}`, now + 10)));
      claims.push(...some.map((row) => row?.id));
    }
    assert.deepEqual(taken(claims).toSorted(), rows.slice(1).map(({ id }) => id).toSorted());
    assert.equal(await storage.claimDueCheck([], now, now, lease('none', now + 10)), undefined);

    await storage.releaseCheck(oldest.id, 'other', { checkedAt: now, leftAloneUntil: now + 9 });
    assert.deepEqual(await storage.connection(oldest.id), first);
    await storage.releaseCheck(oldest.id, 'first', { leftAloneUntil: now + 9 });
    assert.deepEqual(await storage.connection(oldest.id), { ...oldest, leftAloneUntil: now + 9 });
    // What the platform could not say lets it wait as long as before.
    await storage.claimRefresh(oldest.id, now, lease('next', now + 10));
    await storage.releaseCheck(oldest.id, 'next', { checkedAt: now });
    assert.deepEqual(await storage.connection(oldest.id), { ...oldest, checkedAt: now, leftAloneUntil: now + 9 });
  });

  check('lets a lease be extended, used and given back by its own id alone', async ({ storage }) => {
    const [connection] = await insertConnections(storage, await insertLink(storage), { refreshDueAt: now });
    assert.ok(connection);
    const { id } = connection;
    const claimed = await storage.claimDueRefresh(['instagram'], now, lease('mine', now + 10));
    assert.equal(await storage.extendRefresh(id, lease('other', now + 99)), false);
    assert.equal(await storage.recordRefreshAttempt(id, 'other', now + 1), false);
    await storage.releaseRefresh(id, 'other', null);
    assert.deepEqual(await storage.connection(id), claimed);

    assert.equal(await storage.extendRefresh(id, lease('mine', now + 20)), true);
    assert.equal(await storage.claimDueRefresh(['instagram'], now + 10, lease('other', now + 30)), undefined);
    assert.equal(await storage.recordRefreshAttempt(id, 'mine', now + 11), true);
    const sent = { refreshAttemptAt: now + 11, refreshDueAt: now + 11 };
    assert.deepEqual(await storage.connection(id), { ...claimed, ...sent, refreshLeaseUntil: now + 20 });

    await storage.releaseRefresh(id, 'mine', now + 50);
    assert.deepEqual(await storage.connection(id), { ...connection, ...sent, refreshDueAt: now + 50 });
    assert.equal(await storage.extendRefresh(id, lease('mine', now + 60)), false);
  });
};
