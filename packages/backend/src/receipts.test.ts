import type { Connection } from '@connect/sdk/contract';
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
  const { text } = await person.open(receipt);
  expect(text).not.toContain('has not confirmed');
  expect(text).toContain('Northlight no longer has access to @acme, and we deleted the keys.');
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
  expect(text).toContain('Example didn’t confirm the end, and may still list Brightline. To be certain, look for connected apps in your Example settings');
  expect((await shop.connections())[0]).toMatchObject({ status: 'disconnected', revocation: 'given_up' });
});

describe('what became of an ended access at its platform', () => {
  /** Somebody's account in two workspaces: the receipts, and the connections. */
  const twice = async () => {
    await shop.call('PUT', '/v1/workspaces/other', { name: 'Southlight' });
    const links = [await shop.link(), await shop.link({ workspace: 'other' })] as const;
    const person = shop.browser();
    const receipts = [];
    for (const { url } of links) receipts.push(receiptOf(await person.connect(url, 'acme')));
    const [row] = await shop.connections();
    const { data } = await shop.call<{ data: Connection[] }>('GET', '/v1/connections?workspace=other');
    return { person, link: links[0], receipts: receipts as [string, string], ids: [row?.id ?? '', data[0]?.id ?? ''] as const };
  };

  test.each(['by its person', 'by the product'])('is told on every reload of the receipt, and to the product: ended %s', async (how) => {
    const person = shop.browser();
    const receipt = receiptOf(await person.connect((await shop.link()).url, 'acme'));
    const [row] = await shop.connections();
    expect(row).toMatchObject({ status: 'active', revocation: null });
    if (how === 'by its person') expect((await person.post(`${receipt}/disconnect`)).text).toContain('Northlight no longer has access to @acme');
    else await shop.call('DELETE', `/v1/connections/${row?.id}`);
    for (const _ of ['once', 'again']) {
      const { text } = await person.open(receipt);
      expect(text).toContain('Northlight no longer has access to @acme, and we deleted the keys.');
      expect(text).not.toMatch(/may still list|To be certain/);
    }
    expect(await shop.connection(row?.id ?? '')).toMatchObject({ status: 'disconnected', revocation: 'revoked' });
  });

  test('where other connections live from it, nobody is sent to end them; once they have ended too, that is told', async () => {
    const { person, receipts, ids } = await twice();
    const kept = 'Other connections to Brightline need the access at Example, so it stays there.';
    const ended = await person.post(`${receipts[0]}/disconnect`);
    for (const { text } of [ended, await person.open(receipts[0])]) {
      expect(text).toContain('We deleted our keys, so Northlight can’t use @acme any more.');
      expect(text).toContain(kept);
      expect(text).not.toMatch(/may still list|To be certain|no longer has access/);
    }
    expect(shop.revoked).toEqual([]);
    expect(await shop.connection(ids[0])).toMatchObject({ revocation: 'kept_for_others' });
    await shop.call('DELETE', `/v1/connections/${ids[1]}`);
    expect(shop.revoked).toEqual(['acme']);
    expect((await person.open(receipts[0])).text).toContain('Northlight no longer has access to @acme');
    for (const id of ids) expect(await shop.connection(id)).toMatchObject({ revocation: 'revoked' });
  });

  test('where the others have lost their access, nothing is kept for them any more', async () => {
    const { person, receipts, ids } = await twice();
    await shop.call('DELETE', `/v1/connections/${ids[0]}`);
    shop.meanwhile.refresh = () => Promise.reject(new PlatformFailure('token_refused', 'Example, token: no.'));
    shop.after(50 * minute);
    await shop.runDue();
    expect(await shop.connection(ids[1])).toMatchObject({ status: 'needs_reconnect' });
    expect((await person.open(receipts[0])).text).toContain('Example may still list Brightline. To be certain');
    expect(await shop.connection(ids[0])).toMatchObject({ revocation: 'by_hand' });
    // Nobody has tokens by which it could be told, and the other one may be repaired.
    await shop.call('DELETE', `/v1/connections/${ids[1]}`);
    expect(await shop.connection(ids[1])).toMatchObject({ revocation: 'by_hand' });
  });

  test('what the platform says of it by itself is believed', async () => {
    const { person, receipts, ids } = await twice();
    await person.post(`${receipts[0]}/disconnect`);
    await shop.notice('acme');
    expect((await person.open(receipts[0])).text).toContain('Northlight no longer has access to @acme');
    expect((await person.open(receipts[1])).text).toContain('The access was removed at Example');
    for (const id of ids) expect(await shop.connection(id)).toMatchObject({ revocation: 'revoked' });
  });

  test('a connection that is made anew has nothing of it', async () => {
    const person = shop.browser();
    const link = await shop.link();
    const receipt = receiptOf(await person.connect(link.url, 'acme'));
    shop.meanwhile.revoke = () => Promise.reject(new PlatformFailure('unavailable', 'Example, revocation: no.'));
    await person.post(`${receipt}/disconnect`);
    const [{ id = '' } = {}] = await shop.connections();
    expect(await shop.connection(id)).toMatchObject({ revocation: 'pending' });
    await person.connect(link.url, 'acme');
    expect(await shop.connection(id)).toMatchObject({ status: 'active', revocation: null });
    shop.after(5 * minute);
    await shop.runDue();
    // What is left of the earlier one is kept for this one: it says nothing about it.
    expect(await shop.connection(id)).toMatchObject({ status: 'active', revocation: null });
  });

  test('is told to no session: it may be about another workspace', async () => {
    const { ids } = await twice();
    await shop.call('DELETE', `/v1/connections/${ids[0]}`);
    const actor = { name: 'Maya', email: 'maya@shop.example' };
    const can = ['connections:read', 'connections:write'];
    const { token } = await shop.call<{ token: string }>('POST', '/v1/sessions', { workspace: 'shop', actor, can });
    const ask = async (path: string): Promise<unknown> => (await shop.fetch(`${shop.origin}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
    const one = await ask(`/v1/connections/${ids[0]}`);
    expect(one).toMatchObject({ status: 'disconnected' });
    expect(one).not.toHaveProperty('revocation');
    expect(JSON.stringify(await ask('/v1/connections?workspace=shop'))).not.toContain('revocation');
  });

  test('whoever undid it, or was declined, reads the same where their attempt ends', async () => {
    const { person, link } = await twice();
    const fresh = shop.browser();
    const page = await fresh.connect(link.url, 'dora');
    const undone = await fresh.press(page, 'No, undo this');
    expect(undone.text).toContain('You undid this: @dora is not connected');
    expect(undone.text).not.toMatch(/still list|Apps and websites/);

    await shop.call('PUT', '/v1/workspaces/third', { name: 'Third' });
    const third = await person.connect((await shop.link({ workspace: 'third' })).url, 'acme');
    expect((await person.press(third, 'No, undo this')).text).toContain('Other connections to Brightline need the access at Example');

    shop.meanwhile.revoke = () => Promise.reject(new PlatformFailure('unavailable', 'Example, revocation: no.'));
    const again = await fresh.connect(link.url, 'emil');
    expect((await fresh.press(again, 'No, undo this')).text).toContain('Example has not confirmed the end yet');

    const declined = shop.browser();
    const done = await declined.connect((await shop.link({ requiresApproval: true })).url, 'fern');
    const [waiting] = (await shop.connections()).filter(({ account }) => account.handle === '@fern');
    await shop.call('POST', `/v1/connections/${waiting?.id}/reject`);
    const rejected = await declined.open(done.path);
    expect(rejected.text).toContain('Northlight didn’t take @fern');
    expect(rejected.text).toContain('Example has not confirmed the end yet');
  });
});
