import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import {
  answer,
  buttonAddress,
  openButton,
  press,
  reachPlatform,
  seen,
  waitForClosed,
  waitForEvent,
  waitForState,
} from './button-page.ts';
import { test } from './stage.ts';
import type { World } from './world.ts';

const ends = async (page: Page) =>
  (await seen(page))
    .filter(({ type }) => /success|error|cancel/.test(type))
    .map(({ type, detail }) => (detail.code ? `${type} ${detail.code}` : type));
const connections = async (world: World, link: string) =>
  (await world.client.connections.list({ workspace: 'northlight', link })).data;
const cutOff = (world: World) => world.instagram.control.settings({ coop: 'same-origin' });
/** The banner of the launch page: nobody has shown it to this person before. */
const goOn = (page: Page) => page.getByRole('button', { name: 'Continue with Instagram' }).click();

describe('T24 the element in this tab', () => {
  test('leaves for the platform, comes back to the very page, tidies its address, and tells of one success', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url, mode: 'redirect' });
    const address = page.url();
    await page.getByRole('button', { name: /^Connect Instagram/ }).click();
    await goOn(page);
    await answer(page);
    await waitForEvent(page, 'connect-success');
    await waitForState(page, 'connected');
    expect(page.url()).toBe(address);
    expect(await ends(page)).toEqual(['connect-success']);
    expect(await connections(world, link.id)).toMatchObject([{ status: 'active' }]);
    expect(context.pages()).toHaveLength(1);
    await page.reload();
    await waitForState(page, 'ready');
    expect(await ends(page)).toEqual([]);
  });

  test.for([
    ['kept by the browser', undefined],
    ['loaded anew', 'no-store'],
  ])('T14 is not stuck after Back from the platform, to a page that is %s', async ([_how, cache], { context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url, mode: 'redirect', ...(cache && { cache }) });
    await page.getByRole('button', { name: /^Connect Instagram/ }).click();
    await goOn(page);
    await reachPlatform(page);
    // Back by a script: Playwright's own waits for a load, which a page that was kept does not have.
    await page.evaluate(() => history.go(-2));
    await expect.poll(() => page.url()).toMatch(/^http:\/\/shop\./);
    expect(
      await page.evaluate(() =>
        performance
          .getEntriesByType('navigation')
          .some((entry) => (entry as PerformanceNavigationTiming).type === 'back_forward'),
      ),
    ).toBe(cache !== undefined);
    await waitForState(page, 'unsure');
    await page.getByRole('button', { name: /Open the window again/ }).click();
    await goOn(page);
    await answer(page);
    await waitForEvent(page, 'connect-success');
    expect(await ends(page)).toEqual(['connect-success']);
    expect(await connections(world, link.id)).toHaveLength(1);
  });
});

describe('in an app’s own browser the element', () => {
  test.override('profile', {
    userAgent:
      'Mozilla/5.0 (Linux; Android 16; Pixel 9 Build/X; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36 Instagram 400.0.0',
  });

  test('T25 tries no window, and ends the flow where it began', async ({ context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    await page.evaluate(() => (window.open = () => { throw new Error('A window was tried.'); }));
    await page.getByRole('button', { name: /^Connect Instagram/ }).click();
    await goOn(page);
    await answer(page);
    await waitForEvent(page, 'connect-success');
    expect(await ends(page)).toEqual(['connect-success']);
  });
});

describe('a product page', () => {
  test('T13 that gives way to another site: that site hears nothing, and back on it the success is told', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const address = page.url();
    const popup = await press(page);
    await reachPlatform(popup);
    await page.goto(`${world.embed('other')}/blank`);
    await answer(popup);
    await popup.getByRole('heading', { name: '@harbourcoffee is connected' }).waitFor();
    // As long as the window waits for the word that its result has arrived.
    await expect.poll(() => popup.evaluate(() => performance.now())).toBeGreaterThan(3_300);
    expect(await page.evaluate(() => window.messages)).toEqual([]);
    expect(popup.isClosed()).toBe(false);
    await page.goto(address);
    await waitForEvent(page, 'connect-success');
    expect(await ends(page)).toEqual(['connect-success']);
  });

  test('T28 that sleeps meanwhile: it asks at once when it wakes', async ({ context, world }) => {
    const link = await world.link();
    cutOff(world);
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await reachPlatform(popup);
    const session = await context.newCDPSession(page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await answer(popup);
    // Not by the window's own words: a browser that is busy may let the page hear of it before it sleeps, and close the window.
    await expect.poll(async () => (await world.client.connections.list({ workspace: 'northlight', link: link.id })).data).toHaveLength(1);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await waitForEvent(page, 'connect-success');
    expect(await ends(page)).toEqual(['connect-success']);
  });
});

describe('T19 secrets', () => {
  test.for(['popup', 'redirect'])(
    'of a flow stay out of addresses, Referers and pages that others may see (%s)',
    async (mode, { context, world }) => {
      const link = await world.link();
      const asked: { url: URL; referer: string; document: boolean }[] = [];
      const pages: Promise<string>[] = [];
      context.on('request', (request) => {
        asked.push({
          url: new URL(request.url()),
          referer: request.headers()['referer'] ?? '',
          document: request.isNavigationRequest(),
        });
      });
      context.on('response', (response) => {
        if (response.ok() && response.headers()['content-type']?.startsWith('text/html')) {
          pages.push(response.text().catch(() => ''));
        }
      });
      const page = await openButton(context, world, { link: link.url, mode });
      await page.getByRole('button', { name: /^Connect Instagram/ }).click();
      if (mode === 'popup') {
        await expect.poll(() => context.pages().length).toBe(2);
        const popup = context.pages()[1] ?? page;
        await answer(popup);
        await waitForEvent(page, 'connect-success');
      } else {
        await goOn(page);
        await answer(page);
        await waitForEvent(page, 'connect-success');
      }
      const callback = asked.find(({ url }) => url.pathname.endsWith('/callback'))?.url;
      const [code = '', state = ''] = ['code', 'state'].map((name) => callback?.searchParams.get(name) ?? '');
      const [binding = ''] = (await context.cookies(world.origin)).flatMap(({ value }) => value.split('.').slice(1));
      const secrets = [code, state, binding, 'cs_'];
      expect([code, state, binding].every(({ length }) => length > 20)).toBe(true);
      const linkSecret = new URL(link.url).pathname.slice('/l/'.length);
      const ends = asked.filter(
        ({ url, document }) => document && (url.pathname.startsWith('/f/') || url.searchParams.has('cl_fid')),
      );
      expect(ends.length).toBeGreaterThan(0);
      for (const { url } of ends) {
        url.searchParams.delete('link');
        for (const secret of [...secrets, linkSecret]) expect(url.href).not.toContain(secret);
      }
      for (const { url, referer } of asked) {
        const from = referer === '' ? undefined : new URL(referer).origin;
        // What the platform's own pages tell each other is theirs.
        if (from === undefined || (from === url.origin && from !== world.origin)) continue;
        for (const secret of secrets) expect(referer).not.toContain(secret);
        // No page of ours tells others where it stands: the link's address is a secret, too.
        if (url.origin !== world.origin) expect(from).not.toBe(world.origin);
      }
      const html = (await Promise.all(pages)).join();
      expect(html).toContain('connect.localhost');
      for (const secret of secrets) expect(html).not.toContain(secret);
    },
  );
});

describe('a strict product page', () => {
  test('T22 that lets nobody be asked (connect-src): the window’s message is enough; the developer is told once', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url, csp: "connect-src 'self'" });
    const popup = await press(page);
    await goOn(popup);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    expect(await ends(page)).toEqual(['connect-error csp_blocked', 'connect-success']);
    await waitForClosed(popup);
  });

  test('T22 … and where the window is cut off as well, the next press goes through this tab', async ({ context, world }) => {
    const link = await world.link();
    cutOff(world);
    const page = await openButton(context, world, { link: link.url, csp: "connect-src 'self'" });
    const popup = await press(page);
    await goOn(popup);
    await reachPlatform(popup);
    await waitForState(page, 'unsure');
    await popup.close();
    await page.getByRole('button', { name: /Open the window again/ }).click();
    await page.waitForURL((url) => !url.host.startsWith('shop.'));
    await goOn(page);
    await answer(page);
    await page.getByRole('heading', { name: '@harbourcoffee is connected' }).waitFor();
    expect(await connections(world, link.id)).toMatchObject([{ status: 'active' }]);
  });

  const strict = (world: World, more = '') =>
    `default-src 'none'; script-src 'self' ${world.origin}; connect-src ${world.origin}; style-src 'self'; img-src ${world.origin}; base-uri 'none'; form-action 'none'${more}`;

  test.for([
    ['without a word on types', ''],
    ['with trusted types', "; require-trusted-types-for 'script'"],
    ['with the one policy that is documented', "; require-trusted-types-for 'script'; trusted-types lit-html"],
  ])('T23 that forbids all inline styles and scripts, %s: nothing is violated', async ([_how, types], { context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url, csp: strict(world, types) });
    const popup = await press(page);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(await ends(page)).toEqual(['connect-success']);
  });

  test('T23 that forbids every policy of trusted types has a plain link, and is whole', async ({ context, world }) => {
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(
      buttonAddress(world, { link: link.url, csp: strict(world, "; require-trusted-types-for 'script'; trusted-types 'none'") }),
    );
    await expect.poll(() => page.evaluate(() => window.violations.length)).toBeGreaterThan(0);
    expect(await page.evaluate(() => customElements.get('connect-link-button') === undefined)).toBe(true);
    await page.getByRole('link', { name: 'Open the connect page' }).click();
    await page.waitForURL(link.url);
    await goOn(page);
  });
});

describe('a product page in a frame', () => {
  const framed = async (context: BrowserContext, world: World, link: string, sandbox?: string) => {
    const page = await context.newPage();
    const query = new URLSearchParams({ src: buttonAddress(world, { link }), ...(sandbox !== undefined && { sandbox }) });
    await page.goto(`${world.embed('top')}/frame?${query}`);
    const frame = page.frame('product');
    if (frame === null) throw new Error('There is no frame.');
    return { page, frame };
  };
  const state = (frame: Awaited<ReturnType<typeof framed>>['frame'], name: string) =>
    frame.locator(`connect-link-button[data-state=${name}]`).waitFor();

  test.for([
    ['T27 of another site, storage partitioned', undefined],
    ['T26 with everything that the guide names', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox'],
  ])('%s: connects', async ([_name, sandbox], { context, world }) => {
    const link = await world.link();
    const { page, frame } = await framed(context, world, link.url, sandbox);
    await state(frame, 'ready');
    const opened = page.waitForEvent('popup');
    await frame.getByRole('button', { name: /^Connect Instagram/ }).click();
    const popup = await opened;
    // Nobody can know what is laid over a frame, so the window shows who asks, and waits.
    await goOn(popup);
    await answer(popup);
    await state(frame, 'connected');
    const told = await frame.evaluate(() => window.seen.filter(({ type }) => /success|error|cancel/.test(type)));
    expect(told).toMatchObject([{ type: 'connect-success', detail: { connections: [{ handle: '@harbourcoffee' }] } }]);
  });

  test('T26 without an origin of its own: a plain link to the hosted page', async ({ context, world }) => {
    const link = await world.link();
    const { frame } = await framed(context, world, link.url, 'allow-scripts');
    await state(frame, 'hosted');
    const way = frame.locator('connect-link-button').getByRole('link', { name: 'Open the connect page' });
    expect(await way.getAttribute('href')).toBe(link.url);
    expect(await frame.locator('connect-link-button').getByRole('button').count()).toBe(0);
  });

  test('T26 without leave to open windows: says so, and breaks nothing', async ({ context, world }) => {
    const link = await world.link();
    const { frame } = await framed(context, world, link.url, 'allow-scripts allow-same-origin');
    await state(frame, 'ready');
    await frame.getByRole('button', { name: /^Connect Instagram/ }).click();
    await state(frame, 'blocked');
    await frame.locator('connect-link-button').getByRole('link').first().waitFor();
    expect(await frame.evaluate(() => window.seen.map(({ type }) => type))).toEqual(['connect-start']);
  });

  test('T26 whose windows inherit its limits: the window itself still goes on to the platform', async ({ context, world }) => {
    const link = await world.link();
    const { page, frame } = await framed(context, world, link.url, 'allow-scripts allow-same-origin allow-popups allow-forms');
    await state(frame, 'ready');
    const opened = page.waitForEvent('popup');
    await frame.getByRole('button', { name: /^Connect Instagram/ }).click();
    const popup = await opened;
    await goOn(popup);
    await answer(popup);
    await state(frame, 'connected');
  });
});

describe('T29 a bad network', () => {
  test('that is gone for a while: the person is told, and nothing is lost', async ({ context, world }) => {
    const link = await world.link();
    cutOff(world);
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    await reachPlatform(popup);
    await context.setOffline(true);
    await expect.poll(() => page.locator('connect-link-button').getByRole('status').textContent()).toContain('You’re offline');
    await context.setOffline(false);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    expect(await ends(page)).toEqual(['connect-success']);
  });

  test('whose server fails for a while: asked again, ever more slowly, and the answer is believed in the end', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    cutOff(world);
    const page = await openButton(context, world, { link: link.url });
    let failures = 0;
    await page.route('**/v1/public/flows/status', (route) =>
      failures++ < 2 ? route.fulfill({ status: 500, headers: { 'access-control-allow-origin': '*' } }) : route.fallback(),
    );
    const popup = await press(page);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    await waitForClosed(popup);
    expect(failures).toBeGreaterThan(2);
    expect(await ends(page)).toEqual(['connect-success']);
  });
});
