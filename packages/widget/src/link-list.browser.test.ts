import { expect } from '@esm-bundle/chai';
import { before as minutesAgo, heads, isAccessible, jonas, maya, mayaSession, northlight, opened, rowOf, threeLinks, type Manager } from './manager.test.fixture.ts';
import { listens, manage, until, useBackend } from './sharer.test.fixture.ts';

const mocks = useBackend();
beforeEach(() => void northlight(mocks));

/** So many links, the newest first. */
const manyLinks = (count: number) => {
  for (let index = count; index > 0; index--) {
    mocks.addLink({ workspace: 'northlight', clientName: `Client ${index}`, description: null, platforms: [index % 2 ? 'instagram' : 'tiktok'], paused: index % 5 === 0, sharedBy: index % 3 ? maya : jonas, createdAt: minutesAgo(60 + index) });
  }
};
const search = (manager: Manager, text: string) => {
  const field = manager.find<HTMLInputElement>('[type=search]');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
};
const select = (manager: Manager, name: RegExp, value: string) => {
  const field = manager.control<HTMLSelectElement>(name);
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
};
const listed = () => mocks.requests.filter(({ operation }) => operation === 'links.list');
/** News by events, and news by reading again. */
const watching = [
  ['with events', undefined],
  ['without events', ['links:read', 'links:write', 'links:reveal']],
] as const;

describe('the list of links', () => {
  it('has no filter where there are few links', async () => {
    threeLinks(mocks);
    const manager = await opened(mayaSession(mocks));
    expect(manager.has('[type=search]')).to.equal(false);
  });

  it('marks the fixed links of the page, and names what has no name by its platforms', async () => {
    const none = { workspace: 'northlight', description: null, clientName: null, platforms: ['tiktok'] };
    const plain = mocks.addLink(none);
    const fixed = mocks.addLink({ ...none, slot: 'fixed:tiktok' });
    const named = mocks.addLink({ ...none, slot: 'fixed:instagram', platforms: ['instagram'], clientName: 'Everybody' });
    const own = mocks.addLink({ ...none, slot: 'newsletter' });
    const manager = await opened(mayaSession(mocks));
    const row = (link: { readonly id: string }) => rowOf(manager, link);
    expect(row(plain).innerText).to.contain('Link for TikTok').and.not.match(/fixed/i);
    expect(row(own).innerText).not.to.match(/fixed/i);
    expect(row(fixed).innerText).to.contain('Fixed link for TikTok');
    expect(row(named).innerText.replace(/\s+/g, ' ')).to.contain('Everybody').and.contain('Instagram · fixed link');
    for (const link of [plain, fixed]) {
      expect([...row(link).querySelectorAll('button')].map(({ ariaLabel }) => ariaLabel)).to.deep.equal(['Copy link for TikTok', 'More for TikTok']);
    }
    await isAccessible(manager);
  });

  it('searches at the server once the typing rests, keeps the focus, and says how many there are', async () => {
    manyLinks(70);
    const manager = await opened(mayaSession(mocks));
    await until('there is a filter', () => manager.has('[type=search]'));
    // Nothing else reads the list any more.
    await listens(mocks);
    manager.find('[type=search]').focus();
    for (const text of ['C', 'Client 6', 'Client 66']) search(manager, text);
    await until('one is left', () => heads(manager).join() === 'Client 66 Active');
    expect(listed().filter(({ query }) => 'search' in (query as object))).to.have.length(1);
    expect(manager.focused).to.equal(manager.find('[type=search]'));
    await manager.announces(/^1 link/);
    await isAccessible(manager);
  });

  it('filters by status and by platform, and shows all again', async () => {
    manyLinks(30);
    const manager = await opened(mayaSession(mocks));
    select(manager, /^Status/, 'paused');
    await until('only paused ones are there', () => heads(manager).length === 6);
    select(manager, /^Platform/, 'instagram');
    await until('only those on Instagram', () => heads(manager).length === 3);
    search(manager, 'nobody');
    await manager.says(/No links match/);
    await isAccessible(manager);
    manager.control(/Show all links/).click();
    await until('all are there', () => heads(manager).length === 30);
    expect(manager.control<HTMLSelectElement>(/^Status/).value).to.equal('');
    expect(manager.find<HTMLInputElement>('[type=search]').value).to.equal('');
  });

  it('keeps a row in its place when it no longer fits the filter', async () => {
    manyLinks(10);
    const manager = await opened(mayaSession(mocks));
    select(manager, /^Status/, 'active');
    await until('only active ones are there', () => heads(manager).length === 8);
    const id = manager.find('.row').dataset['link'];
    await manage('PATCH', `/v1/links/${id}`, { paused: true });
    await until('it is paused', () => heads(manager)[0] === 'Client 1 Paused');
    expect(heads(manager)).to.have.length(8);
  });

  it('empties the search with Escape before the dialog closes', async () => {
    manyLinks(10);
    const manager = await opened(mayaSession(mocks));
    search(manager, 'Client 3');
    await until('one is left', () => heads(manager).length === 1);
    const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true });
    manager.find('[type=search]').dispatchEvent(event);
    expect(event.defaultPrevented).to.equal(true);
    await until('all are there', () => heads(manager).length === 10);
  });

  it('goes on when its end comes near, and by a button', async () => {
    manyLinks(120);
    const manager = await opened(mayaSession(mocks));
    await until('the first page is there', () => heads(manager).length === 50);
    manager.find('.body').scrollTo({ top: 1e6 });
    await until('the second page is there', () => heads(manager).length === 100);
    const button = manager.control(/Show more/);
    button.focus({ preventScroll: true });
    button.click();
    await until('all are there', () => heads(manager).length === 120);
    await until('the focus is on the first new row', () => manager.find('.row:nth-child(101)').contains(manager.focused));
    expect(manager.hasControl(/Show more/)).to.equal(false);
    expect(new Set(heads(manager)).size).to.equal(120);
  });

  it('offers to try again where more cannot be read, and keeps what is there', async () => {
    manyLinks(70);
    const manager = await opened(mayaSession(mocks, { can: ['links:read'] }));
    // This session looks again every 1.5 s, and its questions fail, too.
    const up = mocks.failNext('links.list', 'internal_error', { times: Infinity });
    manager.control(/Show more/).click();
    await until('it says so', () => manager.has('.links .note'));
    expect(heads(manager)).to.have.length(50);
    up();
    manager.control(/Try again/, manager.find('.links')).click();
    await until('all are there', () => heads(manager).length === 70);
  });

  it('says what is wrong where the links cannot be read, and tries again', async () => {
    threeLinks(mocks);
    const up = mocks.failNext('links.list', 'internal_error', { times: Infinity });
    const manager = await opened(mayaSession(mocks));
    await manager.says(/The links couldn’t be loaded The fault is on our side/);
    await isAccessible(manager);
    up();
    manager.control(/Try again/, manager.find('.links')).click();
    await until('they are there', () => heads(manager).length === 3);
  });

  for (const [how, can] of watching) {
    it(`shows what others do with links, in their place, ${how}`, async () => {
      const { luma, harbour } = threeLinks(mocks);
      const manager = await opened(mayaSession(mocks, can && { can: [...can] }));
      const button = rowOf(manager, luma).querySelector<HTMLElement>('[aria-haspopup]');
      button?.focus();
      await manage('PATCH', `/v1/links/${luma.id}`, { paused: true });
      await until('it is paused', () => heads(manager)[1] === 'Luma Yoga Paused');
      await manage('PATCH', `/v1/links/${luma.id}`, { clientName: 'Luma' });
      await until('it has its new name', () => heads(manager)[1] === 'Luma Paused');
      await manage('DELETE', `/v1/links/${harbour.id}`);
      await until('it is off', () => heads(manager)[0] === 'Harbour Coffee Switched off');
      expect(manager.focused).to.equal(button);
    });

    it(`counts an account when it arrives, ${how}`, async () => {
      const { harbour } = threeLinks(mocks);
      const manager = await opened(mayaSession(mocks, can && { can: [...can] }));
      const connection = mocks.addConnection({ workspace: 'northlight', link: harbour.id, status: 'active' });
      mocks.addEvent({ type: 'connection.connected', link: harbour.id, connection: connection.id });
      await until('it is counted', () => /1 account/.test(rowOf(manager, harbour).textContent ?? ''));
    });

    it(`offers links that others make, without moving anything, ${how}`, async () => {
      threeLinks(mocks);
      const manager = await opened(mayaSession(mocks, can && { can: [...can] }));
      const link = mocks.addLink({ workspace: 'northlight', clientName: 'Oak & Ember', sharedBy: jonas, createdAt: minutesAgo(0) });
      mocks.addEvent({ type: 'link.created', link: link.id });
      await until('it is offered', () => manager.hasControl(/1 new link/));
      expect(heads(manager)).to.have.length(3);
      await isAccessible(manager);
      manager.control(/1 new link/).click();
      await until('it is on top', () => heads(manager)[0] === 'Oak & Ember Active');
      expect(heads(manager)).to.have.length(4);
    });
  }

  it('touches only the row that has changed', async () => {
    manyLinks(50);
    const manager = await opened(mayaSession(mocks));
    const changed = new Set<Element | null>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records) changed.add((target instanceof Element ? target : target.parentElement)?.closest('.row') ?? null);
    });
    observer.observe(manager.find('.list'), { subtree: true, childList: true, characterData: true, attributes: true });
    const id = manager.find('.row:nth-child(7)').dataset['link'];
    await manage('PATCH', `/v1/links/${id}`, { paused: true });
    await until('it is paused', () => heads(manager)[6] === 'Client 7 Paused');
    expect([...changed].filter(Boolean)).to.deep.equal([manager.find('.row:nth-child(7)')]);
    observer.disconnect();
  });

  it('reports long tasks with 2,000 links', async () => {
    manyLinks(2000);
    const manager = await opened(mayaSession(mocks, { can: ['links:read', 'links:reveal'] }));
    const tasks: number[] = [];
    const canObserve = PerformanceObserver.supportedEntryTypes.includes('longtask');
    const observer = new PerformanceObserver((entries) => tasks.push(...entries.getEntries().map(({ duration }) => Math.round(duration))));
    if (canObserve) observer.observe({ type: 'longtask' });
    // Their words are not read each time, which would take longer than all that is measured.
    const count = () => manager.root.querySelectorAll('.row').length;
    for (let length = count(); length < 2000; length = count()) {
      manager.find('.body').scrollTo({ top: 1e7 });
      await until('more are there', () => count() > length);
    }
    const scrolling = tasks.splice(0);
    select(manager, /^Status/, 'paused');
    await until('only paused ones are there', () => heads(manager).every((head) => head.endsWith('Paused')));
    search(manager, 'Client 1995');
    await until('one is left', () => heads(manager).length === 1);
    observer.disconnect();
    // Reported, not judged: the mocks answer in this very thread.
    console.log(`2,000 links: long tasks while scrolling [${scrolling.join(', ')}] ms, while filtering [${tasks.join(', ')}] ms${canObserve ? '' : ' (not observable in this browser)'}`);
  });
});
