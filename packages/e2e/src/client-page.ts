import type { BrowserContext, Page } from 'playwright-core';
import { answerAgain, reachPlatform } from './button-page.ts';

/** Waits until the page's heading is this. */
export const heading = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

/** Somebody opens a link. */
export const open = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(url);
  return page;
};

/** … and goes to the platform. */
export const go = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = await open(context, url);
  await page.getByRole('button', { name: 'Continue with Instagram' }).click();
  await reachPlatform(page);
  return page;
};

/** … and connects an account. */
export const connect = async (context: BrowserContext, url: string, account = 'harbourcoffee'): Promise<Page> => {
  const page = await go(context, url);
  await answerAgain(page, account);
  return page;
};
