import assert from 'node:assert/strict';
import type { Lease } from '../../storage/port.ts';
import { insertConnections, insertLink, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

const taken = <T>(results: readonly (T | undefined)[]): T[] => results.filter((result) => result !== undefined);

const lease = (id: string, until: number): Lease => ({ id, until });

/** Rows that are due, and the leases by which they are worked on. */
export const dueChecks = (check: Check): void => {
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

  check('records the latest use, and nothing else', async ({ storage }) => {
    const [connection] = await insertConnections(storage, await insertLink(storage), {});
    assert.ok(connection);
    for (const at of [now + 5, now + 9, now + 7]) await storage.touchConnection(connection.id, at);
    assert.deepEqual(await storage.connection(connection.id), { ...connection, lastUsedAt: now + 9 });
  });

  check('gives work that is done from time to time to one at a time', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const claim = async (at: number, name = 'sweep') =>
      (await atOnce(6, (index) => turn(index).claimPeriodic(name, at, lease(`${at}.${index}`, at + 10)))).indexOf(true);
    const first = await claim(now);
    assert.notEqual(first, -1);
    assert.equal(await claim(now + 9), -1);
    assert.notEqual(await claim(now, 'other'), -1);
    assert.equal(await storage.extendPeriodic('sweep', lease(`${now}.${first}`, now + 30)), true);
    assert.equal(await claim(now + 29), -1);
    const second = await claim(now + 30);
    assert.notEqual(second, -1);

    assert.equal(await storage.extendPeriodic('sweep', lease(`${now}.${first}`, now + 99)), false);
    assert.equal(await storage.releasePeriodic('sweep', `${now}.${first}`, now + 1), false);
    assert.equal(await storage.releasePeriodic('sweep', `${now + 30}.${second}`, now + 100), true);
    assert.equal(await claim(now + 99), -1);
    assert.notEqual(await claim(now + 100), -1);
  });

  check('tells since when work that is done from time to time lies there', async ({ storage }) => {
    const free = (): Promise<number | undefined> => storage.periodicFreeSince('sweep');
    assert.equal(await free(), undefined);
    await storage.claimPeriodic('sweep', now, lease('a', now + 10));
    assert.equal(await free(), now + 10);
    await storage.extendPeriodic('sweep', lease('a', now + 30));
    assert.equal(await free(), now + 30);
    await storage.releasePeriodic('sweep', 'a', now + 100);
    assert.equal(await free(), now + 100);
    assert.equal(await storage.periodicFreeSince('other'), undefined);
  });
};
