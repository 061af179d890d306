import { expect } from '@esm-bundle/chai';
import { pause, until } from '../button.test.fixture.ts';
import { openPage, refused, type Answer } from './hosted-page.test.fixture.ts';

const html = `
  <main>
    <section data-in-app hidden>You’re inside the <bdi data-in-app-name></bdi> app. <button type="button" data-copy value="https://connect.example/l/x" data-copied="Copied" hidden><span>Copy the link</span></button></section>
    <form method="post" action="/l/cl_x/start" data-start><input type="hidden" name="platform" value="instagram"><button data-busy="Taking you to Instagram…"><span>Continue with <bdi>Instagram</bdi></span></button></form>
    <p role="status" data-status data-offline="You’re offline."></p>
  </main>`;

const open = (answer: Answer, userAgent?: string) =>
  openPage('link', { page: 'link', opened: '/l/cl_x/opened' }, html, { answer, ...(userAgent && { userAgent }) });
const goesOn: Answer = ({ path }) => (path.endsWith('/start') ? Response.json({ authorizeUrl: `${location.origin}/blank/platform` }) : new Response(null, { status: 204 }));

afterEach(() => {
  document.body.replaceChildren();
});

describe('the hosted page', () => {
  it('goes to the platform by the script’s own navigation, once', async () => {
    const { view, one, sent, count } = await open(goesOn);
    const button = one<HTMLButtonElement>('button[data-busy]');
    button.click();
    button.click();
    expect(button.textContent).to.equal('Taking you to Instagram…');
    expect(button.getAttribute('aria-busy')).to.equal('true');
    await until('the platform’s page is open', () => view.location.pathname === '/blank/platform');
    expect(count('/l/cl_x/start')).to.equal(1);
    expect(sent[0]).to.deep.include({ method: 'POST', accept: 'application/json', body: { platform: 'instagram' } });
  });

  for (const [what, answer] of [
    ['a refusal', () => refused('link_suspended')],
    ['an answer without an address', () => Response.json({})],
    ['an address that is none', () => Response.json({ authorizeUrl: 'javascript:alert(1)' })],
    ['a page of something in between', () => new Response('<h1>Proxy</h1>', { status: 502 })],
  ] as const) {
    it(`lets the server show its own page after ${what}`, async () => {
      const { one, state } = await open(answer);
      one('button[data-busy]').click();
      await until('the form is sent', () => state.submitted.length > 0);
      expect(state.submitted).to.deep.equal(['/l/cl_x/start']);
    });
  }

  it('says that the network is gone, and can be used again, with its label as it was', async () => {
    const { one, status, state, count } = await open(({ path }) => {
      if (path.endsWith('/start')) throw new TypeError('Failed to fetch');
      return new Response(null, { status: 204 });
    });
    const button = one<HTMLButtonElement>('button[data-busy]');
    button.click();
    await until('it says so', () => status() === 'You’re offline.');
    expect(button.getAttribute('aria-busy')).to.equal('false');
    expect(button.innerHTML).to.equal('<span>Continue with <bdi>Instagram</bdi></span>');
    expect(state.submitted).to.deep.equal([]);
    button.click();
    expect(count('/l/cl_x/start')).to.equal(2);
  });

  it('is usable again after the browser brought it back', async () => {
    const { view, one } = await open(() => new Promise<Response>(() => undefined));
    const button = one<HTMLButtonElement>('button[data-busy]');
    button.click();
    view.dispatchEvent(new view.PageTransitionEvent('pageshow', { persisted: true }));
    expect(button.getAttribute('aria-busy')).to.equal('false');
    expect(button.textContent).to.equal('Continue with Instagram');
  });

  it('does not take a script’s event for a hand', async () => {
    const { view, sent } = await open(goesOn);
    view.dispatchEvent(new view.PointerEvent('pointerdown', { bubbles: true }));
    view.dispatchEvent(new view.KeyboardEvent('keydown', { key: 'a' }));
    await pause(50);
    expect(sent).to.deep.equal([]);
  });

  it('names the app in whose browser it is open, before the button', async () => {
    const inside = await open(goesOn, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22F76 Instagram 390.0');
    expect(inside.one('[data-in-app]').innerText).to.contain('You’re inside the Instagram app.');
    const outside = await open(goesOn);
    expect(outside.shows('[data-in-app]')).to.equal(false);
  });
});
