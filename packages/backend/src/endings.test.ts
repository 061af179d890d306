import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecipients, minute, type Recipients, type Seen } from './recipient.test.fixture.ts';
import { openStorage } from './storage/storage.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
  // So that a renewal is due while it can still be undone.
  shop.meanwhile.life = 6 * minute;
});
afterEach(() => shop.close());

interface Connected {
  readonly id: string;
  readonly page: Seen;
  readonly person: ReturnType<Recipients['browser']>;
}

/** Every way in which a connection ends, and what is ended at the platform of that which it had. */
const ends: readonly [string, (connected: Connected) => Promise<unknown>, readonly string[]][] = [
  ['disconnected by the product', ({ id }) => shop.call('DELETE', `/v1/connections/${id}`), ['dora']],
  ['undone by its person', ({ person, page }) => person.press(page, 'No, undo this'), ['dora']],
  [
    'ended on the receipt',
    ({ person, page }) => person.post(`${/\/r\/rc_[\w-]+/.exec(page.html)?.[0]}/disconnect`),
    ['dora'],
  ],
  ['ended at the platform', () => shop.notice('dora'), []],
  ['deleted at its person’s wish', () => shop.notice('dora', { kind: 'deletion_requested' }), []],
];

test.each(ends)('a connection that is %s during a renewal stays ended, and what the renewal brings is ended too', async (_how, end, before) => {
  const person = shop.browser();
  const page = await person.connect((await shop.link()).url, 'dora');
  const [connection] = await shop.connections();
  const id = connection?.id ?? '';
  shop.after(5 * minute);
  let asked = (): void => undefined;
  let answer = (): void => undefined;
  const asking = new Promise<void>((resolve) => (asked = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  shop.meanwhile.refresh = () => (asked(), answered);
  const token = shop.call<{ code?: string; accessToken?: string }>('POST', `/v1/connections/${id}/token`);
  await asking;
  await end({ id, page, person });
  const ended = await shop.connection(id);
  expect([ended.status, shop.revoked]).toEqual(['disconnected', before]);
  // What the platform has just issued is durable before it is told to end it.
  shop.meanwhile.revoke = () => Promise.reject(new Error('The platform is away.'));
  answer();
  expect(await token).toMatchObject({ code: 'token_unavailable' });
  // Nothing else of it changes than that there is something to be ended once more.
  expect([ended.revocation, await shop.connection(id)]).toEqual(['revoked', { ...ended, revocation: 'pending' }]);
  expect(shop.revoked).toEqual(before);
  shop.meanwhile.revoke = () => Promise.resolve();
  shop.after(2 * minute);
  await shop.runDue();
  expect(shop.revoked).toEqual([...before, 'dora-2']);
  expect(await shop.connection(id)).toEqual(ended);
});

test.each(ends.filter(([, , revoked]) => revoked.length > 0))('a connection whose tokens nobody can open any more can be %s', async (_how, end) => {
  const errors: string[] = [];
  const silent = (): void => undefined;
  const storage = await openStorage('sqlite::memory:');
  await shop.close();
  shop = await createRecipients({ database: storage, log: { info: silent, warn: silent, error: (_facts, message) => void errors.push(message) } });
  const person = shop.browser();
  const page = await person.connect((await shop.link()).url, 'dora');
  const [connection] = await shop.connections();
  const id = connection?.id ?? '';
  const sealed = (await storage.connection(id))?.tokensSealed ?? '';
  // As where its key is gone.
  await storage.write('shop', (tx) => tx.updateConnection(id, { tokensSealed: sealed.replace(/^s1\.[^.]*/, 's1.gone') }));
  await end({ id, page, person });
  expect(await shop.connection(id)).toMatchObject({ status: 'disconnected', revocation: 'by_hand' });
  expect(errors).toEqual([expect.stringContaining('tokens cannot be opened any more')]);
  await shop.runDue();
  expect(shop.revoked).toEqual([]);
});

test('a connection that ended during a renewal and was made anew keeps its new tokens', async () => {
  const link = await shop.link();
  await shop.browser().connect(link.url, 'dora');
  const [connection] = await shop.connections();
  const id = connection?.id ?? '';
  shop.after(5 * minute);
  let asked = (): void => undefined;
  let answer = (): void => undefined;
  const asking = new Promise<void>((resolve) => (asked = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  shop.meanwhile.refresh = () => (asked(), answered);
  const token = shop.call<{ accessToken?: string }>('POST', `/v1/connections/${id}/token`);
  await asking;
  await shop.call('DELETE', `/v1/connections/${id}`);
  await shop.browser().connect(link.url, 'dora');
  answer();
  expect((await token).accessToken).toBe('dora');
  shop.after(2 * minute);
  await shop.runDue();
  expect(shop.revoked).toEqual(['dora']);
  expect(await shop.connection(id)).toMatchObject({ status: 'active' });
});
