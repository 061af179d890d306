import type { LinkWithUrl } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { createRecipients, minute } from '../recipient.test.fixture.ts';

const hour = 60 * minute;

test('what has ended goes when nobody can ask for it any longer; what was recorded stays', async () => {
  const { after, browser, call, close, connections, events, fetch, link, origin, apiKey, runDue } = await createRecipients();
  const shared = await link();
  const person = browser();
  const done = await person.connect(shared.url, 'harbour');
  const before = await events();
  const readable = async (): Promise<number> => (await person.send('GET', done.path)).status;

  const input = { workspace: 'shop', platforms: ['example'], sharedBy: { name: 'Maya', email: 'maya@shop.example' } };
  const create = async (): Promise<LinkWithUrl> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': 'one' };
    return (await (await fetch(`${origin}/v1/links`, { method: 'POST', headers, body: JSON.stringify(input) })).json()) as LinkWithUrl;
  };
  const first = await create();
  after(23 * hour);
  await runDue();
  expect((await create()).id).toBe(first.id);
  expect(await readable()).toBe(200);

  after(2 * hour);
  await runDue();
  expect((await create()).id).not.toBe(first.id);
  expect(await readable()).toBe(404);
  expect((await events()).slice(0, before.length)).toEqual(before);
  expect(await connections()).toHaveLength(1);
  expect(await call('GET', `/v1/links/${shared.id}`)).toMatchObject({ status: 'active' });
  await close();
});
