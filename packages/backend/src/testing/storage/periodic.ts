import assert from 'node:assert/strict';
import { lease, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

/** Work that is done from time to time, by one at a time. */
export const periodicChecks = (check: Check): void => {
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
