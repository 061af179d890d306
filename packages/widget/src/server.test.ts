import { expect, test } from 'vitest';

test('everything can be imported where there is no browser, and defines nothing there', async () => {
  expect(globalThis).not.toHaveProperty('HTMLElement');
  const { ConnectAccountList, ConnectLinkButton, ConnectLinkManager, accounts, en, managerEn } = await import('./index.ts');
  expect(ConnectLinkButton.observedAttributes).toContain('link');
  expect(ConnectLinkManager.observedAttributes).toContain('view');
  expect(ConnectAccountList.observedAttributes).toContain('platform');
  expect([en.cancel, managerEn.close, accounts.approve]).toEqual(['Cancel', 'Close', 'Approve']);
  const { createFlow, parseLink } = await import('./flow/index.ts');
  expect(createFlow).toBeTypeOf('function');
  expect(parseLink('https://connect.example/l/cl_x')).toEqual({ origin: 'https://connect.example', secret: 'cl_x' });
});

test.each([
  ['ConnectLinkButton', () => import('./connect-link-button.define.ts')],
  ['ConnectLinkManager', () => import('./connect-link-manager.define.ts')],
  ['ConnectAccountList', () => import('./connect-account-list.define.ts')],
] as const)('the entry that defines %s does nothing on a server', async (name, load) => {
  await expect(load()).resolves.toHaveProperty(name);
});
