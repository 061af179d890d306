import { describe, expect } from 'vitest';
import { answer, callbackOf, openButton, press, reachPlatform, seen, waitForEvent } from './button-page.ts';
import { createPerson, newFlow } from './person.ts';
import { test } from './stage.ts';
import type { World } from './world.ts';

const connections = async (world: World, link: string) =>
  (await world.client.connections.list({ workspace: 'northlight', link })).data;

describe('hostile pages', () => {
  test('T17 forged messages change nothing, and break nothing', async ({ context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    const popup = await press(page);
    await reachPlatform(popup);
    const fid = (await seen(page)).at(-1)?.detail.fid ?? '';
    const forged = [
      {
        v: 1,
        type: 'connect-link:result',
        fid,
        seq: 99,
        status: 'connected',
        platform: 'instagram',
        connections: [{ id: 'con_forged', platform: 'instagram', status: 'active', handle: '@evil' }],
        error: null,
      },
      {
        v: 1,
        type: 'connect-link:result',
        fid,
        seq: 1e9,
        status: 'error',
        platform: 'instagram',
        connections: [],
        error: { code: 'denied', title: 'x'.repeat(1e6), detail: '' },
      },
      { v: 1, type: 'connect-link:hello', fid },
      { v: 2, type: 'connect-link:result', fid, status: 'connected' },
      { v: 1, type: 'connect-link:result', fid: null, connections: 'no' },
      'connect-link:result',
      null,
      [1, 2, 3],
    ];
    for (const host of ['evil', `connect.localhost.evil`]) {
      await page.evaluate(async (address) => {
        const frame = document.createElement('iframe');
        frame.src = address;
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
        document.body.append(frame);
        await loaded;
      }, `${world.embed(host)}/blank`);
    }
    const to = world.embed('shop');
    for (const frame of page.frames().slice(1)) {
      await frame.evaluate(([messages, origin]) => messages.forEach((message) => parent.postMessage(message, origin)), [
        forged,
        to,
      ] as const);
    }
    await page.evaluate(([messages, origin]) => messages.forEach((message) => window.postMessage(message, origin)), [
      forged,
      to,
    ] as const);
    // The platform's own page is in the very window that the element opened; its origin is still wrong.
    await popup.evaluate(
      ([messages, origin]) => messages.forEach((message) => (window.opener as Window).postMessage(message, origin)),
      [forged, to] as const,
    );
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    expect((await seen(page)).map(({ type }) => type)).not.toContain('connect-success');
    expect(await page.locator('connect-link-button').getAttribute('data-state')).toBe('waiting');
    expect(errors).toEqual([]);
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    expect(JSON.stringify(await seen(page))).not.toContain('con_forged');
  });

  test('T17 … not even in a page that may not ask the server, and has nothing but messages', async ({ context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url, csp: "connect-src 'self'" });
    const popup = await press(page);
    await popup.getByRole('button', { name: 'Continue with Instagram' }).click();
    await reachPlatform(popup);
    const fid = (await seen(page)).at(-1)?.detail.fid ?? '';
    const forged = {
      v: 1,
      type: 'connect-link:result',
      fid,
      seq: 99,
      status: 'connected',
      platform: 'instagram',
      connections: [{ id: 'con_forged', platform: 'instagram', status: 'active' }],
      error: null,
    };
    // The right window, at the wrong origin; and the right origin, in another window.
    const other = page.waitForEvent('popup');
    await page.evaluate((address) => void window.open(address), `${world.origin}/l/cl_none/launch`);
    const stranger = await other;
    await stranger.waitForLoadState();
    for (const sender of [popup, stranger]) {
      await sender.evaluate(([message, origin]) => (window.opener as Window).postMessage(message, origin), [
        forged,
        world.embed('shop'),
      ] as const);
    }
    await expect
      .poll(() => page.evaluate(() => window.messages.filter(({ data }) => JSON.stringify(data).includes('con_forged')).length))
      .toBe(2);
    expect((await seen(page)).map(({ type }) => type)).not.toContain('connect-success');
    await answer(popup);
    await waitForEvent(page, 'connect-success');
    expect(JSON.stringify(await seen(page))).not.toContain('con_forged');
  });

  test('T18 a page that opens the launch page under another’s name hears nothing', async ({ context, world }) => {
    const link = await world.link();
    for (const claimed of ['shop', 'evil']) {
      const page = await context.newPage();
      await page.goto(`${world.embed('evil')}/blank`);
      await page.evaluate(() => {
        window.messages = [];
        addEventListener('message', ({ origin, data }) => window.messages.push({ origin, data: data as unknown }));
      });
      const { fid } = newFlow();
      const address = `${link.url}/launch?${new URLSearchParams({ fid, p: 'instagram', m: 'popup', o: world.embed(claimed), r: `${world.embed('evil')}/` })}`;
      const opened = page.waitForEvent('popup');
      await page.evaluate((to) => addEventListener('click', () => void window.open(to, 'launch')), address);
      await page.click('h1');
      const popup = await opened;
      // It does not go on by itself: whoever opened it has not shown who asks.
      await popup.getByRole('button', { name: 'Continue with Instagram' }).click();
      await answer(popup);
      await popup.getByRole('heading', { name: /is connected|works again/ }).waitFor();
      await expect(popup.getByRole('link', { name: /^Go to evil/ }).count()).resolves.toBe(0);
      expect(await page.evaluate(() => window.messages)).toEqual([]);
      await popup.close();
      await page.close();
    }
  });

  test('T20 a callback that is opened in another browser asks there; "no" throws the code away', async ({
    browser,
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    const callback = await callbackOf(world, popup);
    const victim = await (await browser.newContext()).newPage();
    await victim.goto(callback);
    await victim.getByRole('heading', { name: 'Did you just start this?' }).waitFor();
    expect(world.instagram.control.log().counts['token'] ?? 0).toBe(0);
    await page.locator('connect-link-button[data-state=confirming]').waitFor();
    await victim.getByRole('button', { name: 'No, that wasn’t me' }).click();
    await victim.getByRole('heading', { name: 'Stopped' }).waitFor();
    expect(world.instagram.control.log().counts['token'] ?? 0).toBe(0);
    expect(await connections(world, link.id)).toEqual([]);
    await victim.context().close();
  });

  test('T20 … and "yes" connects, once', async ({ browser, context, world }) => {
    const link = await world.link();
    const page = await openButton(context, world, { link: link.url });
    const popup = await press(page);
    const callback = await callbackOf(world, popup);
    const phone = await (await browser.newContext()).newPage();
    await phone.goto(callback);
    await phone.getByRole('button', { name: 'Yes, connect it' }).click();
    await phone.getByRole('heading', { name: /is connected$|works again$/ }).waitFor();
    await waitForEvent(page, 'connect-success');
    expect(world.instagram.control.log().counts['token']).toBe(1);
    await phone.context().close();
  });

  test('T21 a callback that is loaded again, gone back to, and raced is one exchange and the same page', async ({
    context,
    world,
  }) => {
    const link = await world.link();
    const page = await context.newPage();
    let callback = '';
    page.on('request', (request) => {
      if (request.url().includes('/oauth/instagram/callback')) callback = request.url();
    });
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(page);
    const heading = page.getByRole('heading', { name: /is connected$|works again$/ });
    await heading.waitFor();
    const title = await heading.textContent();
    await Promise.all(
      [1, 2].map(async () => {
        const tab = await context.newPage();
        await tab.goto(callback);
        expect(await tab.getByRole('heading', { level: 1 }).textContent()).toBe(title);
      }),
    );
    await page.goto(callback);
    expect(await heading.textContent()).toBe(title);
    await page.reload();
    expect(await heading.textContent()).toBe(title);
    expect(world.instagram.control.log().counts['token']).toBe(1);
  });

  test('T31 scanners that open every address, with scripts but without a hand, start nothing', async ({ context, world }) => {
    const link = await world.link();
    const { fid } = newFlow();
    const addresses = [
      link.url,
      `${link.url}/launch?fid=${fid}&p=instagram&m=popup&o=${world.embed('shop')}`,
      `${link.url}/start`,
      `${link.url}/opened`,
      `${world.origin}/oauth/instagram/callback?code=x&state=y`,
      `${world.origin}/f/${fid}/done`,
      `${world.origin}/f/${fid}/confirm`,
    ];
    const before = world.instagram.control.log().requests.length;
    const page = await context.newPage();
    for (const address of addresses) {
      await page.goto(address, { waitUntil: 'networkidle' });
      await createPerson(world).send('HEAD', address);
    }
    expect(world.instagram.control.log().requests.length).toBe(before);
    const after = await world.client.links.get(link.id);
    expect([after.status, after.lastOpenedAt, after.lastUsedAt]).toEqual(['active', null, null]);
    expect((await page.goto(link.url))?.status()).toBe(200);
  });

  test('T35 no page of ours can be framed, and another site’s form is refused', async ({ context, world }) => {
    const link = await world.link();
    const page = await context.newPage();
    await page.goto(`${world.embed('evil')}/blank`);
    const framed = await page.evaluate(async (address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      return frame.contentDocument === null;
    }, link.url);
    expect(framed).toBe(true);
    for (const frame of page.frames().slice(1)) expect(await frame.content().catch(() => '')).not.toContain('Northlight');
    await page.evaluate((action) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = action;
      form.innerHTML = '<input name="platform" value="instagram">';
      document.body.append(form);
      form.submit();
    }, `${link.url}/start`);
    await page.waitForURL(/\/start$/);
    expect(world.instagram.control.log().counts['authorize'] ?? 0).toBe(0);
    expect((await world.client.links.get(link.id)).lastUsedAt).toBeNull();
  });
});

describe('T24 redirect mode', () => {
  test.for([
    ['a registered page', '/welcome?tab=2', true],
    ['another origin', 'http://evil.localhost/', false],
    ['credentials', '//shop:pw@', false],
    ['a doubled slash', '//evil.localhost/', false],
    ['an encoded slash', '/%2f%2fevil.localhost', false],
    ['a backslash', '/\\evil.localhost', false],
  ] as const)('returns to %s: %s → %s', async ([_name, path, returns], { context, world }) => {
    const link = await world.link();
    const { fid } = newFlow();
    const shop = world.embed('shop');
    const target = path.startsWith('http')
      ? path
      : path.startsWith('//shop')
        ? shop.replace('http://', 'http://shop:pw@')
        : `${shop}${path}`;
    const page = await context.newPage();
    await page.goto(`${link.url}/launch?${new URLSearchParams({ fid, p: 'instagram', m: 'redirect', o: shop, r: target })}`);
    await page.getByRole('button', { name: 'Continue with Instagram' }).click();
    await answer(page);
    if (returns) {
      await page.waitForURL(`${shop}/welcome?tab=2&cl_fid=${fid}*`);
    } else {
      await page.getByRole('heading', { name: /is connected$|works again$/ }).waitFor();
      expect(new URL(page.url()).origin).toBe(world.origin);
    }
  });
});
