import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { test } from './stage.ts';
import { wire } from './wire.ts';
import type { World } from './world.ts';

/** A product page on an origin of its own, which names one file of an element; and the files that came of it. */
const embed = async (context: BrowserContext, world: World, element: string, integrity?: string) => {
  const page = await context.newPage();
  const files: string[] = [];
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === world.origin && response.ok()) files.push(pathname.slice('/widget/v1/'.length));
  });
  await page.goto(`${world.embed('shop')}/blank`);
  await page.evaluate(
    ([src, name, integrity]) => {
      document.body.append(document.createElement(name));
      document.head.append(Object.assign(document.createElement('script'), { type: 'module', src, integrity }));
    },
    [`${world.origin}/widget/v1/${element}.js`, element, integrity ?? ''] as const,
  );
  return { page, files };
};

const defined = (page: Page, element: string): Promise<unknown> =>
  page.waitForFunction((name) => customElements.get(name) !== undefined, element);

const integrityOf = async (world: World): Promise<Record<string, string>> =>
  (JSON.parse((await wire(world, '/widget/manifest.json')).body) as { integrity: Record<string, string> }).integrity;

describe('the elements for sharers in a page of another origin', () => {
  test.for(['connect-link-manager', 'connect-account-list'])('%s comes in parts, checked by its hash, and without the client of the API before it is used', async (element, { context, world }) => {
    const integrity = (await integrityOf(world))[`${element}.js`];
    const { page, files } = await embed(context, world, element, integrity);
    await defined(page, element);
    expect(files).toContain(`${element}.js`);
    expect(files.filter((file) => file.startsWith('shared.'))).toHaveLength(1);
    expect(files.some((file) => /^(sharer-client|link-manager|qr-code)\./.test(file))).toBe(false);
  });

  test('share their common part on one page', async ({ context, world }) => {
    const { page, files } = await embed(context, world, 'connect-link-manager');
    await page.addScriptTag({ type: 'module', url: `${world.origin}/widget/v1/connect-account-list.js` });
    await defined(page, 'connect-link-manager');
    await defined(page, 'connect-account-list');
    expect(files.filter((file) => file.startsWith('shared.'))).toHaveLength(1);
  });

  test('work where the browser kept the named file from before an update', async ({ context, world }) => {
    const kept = (await wire(world, '/widget/v1/connect-account-list.js')).body.replace(/\.[\w-]+\.js/, '.0ldParts.js');
    const asked: string[] = [];
    await context.route('**/widget/v1/connect-account-list.js*', async (route) => {
      const { search } = new URL(route.request().url());
      asked.push(search);
      if (search !== '') return route.continue();
      return route.fulfill({ contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body: kept });
    });
    const { page } = await embed(context, world, 'connect-account-list');
    await defined(page, 'connect-account-list');
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/^\?\d+$/);
  });

  test('ask once more and not for ever where a part stays away', async ({ context, world }) => {
    let asked = 0;
    await context.route('**/widget/v1/connect-account-list.*.js', (route) => {
      asked += 1;
      return route.abort();
    });
    const { page } = await embed(context, world, 'connect-account-list');
    const error = await page.waitForEvent('pageerror');
    expect(error.message).toMatch(/connect-account-list\./);
    expect(asked).toBeLessThanOrEqual(2);
  });

  test('say so where a part is gone that is loaded later, and what to do', async ({ context, world }) => {
    await context.route('**/widget/v1/sharer-client.*.js', (route) => route.fulfill({ status: 404, body: '' }));
    const session = await world.client.sessions.create({
      workspace: 'northlight',
      actor: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
      can: ['connections:read'],
    });
    const { page } = await embed(context, world, 'connect-account-list');
    await defined(page, 'connect-account-list');
    await page.evaluate((given) => {
      (document.querySelector('connect-account-list') as unknown as { session: unknown }).session = given;
    }, session);
    await page.getByText('A part of this page couldn’t be loaded.').waitFor();
    await page.getByRole('button', { name: 'Reload' }).waitFor();
  });
});
