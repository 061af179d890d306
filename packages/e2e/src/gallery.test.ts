import axe from 'axe-core';
import { pageGallery, type GalleryPage } from '@connect/backend/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';

let browser: Browser;
let page: Page;

const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 640 };
const desktop = { width: 1280, height: 800 };

const addressOf = (tag: string, name: string): string => `http://gallery.localhost/${tag}/${name}`;

/** The pages in a language that is written from left to right, and in one from right to left. */
const gallery = new Map<string, GalleryPage>(
  ['en', 'ar'].flatMap((tag) => pageGallery(tag).map((entry) => [addressOf(tag, entry.name), entry])),
);

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  await page.route('**', (route) => {
    const entry = gallery.get(route.request().url());
    // A page that loads itself again, or leaves for a platform, stays where it is.
    if (entry === undefined || page.url() === route.request().url()) return route.fulfill({ status: 204 });
    const styles = entry.styleHashes.map((hash) => `'${hash}'`).join(' ');
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src ${styles}; img-src 'self' data:`,
    };
    return route.fulfill({ status: entry.status, headers, body: entry.html });
  });
});
afterAll(() => browser.close());
beforeEach(async () => {
  await page.goto('about:blank');
});

const open = async (address: string): Promise<void> => {
  await page.setViewportSize(phone);
  // Colours are what they are at once, and not on their way.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(address);
  await page.evaluate(axe.source);
};

/** What an accessibility checker has against the page; every finding counts, however small it calls it. */
const findings = async (options: axe.RunOptions): Promise<readonly string[]> => {
  const { violations } = await page.evaluate(
    (given) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'], preload: false, ...given }),
    options,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

/** How wide the page is with all that it can show. */
const widthOf = async (): Promise<number> => {
  await page.setViewportSize(narrow);
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const hidden of document.querySelectorAll<HTMLElement>('[hidden]')) hidden.hidden = false;
    return document.documentElement.scrollWidth;
  });
};

describe('a hosted page', () => {
  test.each(pageGallery().map(({ name, refreshes }) => [name, refreshes ?? name === 'go'] as const))(
    '%s is without a finding of axe, and fits a narrow phone',
    async (name, refreshes) => {
      // These pages are there for a moment, and say by a link how to go on without waiting.
      const rules: axe.RunOptions = refreshes ? { rules: { 'meta-refresh': { enabled: false } } } : {};
      await open(addressOf('en', name));
      expect(await findings(rules), 'on a phone').toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await findings({ runOnly: ['color-contrast'] }), 'in the dark').toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(desktop);
      expect(await findings(rules), 'on a desk').toEqual([]);
      expect(await widthOf(), 'with little room').toBe(narrow.width);
      await open(addressOf('ar', name));
      expect(await findings(rules), 'from right to left').toEqual([]);
      expect(await widthOf(), 'from right to left, with little room').toBe(narrow.width);
    },
  );

  test('would be found wanting if it were', async () => {
    await open(addressOf('en', 'link'));
    await page.evaluate(
      (wide) => document.querySelector('main')?.insertAdjacentHTML('beforeend', `<img src="data:,"><pre>${wide}</pre>`),
      'x'.repeat(99),
    );
    expect(await findings({})).toEqual(['image-alt: <img src="data:,">']);
    expect(await widthOf()).toBeGreaterThan(narrow.width);
  });
});
