import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has the focus, inside of elements too: whether one sees that it has, and where it stands. */
export const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement ?? document.body;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const everything = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll('*')].flatMap((each) => (each.shadowRoot ? [each, ...everything(each.shadowRoot)] : [each]));
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, left, bottom, width, height } = element.getBoundingClientRect();
    const [label] = (element as HTMLInputElement).labels ?? [];
    return {
      what:
        element === document.body
          ? ''
          : (element.getAttribute('aria-label') ?? (label ?? element).textContent ?? '').trim().replaceAll(/\s+/g, ' '),
      seen:
        element.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0,
      place: everything(document).indexOf(element),
      top: top + scrollY,
      bottom: bottom + scrollY,
      left: left + scrollX,
    };
  });

/** Everything that Tab comes by, from the top of the page to its end. */
export const stops = async (page: Page) => {
  const found: Awaited<ReturnType<typeof focused>>[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop.what === '' || found.some(({ place }) => place === stop.place)) return found;
    found.push(stop);
  }
};

/** Whether stops can be seen, and come in the order in which one reads: down, and within a line from left to right. */
export const expectReadable = (found: Awaited<ReturnType<typeof stops>>): void => {
  expect(found.filter(({ seen }) => !seen).map(({ what }) => what)).toEqual([]);
  for (const [index, stop] of found.entries()) {
    const next = found[index + 1];
    if (next === undefined) continue;
    expect(next.place, `${stop.what}, then ${next.what}`).toBeGreaterThan(stop.place);
    expect(
      next.top >= stop.bottom - 1 || (next.left > stop.left && next.bottom > stop.top),
      `${stop.what}, then ${next.what}`,
    ).toBe(true);
  }
};

/** Presses Tab until the focus is there. */
export const tabTo = async (page: Page, target: Locator, key = 'Tab'): Promise<void> => {
  await target.waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === (element.getRootNode() as Document | ShadowRoot).activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never comes to ${String(target)}.`);
};
