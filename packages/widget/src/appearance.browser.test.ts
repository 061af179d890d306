import { expect } from '@esm-bundle/chai';
import { ConnectLinkButton } from './connect-link-button.ts';
import { place, until, useBackend, useWindows } from './button.test.fixture.ts';

const mocks = useBackend();
const windows = useWindows();

const ready = async (attributes: Record<string, string> = {}, seed: Parameters<typeof mocks.addLink>[0] = {}) => {
  const { url } = mocks.addLink(seed);
  const button = await place({ link: url, platform: 'instagram', ...attributes });
  await button.reaches('ready');
  return button;
};

const fidOf = (url: string | undefined) => new URL(url ?? 'about:blank').searchParams.get('fid') ?? expect.fail('no fid');

describe('attributes and properties', () => {
  it('can be set in any order and at any time', async () => {
    const { url } = mocks.addLink();
    const button = await place({});
    expect(button.element.state).to.equal('loading');
    button.element.platform = 'tiktok';
    button.element.link = url;
    await button.reaches('ready');
    expect(button.text('button')).to.contain('Connect TikTok');
    button.element.setAttribute('platform', 'instagram');
    await button.reaches('ready');
    await until('the label has changed', () => button.text('button').includes('Connect Instagram'));
    expect([button.element.link, button.element.platform, button.element.mode]).to.deep.equal([url, 'instagram', '']);
  });

  it('are kept when they were set before the element was defined', async () => {
    const { url } = mocks.addLink();
    const early = document.createElement('connect-link-button-early');
    Object.assign(early, { link: url, platform: 'tiktok', texts: { connect: 'Go to {platform}' } });
    document.body.append(early);
    customElements.define('connect-link-button-early', class extends ConnectLinkButton {});
    await until('it is ready', () => early.dataset['state'] === 'ready');
    expect(early.shadowRoot?.textContent).to.contain('Go to TikTok');
  });

  it('disabled: the button cannot be used, nor can a script begin', async () => {
    const button = await ready({ disabled: '' });
    expect((button.part('button') as HTMLButtonElement).disabled).to.equal(true);
    button.element.start();
    expect(windows.opened).to.deep.equal([]);
    button.element.disabled = false;
    await until('it is enabled', () => !(button.part('button') as HTMLButtonElement).disabled);
  });

  it('without a platform there is a button for each one of the link, and one flow at a time', async () => {
    const { url } = mocks.addLink();
    const button = await place({ link: url });
    await button.reaches('ready');
    expect(button.text()).to.contain('On TikTok, Northlight Studio will be able to');
    const labels = () => [...button.root.querySelectorAll<HTMLElement>('button')].map((one) => one.innerText.trim());
    expect(labels()).to.deep.equal(['Connect Instagram', 'Connect TikTok']);
    await button.isAccessible();
    button.control(/TikTok/).click();
    await until('it is under way', () => labels().length === 2 && labels()[0] === 'Opening TikTok…');
    expect(labels()).to.deep.equal(['Opening TikTok…', 'Cancel']);
    expect(new URL(windows.opened[0]?.url ?? '').searchParams.get('p')).to.equal('tiktok');
    mocks.flow(fidOf(windows.opened[0]?.url)).advance('connected', { platform: 'tiktok' });
    await button.reaches('connected');
    expect(labels()).to.deep.equal(['Connect Instagram']);
    button.control(/Instagram/).click();
    mocks.flow(fidOf(windows.opened[1]?.url)).advance('connected');
    await until('both are connected', () => button.types().filter((type) => type === 'connect-success').length === 2);
  });

  it('a second copy of the script changes nothing', async () => {
    const before = customElements.get('connect-link-button');
    await import(`./connect-link-button.define.ts?copy=${String(Math.random())}` as string);
    expect(customElements.get('connect-link-button') === before).to.equal(true);
  });
});

describe('words', () => {
  it('can be replaced, all or some', async () => {
    const button = await ready();
    button.element.texts = { connect: '{platform} verbinden', opens: 'öffnet ein neues Fenster' };
    await until('they are', () => button.text('button') === 'Instagram verbinden öffnet ein neues Fenster');
    expect(button.text('banner')).to.contain('Shared by Maya Lindqvist');
  });

  it('of the main button can come from the page', async () => {
    const { url } = mocks.addLink();
    const button = await place({ link: url, platform: 'instagram' }, '<b slot="label">Link my shop’s account</b><a href="/">fallback</a>');
    await button.reaches('ready');
    const slot = button.root.querySelector('slot');
    expect(slot?.assignedElements().map(({ textContent }) => textContent)).to.deep.equal(['Link my shop’s account']);
    expect((button.element.querySelector('a') as HTMLElement).offsetHeight, 'what is for the time without script is hidden').to.equal(0);
  });

  it('from outside are text, never markup', async () => {
    const name = '<img src=x onerror="alert(1)"><b>Evil</b> & Co';
    mocks.addWorkspace({ name });
    const button = await ready({}, { clientName: '{org}</bdi><script>alert(1)</script>' });
    expect(button.text('banner')).to.contain(name);
    expect(button.root.querySelectorAll('[part=banner] img, [part=banner] script')).to.have.length(0);
    expect([...button.root.querySelectorAll('bdi')].some(({ textContent }) => textContent === name)).to.equal(true);
  });
});

describe('in a form', () => {
  const inForm = async (attributes: Record<string, string>) => {
    const form = document.body.appendChild(document.createElement('form'));
    const button = await place({ link: mocks.addLink().url, platform: 'instagram', ...attributes }, '', form);
    await button.reaches('ready');
    return { button, form };
  };
  const connect = async (button: Awaited<ReturnType<typeof ready>>) => {
    button.part('button').click();
    mocks.flow(fidOf(windows.opened.at(-1)?.url)).advance('connected');
    await button.reaches('connected');
  };

  it('is a field with a name: the connection’s id', async () => {
    const { button, form } = await inForm({ name: 'account' });
    expect([...new FormData(form)]).to.deep.equal([]);
    await connect(button);
    await until('the form has it', () => new FormData(form).has('account'));
    expect(String(new FormData(form).get('account'))).to.match(/^con_/);
    form.reset();
    await button.reaches('ready');
    await until('the form is empty again', () => !new FormData(form).has('account'));
  });

  it('can be required', async () => {
    const { button, form } = await inForm({ name: 'account', required: '' });
    await until('the form is incomplete', () => !form.checkValidity());
    await connect(button);
    await until('the form is complete', () => form.checkValidity());
  });

  it('never sends it by its own buttons', async () => {
    const { button, form } = await inForm({});
    let sent = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      sent++;
    });
    button.part('button').click();
    expect(sent).to.equal(0);
  });
});

describe('looks', () => {
  const luminance = (color: string) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d') ?? expect.fail('no canvas');
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string) => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  for (const scheme of ['light', 'dark']) {
    for (const accentColor of ['#2350c0', '#ffd54a', '#ffffff', '#000000', '#888888', '#d6336c', '#0f766e', '#111827']) {
      it(`stay readable in the workspace’s ${accentColor} on a ${scheme} page`, async () => {
        mocks.addWorkspace({ accentColor });
        document.documentElement.style.colorScheme = scheme;
        const button = await ready();
        const { color, backgroundColor } = getComputedStyle(button.part('button'));
        const card = getComputedStyle(button.root.firstElementChild ?? expect.fail('no card'));
        expect(contrast(color, backgroundColor)).to.be.at.least(4.5);
        expect(contrast(backgroundColor, card.backgroundColor)).to.be.at.least(2.99);
        document.documentElement.style.colorScheme = '';
      });
    }
  }

  it('follow the page’s own custom properties', async () => {
    const button = await ready();
    button.element.style.setProperty('--cl-accent', 'rgb(1, 2, 3)');
    button.element.style.setProperty('--cl-radius', '0px');
    const { backgroundColor, borderRadius } = getComputedStyle(button.part('button'));
    expect([backgroundColor, borderRadius]).to.deep.equal(['rgb(1, 2, 3)', '0px']);
  });

  it('give every control at least 44 px to hit, at 320 px without sideways scrolling, in both directions', async () => {
    for (const direction of ['ltr', 'rtl']) {
      document.documentElement.dir = direction;
      const button = await ready({}, { clientName: 'A client with quite a long name GmbH & Co. KG' });
      button.element.style.inlineSize = '280px';
      button.part('button').click();
      mocks.flow(fidOf(windows.opened.at(-1)?.url)).advance('launched');
      await button.reaches('waiting');
      for (const control of button.root.querySelectorAll<HTMLElement>('button')) expect(control.offsetHeight).to.be.at.least(44);
      expect(button.element.scrollWidth).to.be.at.most(281);
      const avatar = button.part('avatar').getBoundingClientRect();
      const text = button.part('text').getBoundingClientRect();
      expect(avatar.left < text.left).to.equal(direction === 'ltr');
      button.element.remove();
    }
  });

  it('need nothing that a strict style policy forbids', async () => {
    const button = await ready();
    expect(button.root.querySelectorAll('style, [style]')).to.have.length(0);
    expect(button.root.adoptedStyleSheets.length).to.be.at.least(1);
    expect(button.element.hasAttribute('style')).to.equal(false);
  });
});

describe('the way to the platform', () => {
  it('does not claim to have shown a banner that the page hides', async () => {
    const button = await ready();
    button.root.adoptedStyleSheets = [];
    button.part('banner').hidden = true;
    button.part('button').click();
    const [opened] = windows.opened;
    const acks: { bannerShown: unknown }[] = [];
    Object.defineProperty(opened?.frame, 'postMessage', { value: (message: { bannerShown: unknown }) => acks.push(message) });
    opened?.say({ v: 1, type: 'connect-link:hello', fid: fidOf(opened.url) });
    expect(acks.map(({ bannerShown }) => bannerShown)).to.deep.equal([null]);
  });

  it('tells the window which banner was shown', async () => {
    const button = await ready();
    button.part('button').click();
    const [opened] = windows.opened;
    const acks: unknown[] = [];
    Object.defineProperty(opened?.frame, 'postMessage', { value: (...parts: unknown[]) => acks.push(parts) });
    opened?.say({ v: 1, type: 'connect-link:hello', fid: fidOf(opened.url) });
    expect(acks).to.deep.equal([
      [{ v: 1, type: 'connect-link:hello-ack', fid: fidOf(opened?.url), bannerShown: 'mock-1' }, 'https://connect.example'],
    ]);
  });
});
