import type { Link, LinkWithUrl, Session } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import { createLinkForm } from './link-form.ts';
import { placePart } from './manager-part.test.fixture.ts';
import { plugNetwork, until, useBackend, type SharerHarness } from './sharer.test.fixture.ts';

const mocks = useBackend();

beforeEach(() => localStorage.clear());

const open = async (link?: Link, session: Session | (() => Session) = mocks.addSession()) => {
  const done: (Link | LinkWithUrl)[] = [];
  const world = { done, cancelled: 0, planGates: 0 };
  const placed = await placePart(session, (host) =>
    createLinkForm(host, {
      link,
      onDone: (made) => void done.push(made),
      onCancel: () => void (world.cancelled += 1),
      onPlanInactive: () => void (world.planGates += 1),
    }),
  );
  return { ...placed, ...world, world };
};

type Harness = Pick<SharerHarness, 'control' | 'root'>;
const type = (harness: Harness, name: RegExp, value: string): HTMLInputElement => {
  const control = harness.control<HTMLInputElement>(name);
  control.focus();
  control.value = value;
  control.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return control;
};
const choice = (harness: Harness, name: RegExp): HTMLSelectElement | undefined =>
  [...harness.root.querySelectorAll('select')].find(({ labels }) => name.test(labels[0]?.innerText ?? ''));
const choose = (harness: Harness, name: RegExp, value: string): HTMLSelectElement => {
  const select = choice(harness, name) ?? expect.fail(`no choice ${String(name)}`);
  select.value = value;
  select.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return select;
};
const tick = (harness: Harness, name: RegExp): void => harness.control(name).click();
/** Chooses this platform alone; at first all are chosen. */
const only = (harness: Harness, name: RegExp): void => {
  const chosen = harness.control<HTMLInputElement>(name);
  for (const box of harness.root.querySelectorAll<HTMLInputElement>('[name=platforms]')) if (box.checked !== (box === chosen)) box.click();
};
const submit = (harness: Harness): void => harness.control(/^(Make link|Save changes|Making|Saving)/).click();
const asked = (id: string) => mocks.requests.filter(({ operation }) => operation === id);
const faultBeside = (harness: Harness, control: HTMLElement): string =>
  (control.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => harness.root.querySelector<HTMLElement>(`#${id}`))
    .filter((one) => one?.matches('.problem') && one.checkVisibility())
    .map((one) => one?.innerText.trim())
    .join(' ');

describe('the form that makes a link', () => {
  it('makes a link for every platform without any decision, and says what the client will see', async () => {
    const { harness, done } = await open();
    expect(harness.text()).to.contain('Your client sees Maya Lindqvist, maya@northlight.example, for Northlight Studio');
    submit(harness);
    await until('the link is made', () => done[0]);
    expect(done[0]).to.include({ clientName: null }).and.to.have.property('url');
    expect(done[0]?.platforms).to.deep.equal(['instagram', 'tiktok']);
    await harness.isAccessible();
  });

  it('sends everything that was filled in', async () => {
    const { harness, done } = await open();
    type(harness, /^Who is it for/, '  Harbour Coffee ');
    type(harness, /^Note/, 'Autumn campaign');
    harness.control(/^More options/).click();
    await until('the options are open', () => harness.hasControl(/^Ends on/));
    type(harness, /^Ends on/, '2099-12-31');
    type(harness, /^How many/, '3');
    await until('accounts can be expected', () => harness.hasControl(/^Only this account on Instagram/));
    type(harness, /^Only this account on Instagram/, 'harbourcoffee');
    await until('a rule can be chosen', () => choice(harness, /^If another Instagram/));
    choose(harness, /^If another Instagram/, 'warn');
    tick(harness, /^Ask me before/);
    type(harness, /^Where your client goes/, 'https://app.example/thanks');
    const language = choose(harness, /^Language/, 'de');
    expect([...language.options].map(({ text }) => text)).to.deep.equal(['Your client’s own', 'English', 'German']);
    await harness.isAccessible();
    submit(harness);
    await until('the link is made', () => done[0]);
    expect(done[0]).to.deep.include({
      clientName: 'Harbour Coffee',
      description: 'Autumn campaign',
      platforms: ['instagram', 'tiktok'],
      expiresAt: new Date(2099, 11, 31, 23, 59, 59, 999).toISOString(),
      maxConnections: 3,
      expectedAccounts: [{ platform: 'instagram', handle: '@harbourcoffee', onMismatch: 'warn' }],
      requiresApproval: true,
      returnUrl: 'https://app.example/thanks',
      locale: 'de',
    });
  });

  it('remembers the platforms of the last link in the workspace, and nobody’s name', async () => {
    const first = await open();
    type(first.harness, /^Who is it for/, 'Harbour Coffee');
    only(first.harness, /^TikTok/);
    submit(first.harness);
    await until('the link is made', () => first.done[0]);
    expect(JSON.stringify({ ...localStorage })).not.to.contain('Harbour');
    document.body.replaceChildren();
    const { harness } = await open();
    expect(harness.control<HTMLInputElement>(/^TikTok/).checked).to.equal(true);
    expect(harness.control<HTMLInputElement>(/^Instagram/).checked).to.equal(false);
  });

  it('works where the page may store nothing', async () => {
    const { getItem, setItem } = Storage.prototype;
    Storage.prototype.getItem = Storage.prototype.setItem = () => {
      throw new DOMException('Denied.', 'SecurityError');
    };
    try {
      const { harness, done } = await open();
      only(harness, /^Instagram/);
      submit(harness);
      await until('the link is made', () => done[0]);
    } finally {
      Object.assign(Storage.prototype, { getItem, setItem });
    }
  });

  it('hides the choice of a language where there is none, and takes the only platform', async () => {
    const session = mocks.addSession();
    mocks.addWorkspace({ id: 'northlight', locales: ['en'], platforms: [{ id: 'tiktok', name: 'TikTok' }] });
    const { harness } = await open(undefined, session);
    expect(harness.control<HTMLInputElement>(/^TikTok/).checked).to.equal(true);
    expect(harness.has('select')).to.equal(false);
  });

  it('asks where clients go afterwards only in a workspace that has set up such an address, or of a link that has one', async () => {
    const field = /^Where your client goes/;
    localStorage.setItem('connect-link-form:northlight', JSON.stringify({ returnUrl: 'https://gone.example/' }));
    const session = mocks.addSession();
    mocks.addWorkspace({ id: 'northlight', returnUrls: [] });
    const { harness, done } = await open(undefined, session);
    harness.control(/^More options/).click();
    await until('the options are open', () => harness.hasControl(/^How many/));
    expect(harness.hasControl(field)).to.equal(false);
    submit(harness);
    await until('the link is made', () => done[0]);
    expect(done[0]?.returnUrl).to.equal(null);
    document.body.replaceChildren();
    const link = mocks.addLink({ returnUrl: 'https://app.example/once' });
    const edit = await open(link, session);
    expect(edit.harness.control<HTMLInputElement>(field).value).to.equal('https://app.example/once');
    type(edit.harness, field, '');
    await until('it is still there to be typed in', () => edit.harness.control<HTMLInputElement>(field).value === '');
  });

  it('finds fault when a field is left, not before, and stops as soon as it is right', async () => {
    const { harness } = await open();
    const name = type(harness, /^Who is it for/, 'x'.repeat(121));
    expect(faultBeside(harness, name)).to.equal('');
    harness.control(/^Note/).focus();
    await until('the fault is said', () => faultBeside(harness, name) === 'Use at most 120 characters. These are 121.');
    expect(name.getAttribute('aria-invalid')).to.equal('true');
    await harness.isAccessible();
    type(harness, /^Who is it for/, 'Harbour Coffee');
    await until('the fault is gone', () => faultBeside(harness, name) === '');
    expect(name.hasAttribute('aria-invalid')).to.equal(false);
  });

  it('sends nothing that is wrong, and goes to the first such field', async () => {
    const { harness } = await open();
    for (const name of [/^Instagram/, /^TikTok/]) tick(harness, name);
    submit(harness);
    await harness.says(/Nothing was sent yet/);
    await harness.says(/Choose at least one\./);
    await until('the platforms have the focus', () => harness.focused === harness.control(/^Instagram/));
    expect(asked('links.create')).to.have.length(0);
    await harness.isAccessible();
  });

  it('opens the options where the fault is in them', async () => {
    const { harness } = await open();
    only(harness, /^Instagram/);
    harness.control(/^More options/).click();
    await until('the options are open', () => harness.hasControl(/^How many/));
    type(harness, /^How many/, '0');
    harness.control(/^More options/).click();
    await until('the options are closed', () => !harness.hasControl(/^How many/));
    submit(harness);
    await until('the options are open', () => harness.hasControl(/^How many/));
    await until('the field has the focus', () => harness.focused === harness.control(/^How many/));
  });

  it('shows what the backend refuses beside its field', async () => {
    const { harness, done } = await open();
    only(harness, /^Instagram/);
    harness.control(/^More options/).click();
    await until('the options are open', () => harness.hasControl(/^Where your client goes/));
    const address = type(harness, /^Where your client goes/, 'https://elsewhere.example/');
    submit(harness);
    await until('it is said', () => faultBeside(harness, address).startsWith('Brightline sends clients only to addresses that were set up there.'));
    await until('the field has the focus', () => harness.focused === address);
    await harness.isAccessible();
    type(harness, /^Where your client goes/, 'https://app.example/thanks');
    submit(harness);
    await until('the link is made', () => done[0]);
  });

  it('makes one link of two clicks', async () => {
    const { harness, done } = await open();
    only(harness, /^Instagram/);
    submit(harness);
    submit(harness);
    await until('the link is made', () => done[0]);
    submit(harness);
    expect(asked('links.create')).to.have.length(1);
  });

  it('keeps what was typed when the connection is lost, and sends it by itself, once', async () => {
    const up = mocks.failNext('links.create', 'network_error', { times: Infinity });
    const { harness, done } = await open();
    type(harness, /^Who is it for/, 'Harbour Coffee');
    only(harness, /^Instagram/);
    submit(harness);
    await harness.says(/The connection was lost\. Everything you typed is still here/);
    expect(harness.control<HTMLInputElement>(/^Who is it for/).value).to.equal('Harbour Coffee');
    await harness.isAccessible();
    up();
    plugNetwork(true);
    await until('the link is made', () => done[0]);
    expect(new Set(asked('links.create').map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(1);
  });

  it('tries again at a click; another link has another key', async () => {
    const up = mocks.failNext('links.create', 'network_error', { times: Infinity });
    const { harness, done } = await open();
    only(harness, /^Instagram/);
    submit(harness);
    await harness.says(/The connection was lost/);
    harness.control(/^Try again/).click();
    await until('it was sent again', () => asked('links.create').length === 6);
    await harness.says(/The connection was lost/);
    up();
    type(harness, /^Who is it for/, 'Luma Yoga');
    submit(harness);
    await until('the link is made', () => done[0]);
    const keys = asked('links.create').map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys.slice(0, 6)).size).to.equal(1);
    expect(keys[6]).not.to.equal(keys[0]);
  });

  it('goes on with the next session as if nothing had been', async () => {
    let session = mocks.addSession();
    const { harness, done } = await open(undefined, () => session);
    only(harness, /^Instagram/);
    mocks.endSession(session.id);
    session = mocks.addSession();
    submit(harness);
    await until('the link is made', () => done[0]);
  });

  it('loses nothing when the session ends for good: the page loaded again has it', async () => {
    const session = mocks.addSession();
    const { harness } = await open(undefined, session);
    type(harness, /^Who is it for/, 'Harbour Coffee');
    only(harness, /^TikTok/);
    mocks.endSession(session.id);
    submit(harness);
    await harness.says(/Nothing is lost/);
    expect(harness.control<HTMLInputElement>(/^Who is it for/).value).to.equal('Harbour Coffee');
    document.body.replaceChildren();
    const after = await open();
    expect(after.harness.control<HTMLInputElement>(/^Who is it for/).value).to.equal('Harbour Coffee');
    expect(after.harness.control<HTMLInputElement>(/^TikTok/).checked).to.equal(true);
    await after.harness.says(/what you had typed/);
    document.body.replaceChildren();
    expect((await open()).harness.control<HTMLInputElement>(/^Who is it for/).value).to.equal('');
  });

  it('forgets what it had kept for a new page, once the link is made or not wanted any more', async () => {
    let session = mocks.addSession();
    const { harness, host, done } = await open(undefined, session);
    type(harness, /^Who is it for/, 'Harbour Coffee');
    only(harness, /^TikTok/);
    mocks.endSession(session.id);
    submit(harness);
    await harness.says(/Nothing is lost/);
    session = mocks.addSession();
    harness.element.session = session;
    await until('the session is taken', () => host.sharer.session.token === session.token);
    submit(harness);
    await until('the link is made', () => done[0]);
    expect(sessionStorage.length).to.equal(0);
    document.body.replaceChildren();
    const next = await open(undefined, session);
    mocks.endSession(session.id);
    submit(next.harness);
    await until('it is kept', () => sessionStorage.length === 1);
    next.harness.control(/^Cancel/).click();
    expect([next.world.cancelled, sessionStorage.length]).to.deep.equal([1, 0]);
  });

  it('hands an inactive plan on, and keeps what was typed', async () => {
    mocks.failNext('links.create', 'subscription_required');
    const { harness, world } = await open();
    type(harness, /^Who is it for/, 'Harbour Coffee');
    only(harness, /^Instagram/);
    submit(harness);
    await until('the plan gate is asked for', () => world.planGates === 1);
    expect(harness.control<HTMLInputElement>(/^Who is it for/).value).to.equal('Harbour Coffee');
  });

  it('tells a missing ability from what is broken', async () => {
    const { harness } = await open(undefined, mocks.addSession({ can: ['links:read'] }));
    only(harness, /^Instagram/);
    submit(harness);
    await harness.says(/Your role in Brightline doesn’t include it/);
    await harness.isAccessible();
  });
});

describe('the form that changes a link', () => {
  it('sends only what was changed, and says why platforms stay', async () => {
    const link = mocks.addLink({ clientName: 'Luma', maxConnections: 5 });
    const { harness, done } = await open(link);
    expect(harness.text()).to.contain('A link keeps its platforms.');
    await until('the options are open, since one is set', () => harness.hasControl(/^How many/));
    type(harness, /^How many/, '');
    submit(harness);
    await until('it is saved', () => done[0]);
    expect(asked('links.update').map(({ body }) => body)).to.deep.equal([{ maxConnections: null }]);
    await harness.isAccessible();
  });

  it('asks for nothing where nothing was changed', async () => {
    const { harness, done } = await open(mocks.addLink());
    submit(harness);
    await until('it is done', () => done[0]);
    expect(asked('links.update')).to.have.length(0);
  });

  it('shows what somebody else has changed meanwhile, and keeps what was typed', async () => {
    const link = mocks.addLink({ clientName: 'Luma', description: 'old' });
    const { harness, host, done } = await open(link);
    const name = type(harness, /^Who is it for/, 'Luma Yoga');
    await host.sharer.client.links.update(link.id, { clientName: 'Luma Studio', description: 'new' });
    submit(harness);
    await harness.says(/Somebody else changed this link meanwhile/);
    await harness.says(/Now it is “Luma Studio”\./);
    expect(name.value).to.equal('Luma Yoga');
    expect(harness.control<HTMLTextAreaElement>(/^Note/).value).to.equal('new');
    expect(done).to.have.length(0);
    await until('the field has the focus', () => harness.focused === name);
    await harness.isAccessible();
    submit(harness);
    await until('it is saved', () => done[0]);
    expect(done[0]).to.include({ clientName: 'Luma Yoga', description: 'new' });
  });

  it('takes the other one’s value at a click', async () => {
    const link = mocks.addLink({ clientName: 'Luma' });
    const { harness, part } = await open(link);
    const name = type(harness, /^Who is it for/, 'Luma Yoga');
    part.changed({ ...link, clientName: 'Luma Studio' });
    await harness.says(/Now it is “Luma Studio”\./);
    expect(part.dirty).to.equal(true);
    harness.control(/^Take that/).click();
    await until('it is taken', () => name.value === 'Luma Studio');
    expect(part.dirty).to.equal(false);
    expect(harness.focused).to.equal(name);
  });

  it('says when there is nothing left to change', async () => {
    const link = mocks.addLink();
    const { harness, host } = await open(link);
    type(harness, /^Who is it for/, 'Luma Yoga');
    await host.sharer.client.links.revoke(link.id);
    submit(harness);
    await harness.says(/This link was switched off meanwhile/);
    await harness.isAccessible();
  });
});
