import type { Session } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import { createFixedLinks } from './fixed-links.ts';
import { placePart } from './manager-part.test.fixture.ts';
import { until, useBackend, useClipboard } from './sharer.test.fixture.ts';

const mocks = useBackend();
const clipboard = useClipboard();

const asked = (id: string) => mocks.requests.filter(({ operation }) => operation === id);
const open = (session: Session = mocks.addSession()) => placePart(session, createFixedLinks);
const fixed = (given: Parameters<typeof mocks.addLink>[0] = {}) => mocks.addLink({ platforms: ['instagram'], slot: 'fixed:instagram', ...given });
const readers = ['links:read', 'links:reveal'] as const;

describe('one link per platform', () => {
  it('is made where it is missing, for each platform, once', async () => {
    const { harness } = await open();
    expect(harness.texts()).to.have.length(2);
    await harness.isAccessible();
    await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
    // Both are asked for at the same time.
    expect(asked('links.create').map(({ body }) => body)).to.have.deep.members([
      { workspace: 'northlight', platforms: ['instagram'], slot: 'fixed:instagram' },
      { workspace: 'northlight', platforms: ['tiktok'], slot: 'fixed:tiktok' },
    ]);
    expect(harness.text()).not.to.contain('/l/');
    await harness.isAccessible();
    document.body.replaceChildren();
    const again = await open();
    await until('the links are there again', () => again.harness.texts().every((text) => /Active/.test(text)));
    expect(asked('links.create')).to.have.length(2);
  });

  it('is made once although news come while it is being made', async () => {
    const { harness, part } = await open();
    await part.news(null);
    await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
    expect(asked('links.create')).to.have.length(2);
  });

  it('is the same for two people who open the page at the same time', async () => {
    const session = mocks.addSession();
    const [one, two] = await Promise.all([open(session), open(mocks.addSession({ actor: { name: 'Jonas Weber', email: 'jonas@northlight.example' } }))]);
    for (const { harness } of [one, two]) {
      await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
      harness.control(/^Copy Instagram link/).click();
      await until('it is copied', () => harness.text().includes('Copied'));
    }
    expect(clipboard.copied[0]).to.equal(clipboard.copied[1]);
  });

  it('looks again where somebody else was quicker', async () => {
    const session = mocks.addSession();
    mocks.failNext('links.create', 'conflict');
    const { harness } = await open(session);
    // The conflict was made up, so there is still none; the next try makes it.
    await until('one is there and one could not be made', () => harness.hasControl(/^Try again/) && harness.hasControl(/^Copy/));
    await harness.isAccessible();
    harness.control(/^Try again/).click();
    await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
  });

  it('is copied, which is recorded, and never changes', async () => {
    const link = fixed();
    const { harness } = await open();
    await until('the link is there', () => harness.hasControl(/^Copy Instagram link/));
    const button = harness.control(/^Copy Instagram link/);
    button.focus();
    button.click();
    await harness.announces(/Copied/);
    expect(clipboard.copied).to.deep.equal([link.url]);
    expect(asked('links.reveal').map(({ params }) => params)).to.deep.equal([{ id: link.id }]);
    expect(harness.focused).to.equal(button);
    await harness.isAccessible();
  });

  it('is shown to be copied by hand where the browser forbids it', async () => {
    const original = document.execCommand;
    document.execCommand = () => false;
    try {
      clipboard.refuse = true;
      const link = fixed();
      const { harness } = await open();
      await until('the link is there', () => harness.hasControl(/^Copy Instagram link/));
      harness.control(/^Copy Instagram link/).click();
      await until('the URL has the focus', () => (harness.focused as HTMLInputElement | null)?.value === link.url);
      await harness.says(/Your browser doesn’t let us copy/);
      await harness.isAccessible();
    } finally {
      document.execCommand = original;
    }
  });

  it('stays shown to be copied by hand when news come that were on their way before', async () => {
    const original = document.execCommand;
    const { fetch } = window;
    document.execCommand = () => false;
    let answer = () => undefined as void;
    const held = new Promise<void>((resolve) => (answer = resolve));
    try {
      clipboard.refuse = true;
      const link = fixed();
      const { harness, part } = await open();
      await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
      window.fetch = async (input, init) => {
        if ((input as Request).url.includes('/v1/links?')) await held;
        return fetch(input, init);
      };
      const news = part.news(null);
      harness.control(/^Copy Instagram link/).click();
      await until('the URL has the focus', () => (harness.focused as HTMLInputElement | null)?.value === link.url);
      answer();
      await news;
      await harness.says(/Your browser doesn’t let us copy/);
      expect((harness.focused as HTMLInputElement | null)?.value).to.equal(link.url);
    } finally {
      answer();
      window.fetch = fetch;
      document.execCommand = original;
    }
  });

  it('says who can make it where this person cannot', async () => {
    const { harness } = await open(mocks.addSession({ can: [...readers] }));
    await harness.says(/There is no link yet\. Ask somebody at Northlight Studio who may make links in Brightline/);
    expect(harness.hasControl(/./)).to.equal(false);
    expect(asked('links.create')).to.have.length(0);
    await harness.isAccessible();
  });

  it('says that copying is not for this person', async () => {
    fixed();
    const { harness } = await open(mocks.addSession({ can: ['links:read', 'links:write'] }));
    await harness.says(/Your role in Brightline doesn’t include copying links/);
    expect(harness.hasControl(/^Copy/)).to.equal(false);
    await harness.isAccessible();
  });

  it('says that links are not for this person', async () => {
    const { harness } = await open(mocks.addSession({ can: ['connections:read'] }));
    await harness.says(/Your role in Brightline doesn’t include it/);
    await harness.isAccessible();
  });

  it('stays through an inactive plan, and is offered with it only where it is missing', async () => {
    const session = mocks.addSession();
    mocks.addWorkspace({ id: 'northlight', subscription: { status: 'inactive', planName: 'Agency', upgradeUrl: 'https://app.example/upgrade' } });
    const link = fixed();
    const { harness, part } = await open(session);
    await harness.says(/Instagram Plan inactive It works again as soon as the plan is active/);
    await harness.says(/Connect links are part of Agency\./);
    expect(harness.control<HTMLAnchorElement>(/^See plans/).href).to.equal('https://app.example/upgrade');
    await harness.isAccessible();
    mocks.addWorkspace({ id: 'northlight' });
    await part.news([mocks.addEvent({ type: 'workspace.updated', workspace: 'northlight' })]);
    await until('both are active', () => harness.texts().every((text) => /Active/.test(text)));
    harness.control(/^Copy Instagram link/).click();
    await harness.announces(/Copied/);
    expect(clipboard.copied).to.deep.equal([link.url]);
  });

  it('is replaced when it was switched off, and says so', async () => {
    const link = fixed();
    const { harness, host, part } = await open();
    await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
    await host.sharer.client.links.revoke(link.id);
    await part.news([mocks.addEvent({ type: 'link.revoked', link: link.id })]);
    await harness.says(/The earlier link was switched off\. This is a new one/);
    harness.control(/^Copy Instagram link/).click();
    await harness.announces(/Copied/);
    expect(clipboard.copied[0]).not.to.equal(link.url);
    await harness.isAccessible();
  });

  it('finds out at the copying that it was switched off', async () => {
    const link = fixed();
    const { harness, host } = await open();
    await until('the links are there', () => harness.texts().every((text) => /Active/.test(text)));
    await host.sharer.client.links.revoke(link.id);
    harness.control(/^Copy Instagram link/).click();
    await harness.says(/The earlier link was switched off/);
    expect(clipboard.copied).to.have.length(0);
  });

  it('shows that it is on hold', async () => {
    fixed({ status: 'paused' });
    const { harness } = await open();
    await harness.says(/Instagram Paused Clients read that it is on hold/);
    await harness.isAccessible();
  });

  it('says what is wrong when it cannot be loaded, and tries again', async () => {
    const session = mocks.addSession();
    const up = mocks.failNext('links.list', 'network_error', { times: Infinity });
    const { harness } = await open(session);
    await harness.says(/Brightline can’t be reached|Check your connection and try again/);
    await harness.isAccessible();
    up();
    harness.control(/^Try again/).click();
    await until('one is there', () => harness.hasControl(/^Copy/));
  });
});
