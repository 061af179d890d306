import { expect } from '@esm-bundle/chai';
import { createLinkReady, type LinkReadyOptions } from './link-ready.ts';
import { placePart } from './manager-part.test.fixture.ts';
import { qrCode, qrPng, qrSvg } from './qr-code.ts';
import { until, useBackend, useClipboard } from './sharer.test.fixture.ts';

const mocks = useBackend();
const clipboard = useClipboard();

const share = Object.getOwnPropertyDescriptor(navigator, 'share');
const provideShare = (value: unknown) => Object.defineProperty(navigator, 'share', { configurable: true, value });
beforeEach(() => provideShare(undefined));
after(() => {
  Reflect.deleteProperty(navigator, 'share');
  if (share) Object.defineProperty(navigator, 'share', share);
});

const open = async (seed: Parameters<typeof mocks.addLink>[0] = {}, after: LinkReadyOptions['after'] = 'made') => {
  const session = mocks.addSession();
  const link = mocks.addLink({ clientName: 'Harbour Coffee', platforms: ['instagram'], ...seed });
  return { link, ...(await placePart(session, (host) => createLinkReady(host, { link, after }))) };
};

describe('the panel with a link’s URL', () => {
  it('shows the URL, to be read from left to right, and copies it', async () => {
    const { harness, link, part } = await open();
    const field = harness.control<HTMLInputElement>(/^Link for Harbour Coffee/);
    expect(field.value).to.equal(link.url);
    expect(field.readOnly).to.equal(true);
    expect(getComputedStyle(field).direction).to.equal('ltr');
    expect(harness.text()).to.contain('Link ready').and.to.contain('It works until you switch it off, for as many accounts as you like.');
    part.focus();
    expect(harness.focused).to.equal(harness.control(/^Copy link/));
    await harness.isAccessible();
    harness.control(/^Copy link/).click();
    await harness.announces(/^Copied/);
    expect(clipboard.copied).to.deep.equal([link.url]);
    expect(harness.focused).to.equal(harness.control(/^Copied/));
    await harness.isAccessible();
  });

  it('promises no more than the link does', async () => {
    const { harness } = await open({ expiresAt: '2099-11-03T12:00:00.000Z', maxConnections: 4 });
    await harness.says(/It works until November 3, 2099\. Accounts at most: 4\./);
  });

  it('says of a new address that the old one has stopped', async () => {
    const { harness } = await open({}, 'rotated');
    await harness.says(/New address ready The old address has stopped\./);
  });

  it('claims nothing of a link that lets nobody in', async () => {
    const { harness } = await open({ status: 'paused' }, 'revealed');
    expect(harness.text()).to.contain('Link for Harbour Coffee').and.not.to.contain('It works');
  });

  it('copies a message with the link in it', async () => {
    const { harness, link } = await open();
    harness.control(/^Copy a message/).click();
    await harness.announces(/^Copied/);
    expect(clipboard.copied).to.deep.equal([
      `Hi! Please connect your Instagram account to Northlight Studio with this link: ${link.url} It opens Instagram’s own login, takes about a minute, and you need no account with us. – Maya Lindqvist`,
    ]);
  });

  it('names all platforms in the message', async () => {
    const { harness } = await open({ platforms: ['instagram', 'tiktok'] });
    harness.control(/^Copy a message/).click();
    await harness.announces(/^Copied/);
    expect(clipboard.copied[0]).to.contain('connect your accounts (Instagram and TikTok) to Northlight Studio');
  });

  it('shows what to copy where the browser forbids it', async () => {
    const original = document.execCommand;
    document.execCommand = () => false;
    try {
      clipboard.refuse = true;
      const { harness, link } = await open();
      harness.control(/^Copy link/).click();
      await harness.says(/Your browser doesn’t let us copy\. The text is selected/);
      const field = harness.control<HTMLInputElement>(/^Link for/);
      await until('the URL has the focus', () => harness.focused === field);
      expect([field.selectionStart, field.selectionEnd]).to.deep.equal([0, link.url.length]);
      await harness.isAccessible();
      harness.control(/^Copy a message/).click();
      await until('the message is there', () => harness.focused instanceof HTMLTextAreaElement);
      expect((harness.focused as HTMLTextAreaElement).value).to.contain(link.url);
      await harness.isAccessible();
    } finally {
      document.execCommand = original;
    }
  });

  it('shares only where the system can', async () => {
    expect((await open()).harness.hasControl(/^Share/)).to.equal(false);
    document.body.replaceChildren();
    const shared: ShareData[] = [];
    provideShare((data: ShareData) => {
      shared.push(data);
      return Promise.reject(new DOMException('Closed.', 'AbortError'));
    });
    const { harness, link } = await open();
    harness.control(/^Share/).click();
    await until('the sheet was asked for', () => shared[0]);
    expect(shared[0]?.text).to.contain(link.url);
    expect(clipboard.copied).to.have.length(0);
  });

  it('copies the message where sharing fails', async () => {
    provideShare(() => Promise.reject(new DOMException('No.', 'NotAllowedError')));
    const { harness, link } = await open();
    harness.control(/^Share/).click();
    await until('the message is copied', () => clipboard.copied[0]?.includes(link.url));
  });

  it('shows the QR code dark on light, whatever the theme, and takes it away again', async () => {
    document.documentElement.style.colorScheme = 'dark';
    const { harness } = await open();
    const button = harness.control(/^Show QR code/);
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    button.click();
    await until('the code is there', () => harness.has('svg.qr'));
    const code = harness.root.querySelector('svg.qr') ?? expect.fail('no code');
    expect(code.getAttribute('role')).to.equal('img');
    expect(code.getAttribute('aria-label')).to.equal('QR code with the link for Harbour Coffee');
    expect(getComputedStyle(code).backgroundColor).to.equal('rgb(255, 255, 255)');
    expect(getComputedStyle(code).fill).to.equal('rgb(0, 0, 0)');
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    await harness.isAccessible();
    harness.control(/^Hide QR code/).click();
    await until('the code is gone', () => !harness.has('svg.qr'));
    document.documentElement.style.colorScheme = '';
  });

  it('saves the QR code as a picture and as a drawing', async () => {
    const { harness } = await open();
    harness.control(/^Show QR code/).click();
    await until('the code is there', () => harness.has('svg.qr'));
    const saved: string[] = [];
    const original = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement) {
      saved.push(this.download);
      expect(this.href).to.match(/^blob:/);
    };
    try {
      harness.control(/^Save as PNG/).click();
      await until('the picture is saved', () => saved.includes('connect-link.png'));
      harness.control(/^Save as SVG/).click();
      await until('the drawing is saved', () => saved.includes('connect-link.svg'));
    } finally {
      HTMLAnchorElement.prototype.click = original;
    }
  });
});

describe('a QR code', () => {
  const code = qrCode('https://connect.example/l/cl_mock0000000000000000000000000000000000000001');

  it('has four light squares around it', () => {
    for (let at = 0; at < code.size; at += 1) {
      for (const edge of [0, 3, code.size - 1, code.size - 4]) expect(code.isDark(at, edge) || code.isDark(edge, at)).to.equal(false);
    }
    // The corner of a finder pattern.
    expect([code.isDark(4, 4), code.isDark(5, 5), code.isDark(6, 6)]).to.deep.equal([true, false, true]);
  });

  it('is the same drawing in every form', async () => {
    const picture = await createImageBitmap((await qrPng(code)) ?? expect.fail('no picture'));
    expect(picture.width).to.equal(picture.height);
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d') ?? expect.fail('no canvas');
    context.drawImage(picture, 0, 0);
    const path = new Path2D(code.path);
    const scale = picture.width / code.size;
    for (let y = 0; y < code.size; y += 1) {
      for (let x = 0; x < code.size; x += 1) {
        const [red] = context.getImageData((x + 0.5) * scale, (y + 0.5) * scale, 1, 1).data;
        expect(red === 0, `${x},${y} of the picture`).to.equal(code.isDark(x, y));
        expect(context.isPointInPath(path, x + 0.5, y + 0.5), `${x},${y} of the drawing`).to.equal(code.isDark(x, y));
      }
    }
    expect(await qrSvg(code).text()).to.contain(code.path);
  });
});
