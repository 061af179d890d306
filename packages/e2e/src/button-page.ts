import { createVisitor } from '@connect/emulators';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import type { World } from './world.ts';

/** An event of the element, as the product page's script received it. */
export interface SeenEvent {
  readonly type: string;
  readonly id: string;
  readonly detail: {
    readonly code?: string | null;
    readonly connections?: readonly { readonly id: string; readonly handle?: string }[];
    readonly fid?: string;
  };
}

declare global {
  interface Window {
    seen: SeenEvent[];
    messages: { origin: string; data: unknown }[];
    /** What the product page's own policy refused: directive and address. */
    violations: string[];
  }
}

export interface ButtonPage {
  readonly link: string | readonly string[];
  readonly platform?: string;
  /** The product page's host, `shop` unless told. */
  readonly host?: string;
  readonly mode?: string;
  /** Headers of the product page. */
  readonly coop?: string;
  readonly csp?: string;
  readonly cache?: string;
}

/** The address of a product page that embeds the button. */
export const buttonAddress = (world: World, { link, platform = 'instagram', host = 'shop', ...given }: ButtonPage): string => {
  const query = new URLSearchParams({ platform, ...given });
  for (const each of [link].flat()) query.append('link', each);
  return `${world.embed(host)}/?${query}`;
};

/** Opens it, and waits until the button can be pressed. */
export const openButton = async (context: BrowserContext, world: World, options: ButtonPage): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(buttonAddress(world, options));
  await page.locator('connect-link-button[data-state=ready]').first().waitFor();
  return page;
};

/** Presses the button; the window that opens. */
export const press = async (page: Page, name: RegExp = /^Connect Instagram/, at = 0): Promise<Page> => {
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name }).nth(at).click();
  return popup;
};

/**
 * Has windows wait for the product page as long as it takes, for a test of what the two agree upon: to a browser that is busy,
 * the time for their handshake is short. To be called before the window opens.
 */
export const waitForHandshakes = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    if (!location.pathname.endsWith('/launch')) return;
    const wait = window.setTimeout.bind(window);
    Object.assign(window, { setTimeout: (work: () => void, ms = 0) => wait(work, 100 * ms) });
  });

/**
 * Waits until a window is at the platform. Where the machine is so busy that the handshake takes longer than it may, the
 * window asks first, as it should; a test of something else goes on.
 */
export const reachPlatform = async (page: Page | Frame): Promise<void> => {
  const platform = page.locator('button[name=account], button[name=decision]').first();
  const go = page.getByRole('button', { name: /^Continue with / }).and(page.locator(':not([aria-busy=true])')).first();
  const isThere = await platform.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await platform.or(go).first().waitFor();
  if (await go.isVisible()) await go.click();
  await platform.waitFor();
};

/** The emulated platform's pages: choose the account, then allow or cancel. */
export const answer = async (page: Page | Frame, account = 'harbourcoffee', decision = 'Allow'): Promise<void> => {
  await reachPlatform(page);
  await page.getByRole('button', { name: new RegExp(`^@${account.replace('.', '\\.')}\\b`) }).click();
  await page.getByRole('button', { name: decision, exact: true }).click();
};

/** Goes through the platform's pages in the window's place; the address that it would be sent back to. */
export const callbackOf = async (world: World, popup: Page): Promise<string> => {
  await reachPlatform(popup);
  const { callback } = await createVisitor(world.instagram).authorize(popup.url(), { account: 'harbourcoffee' });
  if (callback === null) throw new Error('The platform did not send the visitor back.');
  return callback;
};

/** As `answer`, by somebody whom the platform may know already: then it asks for nothing but the yes. */
export const answerAgain = async (page: Page, account = 'harbourcoffee'): Promise<void> => {
  await reachPlatform(page);
  const choice = page.getByRole('button', { name: new RegExp(`^@${account.replace('.', '\\.')}\\b`) });
  const allow = page.getByRole('button', { name: 'Allow', exact: true });
  await choice.or(allow).first().waitFor();
  if (await choice.isVisible()) await choice.click();
  await allow.click();
};

export const seen = (page: Page): Promise<SeenEvent[]> => page.evaluate(() => window.seen);

export const waitForEvent = (page: Page, type: string, id = 'b0'): Promise<unknown> =>
  page.waitForFunction(([wanted, target]) => window.seen.some((event) => event.type === wanted && event.id === target), [
    type,
    id,
  ] as const);

export const waitForState = (page: Page, state: string, at = 0): Promise<void> =>
  page.locator('connect-link-button').nth(at).and(page.locator(`[data-state=${state}]`)).waitFor();

/** Waits until a window is closed; it may be so already. */
export const waitForClosed = async (popup: Page): Promise<void> => {
  if (!popup.isClosed()) await popup.waitForEvent('close');
};
