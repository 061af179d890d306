import { expect, test } from 'vitest';
import { createClient } from '../index.ts';
import { collect, useMocks } from '../mock-backend.test.fixture.ts';

const { mocks } = useMocks();
const { webhooks, links } = createClient({ origin: 'https://connect.example', apiKey: 'key_of_the_test', retryDelayMs: () => 0 });
const url = 'https://app.example/webhooks/connect';

test('an endpoint tells its secret when it is made and when it is rotated, and never again', async () => {
  const made = await webhooks.create({ url, types: ['link.created'] }, { idempotencyKey: 'k' });
  expect(made.secret).toMatch(/^whsec_/);
  await expect(webhooks.create({ url, types: ['link.created'] }, { idempotencyKey: 'k' })).resolves.toEqual(made);
  await expect(webhooks.create({ url }, { idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'idempotency_conflict' });
  const rotated = await webhooks.rotate(made.id);
  expect(rotated.secret).not.toBe(made.secret);
  expect(rotated.previousSecretUntil).not.toBeNull();
  for (const shown of [await webhooks.get(made.id), ...(await collect(webhooks.all()))]) {
    expect(shown).toMatchObject({ id: made.id, url });
    expect(shown).not.toHaveProperty('secret');
  }
});

test('endpoints are listed by the workspace that they hear of', async () => {
  mocks.addWorkspace({ id: 'other' });
  const [all, own] = [mocks.addWebhookEndpoint(), mocks.addWebhookEndpoint({ workspace: 'northlight' })];
  expect((await webhooks.list({ workspace: 'northlight' })).data.map(({ id }) => id)).toEqual([own.id, all.id]);
  expect((await webhooks.list({ workspace: 'other' })).data.map(({ id }) => id)).toEqual([all.id]);
  await expect(webhooks.list({ workspace: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
});

test('what happens is delivered, skipped while the endpoint is disabled, and sent again when asked', async () => {
  const { id } = mocks.addWebhookEndpoint({ types: ['link.revoked'] });
  const [one, other] = [mocks.addLink(), mocks.addLink()];
  await links.revoke(one.id);
  await expect(webhooks.update(id, { disabled: true })).resolves.toMatchObject({ disabledReason: 'disabled_by_product' });
  await links.revoke(other.id);
  const { data } = await webhooks.deliveries(id);
  expect(data).toMatchObject([{ status: 'skipped', attempts: 0 }, { status: 'delivered', attempts: 1, type: 'link.revoked' }]);
  const skipped = data[0]?.id ?? '';
  await expect(webhooks.redeliver(skipped)).rejects.toMatchObject({ code: 'conflict' });
  await webhooks.update(id, { disabled: false });
  await expect(webhooks.redeliver(skipped)).resolves.toMatchObject({ id: skipped, status: 'delivered' });
  const since = '2020-01-01T00:00:00.000Z';
  await expect(webhooks.redeliverSince(id, { since })).resolves.toEqual({ count: 0 });
  await expect(webhooks.redeliverSince(id, { since, delivered: true })).resolves.toEqual({ count: 2 });
  expect((await webhooks.deliveries(id, { status: 'skipped' })).data).toEqual([]);
});

test('a deleted endpoint is gone', async () => {
  const { id } = mocks.addWebhookEndpoint();
  for (let time = 0; time < 2; time += 1) await expect(webhooks.delete(id)).resolves.toBeUndefined();
  await expect(webhooks.get(id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(webhooks.redeliver('whd_00000000000000000000')).rejects.toMatchObject({ code: 'not_found' });
});
