import { expect } from '@esm-bundle/chai';
import { until } from '../button.test.fixture.ts';
import { openPage, type HostedPage } from './hosted-page.test.fixture.ts';

const html = `
  <h1>Your connection</h1>
  <p role="status" data-status></p>
  <p id="address">https://connect.example/r/rcp_x</p>
  <button type="button" data-copy value="https://connect.example/r/rcp_x" data-copied="Copied" aria-controls="address" hidden><span>Copy address</span></button>
  <p>Since <time datetime="2026-11-20T23:30:00.000Z" data-format="date">20 November 2026</time>, <time datetime="2026-11-20T23:30:00.000Z" data-format="time">23:30 UTC</time>, <time datetime="never" data-format="date">some day</time></p>
  <form method="get" action="/r/rcp_x"><button name="end" value="1" data-confirm-dialog="end">End this connection</button></form>
  <dialog id="end"><form method="post" action="/r/rcp_x/disconnect"><button>End connection</button><button formmethod="dialog" formnovalidate>Keep it</button></form></dialog>
  <button type="button" data-close hidden>Close</button>`;

const open = (data: Record<string, string> = {}) => openPage('page', { page: 'receipt', ...data }, html);

const withClipboard = ({ view }: HostedPage, clipboard: object | undefined) => Object.defineProperty(view.navigator, 'clipboard', { configurable: true, value: clipboard });

afterEach(() => {
  document.body.replaceChildren();
});

describe('a hosted page', () => {
  it('copies, says so for two seconds, and keeps the focus', async () => {
    const page = await open();
    const copied: string[] = [];
    withClipboard(page, { writeText: async (text: string) => void copied.push(text) });
    const button = page.one<HTMLButtonElement>('[data-copy]');
    expect(button.hidden).to.equal(false);
    button.focus();
    button.click();
    await until('it says so', () => button.textContent === 'Copied');
    expect([copied, page.status(), page.page.activeElement === button]).to.deep.equal([['https://connect.example/r/rcp_x'], 'Copied', true]);
    page.time.pass(1999);
    expect(button.textContent).to.equal('Copied');
    page.time.pass(1);
    expect([button.textContent, page.status()]).to.deep.equal(['Copy address', '']);
  });

  for (const [what, clipboard] of [
    ['there is no clipboard', undefined],
    ['the clipboard is forbidden', { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }],
  ] as const) {
    it(`copies by selection where ${what}; where that fails too, the text stays selected`, async () => {
      const page = await open();
      withClipboard(page, clipboard);
      page.page.execCommand = () => false;
      page.one('[data-copy]').click();
      await until('the text is selected', () => String(page.view.getSelection()).includes('https://connect.example/r/rcp_x'));
      expect(page.one('[data-copy]').textContent).to.equal('Copy address');
      page.page.execCommand = () => true;
      page.one('[data-copy]').click();
      await until('it says so', () => page.one('[data-copy]').textContent === 'Copied');
    });
  }

  it('asks in a dialog where it would ask on a page of its own', async () => {
    const page = await open();
    const dialog = page.one<HTMLDialogElement>('dialog');
    page.one('[data-confirm-dialog]').click();
    expect(dialog.open).to.equal(true);
    page.one('[formmethod=dialog]').click();
    await until('it is closed', () => !dialog.open);
    page.one('[data-confirm-dialog]').click();
    const sent: string[] = [];
    page.page.addEventListener('submit', (event) => {
      if (!event.defaultPrevented) sent.push((event.target as HTMLFormElement).action);
      event.preventDefault();
    });
    const [end] = [page.one('dialog button')];
    end.click();
    end.click();
    expect(sent.map((action) => new URL(action).pathname)).to.deep.equal(['/r/rcp_x/disconnect']);
  });

  it('tells times in the visitor’s own time zone and the page’s language', async () => {
    const page = await open();
    const [date, time, broken] = page.page.querySelectorAll('time');
    const moment = new Date('2026-11-20T23:30:00.000Z');
    expect(date?.textContent).to.equal(moment.toLocaleString('en', { dateStyle: 'long' }));
    expect(time?.textContent).to.equal(moment.toLocaleString('en', { timeStyle: 'short' }));
    expect(broken?.textContent).to.equal('some day');
  });

  it('offers to close itself only where it is a window of its own', async () => {
    expect((await open()).shows('[data-close]')).to.equal(false);
    const popup = await open({ mode: 'popup' });
    popup.one('[data-close]').click();
    expect(popup.state.closed).to.equal(1);
  });
});
