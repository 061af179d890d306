import type { ConnectionStatus } from '@connect/sdk';
import { connectionReasons } from '@connect/sdk/contract';
import { expect } from '@esm-bundle/chai';
import { account, place, row, shown } from './account-list.test.fixture.ts';
import { until, useBackend, useClipboard } from './sharer.test.fixture.ts';

const mocks = useBackend();
const clipboard = useClipboard();

describe('what the account list shows', () => {
  it('who, where, how it is doing, through which link, and since when', async () => {
    const link = mocks.addLink({ clientName: 'Harbour Coffee' });
    mocks.addConnection({ link: link.id, account: account('@harbourcoffee', { displayName: 'Harbour Coffee' }) });
    const list = await shown(mocks.addSession());
    const text = list.text('li');
    for (const words of ['Harbour Coffee', 'Working', '@harbourcoffee · Instagram', 'through Harbour Coffee', 'since Jan 15, 2026']) expect(text).to.contain(words);
    expect(getComputedStyle(list.find('li')).display).to.equal('grid');
    expect(list.find('li').offsetHeight).to.be.at.least(64);
    expect(list.find('time').getAttribute('datetime')).to.equal('2026-01-15T09:00:00.000Z');
    expect(list.text('.tile')).to.equal('H');
    await list.isAccessible();
  });

  it('an account whose owner had it deleted, of which no name is left', async () => {
    mocks.addConnection({
      account: { ...account(''), displayName: null },
      status: 'disconnected',
      reason: 'deletion_requested',
      platform: 'instagram',
    });
    const list = await shown(mocks.addSession());
    list.control(/Ended/).click();
    expect(list.find('li').innerText).to.contain('Deleted account').and.contain('your client had it deleted');
    await list.isAccessible();
  });

  it('the reason in plain words, and none for what a newer backend says', async () => {
    mocks.addConnection({ account: account('@a'), status: 'needs_reconnect', reason: 'refresh_refused', platform: 'tiktok' });
    mocks.addConnection({ account: account('@b'), status: 'needs_reconnect', reason: 'eaten_by_a_whale' });
    mocks.addConnection({ account: account('@c'), status: 'on_holiday', reason: 'connected' });
    mocks.addConnection({ account: account('@d'), status: 'pending_approval' });
    const list = await shown(mocks.addSession());
    expect(row(list, '@a').innerText).to.contain('password changed or access removed at TikTok');
    expect(row(list, '@b').innerText).to.contain('Reconnect needed').and.not.contain('whale');
    expect(row(list, '@c').innerText).to.contain('on holiday');
    expect(row(list, '@d').innerText).to.contain('nothing is used until then');
    await list.isAccessible();
  });

  const reasons: readonly (readonly [ConnectionStatus, string, RegExp])[] = [
    ['needs_reconnect', 'token_expired', /· TikTok ended it after a time/],
    ['needs_reconnect', 'token_refused', /· password changed or access removed at TikTok/],
    ['needs_reconnect', 'password_changed', /· password changed at TikTok/],
    ['needs_reconnect', 'login_check', /· your client has to log in to TikTok first/],
    ['needs_reconnect', 'permission_removed', /· permission removed at TikTok/],
    ['needs_reconnect', 'refresh_refused', /· password changed or access removed at TikTok/],
    ['needs_reconnect', 'refresh_outcome_unknown', /· TikTok’s answer got lost/],
    ['pending_approval', 'awaiting_approval', /· nothing is used until then/],
    ['disconnected', 'approval_rejected', /· declined by your team/],
    ['disconnected', 'undone_by_recipient', /· your client undid it right away/],
    ['disconnected', 'disconnected_by_product', /· disconnected by Brightline/],
    ['disconnected', 'disconnected_by_sharer', /· disconnected by your team/],
    ['disconnected', 'disconnected_by_recipient', /· your client ended it/],
    ['disconnected', 'removed_at_platform', /· access removed at TikTok/],
    ['disconnected', 'account_deleted', /· account deleted at TikTok/],
    ['disconnected', 'account_age_changed', /· TikTok ended it because of an age limit/],
    ['disconnected', 'account_banned', /· TikTok banned the account/],
    ['disconnected', 'app_revoked', /· TikTok ended it for Brightline/],
    ['disconnected', 'deletion_requested', /· your client had it deleted/],
  ];

  it('every reason of the contract in words', async () => {
    for (const [status, reason] of reasons) mocks.addConnection({ account: account(`@${reason}`), status, reason, platform: 'tiktok', route: 'tiktok' });
    const list = await shown(mocks.addSession());
    list.control(/Ended/).click();
    for (const [, reason, words] of reasons) expect(row(list, `@${reason}`).innerText.replace(/\s+/g, ' ')).to.match(words);
    const told = new Set<string>(['connected', 'reconnected', 'repaired', 'approved', ...reasons.map(([, reason]) => reason)]);
    expect(connectionReasons.filter((reason) => !told.has(reason)), 'reasons without words').to.deep.equal([]);
    await list.isAccessible();
  });

  it('which way an account came, and names the place where its client logs in', async () => {
    const session = mocks.addSession();
    mocks.addWorkspace({ id: 'northlight', platforms: [{ id: 'facebook', name: 'Instagram through Facebook' }] });
    const missing = ['instagram_manage_insights', 'business_management'];
    const through = { platform: 'instagram', route: 'facebook' } as const;
    const link = mocks.addLink({ platforms: ['facebook'] });
    mocks.addConnection({ ...through, account: account('@a'), link: link.id, status: 'needs_reconnect', reason: 'password_changed', scopes: { granted: [], missing } });
    mocks.addConnection({ ...through, account: account('@b'), status: 'disconnected', reason: 'removed_at_platform' });
    const list = await shown(session);
    expect(list.text('li')).to.contain('Instagram through Facebook · password changed at Facebook');
    expect(list.text('.missing')).to.equal('Not allowed: see how posts perform, see their businesses');
    list.control(/Ended/).click();
    expect(row(list, '@b').innerText).to.contain('access removed at Facebook');
    list.control(/Copy repair link/, row(list, '@a')).click();
    await list.says(/They open it, log in to Facebook, and @a works again/, 'li .note');
    expect(clipboard.copied[0]).to.contain('?repair=');
    await list.isAccessible();
  });

  it('what somebody else has ended, for a week, and the way back where its client may want it', async () => {
    const daysAgo = (days: number) => ({ status: 'disconnected' as const, updatedAt: new Date(Date.now() - days * 86_400_000).toISOString() });
    mocks.addConnection({ account: account('@removed'), reason: 'removed_at_platform', ...daysAgo(6) });
    mocks.addConnection({ account: account('@client'), reason: 'disconnected_by_recipient', ...daysAgo(6) });
    mocks.addConnection({ account: account('@long-ago'), reason: 'removed_at_platform', ...daysAgo(8) });
    mocks.addConnection({ account: account('@team'), reason: 'disconnected_by_sharer', ...daysAgo(0) });
    const list = await shown(mocks.addSession());
    expect(list.text('summary')).to.equal('Ended (2)');
    const isOpen = (handle: string) => row(list, handle).closest('details') === null;
    expect(['@removed', '@client', '@long-ago', '@team'].map(isOpen)).to.deep.equal([true, true, false, false]);
    expect(row(list, '@removed').innerText).to.match(/Ended[\s\S]*access removed at Instagram[\s\S]*Copy repair link/);
    expect(row(list, '@client').innerText).to.contain('your client ended it').and.not.contain('Copy');
    expect(row(list, '@removed').querySelector('[aria-haspopup]')).to.equal(null);
    await list.isAccessible();
  });

  it('permissions that were not given', async () => {
    mocks.addConnection({ scopes: { granted: ['instagram_business_basic'], missing: ['instagram_business_manage_insights', 'new_scope'] } });
    const list = await shown(mocks.addSession());
    expect(list.text('.missing')).to.equal('Not allowed: see how posts perform, new_scope');
  });

  it('a name that is written from the other side where the others begin, also in two lines', async () => {
    mocks.addConnection({ account: account('@a', { displayName: 'مقهى الميناء في الإسكندرية وضواحيها القديمة' }) });
    const list = await shown(mocks.addSession());
    list.element.style.inlineSize = '320px';
    const range = document.createRange();
    range.selectNodeContents(list.find('.head bdi'));
    const lines = [...range.getClientRects()];
    expect(lines.length).to.be.above(1);
    const start = list.find('.head').getBoundingClientRect().left;
    for (const { left } of lines) expect(left - start).to.be.below(2);
  });

  it('a picture, or the letter where that cannot be had', async () => {
    mocks.addConnection({ account: account('@a', { pictureUrl: '/blank/nothing.png' }) });
    const list = await shown(mocks.addSession());
    await until('the picture gives up', () => (list.find('img')).style.visibility === 'hidden');
    expect(list.text('.tile')).to.equal('A');
  });

  it('ended ones behind a disclosure', async () => {
    mocks.addConnection({ account: account('@a') });
    mocks.addConnection({ account: account('@gone'), status: 'disconnected', reason: 'disconnected_by_recipient' });
    const list = await shown(mocks.addSession());
    expect(list.text('summary')).to.equal('Ended (1)');
    expect(row(list, '@gone').checkVisibility()).to.equal(false);
    list.control(/Ended/).click();
    expect(row(list, '@gone').innerText).to.contain('your client ended it');
    expect(row(list, '@gone').querySelector('.pill')?.textContent).to.equal('Ended');
    expect(list.hasControl(/./, row(list, '@gone'))).to.equal(false);
    await list.isAccessible();
  });

  it('one platform’s, or one link’s, only', async () => {
    const link = mocks.addLink();
    mocks.addConnection({ account: account('@a'), platform: 'tiktok', link: link.id });
    mocks.addConnection({ account: account('@b') });
    const list = await place(mocks.addSession(), { platform: 'tiktok' });
    await until('one row', () => list.texts('li[data-id]').length === 1);
    list.element.platform = '';
    await until('both', () => list.texts('li[data-id]').length === 2);
    list.element.link = link.id;
    await until('one again', () => list.texts('li[data-id]').length === 1);
    expect(list.text('li')).to.contain('@a');
  });

  it('thousands, by pages as the end comes into sight', async () => {
    for (let n = 0; n < 130; n++) mocks.addConnection({ account: account(`@n${n}`), createdAt: new Date(1.7e12 + n * 1000).toISOString() });
    const list = await shown(mocks.addSession());
    await until('the first page', () => list.texts('li[data-id]').length >= 50);
    expect(list.text('li')).to.contain('@n129');
    for (const count of [100, 130]) {
      list.element.scrollIntoView({ block: 'end' });
      await until(`${count} rows`, () => list.texts('li[data-id]').length >= count);
    }
    expect(new Set(list.texts('li[data-id]')).size).to.equal(130);
    expect(list.hasControl(/Show more/)).to.equal(false);
  });

  it('words of the page’s own, and dates of its language', async () => {
    mocks.addConnection();
    const list = await place(mocks.addSession(), { lang: 'de' });
    list.element.texts = { 'status.active': 'Läuft', since: 'seit {when}' };
    await list.says(/Läuft.*seit 15\.01\.2026/);
  });

  it('names from outside as text, never as markup', async () => {
    mocks.addConnection({ account: account('@x', { displayName: '<img src=x onerror=alert(1)>' }), linkName: '{handle}</bdi><script>' });
    const list = await shown(mocks.addSession());
    expect(list.text('li')).to.contain('<img src=x onerror=alert(1)>');
    expect(list.root.querySelectorAll('li img, script')).to.have.length(0);
  });

  it('at 320 px and from right to left without sideways scrolling, with targets of 44 px', async () => {
    document.documentElement.dir = 'rtl';
    mocks.addConnection({ account: account('@a.very.long.handle.that.never.ends.at.all', { displayName: 'Donaudampfschifffahrtsgesellschaft' }), status: 'pending_approval' });
    mocks.addConnection({ account: account('@b'), status: 'needs_reconnect' });
    const list = await place(mocks.addSession());
    list.element.style.inlineSize = '288px';
    await until('the rows are there', () => list.texts('li[data-id]').length === 2);
    expect(list.element.scrollWidth).to.be.at.most(289);
    for (const button of list.root.querySelectorAll<HTMLElement>('button')) expect(button.offsetHeight).to.be.at.least(44);
    await list.isAccessible();
  });
});
