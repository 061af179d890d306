import type { Link } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import { createLinkTimeline } from './link-timeline.ts';
import { placePart } from './manager-part.test.fixture.ts';
import { until, useBackend } from './sharer.test.fixture.ts';

const mocks = useBackend();
const jonas = { kind: 'sharer', name: 'Jonas Weber', email: 'jonas@northlight.example' } as const;
const client = { kind: 'recipient', name: null, email: null } as const;

const open = async (link: Link, can?: Parameters<typeof mocks.addSession>[0]) => {
  const session = mocks.addSession(can);
  return placePart(session, (host) => createLinkTimeline(host, link));
};
const lines = (texts: string[]): string[] => texts.map((text) => text.replace(/ (just now|\d+ .* ago).*$/, ''));

describe('the timeline of a link', () => {
  it('tells what happened, newest first, with who and when, and where the client is', async () => {
    const link = mocks.addLink({ clientName: 'Harbour Coffee' });
    mocks.addEvent({ type: 'link.created', link: link.id, actor: jonas });
    mocks.addEvent({ type: 'link.revealed', link: link.id, actor: jonas });
    mocks.addEvent({ type: 'link.opened', link: link.id, actor: client });
    mocks.addEvent({ type: 'flow.failed', link: link.id, actor: client, data: { platform: 'tiktok', code: 'platform_unavailable' } });
    mocks.addEvent({ type: 'flow.started', link: link.id, actor: client, data: { platform: 'instagram' } });
    const last = mocks.addEvent({ type: 'flow.failed', link: link.id, actor: client, data: { platform: 'instagram', code: 'personal_account' } });
    const { harness, part } = await open(link);
    await until('it is loaded', () => harness.has('.events'));
    expect(lines(harness.texts())).to.deep.equal([
      'Didn’t work: their account is personal',
      'Went to Instagram',
      'Didn’t work: TikTok didn’t answer',
      'Opened',
      'Jonas Weber copied the link',
      'Jonas Weber made the link',
    ]);
    expect(harness.texts()[2]).to.contain('What to do: Ask them to try again later today');
    expect(harness.texts()[5]).to.contain('jonas@northlight.example');
    expect(harness.text('.note')).to.match(/^It didn’t work just now: their account is personal\. Ask them to switch it/);
    const time = harness.find<HTMLTimeElement>('time');
    expect(time.dateTime).to.equal(last.createdAt);
    expect(time.title).to.contain(String(new Date(last.createdAt).getFullYear()));
    part.focus();
    expect(harness.focused).to.equal(harness.find('h3'));
    await harness.isAccessible();
  });

  it('shows news as they come, says them, and leaves those of other links out', async () => {
    const link = mocks.addLink();
    mocks.addEvent({ type: 'link.created', link: link.id, actor: jonas });
    const { harness, part } = await open(link);
    await harness.says(/Nobody has opened it yet/);
    const other = mocks.addEvent({ type: 'link.opened', link: mocks.addLink().id, actor: client });
    const opened = mocks.addEvent({ type: 'link.opened', link: link.id, actor: client });
    const connected = mocks.addEvent({ type: 'connection.connected', link: link.id, actor: client, data: { platform: 'tiktok', handle: '@luma.yoga' } });
    await part.news([other, opened]);
    await harness.announces(/Opened/);
    await part.news([opened, connected]);
    await harness.announces(/@luma\.yoga connected/);
    expect(lines(harness.texts())).to.deep.equal(['@luma.yoga connected', 'Opened', 'Jonas Weber made the link']);
    await harness.says(/@luma\.yoga was connected just now\. Nobody is stuck\./);
    await harness.isAccessible();
  });

  it('reads again where it is not told what the news are', async () => {
    const link = mocks.addLink();
    mocks.addEvent({ type: 'link.created', link: link.id, actor: jonas });
    const { harness, part } = await open(link, { can: ['links:read'] });
    await until('it is loaded', () => harness.has('.events'));
    mocks.addEvent({ type: 'link.opened', link: link.id, actor: client });
    await part.news(null);
    await until('the news are there', () => harness.texts().length === 2);
    mocks.failNext('links.activity', 'network_error', { times: Infinity });
    const failure = await part.news(null).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.have.property('code', 'network_error');
    expect(harness.texts()).to.have.length(2);
  });

  it('goes back page by page, also after more has happened than one page holds', async () => {
    const link = mocks.addLink();
    for (let count = 0; count < 35; count += 1) mocks.addEvent({ type: 'link.opened', link: link.id, actor: client });
    const { harness, part } = await open(link);
    await until('a page is there', () => harness.texts().length === 30);
    harness.control(/^Show earlier/).click();
    await until('all is there', () => harness.texts().length === 35);
    expect(harness.hasControl(/^Show earlier/)).to.equal(false);
    for (let count = 0; count < 31; count += 1) mocks.addEvent({ type: 'flow.started', link: link.id, actor: client, data: { platform: 'tiktok' } });
    await part.news(null);
    await until('the newest are there', () => lines(harness.texts()).every((text) => text === 'Went to TikTok'));
    harness.control(/^Show earlier/).click();
    await until('nothing is missing', () => harness.texts().length === 60);
    expect(lines(harness.texts())[30]).to.equal('Went to TikTok');
    expect(lines(harness.texts())[31]).to.equal('Opened');
  });

  it('shows that it is loading', async () => {
    const link = mocks.addLink();
    const session = mocks.addSession();
    // The answer is asked for again after half a minute.
    mocks.failNext('links.activity', 'rate_limited', { times: Infinity, retryAfter: 30 });
    const { harness } = await placePart(session, (host) => createLinkTimeline(host, link));
    expect(harness.find('[aria-busy=true]').innerText).to.contain('Loading');
    await harness.isAccessible();
  });

  it('says what is wrong when it cannot be loaded, and tries again', async () => {
    const link = mocks.addLink();
    mocks.addEvent({ type: 'link.opened', link: link.id, actor: client });
    const session = mocks.addSession();
    const up = mocks.failNext('links.activity', 'internal_error', { times: Infinity });
    const { harness } = await placePart(session, (host) => createLinkTimeline(host, link));
    await harness.says(/What happened couldn’t be loaded/);
    await harness.isAccessible();
    up();
    harness.control(/^Try again/).click();
    await until('it is loaded', () => harness.texts().length === 1);
    expect(harness.text()).not.to.contain('couldn’t');
  });

  it('says first that the link lets nobody in, as soon as it does not', async () => {
    const link = mocks.addLink();
    mocks.addEvent({ type: 'link.opened', link: link.id, actor: client });
    const { harness, part } = await open(link);
    await harness.says(/They opened the link/, '.note');
    part.changed({ ...link, status: 'paused', paused: true });
    await harness.says(/This link is paused/, '.note');
    await harness.isAccessible();
  });
});
