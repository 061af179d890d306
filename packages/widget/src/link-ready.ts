import type { Link, LinkWithUrl } from '@connect/sdk';
import { html, nothing } from 'lit/html.js';
import { button, urlField } from './control.ts';
import { copyText, createCopiedMark } from './copy.ts';
import { icon } from './icons.ts';
import { linkReadyEn, type LinkReadyKey } from './locales/link-ready.en.ts';
import type { Part, PartHost } from './manager-part.ts';
import { platformName } from './platform-name.ts';
import type { QrCode } from './qr-code.ts';
import { wordsOf } from './words.ts';

/** What the panel is opened with. */
export interface LinkReadyOptions {
  readonly link: LinkWithUrl;
  /** What the URL comes from: a new link, a new address of a link, or a link whose URL was asked for again. */
  readonly after: 'made' | 'rotated' | 'revealed';
}

type Teller = Pick<PartHost, 'sharer' | 'texts' | 'locale'>;

const platformsOf = ({ sharer, locale }: Teller, { platforms }: Link): string =>
  new Intl.ListFormat(locale).format(platforms.map((id) => platformName(sharer.workspace, id)));

/** The message with which a link is sent to a client. */
export const messageOf = (host: Teller, link: LinkWithUrl): string =>
  wordsOf(linkReadyEn, host.texts).plain(link.platforms[1] ? 'messageMany' : 'message', {
    platform: platformsOf(host, link),
    org: host.sharer.workspace.name,
    url: link.url,
    sharer: link.sharedBy.name,
  });

/** Gives the person a file. */
const save = (file: Blob, name: string): void => {
  const href = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href, download: name }).click();
  // Browsers have begun to read it when the click returns, except old Safari, which takes a moment.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
};

/** Makes the panel with a link's URL: copy it, copy a message, share it, show it as a QR code. `focus()` goes to Copy. */
export const createLinkReady = (host: PartHost, { link, after }: LinkReadyOptions): Part => {
  const { say, plain } = wordsOf(linkReadyEn, host.texts);
  const mark = createCopiedMark(host.update);
  const name = link.clientName ?? link.description ?? platformsOf(host, link);
  const { url } = link;
  const message = messageOf(host, link);
  let byHand: 'url' | 'message' | undefined;
  let qr: QrCode | 'failed' | undefined;

  const field = () => host.root.querySelector<HTMLInputElement | HTMLTextAreaElement>(`.ready ${byHand === 'message' ? 'textarea' : '.url'}`);
  const copy = async (what: 'url' | 'message') => {
    const copied = await copyText(what === 'url' ? url : message, host.root.querySelector<HTMLElement>('.ready .url'));
    byHand = copied ? undefined : what;
    if (copied) {
      mark.set(what);
      return host.announce(plain('copied'));
    }
    host.update();
    host.announce(plain('ready.byHand'));
    // The person has just asked for it, and goes on with the keyboard there.
    requestAnimationFrame(() => {
      field()?.focus();
      field()?.select();
    });
  };

  const data = { text: message };
  const canShare = typeof navigator.share === 'function' && (navigator.canShare?.(data) ?? true);
  const share = async () => {
    try {
      await navigator.share(data);
    } catch (error) {
      // The person has closed the sheet. Anything else: the message can still be pasted.
      if ((error as Error).name !== 'AbortError') await copy('message');
    }
  };

  const showQr = async () => {
    if (qr && qr !== 'failed') qr = undefined;
    else {
      try {
        qr = (await import('./qr-code.ts')).qrCode(url);
      } catch (error) {
        console.error('connect-link-manager:', error);
        qr = 'failed';
      }
    }
    host.update();
  };
  const saveQr = async (code: QrCode, kind: 'png' | 'svg') => {
    const { qrPng, qrSvg } = await import('./qr-code.ts');
    const file = kind === 'svg' ? qrSvg(code) : await qrPng(code);
    if (file) save(file, `connect-link.${kind}`);
  };

  const figure = (code: QrCode) =>
    html`<figure><svg class="qr" role="img" aria-label=${plain('qr.name', { name })} viewBox="0 0 ${code.size} ${code.size}"><path d=${code.path}></path></svg><div class="buttons">${(['png', 'svg'] as const).map((kind) => button('', say(`qr.${kind}`), () => void saveQr(code, kind)))}</div></figure>`;

  const limits = () => {
    const { expiresAt, maxConnections: max } = link;
    if (expiresAt === null && max === null) return say('madeP');
    const date = expiresAt === null ? '' : new Intl.DateTimeFormat(host.locale, { dateStyle: 'long' }).format(new Date(expiresAt));
    return html`${say(date ? 'ready.until' : 'ready.untilOff', { date })} ${max === null ? nothing : say('ready.max', { max })}`;
  };

  const offer = (key: LinkReadyKey, run: () => void, drawing: unknown = nothing, expanded: boolean | typeof nothing = nothing) =>
    html`<button class="btn second" aria-expanded=${expanded} @click=${run}>${drawing}<span>${say(key)}</span></button>`;

  return {
    focus: () => host.root.querySelector<HTMLElement>('.ready .primary')?.focus(),
    stop: () => undefined,
    render: () =>
      html`<section class="box ok ready" aria-labelledby="ready-title"><h3 id="ready-title">${icon('check')}<span>${say(after, { name })}</span></h3>${
        after === 'rotated' || link.status === 'active' ? html`<p class="hint">${after === 'rotated' ? say('rotatedP') : limits()}</p>` : nothing
      }<div class="address">${urlField(plain('ready.field', { name }), url)}${button('primary', say(mark.has('url') ? 'copied' : 'copy'), () => void copy('url'), icon(mark.has('url') ? 'check' : 'copy'))}</div>${
        byHand ? html`<p class="note warn">${icon('alert')}<span>${say('ready.byHand')}</span></p>` : nothing
      }${byHand === 'message' ? html`<textarea class="input" readonly rows="4" aria-label=${plain('copyMessage')} .value=${message}></textarea>` : nothing}<div class="buttons">${offer(
        mark.has('message') ? 'copied' : 'copyMessage',
        () => void copy('message'),
      )}${canShare ? offer('share', () => void share(), icon('share')) : nothing}${offer(
        qr && qr !== 'failed' ? 'qr.hide' : 'qr',
        () => void showQr(),
        icon('qr'),
        qr !== undefined && qr !== 'failed',
      )}</div>${qr === 'failed' ? html`<p class="problem" role="alert">${icon('alert')}<span>${say('qr.failed')}</span></p>` : qr ? figure(qr) : nothing}</section>`,
  };
};
