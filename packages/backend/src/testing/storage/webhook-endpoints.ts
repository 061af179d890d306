import assert from 'node:assert/strict';
import { insertWebhookEndpoint, insertWorkspace, now, webhookEndpointRow } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

/** Addresses that are told of events. */
export const webhookEndpointChecks = (check: Check): void => {
  check('keeps webhook endpoints, lists those that hear of a workspace, and changes one where its guard holds', async ({ storage, open }) => {
    const [{ id: workspace }, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const full = webhookEndpointRow({
      workspace,
      types: ['link.created', 'connection.connected'],
      description: 'Größe 日本',
      previousSealed: 's1.k0.sealed',
      previousUntil: 1,
      failingSince: 2,
      lastFailedAt: 4,
      disabledAt: 3,
      disabledReason: 'failing',
      createKey: 'key',
      requestHash: 'hash',
    });
    assert.equal(await storage.insertWebhookEndpoint(full, 20), true);
    const every = await insertWebhookEndpoint(storage, { createdAt: now + 1 });
    const elsewhere = await insertWebhookEndpoint(storage, { workspace: other.id, createdAt: now + 2 });
    for (const from of [storage, await open()]) assert.deepEqual(await from.webhookEndpoint(full.id), full);
    assert.deepEqual(await storage.webhookEndpointByKey('key'), full);
    assert.deepEqual(await storage.webhookEndpoints({ workspace, limit: 10 }), [every, full]);
    assert.deepEqual(await storage.webhookEndpoints({ limit: 2 }), [elsewhere, every]);
    assert.deepEqual(await storage.webhookEndpoints({ after: every, limit: 2 }), [full]);
    await assert.rejects(storage.insertWebhookEndpoint(webhookEndpointRow({ createKey: 'key' }), 20), { code: 'conflict' });

    const change = { secretSealed: 's1.k2.sealed', disabledAt: null, disabledReason: null } as const;
    assert.equal(await storage.updateWebhookEndpoint(full.id, change, { secretSealed: 'another' }), undefined);
    assert.equal(await storage.updateWebhookEndpoint(full.id, change, { disabled: false }), undefined);
    for (const failingSince of [1, null]) assert.equal(await storage.updateWebhookEndpoint(full.id, change, { failingSince }), undefined);
    assert.deepEqual(await storage.updateWebhookEndpoint(every.id, { url: every.url }, { failingSince: null }), every);
    const guard = { secretSealed: full.secretSealed, disabled: true, failingSince: 2 };
    const changed = await storage.updateWebhookEndpoint(full.id, change, guard);
    assert.deepEqual(changed, { ...full, ...change });
    assert.equal(await storage.updateWebhookEndpoint('whe_other', change), undefined);
    assert.equal(await storage.deleteWebhookEndpoint(full.id), true);
    assert.equal(await storage.deleteWebhookEndpoint(full.id), false);
    assert.equal(await storage.webhookEndpoint(full.id), undefined);
  });

  check('takes no more endpoints than it is told to, of a workspace and of all, however many come at once', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const [mine, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    for (const workspace of [mine.id, null]) {
      const inserted = await atOnce(12, (index) => turn(index).insertWebhookEndpoint(webhookEndpointRow({ workspace }), 3));
      assert.equal(inserted.filter(Boolean).length, 3);
      assert.equal(await storage.insertWebhookEndpoint(webhookEndpointRow({ workspace }), 3), false);
    }
    assert.equal(await storage.insertWebhookEndpoint(webhookEndpointRow({ workspace: other.id }), 3), true);
    assert.equal((await storage.webhookEndpoints({ limit: 20 })).length, 7);
  });
};
