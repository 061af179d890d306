import { fixtures } from '@connect/sdk/mocks';
import { setupServer } from 'msw/node';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect, mocks, open } from './brightline.test.fixture.ts';

const server = setupServer(...mocks.handlers);
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => mocks.reset());
afterAll(() => server.close());

const id = 'whd_000000000000000000000001';

const signed = (secret: string, body: string, at = new Date()): RequestInit => ({
  method: 'POST',
  body,
  headers: {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  },
});

const lost = JSON.stringify(fixtures.event({ type: 'connection.needs_reconnect', data: { handle: '@harbourcoffee', reason: 'password_changed' } }));

test('what Connect signs is shown to its agency, once more as such, and what it has not signed is refused by name', async () => {
  const { ask, as, webhooks } = await open();
  await webhooks.register();
  const { data } = await connect.webhooks.list();
  expect(data).toMatchObject([{ url: 'http://localhost:4400/webhooks/connect', workspace: null, types: null }]);
  const { secret } = await connect.webhooks.rotate(data[0]?.id ?? '');
  const path = '/webhooks/connect';
  expect((await ask(path, signed(secret, lost))).status).toBe(400);

  const again = await open();
  const made = connect.webhooks.rotate;
  let known = '';
  connect.webhooks.rotate = async (...given) => {
    const endpoint = await made(...given);
    known = endpoint.secret;
    return endpoint;
  };
  await again.webhooks.register().finally(() => (connect.webhooks.rotate = made));
  expect((await again.ask(path, signed(known, lost))).status).toBe(204);
  expect((await again.ask(path, signed(known, lost))).status).toBe(204);
  expect((await again.ask(path, { method: 'POST', body: lost })).text).toBe('webhook_unsigned\n');
  expect((await again.ask(path, signed(known, lost, new Date(Date.now() - 3_600_000)))).text).toBe('webhook_expired\n');
  const { text } = await (await again.as('maya')).ask('/webhooks');
  for (const words of ['connection.needs_reconnect', '@harbourcoffee · password_changed', 'verified; Brightline has it already', id, 'refused: it carries no signature', 'refused: it was sent too long ago']) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain(known);
  expect((await (await again.as('tom')).ask('/webhooks')).text).not.toContain('@harbourcoffee');
  expect((await (await as('maya')).ask('/webhooks')).text).toContain('refused: its signature is not Connect’s');
});

test('before it has its secret it asks Connect to come again', async () => {
  const { ask } = await open({ isReady: false });
  expect((await ask('/webhooks/connect', { method: 'POST', body: lost })).status).toBe(503);
});

test('an endpoint that was disabled is enabled again, not made twice', async () => {
  const { webhooks } = await open();
  const { id: endpoint } = mocks.addWebhookEndpoint({ url: 'http://localhost:4400/webhooks/connect', disabled: true, disabledReason: 'failing' });
  await webhooks.register();
  expect((await connect.webhooks.list()).data).toMatchObject([{ id: endpoint, disabled: false }]);
});
