import { setTimeout } from 'node:timers/promises';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { setupVariable } from './setup-variable.ts';

/**
 * The machine's Firefox, by WebDriver BiDi. Puppeteer turns the popup blocker off, which would hide how the element looks
 * without its window; here it is on, as everybody's is.
 */
export const launchFirefox = (prefs: Readonly<Record<string, unknown>> = {}): Promise<Browser> =>
  launch({
    browser: 'firefox',
    executablePath: setupVariable('CONNECT_FIREFOX'),
    headless: true,
    // ms; a busy machine starts it slowly.
    timeout: 120_000,
    extraPrefsFirefox: { 'dom.disable_open_during_load': true, ...prefs },
  });

/** Presses something with the mouse, once it is there; `>>>` in a selector goes into an element's shadow. */
export const click = (page: Page, selector: string): Promise<void> => page.locator(selector).click();

/**
 * As `click`, in a browser that runs no scripts: Puppeteer's own waits for callbacks that never come there. The place is
 * looked up from outside, and pressed with the mouse.
 */
export const clickWithoutScripts = async (page: Page, selector: string): Promise<void> => {
  for (const end = Date.now() + 30_000; Date.now() < end; await setTimeout(50)) {
    // A navigation in the middle of the look-up destroys what was found; the next look finds the next page.
    const target = await page.$(selector).catch(() => null);
    const place = await target
      ?.evaluate((element) => {
        element.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x + width / 2, y + height / 2] as const;
      })
      .catch(() => undefined);
    if (place) return page.mouse.click(...place);
  }
  throw new Error(`There is no ${selector} to press at ${page.url()}.`);
};

/** The element's main button. */
export const button = 'connect-link-button >>> [part=button]';

/** The way to the platform, on the launch page and on the hosted page. */
export const go = 'form[data-start] button';

/** Presses the element's button; the window that opens. */
export const press = async (page: Page, selector: string = button): Promise<Page> => {
  const popup = new Promise<Page>((resolve) => page.once('popup', (opened) => opened && resolve(opened)));
  await click(page, selector);
  return popup;
};

/**
 * Waits until a window is at the platform. Where the machine is so busy that the handshake takes longer than it may, the
 * window asks first, as it should; a test of something else goes on.
 */
export const reachPlatform = async (page: Page): Promise<void> => {
  const platform = 'button[name=account], button[name=decision]';
  const isThere = await page.waitForSelector(platform, { timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  // Whichever comes: where the network alone is slow, nothing asks.
  await page.waitForSelector(`${platform}, ${go}:not([aria-busy=true])`, { visible: true });
  if ((await page.$(platform)) === null) await click(page, go);
};

/** The emulated platform's pages: choose the account, then allow. */
export const answer = async (page: Page, how: typeof click = click): Promise<void> => {
  if (how === click) await reachPlatform(page);
  await how(page, 'button[name=account][value=harbourcoffee]');
  await how(page, 'button[name=decision][value=allow]');
};

export const waitForState = async (page: Page, state: string): Promise<void> => {
  await page.waitForSelector(`connect-link-button[data-state=${state}]`);
};

/** Waits until a window is closed; it may be so already. */
export const waitForClosed = async (popup: Page): Promise<void> => {
  if (!popup.isClosed()) await new Promise((resolve) => popup.once('close', resolve));
};
