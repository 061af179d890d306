import { chromium, type Browser } from 'playwright-core';
import { setupVariable } from './setup-variable.ts';

/** What keeps a headless Chromium from calling its maker's hosts. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * Chromium with what Playwright's defaults hide turned on again: the popup blocker, the back-forward cache, and the
 * partitioning of third-party storage.
 */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: setupVariable('CONNECT_CHROMIUM'),
    headless: true,
    args: [...quiet, '--enable-features=ThirdPartyStoragePartitioning'],
    ignoreDefaultArgs: ['--disable-popup-blocking', '--disable-back-forward-cache'],
  });
