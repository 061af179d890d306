import type { BrowserContextOptions } from 'playwright-core';
import { test as base } from 'vitest';
import { launchChromium } from './chromium.ts';
import { createWorld } from './world.ts';

/**
 * A test that is given what it asks for: `test('…', async ({ world, context }) => …)`. A world and Chromium are started
 * once for a file. Each test finds the platforms and the workspace as they were at the start, and in `context` a browser
 * without a past; `test.override('profile', { javaScriptEnabled: false })` changes that browser for a suite. `phone` is
 * another one, of somebody else, with a small screen and fingers.
 */
export const test = base
  .extend('started', { scope: 'file' }, async ({}, { onCleanup }) => {
    const world = await createWorld();
    onCleanup(() => world.close());
    return world;
  })
  .extend('world', async ({ started }) => {
    started.instagram.reset();
    started.facebook.reset();
    started.tiktok.reset();
    started.desk.reset();
    await started.workspace();
    return started;
  })
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('profile', (): BrowserContextOptions => ({}))
  .extend('context', async ({ browser, profile }, { onCleanup }) => {
    const context = await browser.newContext(profile);
    onCleanup(() => context.close());
    return context;
  })
  .extend('phone', async ({ browser }, { onCleanup }) => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    onCleanup(() => context.close());
    return context;
  });
