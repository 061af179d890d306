import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecipients, type Recipients } from './recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

test.each(['GET', 'HEAD', 'PUT', 'DELETE'])('%s ends nothing, also not from our own page', async (method) => {
  const link = await shop.link();
  const person = shop.browser();
  const page = await person.connect(link.url, 'dora');
  const receipt = /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
  const answer = await person.send(method, `${receipt}/disconnect`, undefined, { origin: shop.origin, 'sec-fetch-site': 'same-origin' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await shop.connections()).toMatchObject([{ status: 'active' }]);
  expect(shop.revoked).toEqual([]);
});
