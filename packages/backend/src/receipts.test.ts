import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlatformFailure } from './platforms/port.ts';
import { createRecipients, minute, type Recipients } from './recipient.test.fixture.ts';

const receiptOf = ({ html }: { readonly html: string }): string => /\/r\/rc_[\w-]+/.exec(html)?.[0] ?? '';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

test.each(['GET', 'HEAD', 'PUT', 'DELETE'])('%s ends nothing, also not from our own page', async (method) => {
  const link = await shop.link();
  const person = shop.browser();
  const page = await person.connect(link.url, 'dora');
  const receipt = receiptOf(page);
  const answer = await person.send(method, `${receipt}/disconnect`, undefined, { origin: shop.origin, 'sec-fetch-site': 'same-origin' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await shop.connections()).toMatchObject([{ status: 'active' }]);
  expect(shop.revoked).toEqual([]);
});

describe('what somebody else has connected', () => {
  const day = 24 * 60 * minute;

  /** Bob's receipt, of a connection that the product has ended and Ann has connected since. */
  const twoOwners = async () => {
    const [first, second] = [await shop.link(), await shop.link()];
    const bobs = receiptOf(await shop.browser().connect(first.url, 'acme'));
    const [row] = await shop.connections();
    const id = row?.id ?? '';
    await shop.call('DELETE', `/v1/connections/${id}`);
    await shop.runDue();
    shop.after(90 * day);
    const anns = receiptOf(await shop.browser().connect(second.url, 'acme'));
    return { id, bobs, anns, revokedBefore: shop.revoked.length };
  };

  test('an earlier receipt neither shows nor ends nor deletes it', async () => {
    const { id, bobs, anns, revokedBefore } = await twoOwners();
    const bob = shop.browser();
    const seen = await bob.open(bobs);
    expect(seen.text).toContain('This connection of an account on Example is over. It was connected to Northlight anew since');
    // Not even what the account is called by now.
    expect(seen.html).not.toContain('acme');
    expect(seen.text).not.toMatch(/Connected and working|End this connection|Delete what is stored|Connect again/);
    for (const page of ['?end', '?forget']) expect((await bob.open(`${bobs}${page}`)).text).toBe(seen.text);
    for (const deed of ['disconnect', 'forget']) expect((await bob.post(`${bobs}/${deed}`)).text).toBe(seen.text);
    await shop.runDue();
    expect(await shop.connection(id)).toMatchObject({ status: 'active', account: { handle: '@acme' } });
    expect(shop.revoked).toHaveLength(revokedBefore);
    expect((await shop.browser().open(anns)).text).toContain('Connected and working');
    expect((await shop.browser().post(`${anns}/disconnect`)).text).toContain('You ended this connection here.');
    expect((await shop.connection(id)).status).toBe('disconnected');
  });

  test('a repair by the same link leaves the receipts as they are, another link’s begins anew', async () => {
    const [link, other] = [await shop.link(), await shop.link()];
    const first = receiptOf(await shop.browser().connect(link.url, 'acme'));
    await shop.notice('acme');
    shop.after(minute);
    expect((await shop.browser().open(first)).text).toContain('The access was removed at Example');
    const second = receiptOf(await shop.browser().connect(link.url, 'acme'));
    for (const receipt of [first, second]) expect((await shop.browser().open(receipt)).text).toContain('Connected and working');
    const third = receiptOf(await shop.browser().connect(other.url, 'acme'));
    for (const receipt of [first, second]) expect((await shop.browser().open(receipt)).text).toContain('is over');
    expect((await shop.browser().open(third)).text).toContain('Connected and working');
  });
});

test('whoever has the receipt can have deleted what is stored of them: asked once, ended, forgotten, told', async () => {
  const link = await shop.link();
  const person = shop.browser();
  const receipt = receiptOf(await person.connect(link.url, 'acme'));
  const [row] = await shop.connections();
  const id = row?.id ?? '';
  const question = await person.open(`${receipt}?forget`);
  expect(question.text).toContain('Delete what is stored about @acme?');
  expect(await shop.connection(id)).toMatchObject({ status: 'active' });

  const elsewhere = await person.send('POST', `${receipt}/forget`, {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
  expect(elsewhere.status).toBe(403);
  expect((await person.send('GET', `${receipt}/forget`)).status).toBe(405);
  expect(await shop.connection(id)).toMatchObject({ status: 'active' });

  const done = await person.press(question, 'Delete it');
  expect(done.text).toContain('What was stored about you is deleted');
  expect(done.html).not.toContain('acme');
  await shop.runDue();
  expect(shop.revoked).toEqual(['acme']);
  expect(await shop.connection(id)).toMatchObject({
    status: 'disconnected',
    reason: 'deletion_requested',
    account: { handle: '', displayName: null, pictureUrl: null },
  });
  const told = (await shop.events()).filter(({ connection }) => connection === id);
  expect(told.slice(-2)).toMatchObject([
    { type: 'connection.disconnected', actor: { kind: 'recipient' }, data: { reason: 'deletion_requested' } },
    { type: 'connection.erased', actor: { kind: 'recipient' } },
  ]);
  expect(JSON.stringify(told)).not.toContain('acme');
  for (const path of [receipt, `${receipt}?forget`]) expect((await person.open(path)).status).toBe(404);
  expect((await person.post(`${receipt}/forget`)).status).toBe(404);
});

test('a receipt says so while the platform has not confirmed the end, and no longer', async () => {
  const person = shop.browser();
  const receipt = receiptOf(await person.connect((await shop.link()).url, 'acme'));
  shop.meanwhile.revoke = () => Promise.reject(new PlatformFailure('unavailable', 'Example, revocation: no.'));
  expect((await person.post(`${receipt}/disconnect`)).text).toContain('Example has not confirmed the end yet');
  expect((await person.open(receipt)).text).toContain('Example has not confirmed the end yet');
  shop.meanwhile.revoke = () => Promise.resolve();
  shop.after(5 * minute);
  await shop.runDue();
  expect((await person.open(receipt)).text).not.toContain('has not confirmed');
});

test('an end that the platform has not confirmed for a day is told of no longer: the receipt says how its person can end it there', async () => {
  const person = shop.browser();
  const receipt = receiptOf(await person.connect((await shop.link()).url, 'acme'));
  shop.meanwhile.revoke = () => Promise.reject(new PlatformFailure('unavailable', 'Example, revocation: no.'));
  await person.post(`${receipt}/disconnect`);
  for (let hours = 0; hours < 26; hours += 1) {
    shop.after(60 * minute);
    await shop.runDue();
  }
  const { text } = await person.open(receipt);
  expect(text).not.toMatch(/has not confirmed|go on telling|no longer has access/);
  expect(text).toContain('Example may still list Brightline. To be certain, look for connected apps in your Example settings');
});
