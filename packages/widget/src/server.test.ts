import { expect, test } from 'vitest';

test('everything can be imported where there is no browser, and defines nothing there', async () => {
  expect(globalThis).not.toHaveProperty('HTMLElement');
  const { ConnectLinkButton, en } = await import('./index.ts');
  expect(ConnectLinkButton.observedAttributes).toContain('link');
  expect(en.cancel).toBe('Cancel');
  const { createFlow, parseLink } = await import('./flow/index.ts');
  expect(createFlow).toBeTypeOf('function');
  expect(parseLink('https://connect.example/l/cl_x')).toEqual({ origin: 'https://connect.example', secret: 'cl_x' });
});

test('the entry that defines the element does nothing on a server', async () => {
  await expect(import('./connect-link-button.define.ts')).resolves.toHaveProperty('ConnectLinkButton');
});
