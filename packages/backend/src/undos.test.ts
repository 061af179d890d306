import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecipients, minute, type Recipients } from './recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

const connected = async (account = 'dora', more: object = {}) => {
  const link = await shop.link(more);
  const person = shop.browser();
  const page = await person.connect(link.url, account);
  const [connection] = await shop.connections();
  const id = connection?.id ?? '';
  return { link, person, page, id, undo: () => person.post(page.path.replace('/done', '/undo'), { connection: id }) };
};

test('what was just connected can be undone: nothing stays usable, and the page says what happened', async () => {
  const { link, person, page, id } = await connected();
  const undone = await person.press(page, 'No, undo this');
  expect(undone.status).toBe(410);
  for (const part of ['You undid this: @dora is not connected', 'we deleted the keys', 'This connection has ended.', 'Start again']) {
    expect(undone.text).toContain(part);
  }
  expect(shop.revoked).toEqual(['dora']);
  expect(await shop.connection(id)).toMatchObject({ status: 'disconnected', reason: 'undone_by_recipient' });
  expect((await shop.events()).at(-1)).toMatchObject({ type: 'connection.undone', connection: id, actor: { kind: 'recipient' } });
  expect(undone.html).toContain(`href="${new URL(link.url).pathname}"`);
  expect((await person.open(page.path)).text).toContain('You undid this');
  expect((await person.connect(link.url, 'dora')).text).toContain('@dora is connected');
});

test('undoing twice undoes once', async () => {
  const { undo, id } = await connected();
  const pages = await Promise.all([undo(), undo()]);
  pages.push(await undo());
  expect(new Set(pages.map(({ text }) => text.includes('You undid this')))).toEqual(new Set([true]));
  expect(shop.revoked).toEqual(['dora']);
  expect((await shop.events()).filter(({ type }) => type === 'connection.undone').map(({ connection }) => connection)).toEqual([id]);
});

test('it works for ten minutes; then the page says so, and the receipt can still end it', async () => {
  const { person, page, undo } = await connected();
  shop.after(10 * minute - 1);
  expect((await person.open(page.path)).text).toContain('No, undo this');
  shop.after(1);
  const later = await person.open(page.path);
  expect(later.text).not.toContain('No, undo this');
  expect(later.text).toContain('Not the right account? End this connection');
  const late = await undo();
  expect([late.status, late.text]).toEqual([409, expect.stringContaining('It’s too late to undo this here')]);
  const receipt = /\/r\/rc_[\w-]+\?end/.exec(late.html)?.[0] ?? '';
  expect((await person.press(await person.open(receipt), 'End connection')).text).toContain('Ended');
  expect(shop.revoked).toEqual(['dora']);
});

test('what waits for approval can be undone, also just after it was approved', async () => {
  const { page, person, id } = await connected('dora', { requiresApproval: true });
  expect(page.text).toContain('No, undo this');
  await shop.call('POST', `/v1/connections/${id}/approve`);
  expect((await person.press(await person.open(page.path), 'No, undo this')).text).toContain('You undid this');
});

test('a connection that was there before is not undone: neither a repaired one, nor one that goes on waiting', async () => {
  const open = await connected();
  for (const again of [shop.browser(), open.person]) {
    const page = await again.connect(open.link.url, 'dora');
    expect(page.text).not.toContain('undo this');
    const refused = await again.post(page.path.replace('/done', '/undo'), { connection: open.id });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('This can’t be undone here')]);
  }
  // The attempt that connected it cannot take back what another has renewed since.
  expect((await open.undo()).status).toBe(409);
  const link = await shop.link({ requiresApproval: true });
  await shop.browser().connect(link.url, 'emil');
  shop.after(1);
  expect((await shop.browser().connect(link.url, 'emil')).text).not.toContain('undo this');
  expect(shop.revoked).toEqual([]);
});

test('nobody else undoes it: no other browser, no other site, no other attempt’s connection, no GET', async () => {
  const { link, person, page, id } = await connected();
  const path = page.path.replace('/done', '/undo');
  expect((await shop.browser().post(path, { connection: id })).status).toBe(404);
  for (const site of ['cross-site', 'same-site', 'none']) {
    expect((await person.send('POST', path, { connection: id }, { 'sec-fetch-site': site })).status).toBe(403);
  }
  const other = shop.browser();
  const others = (await other.connect(link.url, 'emil')).path.replace('/done', '/undo');
  expect((await other.post(others, { connection: id })).status).toBe(404);
  expect((await person.post(path, { connection: 'con_' })).status).toBe(400);
  for (const method of ['GET', 'HEAD']) expect((await person.send(method, path)).status).toBe(405);
  expect((await shop.connections()).map(({ status }) => status)).toEqual(['active', 'active']);
});

test('the browser that began does not undo what arrived in another one', async () => {
  const link = await shop.link();
  const beginner = shop.browser();
  const owner = shop.browser();
  const question = await owner.arrive(await beginner.start(link.url), 'dora');
  const fid = /\/f\/(cf_[\w-]+)/.exec(question.path)?.[1] ?? '';
  const done = await owner.post(`/f/${fid}/confirm`, { answer: 'yes' });
  const [connection] = await shop.connections();
  const form = { connection: connection?.id ?? '' };
  expect((await beginner.post(`/f/${fid}/undo`, form)).status).toBe(404);
  expect((await beginner.open(`/f/${fid}/done`)).text).not.toContain('dora');
  const undone = await owner.press(done, 'No, undo this');
  expect(undone.text).toContain('You undid this: @dora is not connected');
  const seen = await beginner.open(`/f/${fid}/done`);
  expect(seen.text).toContain('You undid this connection');
  expect(seen.text).not.toContain('dora');
});

test('an account whose connection ended in another way is not called connected: its page leads to the receipt', async () => {
  const { person, page, id } = await connected();
  await shop.call('DELETE', `/v1/connections/${id}`);
  const seen = await person.open(page.path);
  expect([seen.path.slice(0, 6), seen.text]).toEqual(['/r/rc_', expect.stringContaining('Ended')]);
});
