import assert from 'node:assert/strict';
import type { Storage, WebhookDeliveryRow } from '../../storage/port.ts';
import { insertWebhookEndpoint, insertWorkspace, lease, newEvent, now } from './rows.ts';
import { atOnce, inTurn, taken, type Check } from './suite.ts';

const all = (storage: Storage, endpoint: string): Promise<readonly WebhookDeliveryRow[]> =>
  storage.webhookDeliveries({ endpoint, limit: 100 });

/** One at a time. */
const one = { perEndpoint: 1, toFailing: 1 } as const;

const lastOf = async (storage: Storage, endpoint: string): Promise<WebhookDeliveryRow> => {
  const [row] = await all(storage, endpoint);
  assert.ok(row);
  return row;
};

/** What is on its way to endpoints. */
export const webhookDeliveryChecks = (check: Check): void => {
  check('sets an event on its way to every endpoint that hears of it, in the event’s own transaction', async ({ storage }) => {
    const [{ id: workspace }, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const every = await insertWebhookEndpoint(storage);
    const own = await insertWebhookEndpoint(storage, { workspace, types: ['link.created'] });
    const deaf = await insertWebhookEndpoint(storage, { workspace, types: ['link.revoked'] });
    const elsewhere = await insertWebhookEndpoint(storage, { workspace: other.id });
    const disabled = await insertWebhookEndpoint(storage, { disabledAt: now, disabledReason: 'gone' });
    const event = await storage.write(workspace, (tx) => tx.append(newEvent({ createdAt: now + 5 })));
    assert.ok(event);
    const row = await lastOf(storage, every.id);
    assert.match(row.id, /^whd_/);
    const about = { workspace, event: event.id, seq: 1, type: 'link.created', createdAt: now + 5, attempts: 0, leaseId: null };
    for (const [key, value] of Object.entries({ ...about, status: 'pending', dueAt: now + 5 })) {
      assert.equal(row[key as keyof WebhookDeliveryRow], value, key);
    }
    assert.deepEqual(await storage.webhookDelivery(row.id), row);
    assert.equal((await all(storage, own.id)).length, 1);
    assert.deepEqual([await all(storage, deaf.id), await all(storage, elsewhere.id)], [[], []]);
    const skipped = await lastOf(storage, disabled.id);
    assert.deepEqual([skipped.status, skipped.dueAt], ['skipped', null]);

    const undone = storage.write(workspace, async (tx) => {
      await tx.append(newEvent());
      throw new Error('stop');
    });
    await assert.rejects(undone, /stop/);
    assert.equal((await all(storage, every.id)).length, 1);
  });

  check('gives each due delivery to one of many who ask at once, and a few of one endpoint at a time', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const { id: workspace } = await insertWorkspace(storage);
    const busy = await insertWebhookEndpoint(storage, { types: ['link.created'] });
    const quiet = await insertWebhookEndpoint(storage, { types: ['link.revoked'] });
    await storage.write(workspace, async (tx) => {
      for (let count = 0; count < 6; count += 1) await tx.append(newEvent({ createdAt: now + 5 - count }));
      await tx.append(newEvent({ type: 'link.revoked', createdAt: now + 50 }));
    });
    const room = { perEndpoint: 3, toFailing: 1 };
    assert.equal(await storage.claimDelivery(now - 1, lease('early'), room, ''), undefined);
    const first = await storage.claimDelivery(now + 10, lease('first'), room, '');
    assert.deepEqual([first?.createdAt, first?.leaseId, first?.endpoint], [now, 'first', busy.id]);
    const rest = [];
    for (let count = 0; count < 6; count += 1) {
      const row = await turn(count).claimDelivery(now + 100, lease(`next ${count}`), room, busy.id);
      if (row) rest.push([row.endpoint, row.createdAt - now]);
    }
    assert.deepEqual(rest.toSorted(), [[busy.id, 1], [busy.id, 2], [quiet.id, 50]].toSorted());
    // Leases that ended give their rows back.
    const roomy = { perEndpoint: 100, toFailing: 100 };
    const many = await atOnce(12, (index) => turn(index).claimDelivery(now + 60_001, lease(`late ${index}`, now + 120_000), roomy, ''));
    const claimed = many.filter((row) => row !== undefined).map(({ id }) => id);
    assert.equal(new Set(claimed).size, claimed.length);
    assert.ok(claimed.length > 0);
  });

  check('gives every endpoint its turn, whatever has waited longer elsewhere', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const endpoints: string[] = [];
    for (let count = 0; count < 4; count += 1) endpoints.push((await insertWebhookEndpoint(storage)).id);
    await storage.write(workspace, async (tx) => {
      for (let count = 0; count < 3; count += 1) await tx.append(newEvent({ createdAt: now + count }));
    });
    const claimed = [];
    for (let row: WebhookDeliveryRow | undefined, count = 0; count < 12; count += 1) {
      row = await storage.claimDelivery(now + 9, lease(`${count}`), { perEndpoint: 9, toFailing: 9 }, row?.endpoint ?? '');
      claimed.push([row?.endpoint, row?.createdAt]);
    }
    const inTurns = [0, 1, 2].flatMap((count) => endpoints.toSorted().map((id) => [id, now + count]));
    assert.deepEqual(claimed, inTurns);
    assert.equal(await storage.claimDelivery(now + 9, lease('none'), { perEndpoint: 9, toFailing: 9 }, endpoints[0] ?? ''), undefined);
  });

  check('gives an endpoint that is failing one delivery at a time, and all of them together a few', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    for (let count = 0; count < 4; count += 1) await insertWebhookEndpoint(storage, { types: ['link.created'], failingSince: now });
    const sound = await insertWebhookEndpoint(storage, { types: ['link.revoked'] });
    await storage.write(workspace, async (tx) => {
      for (const type of ['link.created', 'link.revoked'] as const) {
        for (let count = 0; count < 3; count += 1) await tx.append(newEvent({ type, createdAt: now }));
      }
    });
    const claimed = [];
    for (let row: WebhookDeliveryRow | undefined, count = 0; count < 12; count += 1) {
      row = await storage.claimDelivery(now, lease(`${count}`), { perEndpoint: 2, toFailing: 3 }, row?.endpoint ?? '');
      if (row) claimed.push(row.endpoint);
    }
    const failing = claimed.filter((id) => id !== sound.id);
    assert.deepEqual([claimed.length, failing.length, new Set(failing).size], [5, 3, 3]);
    const rest = [];
    for (let count = 0; count < 4; count += 1) rest.push(await storage.claimDelivery(now, lease(`rest ${count}`), { perEndpoint: 2, toFailing: 9 }, ''));
    const [last, ...none] = taken(rest);
    assert.deepEqual([none, failing.includes(last?.endpoint ?? ''), last?.endpoint === sound.id], [[], false, false]);
  });

  check('settles and extends a delivery for whoever has its lease, and nobody else', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const { id: endpoint } = await insertWebhookEndpoint(storage);
    await storage.write(workspace, (tx) => tx.append(newEvent()));
    const row = await storage.claimDelivery(now, lease('mine'), one, '');
    assert.ok(row);
    assert.equal(await storage.extendDelivery(row.id, lease('other', now + 1)), false);
    assert.equal(await storage.extendDelivery(row.id, lease('mine', now + 90_000)), true);
    assert.equal(await storage.claimDelivery(now + 80_000, lease('other'), one, ''), undefined);
    const change = { status: 'delivered', attempts: 1, dueAt: null, responseStatus: 204, durationMs: 7, deliveredAt: now + 1, lastAttemptAt: now + 1 } as const;
    assert.equal(await storage.settleDelivery(row.id, 'other', change), false);
    assert.equal(await storage.settleDelivery(row.id, 'mine', change), true);
    assert.equal(await storage.settleDelivery(row.id, 'mine', { status: 'failed' }), false);
    assert.deepEqual(await lastOf(storage, endpoint), { ...row, ...change, leaseId: null, leaseUntil: null });
    assert.deepEqual((await storage.webhookDeliveries({ endpoint, status: 'pending', limit: 10 })), []);
  });

  check('takes what waits for an endpoint that is disabled out of the way, and sends again what is asked for', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const { id: endpoint } = await insertWebhookEndpoint(storage);
    await storage.write(workspace, async (tx) => {
      for (let count = 0; count < 4; count += 1) await tx.append(newEvent({ createdAt: now + count }));
    });
    const held = await storage.claimDelivery(now, lease('held'), one, '');
    assert.ok(held);
    const disabled = { disabledAt: now, disabledReason: 'failing' } as const;
    const undone = storage.write(workspace, async (tx) => {
      await tx.updateWebhookEndpoint(endpoint, disabled);
      throw new Error('stop');
    });
    await assert.rejects(undone, /stop/);
    await storage.write(workspace, async (tx) => {
      assert.equal((await tx.updateWebhookEndpoint(endpoint, disabled, { disabled: false }))?.disabledReason, 'failing');
      assert.equal(await tx.updateWebhookEndpoint(endpoint, disabled, { disabled: false }), undefined);
    });
    assert.deepEqual((await all(storage, endpoint)).map(({ status, dueAt }) => [status, dueAt !== null]), [
      ['skipped', false],
      ['skipped', false],
      ['skipped', false],
      ['pending', true],
    ]);

    const again = { endpoint, dueAt: now + 10, statuses: ['pending', 'skipped'], limit: 10 } as const;
    assert.deepEqual(await storage.redeliver({ ...again, since: now + 2 }), { count: 2, last: undefined });
    assert.deepEqual(await storage.redeliver({ ...again, statuses: ['delivered'], since: 0 }), { count: 0, last: undefined });
    assert.deepEqual(await storage.redeliver({ ...again, statuses: [], since: 0 }), { count: 0, last: undefined });
    // A part after the other, newest first; the oldest is being sent.
    const part = await storage.redeliver({ ...again, since: 0, limit: 3 });
    assert.deepEqual([part.count, part.last?.createdAt], [3, now + 1]);
    assert.deepEqual(await storage.redeliver({ ...again, since: 0, limit: 3, after: part.last }), { count: 0, last: undefined });
    assert.equal((await all(storage, endpoint)).filter(({ status, dueAt }) => status === 'pending' && dueAt === now + 10).length, 3);
    await storage.updateWebhookEndpoint(endpoint, disabled);
    assert.deepEqual(await storage.redeliver({ ...again, since: now + 2 }), { count: 2, last: undefined });
    assert.equal(await storage.redeliverOne(held.id, now + 10), undefined);
    assert.equal(await storage.redeliverOne('whd_other', now), undefined);
    assert.equal(await storage.settleDelivery(held.id, 'held', { status: 'failed', attempts: 10, dueAt: null, failure: 'timeout' }), true);
    const sent = await storage.redeliverOne(held.id, now + 10);
    assert.deepEqual([sent?.id, sent?.status, sent?.attempts, sent?.dueAt, sent?.failure], [held.id, 'pending', 0, now + 10, null]);
    assert.equal(await storage.sweepDeliveries(now + 10, 10), 1);
    assert.equal((await all(storage, endpoint)).length, 3);
    assert.equal(await storage.deleteWebhookEndpoint(endpoint), true);
    assert.deepEqual(await all(storage, endpoint), []);
  });
};
