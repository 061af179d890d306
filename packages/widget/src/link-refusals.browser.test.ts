import { expect } from '@esm-bundle/chai';
import { manage, place, until, useBackend, useWindows } from './button.test.fixture.ts';

const mocks = useBackend();
const windows = useWindows();

const fidOf = (url: string | undefined) => new URL(url ?? 'about:blank').searchParams.get('fid') ?? expect.fail('no fid');

/** The codes that end a flow, each with what the server says about it. */
const endings = [
  'personal_account',
  'missing_permission',
  'attempt_expired',
  'confirm_expired',
  'other_browser_refused',
  'platform_unavailable',
  'platform_limit',
  'platform_setup',
  'cookies_blocked',
  'link_suspended',
  'link_paused',
  'link_exhausted',
  'internal_error',
] as const;

describe('a link that cannot be used', () => {
  for (const status of ['revoked', 'expired', 'paused', 'suspended'] as const) {
    it(`${status}: says so in the server’s words, without a button that leads nowhere`, async () => {
      const { url } = mocks.addLink(status === 'suspended' ? {} : { status });
      if (status === 'suspended') mocks.addWorkspace({ subscription: { status: 'inactive', upgradeUrl: null, planName: null } });
      const button = await place({ link: url, platform: 'instagram' });
      await button.reaches('unavailable');
      expect(button.text('status')).to.contain(`link ${status}`);
      expect(button.events.map(({ type, detail }) => [type, detail.code])).to.deep.equal([['connect-error', `link_${status}`]]);
      expect(button.has('[part=button]')).to.equal(false);
      expect(button.has('[part=banner]')).to.equal(false);
      await button.isAccessible();
      // What may be different in a moment can be asked again.
      expect(/Try again/.test(button.text('actions'))).to.equal(status === 'paused' || status === 'suspended');
    });
  }

  it('unknown: says that it leads nowhere', async () => {
    const button = await place({ link: `https://connect.example/l/cl_${'x'.repeat(43)}`, platform: 'instagram' });
    await button.reaches('unavailable');
    expect(button.text('status')).to.contain('link not found');
  });

  it('paused: works again as soon as it is resumed', async () => {
    const { url, id } = mocks.addLink({ status: 'paused' });
    const button = await place({ link: url, platform: 'instagram' });
    await button.reaches('unavailable');
    await manage('PATCH', `/v1/links/${id}`, { paused: false });
    button.control(/Try again/).click();
    await button.reaches('ready');
    expect(button.text('button')).to.contain('Connect Instagram');
  });

  it('exhausted: says so, and still repairs', async () => {
    const { url } = mocks.addLink({ status: 'exhausted' });
    const button = await place({ link: url, platform: 'instagram' });
    await button.reaches('ready');
    expect(button.text('status')).to.contain('link exhausted');
    expect(button.text('button')).to.contain('Repair a connected account');
    await button.isAccessible();
    button.part('button').click();
    mocks.flow(fidOf(windows.opened[0]?.url)).advance('connected');
    await button.reaches('connected');
  });

  it('not a link at all: says so, and tells the developer', async () => {
    const { error } = console;
    const said: unknown[] = [];
    console.error = (...parts: unknown[]) => said.push(parts.join(' '));
    try {
      const button = await place({ link: 'javascript:/l/cl_x', platform: 'instagram' });
      await button.reaches('unavailable');
      expect(button.text('status')).to.contain('This link can’t be used right now');
      expect(button.has('a')).to.equal(false);
      expect(said.join()).to.contain('connect-link-button');
    } finally {
      console.error = error;
    }
  });

  it('resolved after the window has opened in vain: what its window met is said here too', async () => {
    const { url, id } = mocks.addLink();
    const button = await place({ link: url, platform: 'instagram' });
    await button.reaches('ready');
    button.part('button').click();
    await manage('DELETE', `/v1/links/${id}`);
    const [opened] = windows.opened;
    if (opened) opened.closed = true;
    window.focus();
    await button.reaches('unavailable');
    expect(button.text('status')).to.contain('link revoked');
  });
});

describe('a flow that ends without an account', () => {
  for (const code of endings) {
    it(`${code}: has the server’s sentence, and the way on`, async () => {
      const { url } = mocks.addLink();
      const button = await place({ link: url, platform: 'instagram' });
      await button.reaches('ready');
      button.part('button').click();
      const flow = mocks.flow(fidOf(windows.opened[0]?.url));
      flow.advance('error', { error: code });
      await button.reaches('failed');
      expect(button.text('status')).to.contain(code.replaceAll('_', ' '));
      expect(button.events.at(-1)?.type).to.equal('connect-error');
      expect(button.events.at(-1)?.detail.code).to.equal(code);
      await until('the server knows that it was said', () => flow.acknowledgedSeq === flow.state.seq);
      button.control(/Try again/).click();
      expect(windows.opened).to.have.length(2);
    });
  }

  it('denied: is no fault, and can be changed', async () => {
    const { url } = mocks.addLink();
    const button = await place({ link: url, platform: 'instagram' });
    await button.reaches('ready');
    button.part('button').click();
    const fid = fidOf(windows.opened[0]?.url);
    mocks.flow(fid).advance('denied');
    await button.reaches('failed');
    expect(button.part('status').className).not.to.contain('warn');
    await button.isAccessible();
    button.control(/Try again/).click();
    expect(fidOf(windows.opened[1]?.url)).to.equal(fid);
    mocks.flow(fid).advance('connected');
    await button.reaches('connected');
  });

  for (const code of ['link_revoked', 'link_expired', 'link_not_found'] as const) {
    it(`${code}: offers no attempt that cannot succeed`, async () => {
      const { url } = mocks.addLink();
      const button = await place({ link: url, platform: 'instagram' });
      await button.reaches('ready');
      button.part('button').click();
      mocks.flow(fidOf(windows.opened[0]?.url)).advance('error', { error: code });
      await button.reaches('failed');
      expect(button.text('status')).to.contain(code.replaceAll('_', ' '));
      expect(button.has('button')).to.equal(false);
    });
  }

  it('expired: goes on with another flow', async () => {
    const { url } = mocks.addLink();
    const button = await place({ link: url, platform: 'instagram' });
    await button.reaches('ready');
    button.part('button').click();
    const fid = fidOf(windows.opened[0]?.url);
    mocks.flow(fid).advance('expired');
    await button.reaches('failed');
    button.control(/Try again/).click();
    expect(fidOf(windows.opened[1]?.url)).not.to.equal(fid);
  });
});
