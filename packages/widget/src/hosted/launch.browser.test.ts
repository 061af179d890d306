import { expect } from '@esm-bundle/chai';
import { pause, until } from '../button.test.fixture.ts';
import { fid, openPage, refused, type Answer, type HostedPage } from './hosted-page.test.fixture.ts';

const html = `
  <section data-banner-section><h1>Connect</h1><form method="post" action="/l/cl_x/start" data-start><input type="hidden" name="platform" value="instagram"><button><span>Continue</span></button></form></section>
  <section data-taking hidden><h1>Taking you to Instagram…</h1><p data-slow hidden><a data-platform-link>Continue to Instagram</a></p></section>
  <section data-refusal hidden><h1 tabindex="-1" data-refusal-title></h1><p data-refusal-detail></p><button type="button" data-close hidden>Close</button></section>
  <p role="status" data-status data-offline="You’re offline."></p>`;

const data = { page: 'launch', link: '/l/cl_x', fid, platform: 'instagram', mode: 'popup', openerOrigin: location.origin, returnUrl: '', banner: 'rev-1' };
const goesOn: Answer = ({ path }) => (path.endsWith('/start') ? Response.json({ authorizeUrl: `${location.origin}/blank/platform` }) : new Response(null, { status: 204 }));

/** The product page, which answers the launch page as told. */
const answerHello = (reply: (page: Window, hello: Record<string, unknown>) => void) => {
  const heard: Record<string, unknown>[] = [];
  const listener = ({ data: message, source }: MessageEvent) => {
    const hello = message as Record<string, unknown>;
    if (typeof hello?.['type'] !== 'string' || !hello['type'].startsWith('connect-link:')) return;
    heard.push(hello);
    reply(source as Window, hello);
  };
  window.addEventListener('message', listener);
  stops.push(() => window.removeEventListener('message', listener));
  return heard;
};
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  document.body.replaceChildren();
});

const ack = (more: object = {}) => ({ v: 1, type: 'connect-link:hello-ack', fid, bannerShown: 'rev-1', ...more });
const start = ({ sent }: HostedPage) => sent.find(({ path }) => path === '/l/cl_x/start')?.body;
/** The opener has said something, and its page has dealt with it. */
const isAnswered = ({ heard }: HostedPage) => until('the opener has answered', () => heard.length > 0);
/** No word came from the opener in time. */
const isSilent = ({ time }: HostedPage) => time.pass(400);

describe('the launch page', () => {
  it('announces the flow by itself, and waits for a hand where nobody has shown who asks', async () => {
    const page = await openPage('launch', { ...data, openerOrigin: '', returnUrl: 'https://shop.example/' }, html, { answer: goesOn });
    page.time.pass(60_000);
    await pause(300);
    expect(page.sent).to.have.length(1);
    expect(page.sent[0]).to.deep.include({
      path: '/l/cl_x/launch',
      method: 'POST',
      body: { fid, platform: 'instagram', mode: 'popup', openerOrigin: null, returnUrl: 'https://shop.example/' },
    });
    expect(page.shows('[data-banner-section]')).to.equal(true);
    page.one('form button').click();
    await until('the platform’s page is open', () => page.view.location.pathname === '/blank/platform');
    expect(start(page)).to.deep.equal({ fid, platform: 'instagram', attested: false, bannerShown: null });
  });

  it('has the platform ask which account, where somebody wants another one', async () => {
    const another = '<form method="post" action="/l/cl_x/start" data-start><input type="hidden" name="choose" value="1"><button id="another"><span>Switch account</span></button></form>';
    const page = await openPage('launch', { ...data, openerOrigin: '' }, html.replace('</form>', `</form>${another}`), { answer: goesOn });
    page.one('#another').click();
    page.one('#another').click();
    await until('the platform’s page is open', () => page.view.location.pathname === '/blank/platform');
    expect(start(page)).to.deep.equal({ fid, platform: 'instagram', attested: false, bannerShown: null, choose: '1' });
    expect(page.count('/l/cl_x/start')).to.equal(1);
  });

  it('goes straight on where its opener has just shown the same', async () => {
    const heard = answerHello((page) => page.postMessage(ack(), location.origin));
    const page = await openPage('launch', data, html, { answer: goesOn, opener: true });
    await until('the platform’s page is open', () => page.view.location.pathname === '/blank/platform');
    expect(heard).to.deep.equal([{ v: 1, type: 'connect-link:hello', fid }]);
    expect(start(page)).to.deep.equal({ fid, platform: 'instagram', attested: true, bannerShown: 'rev-1' });
    expect(page.sent.map(({ path }) => path)).to.deep.equal(['/l/cl_x/launch', '/l/cl_x/start']);
  });

  for (const [what, bannerShown] of [
    ['another banner', 'rev-0'],
    ['none', null],
    ['nonsense', { rev: 1 }],
  ] as const) {
    it(`is attested, but shows the banner itself, where the opener has shown ${what}`, async () => {
      answerHello((page) => page.postMessage(ack({ bannerShown }), location.origin));
      const page = await openPage('launch', data, html, { answer: goesOn, opener: true });
      await until('the banner is there', () => page.shows('[data-banner-section]'));
      page.time.pass(60_000);
      await pause(300);
      expect(page.count('/l/cl_x/start')).to.equal(0);
      page.one('form button').click();
      await until('it has begun', () => start(page));
      expect(start(page)).to.deep.include({ attested: true });
    });
  }

  for (const [what, message] of [
    ['another flow', ack({ fid: `cf_${'g'.repeat(43)}` })],
    ['another version', ack({ v: 2 })],
    ['another type', ack({ type: 'connect-link:result-ack' })],
    ['nothing of ours', 'hello-ack'],
  ] as const) {
    it(`is not attested by an answer about ${what}`, async () => {
      answerHello((page) => page.postMessage(message, location.origin));
      const page = await openPage('launch', data, html, { answer: goesOn, opener: true });
      await isAnswered(page);
      expect(page.shows('[data-banner-section]')).to.equal(false);
      isSilent(page);
      expect(page.shows('[data-banner-section]')).to.equal(true);
      page.one('form button').click();
      await until('it has begun', () => start(page));
      expect(start(page)).to.deep.include({ attested: false, bannerShown: null });
    });
  }

  it('is not attested by another window than its opener', async () => {
    const stranger = document.body.appendChild(document.createElement('iframe'));
    answerHello((page) => {
      const script = stranger.contentDocument?.createElement('script');
      if (!script) return;
      (stranger.contentWindow as unknown as { target: Window }).target = page;
      script.textContent = `target.postMessage(${JSON.stringify(ack())}, ${JSON.stringify(location.origin)})`;
      stranger.contentDocument?.body.append(script);
    });
    const page = await openPage('launch', data, html, { answer: goesOn, opener: true });
    await isAnswered(page);
    expect(page.shows('[data-banner-section]')).to.equal(false);
    isSilent(page);
    expect([page.shows('[data-banner-section]'), page.count('/l/cl_x/start')]).to.deep.equal([true, 0]);
  });

  it('says nothing to an opener of another origin', async () => {
    const heard = answerHello(() => undefined);
    const page = await openPage('launch', { ...data, openerOrigin: 'https://shop.example' }, html, { answer: goesOn, opener: true });
    isSilent(page);
    expect(page.shows('[data-banner-section]')).to.equal(true);
    await pause(300);
    expect(heard).to.deep.equal([]);
  });

  it('does not jump away from somebody who reads, when the answer comes late', async () => {
    const asking: Window[] = [];
    answerHello((page) => asking.push(page));
    const page = await openPage('launch', data, html, { answer: goesOn, opener: true });
    await until('the opener is asked', () => asking.length > 0);
    isSilent(page);
    expect(page.shows('[data-banner-section]')).to.equal(true);
    asking[0]?.postMessage(ack(), location.origin);
    await isAnswered(page);
    await pause(300);
    expect([page.shows('[data-banner-section]'), page.count('/l/cl_x/start')]).to.deep.equal([true, 0]);
    page.one('form button').click();
    await until('it has begun', () => start(page));
    expect(start(page)).to.deep.include({ attested: true, bannerShown: 'rev-1' });
  });

  it('shows at once why the flow cannot be announced', async () => {
    const page = await openPage('launch', data, html, { answer: () => refused('link_suspended') });
    await until('it says so', () => page.shows('[data-refusal]'));
    expect(page.one('[data-refusal-title]').textContent).to.equal('Title of link_suspended');
    expect(page.one('[data-refusal-detail]').textContent).to.equal('Detail of link_suspended');
    expect(page.page.activeElement === page.one('[data-refusal-title]')).to.equal(true);
    expect([page.shows('[data-banner-section]'), page.shows('[data-taking]'), page.count('/l/cl_x/start')]).to.deep.equal([false, false, 0]);
    page.one('[data-close]').click();
    expect(page.state.closed).to.equal(1);
  });

  it('shows why it cannot begin', async () => {
    const page = await openPage('launch', { ...data, openerOrigin: '' }, html, {
      answer: ({ path }) => (path.endsWith('/start') ? refused('cancelled') : new Response(null, { status: 204 })),
    });
    page.one('form button').click();
    await until('it says so', () => page.shows('[data-refusal]'));
    expect(page.one('[data-refusal-title]').textContent).to.equal('Title of cancelled');
  });

  it('can be tried again after the network was gone, and announces the flow then', async () => {
    let down = true;
    const page = await openPage('launch', { ...data, openerOrigin: '' }, html, {
      answer: (sent) => {
        if (down) throw new TypeError('Failed to fetch');
        return goesOn(sent);
      },
    });
    page.one('form button').click();
    await until('it says so', () => page.status() === 'You’re offline.');
    expect(page.shows('[data-banner-section]')).to.equal(true);
    down = false;
    page.one('form button').click();
    await until('the platform’s page is open', () => page.view.location.pathname === '/blank/platform');
  });

  it('offers a link where the platform’s page is slow', async () => {
    const page = await openPage('launch', { ...data, openerOrigin: '' }, html, {
      answer: ({ path }) => (path.endsWith('/start') ? Response.json({ authorizeUrl: 'http://127.0.0.1:9/never' }) : new Response(null, { status: 204 })),
    });
    // A navigation that goes nowhere leaves the page as it is.
    page.view.stop();
    page.one('form button').click();
    await until('the link has its address', () => page.one<HTMLAnchorElement>('[data-platform-link]').href === 'http://127.0.0.1:9/never');
    expect(page.one('[data-slow]').hidden).to.equal(true);
    page.time.pass(2000);
    expect(page.one('[data-slow]').hidden).to.equal(false);
  });
});
