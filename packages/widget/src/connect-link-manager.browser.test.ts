import { expect } from '@esm-bundle/chai';
import { heads, isAccessible, mayaSession, northlight, opened, placeManager, rowOf, threeLinks, words } from './manager.test.fixture.ts';
import { provider, until, useBackend } from './sharer.test.fixture.ts';

const mocks = useBackend();
beforeEach(() => void northlight(mocks));

describe('the manager, opened and closed', () => {
  it('is a button that loads nothing and asks nobody for a session until it is opened', async () => {
    const session = mayaSession(mocks);
    const manager = await placeManager(session);
    expect(manager.text('.opener')).to.equal('Connect links');
    expect(session.asked.times).to.equal(0);
    expect(mocks.requests).to.have.length(0);
    await isAccessible(manager);
  });

  it('shows a label of the page’s own', async () => {
    const manager = await placeManager(mayaSession(mocks), {}, '<span slot="label">Invite a client</span>');
    expect((manager.element as HTMLElement).innerText.trim()).to.equal('Invite a client');
  });

  it('lists the links with what a sharer wants to know of them', async () => {
    const { harbour, luma, spring } = threeLinks(mocks);
    mocks.addConnection({ workspace: 'northlight', link: spring.id, status: 'active' });
    const manager = await opened(mayaSession(mocks));
    expect(heads(manager)).to.deep.equal(['Harbour Coffee Active', 'Luma Yoga Active', 'Spring campaign creators Paused']);
    expect(words(rowOf(manager, harbour))).to.contain('Instagram, TikTok · Not used yet · by you, just now');
    expect(words(rowOf(manager, luma))).to.match(/Autumn classes ?TikTok · no account yet · opened 30 minutes ago · by you, 2 days ago/);
    expect(words(rowOf(manager, spring))).to.contain('Instagram · 1 account · by Jonas Berg, last month');
    const time = rowOf(manager, luma).querySelector('time');
    expect(time?.dateTime).to.equal(luma.lastOpenedAt);
    expect(time?.title).to.contain(String(new Date(luma.lastOpenedAt ?? '').getFullYear()));
    await isAccessible(manager);
  });

  it('puts the focus on New link, and back on its button when it is closed', async () => {
    threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    await until('New link has the focus', () => manager.focused?.classList.contains('first'));
    manager.element.close();
    await until('the button has it again', () => manager.focused?.classList.contains('opener') && manager.events.length > 1);
    expect(manager.types()).to.deep.equal(['connect-dialog-open', 'connect-dialog-close']);
  });

  it('can be opened by the page', async () => {
    const manager = await placeManager(mayaSession(mocks));
    await manager.element.open();
    await manager.says(/No links yet Make a link/);
    await isAccessible(manager);
  });

  it('closes on a click beside it, but not while something typed would vanish', async () => {
    threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    const dialog = manager.find<HTMLDialogElement>('dialog.modal');
    const beside = () => {
      dialog.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      dialog.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    };
    manager.control(/New link/, manager.find('.body')).click();
    const field = await typed(manager);
    beside();
    expect(dialog.open).to.equal(true);
    manager.element.close();
    await until('it is closed', () => !dialog.open);
    await manager.element.open();
    await until('what was typed is there', () => manager.has('#form-clientName'));
    expect(manager.find<HTMLInputElement>('#form-clientName').value).to.equal(field);
    manager.control(/Cancel/).click();
    beside();
    expect(dialog.open).to.equal(false);
  });

  it('makes a link: the form, the address with Copy in focus, and the link on top', async () => {
    threeLinks(mocks);
    const manager = await opened(mayaSession(mocks), { 'return-url': 'https://app.example/thanks' });
    manager.control(/New link/, manager.find('.body')).click();
    await typed(manager);
    manager.control(/TikTok/, manager.find('.link-form')).click();
    manager.control(/Make link/).click();
    await manager.says(/Link ready/);
    await until('Copy has the focus', () => /Copy link/.test((manager.focused as HTMLElement | null)?.innerText ?? ''));
    expect(heads(manager)[0]).to.equal('Harbour Bakery Active');
    const [created] = manager.events.filter(({ type }) => type === 'connect-link-created');
    const sent = mocks.requests.find(({ operation }) => operation === 'links.create');
    expect(created?.detail).to.deep.equal({ link: manager.find('.row').dataset['link'] });
    expect((sent?.body as { returnUrl: string }).returnUrl).to.equal('https://app.example/thanks');
    await manager.announces(/Link ready/);
    await isAccessible(manager);
  });

  it('shows bones while it waits, and says so where that takes long', async () => {
    const manager = await placeManager(provider(() => new Promise<never>(() => undefined)));
    const { setTimeout: later } = window;
    // Ten seconds have passed.
    window.setTimeout = ((work: () => void, ms?: number) => later(work, ms === 10_000 ? 0 : ms)) as typeof setTimeout;
    void manager.element.open();
    window.setTimeout = later;
    await until('there are bones', () => manager.has('[aria-busy=true] .bone'));
    await manager.says(/longer than usual/, '.body');
    await isAccessible(manager);
  });

  it('shows one lasting link per platform where the page asks for that view', async () => {
    const manager = await placeManager(mayaSession(mocks), { view: 'fixed' });
    await manager.says(/Instagram/);
    await manager.says(/TikTok/);
    expect(manager.has('dialog.modal')).to.equal(false);
    await isAccessible(manager);
  });

  it('has a Reload in that view, too, when a session that was given as it is has ended, until there is another one', async () => {
    const session = mocks.addSession({ workspace: 'northlight' });
    const manager = await placeManager(session, { view: 'fixed' });
    await until('the links are there', () => manager.texts().every((text) => /Active/.test(text)) && manager.texts().length === 2);
    const told: string[] = [];
    const hear = (event: Event) => {
      event.preventDefault();
      told.push(event.type);
    };
    manager.element.addEventListener('connect-session-ended', hear);
    mocks.endSession(session.id);
    manager.control(/^Copy TikTok link/).click();
    await manager.says(/Please reload the page Your access here has ended\. Nothing is lost\./);
    expect(manager.texts().join(' ')).not.to.contain('ended');
    expect(manager.texts().every((text) => /Active/.test(text))).to.equal(true);
    await isAccessible(manager);
    manager.control(/^Reload/).click();
    expect(told).to.deep.equal(['connect-session-ended', 'connect-session-ended']);
    // Before there is a session to ask with: the question may be on its way as soon as the note is gone.
    const looks = () => mocks.requests.filter(({ operation }) => operation === 'events.list').length;
    const before = looks();
    manager.element.session = mocks.addSession({ workspace: 'northlight' });
    await until('the note is gone', () => !manager.has('.note'));
    await until('it watches again', () => looks() > before);
    manager.control(/^Copy TikTok link/).click();
    await until('it is copied', () => manager.text().includes('Copied') || manager.has('.url'));
  });

  it('tells the page where its function gives no session, and the developer what to do', async () => {
    const { error } = console;
    const logged: unknown[] = [];
    const told: unknown[] = [];
    const hear = (event: CustomEvent<{ readonly error: unknown }>) => told.push((event.detail.error as Error).message);
    console.error = (...parts: unknown[]) => logged.push(parts[0]);
    document.body.addEventListener('connect-session-failed', hear);
    try {
      const manager = await placeManager(() => Promise.reject(new Error('Signed out.')));
      manager.control(/Connect links/).click();
      await manager.says(/Please reload the page/);
      expect(told).to.deep.equal(['Signed out.']);
      expect(logged).to.have.length(1);
      expect(logged[0]).to.match(/^connect-link-manager: .*connect-session-failed/);
    } finally {
      console.error = error;
      document.body.removeEventListener('connect-session-failed', hear);
    }
  });
});

/** Types a client's name into the form, and answers it. */
const typed = async (manager: Awaited<ReturnType<typeof placeManager>>): Promise<string> => {
  await until('the form is there', () => manager.has('#form-clientName'));
  const field = manager.find<HTMLInputElement>('#form-clientName');
  field.value = 'Harbour Bakery';
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  return field.value;
};
