import { expect, test } from 'vitest';
import { emulate, getGraph, getLongToken } from './instagram.test.fixture.ts';
import { inventions } from './inventions.ts';

const url = 'http://localhost:4600';

async function act(emulator: ReturnType<typeof emulate>, action: string, headers: Record<string, string> = {}, origin = url) {
  const init = { method: 'POST', body: new URLSearchParams({ action }), headers };
  return await emulator.fetch(new Request(`${origin}/people/harbourcoffee`, init));
}

test('the front page shows the people, and every invention about the platform', async () => {
  const page = await (await emulate().fetch(new Request(url))).text();
  expect(page).toContain('@kitsune.ramen');
  for (const { platform, standsInFor } of Object.values(inventions)) {
    const escaped = standsInFor.replaceAll('`', '').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
    expect([standsInFor, page.includes(escaped)]).toEqual([standsInFor, platform !== 'tiktok']);
  }
});

test.each([
  ['remove-app', 458],
  ['change-password', 460],
  ['expire', 463],
])('on the front page whoever tries a demo can "%s"', async (action, subcode) => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator);
  const page = await act(emulator, action);
  expect(await page.text()).toContain('role="status">@harbourcoffee has');
  expect(await (await getGraph(emulator, '/me', { access_token })).json()).toMatchObject({ error: { error_subcode: subcode } });
});

test('another site, or another machine, cannot', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator);
  expect((await act(emulator, 'expire', { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  expect((await act(emulator, 'expire', {}, 'https://instagram.example')).status).toBe(403);
  expect((await act(emulator, 'nothing')).status).toBe(200);
  expect((await getGraph(emulator, '/me', { access_token })).status).toBe(200);
});
