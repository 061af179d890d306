import { expect } from '@esm-bundle/chai';
import { sendKeys } from '@web/test-runner-commands';
import { pause, place, until, useBackend, useWindows } from './button.test.fixture.ts';

const mocks = useBackend();
const windows = useWindows();

const fidOf = (url: string | undefined) => new URL(url ?? 'about:blank').searchParams.get('fid') ?? expect.fail('no fid');
const flow = () => mocks.flow(fidOf(windows.opened.at(-1)?.url));

const ready = async (seed: Parameters<typeof mocks.addLink>[0] = {}, attributes: Record<string, string> = { platform: 'instagram' }) => {
  const { url } = mocks.addLink(seed);
  const button = await place({ link: url, ...attributes });
  await button.reaches('ready');
  return button;
};

const waiting = async () => {
  const button = await ready();
  button.part('button').click();
  flow().advance('launched');
  await button.reaches('waiting');
  return button;
};

describe('<connect-link-button>', () => {
  it('says who asks, for whom, and what for, before anything happens', async () => {
    const button = await ready({ clientName: 'Harbour Coffee' });
    const text = button.text();
    for (const words of [
      'Connect your Instagram account to Northlight Studio',
      'Shared by Maya Lindqvist',
      'maya@northlight.example',
      'For Harbour Coffee',
      'Northlight Studio will be able to',
      'See your profile',
      'It can’t see your password or read your messages.',
      'You log in at Instagram, not here. It will show the name Brightline',
    ]) {
      expect(text).to.contain(words);
    }
    expect(button.text('button')).to.equal('Connect Instagram opens a new window');
    await button.isAccessible();
  });

  it('says whom the link is meant for, and that accounts are looked at first', async () => {
    const expectedAccounts = [{ platform: 'instagram', handle: '@oakandpine', onMismatch: 'refuse' as const }];
    const button = await ready({ expectedAccounts, requiresApproval: true });
    expect(button.text()).to.contain('This link is meant for @oakandpine.');
    expect(button.text()).to.contain('Northlight Studio looks at new accounts before using them.');
    await button.isAccessible();
    expect((await ready()).text()).not.to.match(/is meant for|looks at new accounts/);
  });

  it('does not call connected what waits for approval', async () => {
    const button = await waiting();
    const connections = [{ id: 'con_00000000000000000001', platform: 'instagram', status: 'pending_approval', handle: '@harbourcoffee' }];
    flow().advance('connected', { connections });
    await button.reaches('connected');
    expect(button.text('status')).to.contain('Your Instagram account is waiting for Northlight Studio');
    expect(button.text('status')).to.contain('Maya Lindqvist confirms new accounts.');
    expect(button.text('status')).not.to.contain('connected');
  });

  it('has its live region from the start, empty', async () => {
    const { url } = mocks.addLink();
    const button = await place({ link: url, platform: 'instagram' });
    expect(button.part('status').getAttribute('role')).to.equal('status');
    expect(button.part('status').textContent).to.equal('');
    const region = button.part('status');
    await button.reaches('ready');
    expect(button.part('status') === region).to.equal(true);
  });

  it('works while the banner is still being asked for', async () => {
    const { url } = mocks.addLink();
    const { fetch } = window;
    // That question is not answered; the others are.
    window.fetch = (input, init) => (String(input).endsWith('/resolve') ? new Promise(() => undefined) : fetch(input, init));
    try {
      const button = await place({ link: url, platform: 'tiktok' });
      await button.reaches('loading');
      expect(button.text('button')).to.contain('Connect TikTok');
      button.part('button').click();
      expect(windows.opened).to.have.length(1);
      flow().advance('connected', { platform: 'tiktok' });
      await button.reaches('connected');
    } finally {
      window.fetch = fetch;
    }
  });

  it('works without the banner where that cannot be had', async () => {
    const { url } = mocks.addLink();
    mocks.failNext('public.links.resolve', 'network_error', { times: Infinity });
    const button = await place({ link: url, platform: 'tiktok' });
    await button.reaches('ready');
    expect(button.has('[part=banner]')).to.equal(false);
    expect(button.text('button')).to.contain('Connect TikTok');
    button.part('button').click();
    expect(windows.opened).to.have.length(1);
  });

  it('connects: one success with the public ids, and the focus where the news is', async () => {
    const button = await waiting();
    button.part('button').focus();
    expect(button.part('button').getAttribute('aria-busy')).to.equal('true');
    expect(button.text('button')).to.equal('Waiting for Instagram…');
    await button.isAccessible();
    flow().advance('connected');
    await button.reaches('connected');
    expect(button.types()).to.deep.equal(['connect-start', 'connect-open', 'connect-success']);
    const [connection] = button.events.at(-1)?.detail.connections ?? [];
    expect(connection?.id).to.match(/^con_/);
    expect(button.text('status')).to.contain('@harbourcoffee connected');
    await until('the focus has moved', () => button.isFocused('status'));
    const receipt = button.control(/See or end this connection/) as HTMLAnchorElement;
    expect(receipt.href).to.equal(`https://connect.example/f/${fidOf(windows.opened[0]?.url)}/done`);
    expect([receipt.target, receipt.rel]).to.deep.equal(['_blank', 'noopener']);
    await button.isAccessible();
  });

  it('does not take the focus from where the person is by now', async () => {
    const button = await waiting();
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    flow().advance('connected');
    await button.reaches('connected');
    await pause(50);
    expect(document.activeElement === field).to.equal(true);
  });

  it('names the platform where it was not told the handle', async () => {
    const button = await waiting();
    flow().advance('connected', { connections: [{ id: 'con_000000000000000000000001', platform: 'instagram', status: 'active' }] });
    await button.reaches('connected');
    expect(button.text('status')).to.contain('Your Instagram account is connected');
  });

  it('tells its events to whoever listens outside, frozen', async () => {
    const button = await waiting();
    flow().advance('connected');
    await button.reaches('connected');
    for (const { event, detail } of button.events) {
      expect([event.bubbles, event.composed]).to.deep.equal([true, true]);
      expect(Object.isFrozen(detail) && Object.isFrozen(detail.connections) && detail.connections.every(Object.isFrozen)).to.equal(true);
    }
    expect(button.events.map(({ event }) => event.cancelable)).to.deep.equal([true, false, false]);
  });

  it('does not begin where the page says no', async () => {
    const button = await ready();
    button.element.addEventListener('connect-start', (event) => event.preventDefault());
    button.part('button').click();
    expect(windows.opened).to.deep.equal([]);
    expect(button.element.state).to.equal('ready');
  });

  it('is used with the keyboard alone', async () => {
    const button = await ready();
    await sendKeys({ press: 'Tab' });
    await until('Tab leads to the button', () => button.isFocused('button'));
    expect(button.part('button').matches(':focus-visible')).to.equal(true);
    await sendKeys({ press: 'Enter' });
    await until('the window is open', () => windows.opened.length > 0);
    expect(windows.opened).to.have.length(1);
    expect(button.isFocused('button'), 'the focus stays').to.equal(true);
    flow().advance('launched');
    await button.reaches('waiting');
    await sendKeys({ press: 'Tab' });
    await until('Tab leads on', () => !button.isFocused('button'));
    await sendKeys({ press: 'Enter' });
    await button.reaches('ready');
    expect(button.types().at(-1)).to.equal('connect-cancel');
    await until('the focus is not lost', () => button.isFocused('button'));
  });

  it('hears a click in the very moment in which it is put into the page', async () => {
    const { url } = mocks.addLink();
    const element = Object.assign(document.createElement('connect-link-button'), { link: url, platform: 'instagram' });
    document.body.append(element);
    element.start();
    await until('the window is open', () => windows.opened.length === 1);
    expect(fidOf(windows.opened[0]?.url)).to.match(/^cf_.{43}$/);
  });

  it('opens one window however often it is pressed', async () => {
    const button = await ready();
    for (let click = 0; click < 4; click++) button.part('button').click();
    expect(windows.opened).to.have.length(1);
  });

  it('says that it does not know, where the window is gone; the same flow goes on', async () => {
    const button = await waiting();
    const [first] = windows.opened;
    if (first) first.closed = true;
    window.focus();
    await button.reaches('unsure');
    expect(button.types()).to.contain('connect-uncertain');
    expect(button.text('status')).to.contain('Still waiting for Instagram');
    await button.isAccessible();
    button.control(/Open the window again/).click();
    expect(windows.opened.map(({ url }) => fidOf(url))).to.deep.equal([fidOf(first?.url), fidOf(first?.url)]);
    flow().advance('connected');
    await button.reaches('connected');
    expect(button.types().filter((type) => type === 'connect-success')).to.have.length(1);
  });

  it('says what to do where the browser keeps the window closed', async () => {
    windows.blocked = true;
    const button = await ready();
    button.part('button').click();
    await button.reaches('blocked');
    expect(button.text('status')).to.contain('Your browser kept the window closed');
    expect(button.text('status')).to.contain('Instagram opens in its own window, and your browser stopped it.');
    const link = button.control(/Try the window again/) as HTMLAnchorElement;
    expect(new URL(link.href).pathname).to.match(/^\/l\/cl_.+\/launch$/);
    expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener']);
    await button.isAccessible();
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    await button.reaches('waiting');
    mocks.flow(fidOf(link.href)).advance('connected');
    await button.reaches('connected');
  });

  it('points to the question in the other window', async () => {
    const button = await waiting();
    flow().advance('pending_confirm');
    await button.reaches('confirming');
    expect(button.text('status')).to.equal('One question is waiting for you in the other window');
    await button.isAccessible();
  });

  it('ends for good where the person cancels', async () => {
    const button = await waiting();
    const fid = fidOf(windows.opened[0]?.url);
    button.control(/^Cancel/).click();
    await button.reaches('ready');
    expect(button.types().at(-1)).to.equal('connect-cancel');
    await until('the server has heard it', () => mocks.flow(fid).state.status === 'cancelled');
    button.part('button').click();
    expect(fidOf(windows.opened.at(-1)?.url)).not.to.equal(fid);
  });

  it('goes on after it was moved within the page', async () => {
    const button = await waiting();
    document.body.append(document.createElement('section'));
    document.querySelector('section')?.append(button.element);
    await button.reaches('waiting');
    flow().advance('connected');
    await button.reaches('connected');
    expect(button.types().filter((type) => type === 'connect-success')).to.have.length(1);
  });

  it('says that there is no network, and goes on by itself', async () => {
    const button = await waiting();
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
    window.dispatchEvent(new Event('offline'));
    await until('it says so', () => /You’re offline/.test(button.text('status')));
    await button.isAccessible();
    Reflect.deleteProperty(navigator, 'onLine');
    window.dispatchEvent(new Event('online'));
    await until('it goes on', () => !/offline/.test(button.part('status').textContent));
  });
});
