import { describe, expect } from 'vitest';
import { answer } from './button-page.ts';
import { test } from './stage.ts';

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('the hosted page, %s', (_how, javaScriptEnabled) => {
  test.override('profile', { javaScriptEnabled });

  test.for(['Instagram', 'TikTok'])(
    'connects an account of %s from the link to the receipt',
    async (platform, { context, world }) => {
      const link = await world.link();
      const page = await context.newPage();
      await page.goto(link.url);
      await expect(page.textContent('body')).resolves.toContain('maya@northlight.example');
      await page.getByRole('button', { name: `Continue with ${platform}` }).click();
      await answer(page);
      await page.waitForURL(/\/f\/cf_.*\/done/);
      await page.getByRole('heading', { name: /(is connected|works again)$/ }).waitFor();
      const { data } = await world.client.connections.list({ workspace: 'northlight', link: link.id });
      expect(data).toMatchObject([{ status: 'active', platform: platform.toLowerCase() }]);
    },
  );
});
