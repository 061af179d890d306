import { expect } from '@esm-bundle/chai';
import { pause, until } from '../button.test.fixture.ts';
import { fid, openPage } from './hosted-page.test.fixture.ts';

const result = { v: 1, type: 'connect-link:result', fid, seq: 3, status: 'connected', platform: 'instagram', connections: [], error: null };
const data = { page: 'done', fid, mode: 'popup', openerOrigin: location.origin, autoClose: 'true', result: JSON.stringify(result) };
const html = '<h1>@harbourcoffee is connected</h1><button type="button" data-close hidden>Close</button>';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  document.body.replaceChildren();
});

const listen = (reply?: (page: Window) => void) => {
  const heard: unknown[] = [];
  const listener = ({ data: message, source }: MessageEvent) => {
    if ((message as { type?: string } | null)?.type !== 'connect-link:result') return;
    heard.push(message);
    reply?.(source as Window);
  };
  window.addEventListener('message', listener);
  stops.push(() => window.removeEventListener('message', listener));
  return heard;
};
const delivered = (is: boolean) => () => Response.json({ status: 'connected', seq: 3, delivered: is });

describe('the done page in a window', () => {
  it('hands the result to its opener, and closes when that has it', async () => {
    const heard = listen((page) => page.postMessage({ v: 1, type: 'connect-link:result-ack', fid, seq: 3 }, location.origin));
    const { state } = await openPage('done', data, html, { opener: true, answer: delivered(false) });
    await until('it has closed', () => state.closed === 1);
    expect(heard).to.deep.equal([result]);
  });

  it('closes when the server says that the result has arrived', async () => {
    const { state, sent } = await openPage('done', { ...data, openerOrigin: '' }, html, { answer: delivered(true) });
    await until('it has closed', () => state.closed === 1);
    expect(sent[0]).to.deep.include({ path: `/f/${fid}/done`, method: 'GET', accept: 'application/json' });
  });

  for (const [what, message] of [
    ['another result', { v: 1, type: 'connect-link:result-ack', fid, seq: 2 }],
    ['another flow', { v: 1, type: 'connect-link:result-ack', fid: `cf_${'g'.repeat(43)}`, seq: 3 }],
  ] as const) {
    it(`does not take the word about ${what} for it`, async () => {
      listen((page) => page.postMessage(message, location.origin));
      const { state, heard } = await openPage('done', data, html, { opener: true, answer: delivered(false) });
      await until('it has heard it', () => heard.length > 0);
      expect(state.closed).to.equal(0);
    });
  }

  it('stays where nobody has heard the result, and stops asking', async () => {
    const { state, sent, time } = await openPage('done', { ...data, openerOrigin: '' }, html, { answer: delivered(false) });
    // For three seconds, each time after a moment.
    for (let asked = 1; asked <= 10; asked++) {
      await until(`it has asked for the ${asked}. time and waits`, () => sent.length === asked && time.waits());
      time.pass(300);
    }
    await pause(300);
    expect([sent.length, time.waits(), state.closed]).to.deep.equal([10, false, 0]);
  });

  it('stays through a bad network', async () => {
    let answers = 0;
    const { state, time } = await openPage('done', { ...data, openerOrigin: '' }, html, {
      answer: () => {
        if (++answers < 3) throw new TypeError('Failed to fetch');
        return delivered(true)();
      },
    });
    for (const asked of [1, 2]) {
      await until('it waits after a vain question', () => answers === asked && time.waits());
      time.pass(300);
    }
    await until('it has closed', () => state.closed === 1);
    expect(answers).to.equal(3);
  });

  it('says nothing to an opener of another origin', async () => {
    const heard = listen();
    await openPage('done', { ...data, openerOrigin: 'https://shop.example' }, html, { opener: true, answer: delivered(false) });
    await pause(200);
    expect(heard).to.deep.equal([]);
  });

  for (const mode of ['redirect', 'view']) {
    it(`never closes a page that was not its own window (${mode})`, async () => {
      const { state, sent, time } = await openPage('done', { ...data, mode, autoClose: 'false' }, html, { answer: delivered(true) });
      time.pass(60_000);
      await pause(300);
      expect([state.closed, sent.length]).to.deep.equal([0, 0]);
    });
  }

  it('waits for a result that is still under way, which its page asks for itself', async () => {
    const { state, sent, time } = await openPage('done', { ...data, result: '' }, html, { opener: true, answer: delivered(true) });
    time.pass(60_000);
    await pause(300);
    expect([state.closed, sent.length]).to.deep.equal([0, 0]);
  });
});
