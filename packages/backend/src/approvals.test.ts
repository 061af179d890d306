import type { Connection, LinkInput, LinkWithUrl, Problem } from '@connect/sdk/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecipients, minute, type Recipients } from './recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

const approve = (id: string) => shop.call<Connection & Problem>('POST', `/v1/connections/${id}/approve`);
const reject = (id: string) => shop.call<Connection & Problem>('POST', `/v1/connections/${id}/reject`);
const token = (id: string) => shop.call<{ accessToken?: string } & Problem>('POST', `/v1/connections/${id}/token`);
const typesOf = async (connection: string) =>
  (await shop.events()).filter((event) => event.connection === connection).map(({ type }) => type);

/** An account that waits, its person's browser, and the page at which it ended. */
const waiting = async (account = 'dora', more: Partial<LinkInput> = {}) => {
  const link = await shop.link({ requiresApproval: true, ...more });
  const person = shop.browser();
  const page = await person.connect(link.url, account);
  const [connection] = await shop.connections();
  if (connection === undefined) throw new Error(`Nothing was connected: ${page.text}`);
  return { link, person, page, connection, id: connection.id };
};

describe('a new account of a link that asks for approval', () => {
  test('waits, says so to its person, and cannot be used or renewed', async () => {
    const { link, person, page, connection, id } = await waiting();
    expect((await shop.browser().open(new URL(link.url).pathname)).text).toContain('Northlight looks at new accounts before using them.');
    expect(page.text).toContain('@dora is waiting for Northlight');
    expect(page.text).not.toContain('is connected');
    expect(connection).toMatchObject({ status: 'pending_approval', reason: 'awaiting_approval' });
    for (const passed of [0, 50 * minute]) {
      shop.after(passed);
      const refused = await token(id);
      expect(refused.code).toBe('token_unavailable');
      expect(refused.detail).toContain('awaiting_approval');
    }
    expect(await shop.connection(id)).toMatchObject({ status: 'pending_approval', lastUsedAt: null });
    expect(await typesOf(id)).toEqual(['connection.connected']);
    expect((await shop.events()).at(-1)?.data).toMatchObject({ reason: 'awaiting_approval' });
    expect((await person.open(new URL(link.url).pathname)).text).not.toContain('is connected');
  });

  test('is active once it is approved, as often as one says so, and is renewed like any other', async () => {
    const { id } = await waiting();
    shop.after(45 * minute);
    expect(await approve(id)).toMatchObject({ status: 'active', reason: 'approved' });
    expect(await approve(id)).toMatchObject({ status: 'active', reason: 'approved' });
    expect(await typesOf(id)).toEqual(['connection.connected', 'connection.approved']);
    // Its platform's good time for a renewal has passed while it waited.
    expect(await token(id)).toMatchObject({ accessToken: 'dora-2' });
    expect(await approve(id)).toMatchObject({ status: 'active', reason: 'approved' });
  });

  test('goes on waiting when it comes again, whatever link it comes through', async () => {
    const { link, id } = await waiting();
    expect((await shop.browser().connect(link.url, 'dora')).text).toContain('is waiting for Northlight');
    const open = await shop.link();
    expect((await shop.browser().connect(open.url, 'dora')).text).toContain('is waiting for Northlight');
    expect(await shop.connections()).toMatchObject([{ id, status: 'pending_approval', reason: 'awaiting_approval' }]);
    expect((await token(id)).code).toBe('token_unavailable');
  });

  test('counts for the cap', async () => {
    const { link } = await waiting('dora', { maxConnections: 1 });
    expect((await shop.browser().open(new URL(link.url).pathname)).text).toContain('This link has reached its limit');
    expect((await shop.browser().connect(`${link.url}`, 'emil')).text).toContain('This link has reached its limit');
    expect(shop.revoked).toEqual(['emil']);
  });

  test('is shown as waiting on its receipt, which ends it', async () => {
    const { person, page, id } = await waiting();
    const receipt = /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
    expect((await person.open(receipt)).text).toContain('Waiting for Northlight');
    const ended = await person.press(await person.open(`${receipt}?end`), 'End connection');
    expect(ended.text).toContain('Ended');
    expect(await shop.connection(id)).toMatchObject({ status: 'disconnected', reason: 'disconnected_by_recipient' });
    expect(shop.revoked).toEqual(['dora']);
    expect((await approve(id)).code).toBe('conflict');
  });
});

test('an account that is in already needs no approval to be repaired', async () => {
  const link = await shop.link();
  await shop.browser().connect(link.url, 'dora');
  await shop.patch(link, { requiresApproval: true });
  expect((await shop.browser().connect(link.url, 'dora')).text).toContain('@dora is connected');
  expect(await shop.connections()).toMatchObject([{ status: 'active', reason: 'reconnected' }]);
});

test('an account that was ended is new again', async () => {
  const link = await shop.link();
  await shop.browser().connect(link.url, 'dora');
  const [connection] = await shop.connections();
  await shop.call('DELETE', `/v1/connections/${connection?.id}`);
  await shop.patch(link, { requiresApproval: true });
  expect((await shop.browser().connect(link.url, 'dora')).text).toContain('is waiting for Northlight');
});

describe('a rejection', () => {
  test('ends what waits, drops its tokens, revokes them, and can be repeated', async () => {
    const { id } = await waiting();
    expect(await reject(id)).toMatchObject({ status: 'disconnected', reason: 'approval_rejected' });
    expect(await reject(id)).toMatchObject({ status: 'disconnected', reason: 'approval_rejected' });
    expect(shop.revoked).toEqual(['dora']);
    expect(await typesOf(id)).toEqual(['connection.connected', 'connection.rejected']);
    const { code, detail } = await approve(id);
    expect([code, detail]).toEqual(['conflict', expect.stringContaining('has ended')]);
  });

  test('is told to its person, on the page and on the receipt, and to nobody else', async () => {
    const { person, page, id } = await waiting();
    await reject(id);
    const done = await person.open(page.path);
    expect([done.status, done.text]).toEqual([410, expect.stringContaining('Northlight didn’t take @dora')]);
    const receipt = await person.open(/\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '');
    expect(receipt.text).toContain('Northlight decided against @dora. It was never used');
    const stranger = await shop.browser().open(page.path);
    expect([stranger.status, stranger.text]).toEqual([404, expect.not.stringContaining('dora')]);
  });

  test('is no way to end what is in use', async () => {
    const link = await shop.link();
    await shop.browser().connect(link.url, 'dora');
    const [connection] = await shop.connections();
    const { code, detail } = await reject(connection?.id ?? '');
    expect([code, detail]).toEqual(['conflict', expect.stringContaining('Disconnect it')]);
    expect((await shop.connections()).map(({ status }) => status)).toEqual(['active']);
  });
});

describe('an approval is refused, with what to do, where the link would let nobody in now:', () => {
  const cases: readonly [string, (link: LinkWithUrl) => Promise<unknown>, string, string][] = [
    ['revoked', (link) => shop.call('DELETE', `/v1/links/${link.id}`), 'conflict', 'is revoked. Reject it'],
    ['paused', (link) => shop.patch(link, { paused: true }), 'conflict', 'Resume the link first'],
    [
      'expired',
      async (link) => {
        await shop.patch(link, { expiresAt: '2026-11-20T13:00:00.000Z' });
        shop.after(61 * minute);
      },
      'conflict',
      'Give the link a later expiresAt',
    ],
    ['suspended', () => shop.setShop({ subscription: { status: 'inactive' } }), 'subscription_required', 'can be approved once it is'],
    ['meant for another account', (link) => shop.patch(link, { expectedAccounts: [{ platform: 'example', handle: '@harbour' }] }), 'conflict', 'is for @harbour'],
    [
      'too full',
      async (link) => {
        await shop.browser().connect(link.url, 'emil');
        await shop.patch(link, { maxConnections: 1 });
      },
      'conflict',
      'Raise maxConnections',
    ],
  ];
  test.each(cases)('%s', async (_what, change, code, sentence) => {
    const { link, id } = await waiting();
    await change(link);
    const refused = await approve(id);
    expect([refused.code, refused.detail]).toEqual([code, expect.stringContaining(sentence)]);
    expect(await shop.connection(id)).toMatchObject({ status: 'pending_approval' });
    expect(await typesOf(id)).toEqual(['connection.connected']);
    expect(await reject(id)).toMatchObject({ reason: 'approval_rejected' });
  });

  test('but not where it is full with those that wait, or only warns of another account', async () => {
    const { link, id } = await waiting('dora', { maxConnections: 1 });
    await shop.patch(link, { expectedAccounts: [{ platform: 'example', handle: '@harbour', onMismatch: 'warn' }] });
    expect(await approve(id)).toMatchObject({ status: 'active' });
  });
});

describe('what waits for approval ends when its access does, and cannot be approved:', () => {
  const refused = async (id: string) => {
    const { code, detail } = await approve(id);
    expect([code, detail]).toEqual(['conflict', expect.stringContaining('can connect again with the link')]);
  };

  test('its person has removed the app', async () => {
    const { id, person, page, link } = await waiting();
    await shop.notice('dora');
    expect(await shop.connection(id)).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
    await refused(id);
    expect((await shop.events()).at(-1)).toMatchObject({ type: 'connection.disconnected', actor: { kind: 'platform' } });
    const receipt = await person.open(/\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '');
    expect(receipt.text).toContain('The access was removed at Example');
    // It comes again, and waits again.
    expect((await shop.browser().connect(link.url, 'dora')).text).toContain('is waiting for Northlight');
  });

  test('its person wants their data deleted', async () => {
    const { id } = await waiting();
    await shop.notice('dora', { kind: 'deletion_requested' });
    expect(await shop.connection(id)).toMatchObject({ status: 'disconnected', reason: 'deletion_requested', account: { handle: '' } });
    await refused(id);
  });

  test('its tokens have ended while nobody answered: the list says so, and nothing is left at the platform', async () => {
    const { id, link } = await waiting();
    shop.after(24 * 60 * minute - 1);
    await shop.runDue();
    expect(await shop.connection(id)).toMatchObject({ status: 'pending_approval' });
    shop.after(1);
    await refused(id);
    await shop.runDue();
    expect(await shop.connection(id)).toMatchObject({ status: 'disconnected', reason: 'token_expired' });
    expect((await shop.events()).at(-1)).toMatchObject({
      type: 'connection.disconnected',
      actor: { kind: 'connect' },
      data: { reason: 'token_expired' },
    });
    await refused(id);
    expect(shop.revoked).toEqual(['dora']);
    expect((await shop.browser().connect(link.url, 'dora')).text).toContain('is waiting for Northlight');
  });

  test('but not by a notice of before its person agreed again', async () => {
    const { id, link } = await waiting();
    const then = shop.now() + 5000;
    shop.after(10_000);
    await shop.browser().connect(link.url, 'dora');
    await shop.notice('dora', { occurredAt: then });
    expect(await shop.connection(id)).toMatchObject({ status: 'pending_approval' });
    expect(await approve(id)).toMatchObject({ status: 'active' });
    await shop.notice('dora');
    expect(await shop.connection(id)).toMatchObject({ status: 'disconnected' });
  });
});

test('an unknown connection can be neither approved nor rejected', async () => {
  for (const answer of [approve, reject]) expect((await answer('con_00000000000000000000')).code).toBe('not_found');
});
