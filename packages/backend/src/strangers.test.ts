import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '@connect/sdk/contract';
import { createRecipients, newFlow, type Recipients } from './recipient.test.fixture.ts';

/** The product page that a stranger's browser claims to have been opened by. */
const openerOrigin = 'https://shop.example';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
  await shop.setShop({ embedOrigins: [openerOrigin] });
});
afterEach(() => shop.close());

test('who sends somebody a platform’s address, and begins anew while the account is read, does not learn whose it is', async () => {
  const { url } = await shop.link();
  const { secret, fid } = newFlow();
  const stranger = shop.browser();
  const dora = shop.browser();
  const address = await stranger.launch(url, { fid, openerOrigin, attested: true });
  const question = await dora.arrive(address, 'dora');
  shop.meanwhile.work = async () => {
    shop.meanwhile.work = () => Promise.resolve();
    await stranger.launch(url, { fid, openerOrigin, attested: true });
  };
  expect((await dora.post(question.path, { answer: 'yes' })).text).toContain('@dora is connected');
  const state = await shop.status(secret);
  expect([state.status, JSON.stringify(state).includes('dora')]).toEqual(['connected', false]);
  const seen = await stranger.open(`/f/${fid}/done`);
  expect([seen.html.includes('dora'), seen.html.includes('/r/rc_')]).toEqual([false, false]);
  const [{ id } = {} as Connection] = await shop.connections();
  expect((await stranger.post(`/f/${fid}/undo`, { connection: id })).text).toContain('There is nothing to see here');
  expect(await shop.connection(id)).toMatchObject({ status: 'active' });
});

test('who has vouched for a page in their own browser has not done so for whoever takes the flow over', async () => {
  const link = await shop.link();
  const { secret, fid } = newFlow();
  const stranger = shop.browser();
  const own = await stranger.launch(link.url, { fid, openerOrigin, attested: true });
  await shop.patch(link, { paused: true });
  expect((await stranger.arrive(own, 'mallory')).text).toContain('on hold');
  await shop.patch(link, { paused: false });
  const dora = shop.browser();
  const page = await dora.arrive(await dora.launch(link.url, { fid, openerOrigin }), 'dora');
  expect(page.text).toContain('@dora is connected');
  const state = await shop.status(secret);
  expect([state.status, JSON.stringify(state).includes('dora')]).toEqual(['connected', false]);
});

test.each(['refuse', 'warn'] as const)('who takes a flow over after a wrong account (%s) does not read whose it was, nor insist on it', async (onMismatch) => {
  const { url } = await shop.link({ expectedAccounts: [{ platform: 'example', handle: '@harbour', onMismatch }] });
  const { fid } = newFlow();
  const dora = shop.browser();
  expect((await dora.arrive(await dora.launch(url, { fid }), 'dora')).text).toContain('That was @dora');
  const stranger = shop.browser();
  await stranger.announce(url, { fid });
  const seen = await stranger.open(`/f/${fid}/done`);
  expect([seen.status, seen.html.includes('dora')]).toEqual([200, false]);
  expect((await stranger.arrive(await stranger.start(url, { fid, other: '1' }), 'zoe')).text).toContain('That was @zoe');
});

test('a word of insistence counts in the browser that gave it alone', async () => {
  const link = await shop.link({ expectedAccounts: [{ platform: 'example', handle: '@harbour', onMismatch: 'warn' }] });
  const { fid } = newFlow();
  const stranger = shop.browser();
  await stranger.arrive(await stranger.launch(link.url, { fid }), 'mallory');
  const insisting = await stranger.start(link.url, { fid, other: '1' });
  await shop.patch(link, { paused: true });
  await stranger.arrive(insisting, 'mallory');
  await shop.patch(link, { paused: false });
  const dora = shop.browser();
  expect((await dora.arrive(await dora.launch(link.url, { fid }), 'dora')).text).toContain('That was @dora');
  expect(await shop.connections()).toEqual([]);
});

test('a creation that is repeated after the address was changed is recorded as telling the new one', async () => {
  const session = await shop.call<{ token: string }>('POST', '/v1/sessions', {
    workspace: 'shop',
    actor: { name: 'Maya', email: 'maya@shop.example' },
    can: ['links:write'],
  });
  const create = async (): Promise<{ id: string; url: string }> => {
    const headers = { authorization: `Bearer ${session.token}`, 'content-type': 'application/json', 'idempotency-key': 'once' };
    const body = JSON.stringify({ workspace: 'shop', platforms: ['example'] });
    return (await (await shop.fetch(`${shop.origin}/v1/links`, { method: 'POST', headers, body })).json()) as { id: string; url: string };
  };
  const made = await create();
  expect(await create()).toEqual(made);
  shop.after(1);
  await shop.call('POST', `/v1/links/${made.id}/rotate`);
  const again = await create();
  expect([again.id === made.id, again.url === made.url]).toEqual([true, false]);
  const told = (await shop.events()).filter(({ link }) => link === made.id);
  expect(told.map(({ type, actor }) => [type, actor.name])).toEqual([
    ['link.created', 'Maya'],
    ['link.rotated', null],
    ['link.revealed', 'Maya'],
  ]);
});
