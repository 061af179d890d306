import type { Request } from 'playwright-core';
import { describe, expect } from 'vitest';
import { test } from './stage.ts';

/** Bytes over the wire, headers too: as they are sent, so compressed where the server compresses. */
const bytesOf = async (request: Request): Promise<number> => {
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  return responseHeadersSize + responseBodySize;
};

describe('the hosted page', () => {
  test.override('profile', { viewport: { width: 390, height: 844 } });

  test('is at most 20 kB with all that it loads, and asks nobody else for anything', async ({ context, world }) => {
    await world.workspace({ accentColor: '#f97316' });
    const page = await context.newPage();
    const requests: Request[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) requests.push(request);
    });
    const { url } = await world.link({ clientName: 'Harbour Coffee' });
    await page.goto(url, { waitUntil: 'networkidle' });
    expect(requests.map((request) => request.resourceType()).sort()).toEqual(['document', 'script']);
    expect(requests.filter((request) => new URL(request.url()).origin !== world.origin)).toEqual([]);
    const bytes = await Promise.all(requests.map(bytesOf));
    // The document alone is more than this: a sum of nothing would prove nothing.
    expect(bytes.every((each) => each > 1_000)).toBe(true);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(20_000);
  });

  test('is painted, in its own style, with the answer to its first request: the script may come later, or never', async ({
    context,
    world,
  }) => {
    const { url } = await world.link();
    const page = await context.newPage();
    await page.route('**/assets/**', () => undefined);
    await page.goto(url, { waitUntil: 'commit' });
    await expect
      .poll(() => page.evaluate(() => performance.getEntriesByType('paint').map(({ name }) => name)))
      .toContain('first-contentful-paint');
    expect(await page.evaluate(() => [...document.styleSheets].map(({ href, cssRules }) => [href, cssRules.length > 0]))).toEqual(
      [[null, true]],
    );
    await page.getByRole('button', { name: 'Continue with Instagram' }).waitFor();
  });
});
