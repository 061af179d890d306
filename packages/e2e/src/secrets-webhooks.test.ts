import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { watchSecrets } from './secret-watch.ts';
import type { SecretKind } from './traces.ts';

const hour = 3_600_000;
const stage = watchSecrets();

/** Makes an endpoint of the product's address; its id and secret. */
const register = async () => {
  const { world } = stage;
  const made = await world.client.webhooks.create({ url: world.inbox.url, description: 'Brightline' });
  world.inbox.secrets = [...world.inbox.secrets, made.secret];
  return made;
};

/** Reads all that the API tells about an endpoint, its deliveries and the events that it was sent. */
const readAll = async (id: string): Promise<string> => {
  const { world } = stage;
  const { webhooks, events } = world.client;
  return JSON.stringify([
    await webhooks.list(),
    await webhooks.get(id),
    await webhooks.deliveries(id, { limit: 100 }),
    await events.list({ workspace: 'northlight', limit: 100 }),
  ]);
};

describe('secrets stay out of logs, answers, deliveries and the database’s files', () => {
  test('when an endpoint is made, made again, read, changed, rotated and deleted', async () => {
    const { traces, world } = stage;
    const { webhooks } = world.client;
    const input = { url: world.inbox.url };
    const { id, secret } = await webhooks.create(input, { idempotencyKey: 'endpoint-1' });
    expect((await webhooks.create(input, { idempotencyKey: 'endpoint-1' })).secret).toBe(secret);
    expect(traces.secrets.get(secret)).toBe('webhook secret');
    await webhooks.update(id, { description: 'Another' });
    const rotated = await webhooks.rotate(id);
    expect(rotated.secret).not.toBe(secret);
    const told = await readAll(id);
    for (const each of [secret, rotated.secret]) expect(told).not.toContain(each);
    await webhooks.delete(id);
    await expect(webhooks.get(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('when everything that happens to a connection is sent, also signed by two secrets', async () => {
    const { connect, person, world } = stage;
    const { client, connect: backend, inbox } = world;
    const { id: endpoint } = await register();
    inbox.secrets = [...inbox.secrets, (await client.webhooks.rotate(endpoint)).secret];
    for (const route of ['instagram', 'facebook', 'tiktok'] as const) {
      const { id, link, page } = await connect(route);
      await client.connections.getAccessToken(id);
      await client.links.reveal(link.id, { connection: id });
      await client.links.rotate(link.id);
      const receipt = /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
      await person.send('POST', `${receipt}/disconnect`, new URLSearchParams());
      await client.links.revoke(link.id);
    }
    await backend.jobs.runDue();
    const types = new Set(inbox.posted.map(({ event }) => event.type));
    for (const type of ['link.created', 'link.revealed', 'link.rotated', 'connection.connected', 'connection.disconnected', 'link.revoked']) {
      expect([...types]).toContain(type);
    }
    expect(inbox.posted.at(-1)?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    await readAll(endpoint);
    await client.webhooks.redeliverSince(endpoint, { since: new Date(0).toISOString(), delivered: true });
    await backend.jobs.runDue();
    expect(new Set(inbox.posted.map(({ headers }) => headers['webhook-id'])).size).toBeLessThan(inbox.posted.length);
    await client.webhooks.delete(endpoint);
  });

  test('when an endpoint answers with them, redirects, fails, and is disabled after days', async () => {
    const { traces, world } = stage;
    const { client, connect, inbox } = world;
    const { id, secret } = await register();
    const answer = randomBytes(32).toString('base64url');
    traces.plant('endpoint’s answer', answer);
    for (const status of [500, 400, 302, 200]) {
      inbox.reply = { status, body: JSON.stringify({ error: `${answer} of ${secret}`, key: world.apiKey }) };
      await world.link();
      await connect.jobs.runDue();
      await readAll(id);
    }
    inbox.reply = { status: 500, body: answer };
    await world.link();
    // Only time in which it is tried counts.
    for (let passed = 0; passed < 96; passed += 1) {
      await connect.jobs.runDue();
      stage.pass(hour);
    }
    expect((await client.webhooks.get(id)).disabled).toBe(true);
    await readAll(id);
    await client.webhooks.delete(id);
  });

  test('and each kind of them has passed by, so that it could have been found', () => {
    const { traces, world } = stage;
    const wanted: SecretKind[] = ['API key', 'endpoint’s answer', 'link', 'platform token', 'receipt', 'webhook secret'];
    expect([...new Set(traces.secrets.values())]).toEqual(expect.arrayContaining(wanted));
    expect(world.inbox.posted.length).toBeGreaterThan(20);
  });
});
