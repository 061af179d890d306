import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecipients, type Recipients } from '../recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

const typesOf = async () => (await shop.events()).map(({ type }) => type).filter((type) => type !== 'workspace.updated');

test('whoever only looks leaves no trace: scanners and previews ask with GET and HEAD', async () => {
  const link = await shop.link();
  const path = new URL(link.url).pathname;
  const fid = `cf_${'a'.repeat(43)}`;
  const scanner = shop.browser();
  for (const address of [path, `${path}?repair`, `${path}/launch?fid=${fid}&p=example`, `${path}/opened`, `${path}/start`, `${path}/launch`]) {
    for (const method of ['GET', 'HEAD']) await scanner.send(method, address);
  }
  expect([await typesOf(), scanner.jar.size]).toEqual([['link.created'], 0]);
  expect(await shop.call('GET', `/v1/links/${link.id}`)).toMatchObject({ lastOpenedAt: null, lastUsedAt: null });
});

test('a gesture on the page is recorded, and only where our own page tells it', async () => {
  const link = await shop.link();
  const opened = `${new URL(link.url).pathname}/opened`;
  for (const site of ['cross-site', 'same-site', 'none']) {
    expect((await shop.browser().send('POST', opened, {}, { 'sec-fetch-site': site })).status).toBe(403);
  }
  expect(await typesOf()).toEqual(['link.created']);
  expect((await shop.browser().send('POST', opened)).status).toBe(204);
  expect(await typesOf()).toEqual(['link.created', 'link.opened']);
});

test('who wants another account than the one that is logged in is asked for it, without a script and with one', async () => {
  const { url } = await shop.link();
  const path = new URL(url).pathname;
  const person = shop.browser();
  expect(await person.start(url)).not.toContain('choose=1');
  const going = await person.press(await person.open(path), 'Switch account');
  expect(going.html).toContain('choose=1');
  const fid = `cf_${'b'.repeat(43)}`;
  const windowed = await person.press(await person.open(`${path}/launch?fid=${fid}&p=example&m=popup`), 'Switch account');
  expect(windowed.html).toContain('choose=1');
  const json = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await person.send('POST', `${path}/start`, { platform: 'example', choose: '1' }, json);
  expect(((await answer.json()) as { authorizeUrl: string }).authorizeUrl).toContain('choose=1');
});
