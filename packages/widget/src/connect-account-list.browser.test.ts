import type { Ability, Session } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import { account, place, row, shown, type List } from './account-list.test.fixture.ts';
import { listens, pause, plugNetwork, provider, rests, seePage, until, useBackend, useClipboard, useTimers } from './sharer.test.fixture.ts';

const mocks = useBackend();
const clipboard = useClipboard();
const timers = useTimers();
const able = (...can: Ability[]) => mocks.addSession({ can });

const confirmed = async (list: List, name: RegExp) => {
  await until('it asks', () => list.has('dialog'));
  list.control(name, list.find('dialog')).click();
};

const fromMenu = (list: List, handle: string, item: RegExp) => {
  list.control(/^More for/, row(list, handle)).click();
  list.control(item, list.find('[role=menu]')).click();
};

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

  it('offers a new link to those alone who can make one', async () => {
    document.body.append(Object.assign(document.createElement('div'), { id: 'links', open: () => undefined }));
    for (const [can, status, offered] of [
      [['connections:read', 'links:write'], 'active', true],
      [['connections:read', 'links:read'], 'active', false],
      [['connections:read', 'links:write'], 'inactive', false],
    ] as const) {
      const session = able(...can);
      mocks.addWorkspace({ id: 'northlight', subscription: { status, upgradeUrl: null, planName: null } });
      const list = await place(session, { manager: 'links' });
      await list.says(/No accounts yet/);
      expect(list.hasControl(/New link/), `${can.join()} ${status}`).to.equal(offered);
      list.element.remove();
    }
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
    const up = mocks.failNext('connections.list', 'internal_error', { times: Infinity });
    mocks.addConnection();
    const list = await place(mocks.addSession());
    await list.says(/The accounts couldn’t be loaded.*The fault is on our side at Brightline.*this reference: req_mock/);
    await list.isAccessible();
    up();
    list.control(/Try again/).click();
    await list.says(/@harbourcoffee/);
  });
});

/** Ends a session, and wakes whoever waits for news with it: the next question is refused. */
const endSession = ({ id }: Session) => {
  mocks.endSession(id);
  mocks.addEvent({ type: 'link.opened' });
};

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
      endSession(session);
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
    const { error } = console;
    const logged: unknown[] = [];
    console.error = (...parts: unknown[]) => logged.push(parts[0]);
    const list = await place(async () => {
      if (!works) throw new Error('401 from our own server');
      return mocks.addSession();
    });
    await list.says(/Please reload the page/);
    const told = () => list.events.map(({ type, detail, bubbles, composed }) => [type, (detail as { error: Error }).error.message, bubbles, composed]);
    const failed = ['connect-session-failed', '401 from our own server', true, true];
    expect(told()).to.deep.equal([failed]);
    expect(logged).to.have.length(1);
    expect(logged[0]).to.match(/^connect-account-list: `session` gave no session.*connect-session-failed/);
    await list.isAccessible();
    list.control(/^Reload$/).click();
    await until('it is told again', () => told().length === 2);
    console.error = error;
    works = true;
    list.control(/^Reload$/).click();
    await list.says(/@harbourcoffee/);
  });

  it('that was given and has ended is not asked with any more, and the page is not loaded anew by itself', async () => {
    mocks.addConnection();
    const session = mocks.addSession();
    const list = await shown(session);
    endSession(session);
    await list.says(/Please reload the page/);
    await rests(mocks);
    const asked = mocks.requests.length;
    plugNetwork(true);
    seePage(false);
    seePage(true);
    await pause(1500);
    expect(mocks.requests.length).to.equal(asked);
    list.element.session = mocks.addSession();
    await until('it looks again', () => mocks.requests.length > asked);
  });

  it('of another workspace begins anew, and nothing of the first stays', async () => {
    mocks.addConnection({ account: account('@first') });
    mocks.addConnection({ workspace: 'other', account: account('@second') });
    const list = await shown(mocks.addSession());
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
    if (can) await until('it looks again', () => mocks.requests.filter(({ operation }) => operation === 'connections.list').length > 1);
    else await listens(mocks);
    timers.begin();
    mocks.flow('f').advance('connected', { link: link.id, handle: '@new' });
    await list.announces(/@new was connected just now/);
    // Within 2 s, the way of the answer included: without events it rests before it looks, and otherwise waits for nothing.
    expect(timers.longest()).to.be.at.most(can ? 1500 : 300);
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
    const list = await shown(mocks.addSession());
    mocks.addConnection({ ...connection, status: 'needs_reconnect', reason: 'token_expired', updatedAt: new Date().toISOString() });
    mocks.addEvent({ type: 'connection.needs_reconnect', connection: connection.id });
    await list.announces(/@harbourcoffee needs your client: Instagram ended it after a time/);
    expect(list.events.map(({ type, detail }) => [type, detail])).to.deep.equal([
      ['connect-account-changed', { connection: connection.id, status: 'needs_reconnect' }],
    ]);
  });

  it('rests while nobody can see the page, and catches up at once', async () => {
    mocks.addConnection({ account: account('@old') });
    const list = await shown(mocks.addSession());
    await listens(mocks);
    seePage(false);
    const link = mocks.addLink();
    await rests(mocks);
    const asked = mocks.requests.length;
    mocks.flow('f').advance('connected', { link: link.id, handle: '@new' });
    await pause(400);
    expect(mocks.requests.length).to.equal(asked);
    seePage(true);
    await list.says(/@new/);
  });

  it('says that there is no network, keeps what is shown, and goes on by itself', async () => {
    mocks.addConnection();
    const list = await shown(mocks.addSession());
    await listens(mocks);
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
    expect(reader.text('li')).to.contain('Waiting for approval').and.contain('nothing is used until then');
    expect(reader.text('li')).not.to.contain('for you');
    reader.element.remove();
    const list = await shown(mocks.addSession());
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
    const list = await shown(mocks.addSession());
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
    const list = await shown(mocks.addSession());
    const button = list.control(/Approve/);
    for (let press = 0; press < 3; press++) button.click();
    await list.announces(/is approved/);
    expect(mocks.requests.filter(({ operation }) => operation === 'connections.approve')).to.have.length(1);
  });

  it('copies the link that repairs, and says what to do with it', async () => {
    const link = mocks.addLink();
    const { id } = mocks.addConnection({ status: 'needs_reconnect', link: link.id });
    const list = await shown(mocks.addSession());
    const button = list.control(/Copy repair link/);
    button.focus();
    button.click();
    await list.says(/Send it to your client. They open it, log in to Instagram, and @harbourcoffee works again/, 'li .note');
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
    const list = await shown(mocks.addSession());
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
    expect(row(reader, '@off').innerText).to.contain('connect it again with the same link');
  });

  it('disconnects after saying what that does here and there, and leaves the focus in the list', async () => {
    mocks.addConnection({ account: account('@a') });
    mocks.addConnection({ account: account('@b') });
    const list = await shown(mocks.addSession());
    fromMenu(list, '@a', /Disconnect/);
    await until('it asks', () => list.has('dialog'));
    expect(list.text('dialog')).to.contain('Disconnect @a? Brightline stops using it at once. Instagram may go on listing Brightline.');
    expect(list.text('dialog')).to.contain('Your client can remove it there, under “Apps and websites”');
    await list.isAccessible();
    await confirmed(list, /^Disconnect$/);
    await list.announces(/@a is disconnected/);
    expect(list.text('summary')).to.equal('Ended (1)');
    await until('the focus is in the list', () => list.focused !== null);
    expect(list.events.map(({ detail }) => (detail as { status: string }).status)).to.contain('disconnected');
  });

  it('says that the access ends at the platform where that can be done from here', async () => {
    mocks.addConnection({ account: account('@a'), platform: 'tiktok', route: 'tiktok' });
    mocks.addConnection({ account: account('@b'), platform: 'instagram', route: 'facebook' });
    const list = await shown(mocks.addSession());
    for (const [handle, place] of [['@a', 'TikTok'], ['@b', 'Facebook']] as const) {
      fromMenu(list, handle, /Disconnect/);
      await list.says(new RegExp(`The access at ${place} ends too, unless another connection needs it`), 'dialog');
      await confirmed(list, /Keep it/);
      await until('it is closed', () => !list.has('dialog'));
    }
  });

  it('keeps the question open where it did not work, and says why', async () => {
    mocks.addConnection();
    const list = await shown(mocks.addSession());
    mocks.failNext('connections.disconnect', 'forbidden');
    fromMenu(list, '@harbourcoffee', /Disconnect/);
    await confirmed(list, /^Disconnect$/);
    await list.says(/You can’t do this here. Your role in Brightline doesn’t include it/, 'dialog');
    await list.isAccessible();
    list.control(/Keep it/, list.find('dialog')).click();
    expect(list.text('li')).to.contain('Working');
  });
});
