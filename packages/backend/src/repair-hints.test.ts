import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecipients, minute, type Recipients } from './recipient.test.fixture.ts';

let shop: Recipients;
beforeEach(async () => {
  shop = await createRecipients();
});
afterEach(() => shop.close());

const expectedAccounts = [{ platform: 'example', handle: '@acme', onMismatch: 'refuse' as const }];
const broken = '@acme on Example needs to be connected again';

test('a link that is meant for an account names it by its plain address once the access was removed at the platform, and repairs it', async () => {
  const link = await shop.link({ expectedAccounts });
  await shop.browser().connect(link.url, 'acme');
  const [connected] = await shop.connections();
  shop.after(minute);
  await shop.notice('acme');
  expect(await shop.connection(connected?.id ?? '')).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
  const person = shop.browser();
  const page = await person.open(link.url);
  expect(page.text).toContain(broken);
  expect(page.text).toContain('The access was removed at Example.');
  expect((await person.connect(link.url, 'dora')).text).toContain('That was @dora, but this link is for @acme');
  await person.connect(link.url, 'acme');
  expect(await shop.connections()).toMatchObject([{ id: connected?.id, status: 'active' }]);
  expect((await person.open(link.url)).text).not.toContain(broken);
});

test.each(['the person', 'the sharer’s side'])('what %s has ended on purpose is not broken, whoever the link is meant for', async (who) => {
  const link = await shop.link({ expectedAccounts });
  const page = await shop.browser().connect(link.url, 'acme');
  if (who === 'the person') await shop.browser().post(`${/\/r\/rc_[\w-]+/.exec(page.html)?.[0]}/disconnect`);
  else await shop.call('DELETE', `/v1/connections/${(await shop.connections())[0]?.id}`);
  expect((await shop.browser().open(link.url)).text).not.toContain(broken);
});
