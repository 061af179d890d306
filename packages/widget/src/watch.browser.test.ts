import { ConnectError, type Ability, type Event } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import { openSharerSession } from './sharer-session.ts';
import { listens, pause, plugNetwork, rests, seePage, until, useBackend, useTimers } from './sharer.test.fixture.ts';
import { watch, type WatchOptions } from './watch.ts';

const mocks = useBackend();
const timers = useTimers();
let life = new AbortController();
beforeEach(() => (life = new AbortController()));
afterEach(() => life.abort());

const begin = async (options: Partial<WatchOptions> = {}, can?: Ability[]) => {
  const { signal } = life;
  const session = mocks.addSession(can && { can });
  const sharer = await openSharerSession(() => session, { signal });
  const news: (readonly Event[] | null)[] = [];
  const trouble: unknown[] = [];
  void watch(sharer, { signal, onNews: (events) => void news.push(events), onTrouble: (error) => trouble.push(error), ...options });
  return { news, trouble, session, types: () => news.map((events) => events?.map(({ type }) => type) ?? null) };
};

const asked = (operation: string) => mocks.requests.filter((request) => request.operation === operation).length;

describe('watch', () => {
  it('has everything read again once, and then tells news as they come, in their order', async () => {
    mocks.addEvent({ type: 'link.created' });
    const watched = await begin();
    await until('it has begun', () => watched.news.length === 1);
    mocks.addEvent({ type: 'link.opened' });
    await until('the first is told', () => watched.news.length === 2);
    mocks.addEvent({ type: 'link.revealed' });
    await until('the second is told', () => watched.news.length === 3);
    expect(watched.types()).to.deep.equal([null, ['link.opened'], ['link.revealed']]);
  });

  it('hears of the types that it asked for', async () => {
    const watched = await begin({ types: ['link.revealed'] });
    await until('it has begun', () => watched.news.length === 1);
    mocks.addEvent({ type: 'link.opened' });
    mocks.addEvent({ type: 'link.revealed' });
    await until('it is told', () => watched.news.length === 2);
    expect(watched.types()).to.deep.equal([null, ['link.revealed']]);
  });

  it('does not ask without a pause where what it hears may not be read', async () => {
    let looks = 0;
    await begin({
      onNews: () => {
        looks += 1;
        return Promise.reject(new ConnectError('forbidden', 'This session may not read links.', { status: 403 }));
      },
    });
    await until('it has looked', () => looks > 1);
    await pause(500);
    // The first time while it listens, the second time by itself; from then on it rests before each.
    expect(looks).to.be.at.most(2 + timers.elapsed().filter((ms) => ms >= 1000).length);
  });

  it('waits with the next news until these are dealt with', async () => {
    let finish = () => undefined as void;
    const order: string[] = [];
    await begin({
      onNews: async (events) => {
        order.push(`begin ${String(events?.length ?? null)}`);
        if (events?.length === 1) await new Promise<void>((resolve) => (finish = resolve));
        order.push('end');
      },
    });
    await until('it has begun', () => order.length === 2);
    mocks.addEvent({ type: 'link.opened' });
    await until('it is at it', () => order.length === 3);
    mocks.addEvent({ type: 'link.revealed' });
    mocks.addEvent({ type: 'link.paused' });
    finish();
    await until('all is dealt with', () => order.length === 6);
    expect(order).to.deep.equal(['begin null', 'end', 'begin 1', 'end', 'begin 2', 'end']);
  });

  it('without the right to read events has rows read again, every two seconds at most', async () => {
    const watched = await begin({}, ['links:read']);
    await until('three times', () => watched.news.length > 2);
    expect(watched.types().slice(0, 3)).to.deep.equal([null, null, null]);
    expect(timers.longest()).to.be.within(1000, 2000);
    expect(asked('events.list')).to.equal(0);
  });

  it('does the same where the backend refuses what the session claimed', async () => {
    mocks.failNext('events.list', 'forbidden');
    const watched = await begin();
    await until('twice', () => watched.news.length > 1);
    expect(timers.longest()).to.be.at.most(2000);
    expect(asked('events.list')).to.equal(1);
    expect(watched.trouble).to.deep.equal([]);
  });

  it('rests while nobody can see the page, and tells all that it missed', async () => {
    const watched = await begin();
    await until('it has begun', () => watched.news.length === 1);
    mocks.addEvent({ type: 'link.created' });
    await until('it listens', () => watched.news.length === 2);
    seePage(false);
    await rests(mocks);
    const before = asked('events.list');
    mocks.addEvent({ type: 'link.opened' });
    mocks.addEvent({ type: 'link.revealed' });
    await pause(300);
    expect([asked('events.list'), watched.news.length]).to.deep.equal([before, 2]);
    seePage(true);
    await until('it is told', () => watched.news.length === 3);
    expect(watched.types().at(-1)).to.deep.equal(['link.opened', 'link.revealed']);
  });

  it('says when news cannot come and when they can again, and misses none', async () => {
    const watched = await begin();
    await until('it has begun', () => watched.news.length === 1);
    mocks.addEvent({ type: 'link.created' });
    await until('it listens', () => watched.news.length === 2);
    const up = mocks.failNext('events.list', 'network_error', { times: Infinity });
    mocks.addEvent({ type: 'link.opened' });
    await until('it says so', () => watched.trouble.length > 0);
    mocks.addEvent({ type: 'link.revealed' });
    up();
    plugNetwork(true);
    await until('it is over', () => watched.trouble.at(-1) === undefined);
    await until('it is told', () => watched.types().flat().includes('link.revealed'));
    expect(watched.types().flat()).to.deep.equal([null, 'link.created', 'link.opened', 'link.revealed']);
  });

  it('tells that the session has ended', async () => {
    const watched = await begin();
    await until('it has begun', () => watched.news.length === 1);
    mocks.endSession(watched.session.id);
    mocks.addEvent({ type: 'link.opened' });
    await until('it says so', () => watched.trouble.length > 0);
    expect((watched.trouble[0] as { code: string }).code).to.equal('unauthorized');
    // And asks no more: nothing but another session would be answered.
    await rests(mocks);
    const before = asked('events.list');
    plugNetwork(true);
    seePage(false);
    seePage(true);
    await pause(1500);
    expect(asked('events.list')).to.equal(before);
  });

  it('ends with its signal', async () => {
    const watched = await begin();
    await until('it has begun', () => watched.news.length === 1);
    await listens(mocks);
    life.abort();
    await rests(mocks);
    const before = asked('events.list');
    mocks.addEvent({ type: 'link.opened' });
    await pause(300);
    expect([asked('events.list'), watched.news.length, watched.trouble.length]).to.deep.equal([before, 1, 0]);
  });
});
