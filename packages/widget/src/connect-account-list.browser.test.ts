import type { Ability, Connection, Session } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import './connect-account-list.define.ts';
import type { ConnectAccountList } from './connect-account-list.ts';
import { placeSharer, plugNetwork, provider, seePage, until, useBackend, useClipboard, type SharerHarness } from './sharer.test.fixture.ts';

const mocks = useBackend();
const clipboard = useClipboard();
const eventNames = ['connect-account-added', 'connect-account-changed'];

type List = SharerHarness<ConnectAccountList>;

const place = (session?: Session | (() => Session | Promise<Session>), attributes: Record<string, string> = {}, content = ''): Promise<List> =>
  placeSharer<ConnectAccountList>('connect-account-list', session, { attributes, eventNames, content });

const account = (handle: string, more: Partial<Connection['account']> = {}): Connection['account'] => ({
  id: handle,
  handle,
  displayName: null,
  pictureUrl: null,
  type: null,
  ...more,
});

const shown = async (session: Session = mocks.addSession()) => {
  const list = await place(session);
  await until('the rows are there', () => list.has('li[data-id]'));
  return list;
};

const row = (list: List, handle: string): HTMLElement =>
  [...list.root.querySelectorAll<HTMLElement>('li[data-id]')].find((one) => one.textContent?.includes(handle)) ?? expect.fail(`no row of ${handle}`);

const able = (...can: Ability[]) => mocks.addSession({ can });

const confirmed = async (list: List, name: RegExp) => {
  await until('it asks', () => list.has('dialog'));
  list.control(name, list.find('dialog')).click();
};

const fromMenu = (list: List, handle: string, item: RegExp) => {
  list.control(/^More for/, row(list, handle)).click();
  list.control(item, list.find('[role=menu]')).click();
};

describe('what it shows', () => {
  it('who, where, how it is doing, through which link, and since when', async () => {
    const link = mocks.addLink({ clientName: 'Harbour Coffee' });
    mocks.addConnection({ link: link.id, account: account('@harbourcoffee', { displayName: 'Harbour Coffee' }) });
    const list = await shown();
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
    const list = await shown();
    list.control(/Ended/).click();
    expect(list.find('li').innerText).to.contain('Deleted account').and.contain('your client had it deleted');
    await list.isAccessible();
  });

  it('the reason in plain words, and none for what a newer backend says', async () => {
    mocks.addConnection({ account: account('@a'), status: 'needs_reconnect', reason: 'refresh_refused', platform: 'tiktok' });
    mocks.addConnection({ account: account('@b'), status: 'needs_reconnect', reason: 'eaten_by_a_whale' });
    mocks.addConnection({ account: account('@c'), status: 'on_holiday', reason: 'connected' });
    mocks.addConnection({ account: account('@d'), status: 'pending_approval' });
    const list = await shown();
    expect(row(list, '@a').innerText).to.contain('password changed or access removed at TikTok');
    expect(row(list, '@b').innerText).to.contain('Reconnect needed').and.not.contain('whale');
    expect(row(list, '@c').innerText).to.contain('on holiday');
    expect(row(list, '@d').innerText).to.contain('nothing is used before you approve it');
    await list.isAccessible();
  });

  it('permissions that were not given', async () => {
    mocks.addConnection({ scopes: { granted: ['instagram_business_basic'], missing: ['instagram_business_manage_insights', 'new_scope'] } });
    const list = await shown();
    expect(list.text('.missing')).to.equal('Not allowed: see how posts perform, new_scope');
  });

  it('a picture, or the letter where that cannot be had', async () => {
    mocks.addConnection({ account: account('@a', { pictureUrl: '/blank/nothing.png' }) });
    const list = await shown();
    await until('the picture gives up', () => (list.find('img')).style.visibility === 'hidden');
    expect(list.text('.tile')).to.equal('A');
  });

  it('ended ones behind a disclosure', async () => {
    mocks.addConnection({ account: account('@a') });
    mocks.addConnection({ account: account('@gone'), status: 'disconnected', reason: 'disconnected_by_recipient' });
    const list = await shown();
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
    const list = await shown();
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
    const list = await shown();
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

describe('while there is nothing to show', () => {
  it('says where accounts come from, and opens the link manager', async () => {
    let opened = 0;
    document.body.append(Object.assign(document.createElement('div'), { id: 'links', open: () => opened++ }));
    const list = await place(mocks.addSession(), { manager: 'links' });
    await list.says(/No accounts yet Accounts appear here by themselves/);
    await list.isAccessible();
    list.control(/New link/).click();
    expect(opened).to.equal(1);
  });

  it('has no button without a manager, and leaves the words to the page', async () => {
    const list = await place(mocks.addSession(), {}, '<p slot="empty">Ask Maya for a link.</p>');
    await until('the slot is there', () => list.has('slot[name=empty]'));
    expect(list.hasControl(/New link/)).to.equal(false);
    expect(list.element.querySelector('p')?.offsetHeight).to.be.above(0);
  });

  it('shows bones and says so while it loads', async () => {
    const list = await place();
    await list.announces(/Loading accounts/);
    expect(list.find('section').getAttribute('aria-busy')).to.equal('true');
    expect(list.has('.wait .bone')).to.equal(true);
    await list.isAccessible();
  });

  it('says what is missing where the session may not see accounts, and asks for nothing', async () => {
    const list = await place(able('links:read'));
    await list.says(/You can’t see accounts here Your role in Brightline doesn’t include it. Ask somebody who manages Northlight Studio there/);
    expect(mocks.requests.some(({ operation }) => operation === 'connections.list')).to.equal(false);
    await list.isAccessible();
  });

  it('tells trouble from trouble, and goes on after it', async () => {
    mocks.failNext('connections.list', 'internal_error', { times: 3 });
    mocks.addConnection();
    const list = await place(mocks.addSession());
    await list.says(/The accounts couldn’t be loaded.*The fault is on our side at Brightline.*this reference: req_mock/);
    await list.isAccessible();
    list.control(/Try again/).click();
    await list.says(/@harbourcoffee/);
  });
});

describe('the session', () => {
  it('from a function is asked for once, however much there is to do', async () => {
    mocks.addConnection();
    const provide = provider(() => mocks.addSession());
    const list = await place(provide);
    await list.says(/@harbourcoffee/);
    expect(provide.asked.times).to.equal(1);
  });

  it('is asked for again when the backend no longer takes it, and nobody notices', async () => {
    const { id } = mocks.addConnection({ status: 'pending_approval' });
    let session = mocks.addSession();
    const provide = provider(() => session);
    const list = await place(provide);
    await list.says(/Approve/);
    mocks.endSession(session.id);
    session = mocks.addSession();
    list.control(/Approve/).click();
    await list.announces(/@harbourcoffee is approved/);
    expect(provide.asked.times).to.equal(2);
    expect(list.events.at(-1)?.detail).to.deep.equal({ connection: id, status: 'active' });
    expect(list.has('.note')).to.equal(false);
  });

  it('that ended leaves what is shown, says so, and goes on with another', async () => {
    mocks.addConnection({ status: 'pending_approval' });
    const session = mocks.addSession();
    const list = await shown(session);
    mocks.endSession(session.id);
    list.control(/Approve/).click();
    await list.says(/Please reload the page Your access here has ended. Nothing is lost./);
    expect(list.text('li')).to.contain('@harbourcoffee');
    expect(list.hasControl(/^Reload$/)).to.equal(true);
    await list.isAccessible();
    list.element.session = mocks.addSession();
    await until('the notice is gone', () => !list.has('section > .note'));
    list.control(/Approve/).click();
    await list.announces(/is approved/);
  });

  it('that was given and has ended is told to the page, which can give another instead of being loaded anew', async () => {
    mocks.addConnection();
    const session = mocks.addSession();
    const list = await shown(session);
    const told: Event[] = [];
    const hear = (event: Event) => {
      event.preventDefault();
      told.push(event);
      if (told.length > 1) list.element.session = mocks.addSession();
    };
    document.addEventListener('connect-session-ended', hear);
    try {
      mocks.endSession(session.id);
      await list.says(/Please reload the page/);
      expect(told.map(({ target, cancelable }) => [target, cancelable])).to.deep.equal([[list.element, true]]);
      list.control(/^Reload$/).click();
      await until('the notice is gone', () => !list.has('section > .note'));
      expect(told).to.have.length(2);
      expect(list.text()).to.contain('@harbourcoffee');
    } finally {
      document.removeEventListener('connect-session-ended', hear);
    }
  });

  it('that the page cannot get is said, and Reload asks for it again', async () => {
    mocks.addConnection();
    let works = false;
    const list = await place(async () => {
      if (!works) throw new Error('401 from our own server');
      return mocks.addSession();
    });
    await list.says(/Please reload the page/);
    await list.isAccessible();
    works = true;
    list.control(/^Reload$/).click();
    await list.says(/@harbourcoffee/);
  });

  it('of another workspace begins anew, and nothing of the first stays', async () => {
    mocks.addConnection({ account: account('@first') });
    mocks.addConnection({ workspace: 'other', account: account('@second') });
    const list = await shown();
    list.element.session = mocks.addSession({ workspace: 'other' });
    await list.says(/@second/);
    expect(list.text()).not.to.contain('@first');
    list.element.session = undefined;
    await until('nothing is left', () => !list.text().includes('@second'));
  });

  it('set before the element was defined is used', async () => {
    mocks.addConnection();
    const early = document.createElement('connect-account-list-early');
    Object.assign(early, { session: mocks.addSession(), texts: { 'status.active': 'Fine' } });
    document.body.append(early);
    const { ConnectAccountList } = await import('./connect-account-list.ts');
    customElements.define('connect-account-list-early', class extends ConnectAccountList {});
    await until('it shows them', () => early.shadowRoot?.textContent?.includes('Fine'));
  });
});

describe('live', () => {
  const arrive = async (can?: Ability[]) => {
    const link = mocks.addLink({ requiresApproval: false });
    mocks.addConnection({ account: account('@old') });
    const list = await shown(mocks.addSession(can && { can }));
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    await until('it listens', () => !can || mocks.requests.filter(({ operation }) => operation === 'connections.list').length > 1);
    const begin = performance.now();
    mocks.flow('f').advance('connected', { link: link.id, handle: '@new' });
    await list.announces(/@new was connected just now/);
    expect(performance.now() - begin).to.be.below(2500);
    expect(list.texts('li[data-id]')[0]).to.contain('@new');
    expect(document.activeElement === field, 'the focus stays').to.equal(true);
    expect(list.types()).to.deep.equal(['connect-account-added']);
    const [event] = list.events;
    expect([event?.bubbles, event?.composed, Object.isFrozen(event?.detail)]).to.deep.equal([true, true, true]);
    return list;
  };

  it('a new account is there, announced, and takes no focus', async () => {
    const list = await arrive();
    await list.isAccessible();
  });

  it('also where the session may not read events', async () => {
    await arrive(['connections:read']);
  });

  it('says when an account needs the client, and why', async () => {
    const connection = mocks.addConnection();
    const list = await shown();
    mocks.addConnection({ ...connection, status: 'needs_reconnect', reason: 'token_expired', updatedAt: new Date().toISOString() });
    mocks.addEvent({ type: 'connection.needs_reconnect', connection: connection.id });
    await list.announces(/@harbourcoffee needs your client: Instagram ended it after a time/);
    expect(list.events.map(({ type, detail }) => [type, detail])).to.deep.equal([
      ['connect-account-changed', { connection: connection.id, status: 'needs_reconnect' }],
    ]);
  });

  it('rests while nobody can see the page, and catches up at once', async () => {
    mocks.addConnection({ account: account('@old') });
    const list = await shown();
    await until('it listens', () => mocks.requests.some(({ operation }) => operation === 'events.list'));
    seePage(false);
    const link = mocks.addLink();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = mocks.requests.length;
    mocks.flow('f').advance('connected', { link: link.id, handle: '@new' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(mocks.requests.length).to.equal(asked);
    seePage(true);
    await list.says(/@new/);
  });

  it('says that there is no network, keeps what is shown, and goes on by itself', async () => {
    mocks.addConnection();
    const list = await shown();
    await until('it listens', () => mocks.requests.filter(({ operation }) => operation === 'connections.list').length > 1);
    plugNetwork(false);
    await list.says(/You’re offline We’ll go on by ourselves/);
    expect(list.text('li')).to.contain('@harbourcoffee');
    await list.isAccessible();
    plugNetwork(true);
    await until('the notice is gone', () => !list.has('section > .note'));
  });
});

describe('what can be done', () => {
  it('approve and decline, for whoever may', async () => {
    mocks.addConnection({ account: account('@a'), status: 'pending_approval' });
    const reader = await shown(able('connections:read', 'events:read'));
    expect(reader.hasControl(/Approve|Decline|More/)).to.equal(false);
    expect(reader.text('li')).to.contain('somebody has to approve it');
    reader.element.remove();
    const list = await shown();
    list.control(/Decline/).click();
    await until('it asks', () => list.has('dialog'));
    expect(list.text('dialog')).to.contain('Decline @a? Brightline never uses it');
    await list.isAccessible();
    await confirmed(list, /Keep waiting/);
    await until('nothing was done', () => !list.has('dialog'));
    expect(list.text('li')).to.contain('Waiting for you');
    list.control(/Decline/).click();
    await confirmed(list, /^Decline$/);
    await list.announces(/@a is declined/);
    expect(list.text('summary')).to.equal('Ended (1)');
  });

  it('says beside the row why it did not work, and keeps the focus there', async () => {
    const link = mocks.addLink({ paused: true });
    mocks.addConnection({ status: 'pending_approval', link: link.id });
    const list = await shown();
    const button = list.control(/Approve/);
    button.focus();
    button.click();
    await list.says(/Its link no longer lets accounts in/, 'li .note');
    expect(list.focused === button).to.equal(true);
    expect(button.getAttribute('aria-describedby')).to.contain(list.find('li .note').id);
    await list.announces(/Its link no longer lets accounts in/);
    await list.isAccessible();
  });

  it('sends an action once, however often it is pressed', async () => {
    mocks.addConnection({ status: 'pending_approval' });
    const list = await shown();
    const button = list.control(/Approve/);
    for (let press = 0; press < 3; press++) button.click();
    await list.announces(/is approved/);
    expect(mocks.requests.filter(({ operation }) => operation === 'connections.approve')).to.have.length(1);
  });

  it('copies the link that repairs, and says what to do with it', async () => {
    const link = mocks.addLink();
    const { id } = mocks.addConnection({ status: 'needs_reconnect', link: link.id });
    const list = await shown();
    const button = list.control(/Copy repair link/);
    button.focus();
    button.click();
    await list.says(/Send it to your client. They open it, log in to Instagram as @harbourcoffee/, 'li .note');
    expect(clipboard.copied).to.deep.equal([`${link.url}?repair=mock-${id}`]);
    expect(list.focused === button).to.equal(true);
    await list.announces(/Copied/);
    await list.isAccessible();
  });

  it('shows that link where the browser does not let us copy', async () => {
    clipboard.refuse = true;
    document.execCommand = () => false;
    const link = mocks.addLink();
    const { id } = mocks.addConnection({ status: 'needs_reconnect', link: link.id });
    const list = await shown();
    list.control(/Copy repair link/).click();
    await list.says(/Your browser didn’t let us copy it/, 'li .note');
    expect(list.find<HTMLInputElement>('li input').value).to.equal(`${link.url}?repair=mock-${id}`);
    expect(list.find('li input').getAttribute('aria-label')).to.equal('Repair link for @harbourcoffee');
    await list.isAccessible();
    Reflect.deleteProperty(document, 'execCommand');
  });

  it('says how to repair where the link was switched off, paused, or may not be copied', async () => {
    const off = mocks.addLink({ status: 'revoked' });
    const paused = mocks.addLink({ status: 'paused' });
    mocks.addConnection({ account: account('@off'), status: 'needs_reconnect', link: off.id });
    mocks.addConnection({ account: account('@paused'), status: 'needs_reconnect', link: paused.id });
    let opened = 0;
    document.body.append(Object.assign(document.createElement('div'), { id: 'links', open: () => opened++ }));
    const list = await place(mocks.addSession(), { manager: 'links' });
    await until('the rows are there', () => list.has('li[data-id]'));
    list.control(/Copy repair link/, row(list, '@off')).click();
    await until('it says so', () => /was switched off. Make a new link for Instagram/.test(row(list, '@off').innerText));
    list.control(/New link/, row(list, '@off')).click();
    expect(opened).to.equal(1);
    list.control(/Copy repair link/, row(list, '@paused')).click();
    await until('it says so', () => /The link is paused. Resume it first/.test(row(list, '@paused').innerText));
    list.element.remove();
    const reader = await shown(able('connections:read'));
    expect(reader.hasControl(/Copy/)).to.equal(false);
    expect(row(reader, '@off').innerText).to.contain('repair it with the link they have');
  });

  it('disconnects after saying what that does here and there, and leaves the focus in the list', async () => {
    mocks.addConnection({ account: account('@a') });
    mocks.addConnection({ account: account('@b') });
    const list = await shown();
    fromMenu(list, '@a', /Disconnect/);
    await until('it asks', () => list.has('dialog'));
    expect(list.text('dialog')).to.contain('Disconnect @a? Brightline stops using it at once, and ends the access at Instagram');
    await list.isAccessible();
    await confirmed(list, /^Disconnect$/);
    await list.announces(/@a is disconnected/);
    expect(list.text('summary')).to.equal('Ended (1)');
    await until('the focus is in the list', () => list.focused !== null);
    expect(list.events.map(({ detail }) => (detail as { status: string }).status)).to.contain('disconnected');
  });

  it('keeps the question open where it did not work, and says why', async () => {
    mocks.addConnection();
    const list = await shown();
    mocks.failNext('connections.disconnect', 'forbidden');
    fromMenu(list, '@harbourcoffee', /Disconnect/);
    await confirmed(list, /^Disconnect$/);
    await list.says(/You can’t do this here. Your role in Brightline doesn’t include it/, 'dialog');
    await list.isAccessible();
    list.control(/Keep it/, list.find('dialog')).click();
    expect(list.text('li')).to.contain('Working');
  });
});
